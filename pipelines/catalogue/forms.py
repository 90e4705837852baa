"""The shape of ``forms.yml``: the words and sizes of the blank forms.

Belongs here: that one shape. Does not belong here: drawing a form (``pipelines.reports.forms``).
"""

from __future__ import annotations

from pydantic import Field, model_validator

from pipelines.catalogue.model import Fact, FieldKind, Identifier


class FormWords(Fact):
    """What every blank form says and how long it is. Each text is for the person who fills it in."""

    sheet: str
    guide: str
    lists: str
    """The name of the hidden sheet that the drop-downs read."""
    period: str
    row_label: str
    total: str
    commune_team: str
    """How the roster names the commune's own team."""
    tick: str
    note: str
    refused: str = Field(max_length=32)
    """The heading of a refusal, in letters: a spreadsheet program shows no more."""
    free_rows: int = Field(ge=1)
    """How many lines a table without a fixed list of rows is good for."""
    largest_count: int = Field(ge=1)
    not_summed: tuple[str, ...]
    """Units whose figures make no total."""
    hints: dict[FieldKind, str]
    in_period: str
    not_above: str
    """``{whole}`` is the column that the figure is a part of."""
    examples: dict[Identifier, str]
    steps: tuple[str, ...]
    """``{period}`` is the cell of the period: a form without one leaves the step out. ``{office}`` is who receives it."""

    @model_validator(mode="after")
    def _every_kind_has_its_hint(self) -> FormWords:
        missing = sorted(set(FieldKind) - set(self.hints) - {FieldKind.IGNORED})
        if missing:
            raise ValueError(f"no hint for {', '.join(missing)}")
        return self
