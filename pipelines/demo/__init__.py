"""The made-up commune: invented exports to try the system with, and the figures that they must give.

Belongs here: a simulated truth, what offices make of it, faults planted in that, and the figures straight from the truth.
Does not belong here: any of the product's own reading, checking or counting; golden figures must not come from the code they test.
Pure function of a seed; no clock; every file says that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipelines.demo import periods
from pipelines.demo.faults import PLANTERS, VARIANTS, demo_spots, plant, plant_all
from pipelines.demo.figures import Figure, Held, expected_figures, quarter_figures
from pipelines.demo.ground import Change
from pipelines.demo.planting import CannotPlantError, Commune, Finding, Planting, Spot
from pipelines.demo.sheets import lay_sheets
from pipelines.demo.simulate import Options, simulate
from pipelines.demo.truth import Truth
from pipelines.demo.words import NOTICE
from pipelines.demo.write import write_sheets

__all__ = [
    "PLANTERS",
    "VARIANTS",
    "CannotPlantError",
    "Change",
    "Commune",
    "DemoSummary",
    "Figure",
    "Finding",
    "Held",
    "Options",
    "Planting",
    "Spot",
    "Truth",
    "demo_commune",
    "expected_figures",
    "plant",
    "plant_all",
    "quarter_figures",
    "simulate",
    "write_commune",
    "write_demo",
]


@dataclass(frozen=True)
class DemoSummary:
    """What the demo wrote."""

    folder: Path
    files: tuple[Path, ...]
    months: tuple[str, ...]
    hamlets: int
    plantings: tuple[Planting, ...]

    @property
    def text(self) -> str:
        """The summary for the officer, in Vietnamese."""
        lines = [
            f"{NOTICE}.",
            f"Đã ghi {len(self.files)} tệp của {self.hamlets} xóm, {len(self.months)} tháng "
            f"({self.months[0]} đến {self.months[-1]}), vào {self.folder}",
        ]
        if not self.plantings:
            return "\n".join([*lines, "Không cài lỗi nào."])
        lines.append(f"Đã cài {len(self.plantings)} lỗi để hệ thống phát hiện:")
        return "\n".join([*lines, *(f"  - {planting.note} ({planting.rule})" for planting in self.plantings)])


def demo_commune(
    seed: int = 7, hamlets: int = 28, months: int = 6, first_month: str = "2026-01", options: Options | None = None
) -> Commune:
    """The clean commune of a seed: its truth and its sheets, before anything is planted or written."""
    truth = simulate(seed, hamlets, periods.months_from(first_month, months), options or Options())
    return Commune(truth, lay_sheets(truth))


def write_commune(folder: Path, commune: Commune, *, messy: bool) -> list[Path]:
    """Write a commune's files, faults and all, below the folder."""
    return write_sheets(folder, commune.truth, commune.sheets, messy=messy)


def write_demo(
    folder: Path,
    seed: int = 7,
    hamlets: int = 28,
    months: int = 6,
    first_month: str = "2026-01",
    *,
    messy: bool = True,
    faults: bool = True,
) -> DemoSummary:
    """Write a made-up commune's exports into the folder (to be used as ``data_raw``). The same arguments write the same bytes."""
    commune = demo_commune(seed, hamlets, months, first_month)
    wanted: Iterable[tuple[str, Spot]] = demo_spots(commune) if faults else ()
    planted, plantings, _ = plant_all(commune, wanted)
    files = write_commune(folder, planted, messy=messy)
    return DemoSummary(folder, tuple(files), commune.truth.months, hamlets, tuple(plantings))
