"""Reads the catalogue's files into one frozen ``Catalogue``.

Belongs here: finding, parsing and caching. Does not belong here: what the facts must satisfy (``model.py``, ``validate.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipelines.catalogue.checking import Cause, Check, Reason
from pipelines.catalogue.forms import FormWords
from pipelines.catalogue.model import Calendar, Commune, Fact, Indicator, Organisation, Publishing, Setting, Source, Verdict
from pipelines.catalogue.reminders import ReminderRules
from pipelines.catalogue.reporting import Emulation, IndicatorGroup, IssuerLine
from pipelines.catalogue.slips import SlipRules

CATALOGUE_DIR = Path(__file__).resolve().parent

AnyFact = TypeVar("AnyFact", bound=Fact)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """A catalogue file that breaks its shape; the message names the file."""


@dataclass(frozen=True)
class Catalogue:
    """Every declared fact, by id, in a fixed order."""

    commune: Commune
    calendars: dict[str, Calendar]
    organisations: dict[str, Organisation]
    sources: dict[str, Source]
    indicators: dict[str, Indicator]
    settings: dict[str, Setting]
    verdicts: dict[str, Verdict]
    reasons: dict[str, Reason]
    checks: dict[str, Check]
    publishing: Publishing
    slips: SlipRules
    causes: dict[str, Cause]
    groups: dict[str, IndicatorGroup]
    emulation: Emulation
    issuer: dict[str, IssuerLine]
    forms: FormWords
    reminders: ReminderRules

    @property
    def calendar(self) -> Calendar:
        """The calendar in force."""
        return self.calendars[self.commune.calendar]


def _parse(path: Path, model: type[AnyFact], content: dict[str, Any]) -> AnyFact:
    try:
        return model.model_validate(content)
    except ValueError as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    if not isinstance(content, dict):
        raise CatalogueError(f"{path.name}: not a mapping")
    return content


def _one_file_each(folder: Path, model: type[AnyFact]) -> Iterable[tuple[str, AnyFact]]:
    """Each file of the folder is one fact whose id is the file's name."""
    for path in sorted(folder.glob("*.yml")):
        fact = _parse(path, model, {"id": path.stem, **_read(path)})
        yield path.stem, fact


def _one_file_all(path: Path, model: type[AnyFact]) -> Iterable[tuple[str, AnyFact]]:
    """One short file of many small facts, keyed by id."""
    for fact_id, content in _read(path).items():
        yield fact_id, _parse(path, model, {"id": fact_id, **content})


def load_catalogue_from(folder: Path) -> Catalogue:
    """Read a catalogue folder. Raises CatalogueError naming the file that is wrong."""
    indicators = sorted(_one_file_each(folder / "indicators", Indicator), key=lambda pair: pair[1].position)
    checks = sorted(_one_file_each(folder / "checks", Check), key=lambda pair: pair[1].position)
    return Catalogue(
        commune=_parse(folder / "commune.yml", Commune, _read(folder / "commune.yml")),
        calendars=dict(_one_file_all(folder / "calendars.yml", Calendar)),
        organisations=dict(_one_file_all(folder / "organisations.yml", Organisation)),
        sources=dict(_one_file_each(folder / "sources", Source)),
        indicators=dict(indicators),
        settings=dict(_one_file_all(folder / "settings.yml", Setting)),
        verdicts=dict(_one_file_all(folder / "verdicts.yml", Verdict)),
        reasons=dict(_one_file_all(folder / "reasons.yml", Reason)),
        checks=dict(checks),
        publishing=_parse(folder / "publishing.yml", Publishing, _read(folder / "publishing.yml")),
        forms=_parse(folder / "forms.yml", FormWords, _read(folder / "forms.yml")),
        slips=_parse(folder / "slips.yml", SlipRules, _read(folder / "slips.yml")),
        causes=dict(_one_file_all(folder / "causes.yml", Cause)),
        groups=dict(_one_file_all(folder / "groups.yml", IndicatorGroup)),
        emulation=_parse(folder / "emulation.yml", Emulation, _read(folder / "emulation.yml")),
        issuer=dict(_one_file_all(folder / "issuer.yml", IssuerLine)),
        reminders=_parse(folder / "reminders.yml", ReminderRules, _read(folder / "reminders.yml")),
    )


@cache
def load_catalogue() -> Catalogue:
    """The project's own catalogue, read once a process."""
    return load_catalogue_from(CATALOGUE_DIR)
