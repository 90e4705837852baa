"""The rules between the catalogue's files: every name that a file uses is declared in another.

Belongs here: what no single file can know. Does not belong here: the shape of one file (``model.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations

from pipelines.catalogue.checking import SENDER, Check
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import FieldKind, Indicator, Source

INDICATOR_COUNT = 16
_MODEL_NAME = re.compile(r"^int_indicator_[a-z_]+$")


def validate(catalogue: Catalogue, dbt_models: Iterable[str] | None = None) -> list[str]:
    """Every broken rule as a sentence that names the file; empty when all hold.

    ``dbt_models``, where given, are the models that exist: each indicator's and each check's own must be one of them.
    """
    problems = [*_commune(catalogue), *_publishing(catalogue), *_slips(catalogue), *_positions(catalogue)]
    problems += [*_groups(catalogue), *_emulation(catalogue), *_issuer(catalogue)]
    for source in catalogue.sources.values():
        problems += _source(source, catalogue)
    models = None if dbt_models is None else frozenset(dbt_models)
    for indicator in catalogue.indicators.values():
        problems += _indicator(indicator, catalogue)
        problems += _model(f"indicators/{indicator.id}.yml", indicator.model, _MODEL_NAME, models)
    for check in catalogue.checks.values():
        problems += _check(check, catalogue)
        problems += _model(f"checks/{check.id}.yml", check.model, re.compile(rf"^check_{check.id}$"), models)
    for cause in catalogue.causes.values():
        problems += [
            f"causes.yml: {cause.id} explains {rule}, which is not in checks/" for rule in cause.rules if rule not in catalogue.checks
        ]
    return problems


def _commune(catalogue: Catalogue) -> Iterator[str]:
    if catalogue.commune.calendar not in catalogue.calendars:
        yield f"commune.yml: calendar {catalogue.commune.calendar} is not in calendars.yml"


def _publishing(catalogue: Catalogue) -> Iterator[str]:
    named = (*catalogue.publishing.not_about_people, *catalogue.publishing.extremes_withheld)
    yield from (f"publishing.yml: indicator {item} is not in indicators/" for item in named if item not in catalogue.indicators)


def _positions(catalogue: Catalogue) -> Iterator[str]:
    counted: tuple[tuple[str, list[int], int], ...] = (
        ("indicators", [indicator.position for indicator in catalogue.indicators.values()], INDICATOR_COUNT),
        ("checks", [check.position for check in catalogue.checks.values()], len(catalogue.checks)),
        ("causes.yml", [cause.position for cause in catalogue.causes.values()], len(catalogue.causes)),
    )
    for what, positions, count in counted:
        if sorted(positions) != list(range(1, count + 1)):
            yield f"{what}: positions must be 1 to {count}, each once; they are {sorted(positions)}"


def _slips(catalogue: Catalogue) -> Iterator[str]:
    for organisation in (catalogue.slips.office, catalogue.slips.hamlet_sender):
        if organisation not in catalogue.organisations:
            yield f"slips.yml: {organisation} is not in organisations.yml"


def _groups(catalogue: Catalogue) -> Iterator[str]:
    listed = [name for group in catalogue.groups.values() for name in group.indicators]
    yield from (f"groups.yml: indicator {name} is not in indicators/" for name in listed if name not in catalogue.indicators)
    for name in catalogue.indicators:
        if listed.count(name) != 1:
            yield f"groups.yml: indicator {name} stands in {listed.count(name)} groups, not in one"
    yield from _twice("groups.yml: sheet", [group.sheet.casefold() for group in catalogue.groups.values()])


def _emulation(catalogue: Catalogue) -> Iterator[str]:
    for part in catalogue.emulation.parts:
        indicator = catalogue.indicators.get(part.indicator)
        if indicator is None:
            yield f"emulation.yml: indicator {part.indicator} is not in indicators/"
        elif indicator.grain != "hamlet":
            yield f"emulation.yml: indicator {part.indicator} has no figures of hamlets"


def _issuer(catalogue: Catalogue) -> Iterator[str]:
    lines = (*catalogue.issuer.values(), *catalogue.reminders.mail.values())
    yield from _twice("issuer.yml, reminders.yml: key", [line.key for line in lines])


def _twice(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"{what} {name} stands twice" for name in sorted(set(names)) if names.count(name) > 1)


def _source(source: Source, catalogue: Catalogue) -> Iterator[str]:
    name = f"sources/{source.id}.yml"
    if source.owner not in catalogue.organisations:
        yield f"{name}: owner {source.owner} is not in organisations.yml"
    required = [field for field in source.fields if field.required]
    words = {field.id: {_folded(text) for text in (field.title.vi, *field.synonyms)} for field in required}
    for first, second in combinations(words, 2):
        for shared in sorted(words[first] & words[second]):
            yield f"{name}: a header «{shared}» would answer to both {first} and {second}"


def _indicator(indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    name = f"indicators/{indicator.id}.yml"
    declared: tuple[tuple[str, Iterable[str], Iterable[str], str], ...] = (
        ("lead", indicator.leads, catalogue.organisations, "organisations.yml"),
        ("source", indicator.sources, catalogue.sources, "sources/"),
        ("setting", indicator.settings, catalogue.settings, "settings.yml"),
    )
    for what, used, known, where in declared:
        yield from (f"{name}: {what} {item} is not in {where}" for item in used if item not in known)
    figures = _figures(indicator, catalogue)
    for figure in (indicator.numerator_figure, indicator.denominator_figure):
        if figure is not None and figure not in figures:
            yield f"{name}: figure {figure} is no count of its sources"


def _figures(indicator: Indicator, catalogue: Catalogue) -> set[str]:
    """What an indicator may name: a survey by its source, a count by its field, alone or with its source in front."""
    known: set[str] = set()
    for source in (catalogue.sources[source_id] for source_id in indicator.sources if source_id in catalogue.sources):
        counts = [field.id for field in source.fields if field.kind is FieldKind.COUNT]
        known |= {*counts, *(f"{source.id}__{count}" for count in counts)}
        if source.nature == "survey":
            known.add(source.id)
    return known


def _check(check: Check, catalogue: Catalogue) -> Iterator[str]:
    name = f"checks/{check.id}.yml"
    yield from (f"{name}: source {item} is not in sources/" for item in check.sources if item not in catalogue.sources)
    if check.owner != SENDER and check.owner not in catalogue.organisations:
        yield f"{name}: owner {check.owner} is not in organisations.yml"
    known = {field.id for item in check.sources if item in catalogue.sources for field in catalogue.sources[item].fields}
    yield from (f"{name}: column {item} is no field of its sources" for item in check.columns if item not in known)


def _model(name: str, model: str, pattern: re.Pattern[str], dbt_models: frozenset[str] | None) -> Iterator[str]:
    if not pattern.match(model):
        words = "named int_indicator_…" if pattern is _MODEL_NAME else "named for its rule"
        yield f"{name}: model {model} is not {words}"
    elif dbt_models is not None and model not in dbt_models:
        yield f"{name}: dbt has no model {model}"


def _folded(text: str) -> str:
    """Lower-case ASCII words: enough to see that two headers are one. The readers fold by their own rules, a layer above."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^0-9a-z]+", " ", plain).strip()
