"""Whether a quarter's figures are provisional, final or revised.

Belongs here: the standing and its words. Does not belong here: what makes a quarter final (the close).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.warehouse.query import Readable, read


@dataclass(frozen=True)
class Standing:
    """The standing of what is shown; ``version`` is that of the close, absent before one."""

    state: Literal["provisional", "final", "revised"] = "provisional"
    version: int | None = None

    @property
    def words(self) -> str:
        """For the head of a page: "TẠM TÍNH"; "CHÍNH THỨC, bản v1"; "ĐÃ ĐIỀU CHỈNH (R), bản v2"."""
        word = {"provisional": "TẠM TÍNH", "final": "CHÍNH THỨC", "revised": "ĐÃ ĐIỀU CHỈNH (R)"}[self.state]
        return word if self.version is None else f"{word}, bản v{self.version}"

    @property
    def mark(self) -> str:
        """What stands beside a revised figure."""
        return "(R)" if self.state == "revised" else ""


PROVISIONAL = Standing()


def standing_in(source: Readable, period: str) -> Standing:
    """The standing of the period's figures as this version shows them: by the figures' own word, so that it never speaks of others."""
    said = read(source, "select distinct publication, version from fct_indicator where period = ?", [period])
    return Standing(said[0]["publication"], said[0]["version"]) if said else PROVISIONAL
