"""The shapes of the facts that only reports need: groups of indicators, the emulation formula, what an issuer writes.

Belongs here: shapes with the rules that a single file must keep. Does not belong here: figures, layout (``pipelines.reports``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from pipelines.catalogue.model import Fact, Identifier, Text

FULL_SCORE = 100


class IndicatorGroup(Fact):
    """Indicators that share a sheet of the annex."""

    id: Identifier
    title: Text
    sheet: str = Field(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\']+$")
    """The sheet's name; Excel allows 31 letters and not these signs."""
    indicators: tuple[Identifier, ...]


class EmulationPart(Fact):
    """One indicator of the formula."""

    indicator: Identifier
    weight: int = Field(ge=1)
    """Points of the full score for reaching the target."""
    needs_base: bool
    """Whether its denominator is people or households, a share of which says little when there are few of them."""


class Emulation(Fact):
    """How teams are ranked in a quarter ("Tổ CNS tiêu biểu").

    Score of a team = sum over parts of weight × min(value ÷ target, 1), out of 100.
    """

    title: Text
    formula: Text
    """The formula in words, as printed under every ranking; ``{min_base}`` is filled in."""
    basis: str
    min_base: int = Field(ge=1)
    """A team with a smaller base in any part that needs one is shown and not ranked."""
    parts: tuple[EmulationPart, ...]
    confirmed_by: str | None = None
    confirmed_on: date | None = None

    @model_validator(mode="after")
    def _parts_make_a_score(self) -> Emulation:
        names = [part.indicator for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError("an indicator stands twice in the formula")
        if sum(part.weight for part in self.parts) != FULL_SCORE:
            raise ValueError(f"the weights must add up to {FULL_SCORE}")
        return self


class IssuerLine(Fact):
    """A thing that the issuer writes on a report, with the key under which an officer may say otherwise."""

    id: Identifier
    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    """Its key in the home's ``cai-dat.yml``, in Vietnamese without marks."""
    ask: Text
    value: str | tuple[str, ...]
    """What is printed where the officer leaves the key blank; an empty text prints nothing."""
