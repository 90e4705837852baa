"""Which of the commune's figures the public may see.

Belongs here: the rule that keeps anybody from being made out. Does not belong here: how the public edition looks (``reports``).

A withheld figure is withheld whole (value, counts, gap, status, forecast): each of them would give the others away.
The decision for a period looks back only, never ahead, so that an edition that is out is not undone by a later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.catalogue.model import Indicator, Publishing

Reason = Literal["incomplete", "small", "extreme", "difference"]


@dataclass(frozen=True)
class Cell:
    """The commune's figure of one period; ``None`` counts where there is no figure."""

    numerator: int | None
    denominator: int | None
    hamlets_counted: int | None
    hamlets_total: int | None


def withheld(indicator: Indicator, cells: Sequence[Cell], rules: Publishing) -> list[Reason | None]:
    """Why each period's cell, oldest first, is not published; None for one that is."""
    reasons: list[Reason | None] = []
    out: list[tuple[int, int]] = []
    about_people = indicator.id not in rules.not_about_people
    for cell in cells:
        if cell.numerator is None or cell.denominator is None or not about_people:
            reasons.append(None)
            continue
        sides = (cell.numerator, cell.denominator - cell.numerator)
        reason = _alone(indicator.id, cell, sides, rules)
        if reason is None and indicator.kind == "stock" and any(_tells(sides, earlier, rules) for earlier in out):
            reason = "difference"
        if reason is None:
            out.append(sides)
        reasons.append(reason)
    return reasons


def _alone(indicator: str, cell: Cell, sides: tuple[int, int], rules: Publishing) -> Reason | None:
    """What the cell gives away without any other."""
    if cell.hamlets_total is not None and cell.hamlets_counted != cell.hamlets_total:
        return "incomplete"  # once the missing hamlet is in, subtraction would give its own figure
    if any(1 <= side <= rules.small_cell for side in sides):
        return "small"
    if 0 in sides and indicator in rules.extremes_withheld:
        return "extreme"
    return None


def _tells(sides: tuple[int, int], earlier: tuple[int, int], rules: Publishing) -> bool:
    """Whether the change of a stock since a published period is itself a small cell."""
    return any(1 <= abs(side - before) <= rules.small_cell for side, before in zip(sides, earlier, strict=True))
