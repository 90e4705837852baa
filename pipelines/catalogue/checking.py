"""The shapes of what is declared of checks: the rules, what excuses one, what probably happened.

Belongs here: one Pydantic model per kind of file. Does not belong here: sources, indicators and the rest (``model.py``).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from pipelines.catalogue.model import Fact, Identifier, Text


class Reason(Fact):
    """Why a check was not evaluated, in words, and whether that excuses a mandatory one (spec: close)."""

    id: Identifier
    title: Text
    excuses: bool


class Severity(StrEnum):
    """How much a finding stops."""

    BLOCKING = "blocking"
    """The figure is held, and the quarter cannot be closed while it stands."""
    WARNING = "warning"
    INFO = "info"


SENDER = "sender"
"""The owner of a finding that whoever sent the file must mend."""
_BLANK = re.compile(r"\{([a-z_]+)(%?)\}")


class Context(Fact):
    """What the team did in the period, said beside a finding that it may explain; filled in by ``int_finding_context``."""

    logged: str = Field(min_length=1)
    unlogged: str = Field(min_length=1)
    """Where the team's log has not come in: unknown is not none."""


class Check(Fact):
    """A rule whose breach is a finding (spec: checks)."""

    id: Identifier
    position: int
    """Its place in every list: the order of the spec's table."""
    title: Text
    tool: Literal["door", "house"]
    """Who judges: Great Expectations at the door, or a dbt model in the house. Either way ``model`` lists the outcomes."""
    model: Identifier
    looks_at: Literal["history", "figures", "rows"]
    """What it compares: months with the ones before, figures of one period, or what the rows and files themselves say. The outcomes of
    checks that look at one thing are one table (``int_check_outcome_<looks_at>``)."""
    sources: tuple[Identifier, ...]
    severity: Severity
    severity_low: Severity | None = None
    """Where the table gives a second, for the lesser case."""
    mandatory: bool = False
    """Whether a quarter is not closed before this check has looked (``reasons.yml`` says what excuses it)."""
    thresholds: dict[Identifier, float] = Field(default_factory=dict)
    owner: Identifier
    """An organisation, or "sender": whoever sent the file."""
    meaning: Text
    """``{name}`` is the threshold of that name, ``{name%}`` the same in hundredths."""
    mend: Text
    message: str = Field(min_length=1)
    """What a finding says in Vietnamese, before the mend: the blanks are filled in by ``fct_finding``."""
    columns: tuple[Identifier, ...] = ()
    """The fields that it is about, of those that a source has, where the figure of the finding does not say it."""
    ask: Text | None = None
    """The mend as the sender is asked for it on a return slip, where ``mend`` speaks to the office."""
    returnable: bool = True
    """Whether the sender can do anything about it; what is late stays late."""
    context: Context | None = None

    @model_validator(mode="after")
    def _blanks_are_known(self) -> Check:
        for text in (self.meaning.vi, self.meaning.en):
            for name, _ in _BLANK.findall(text):
                if name not in self.thresholds:
                    raise ValueError(f"check {self.id}: its meaning names an unknown threshold {name}")
        return self

    @model_validator(mode="after")
    def _what_blocks_must_look(self) -> Check:
        if self.severity is Severity.BLOCKING and not self.mandatory:
            raise ValueError(f"check {self.id}: a quarter cannot be closed unseen by a check that blocks it; say mandatory: true")
        return self

    @property
    def is_returned(self) -> bool:
        """Whether its findings go back to the sender."""
        return self.owner == SENDER and self.severity is not Severity.INFO and self.returnable

    def meaning_in(self, language: Literal["vi", "en"]) -> str:
        """The meaning with its thresholds filled in, so that no number is written twice."""

        def number(found: re.Match[str]) -> str:
            text = f"{self.thresholds[found[1]] * (100 if found[2] else 1):g}"
            return text.replace(".", ",") if language == "vi" else text

        return _BLANK.sub(number, self.meaning.vi if language == "vi" else self.meaning.en)


class Cause(Fact):
    """What probably happened where a check fires: a suggestion, never a change (spec: checks)."""

    id: Identifier
    position: int
    """Where several fit a finding, the first is said."""
    title: Text
    rules: tuple[Identifier, ...]
    """The checks that it may explain."""
    thresholds: dict[Identifier, float] = Field(default_factory=dict)
    message: str = Field(min_length=1)
    """What is said in Vietnamese; the blanks are filled in by ``int_finding_cause``."""
