"""A quarter's facts made by hand, for tests of documents that need no warehouse.

Four hamlets; every indicator known for the commune; one figure held; one hamlet with a small base. Numbers are made up and odd on
purpose, so that one that goes astray is seen.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.quarter.emulation import rank_teams
from pipelines.quarter.report_facts import QuarterFacts

QUARTER = "2026-Q2"
HAMLETS = {"X01": "Xóm 1", "X02": "Xóm Đông Tĩnh", "X03": "Xóm Phú Lân", "X04": "Xóm Vạn Thọ"}
DIGEST = "3f2a91c04b7e" + "0" * 52


def unit_row(indicator: str, hamlet: str, numerator: int | None, denominator: int | None, **more: Any) -> dict[str, Any]:
    """A row of ``unit_results``."""
    declared = load_catalogue().indicators[indicator]
    target = float(declared.targets[0].value)
    value = None if numerator is None or not denominator else numerator / denominator
    status = "no_data" if value is None else "met" if value >= target else "behind"
    row = {
        "indicator": indicator,
        "position": declared.position,
        "hamlet": hamlet,
        "level": "hamlet",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "target": target,
        "status": status,
        "gap": 0 if status == "met" else 7,
        "held_by": None,
        "waivers": None,
        "carried_from": None,
        "interval_low": None,
        "interval_high": None,
    }
    return row | more


def commune_row(indicator: str, numerator: int | None, denominator: int | None, **more: Any) -> dict[str, Any]:
    """A row of ``commune_results``."""
    declared = load_catalogue().indicators[indicator]
    unit = unit_row(indicator, "ALL", numerator, denominator)
    row = {
        **{name: unit[name] for name in ("indicator", "position", "numerator", "denominator", "value", "target", "status", "gap")},
        "title_vi": declared.title.vi,
        "gap_unit_vi": declared.gap_unit.vi,
        "target_operator": declared.targets[0].operator,
        "due_date": dt.date(2026, 12, 31),
        "expected_value": 0.5,
        "reaches_target_on": None,
        "hamlets_counted": 4 if declared.grain == "hamlet" else None,
        "hamlets_total": 4 if declared.grain == "hamlet" else None,
        "pending_settings": None,
        "waivers": None,
        "interval_low": None,
        "interval_high": None,
        "value_before": None,
        "hamlets_counted_before": None,
        "change": None,
    }
    return row | more


def made_facts(**changes: Any) -> QuarterFacts:
    """The facts, with whatever a test wants otherwise."""
    catalogue = load_catalogue()
    hamlets: dict[str, str] = changes.get("hamlets", HAMLETS)
    units = [
        unit_row(name, code, 41 + 3 * place + declared.position, 97 + place)
        for name, declared in catalogue.indicators.items()
        if declared.grain == "hamlet"
        for place, code in enumerate(hamlets)
    ]
    commune = [commune_row(name, 1000 + declared.position, 1500, change=0.0123) for name, declared in catalogue.indicators.items()]
    made: dict[str, Any] = {
        "quarter": QUARTER,
        "digest": DIGEST,
        "calendar": {
            "first_day": dt.date(2026, 3, 15),
            "last_day": dt.date(2026, 6, 14),
            "report_due_date": dt.date(2026, 6, 15),
            "commune_due_date": dt.date(2026, 6, 26),
        },
        "next_calendar": {
            "first_day": dt.date(2026, 6, 15),
            "last_day": dt.date(2026, 9, 14),
            "report_due_date": dt.date(2026, 9, 15),
            "commune_due_date": dt.date(2026, 9, 26),
        },
        "hamlets": hamlets,
        "commune": commune,
        "units": units,
        "parts": [],
        "months": [
            {"month": month, "visits": 101, "assists": 1201, "households": 77, "members": 9, "teams": 3}
            for month in ("2026-04", "2026-05", "2026-06")
        ],
        "activity": {"visits": 303, "assists": 3603, "households": 188, "members": 11, "teams": 4},
        "topics": [{"topic": "VNeID", "visits": 200, "assists": 2000}],
        "classes": [{"class_date": dt.date(2026, 4, 2), "topic": "Chữ ký số", "audience": "", "members_listed": 12, "members_present": 10}],
        "obstacles": [{"text": "Sóng di động yếu", "reports": 2, "hamlets": ["X01", "X02"]}],
        "findings": [],
        "held": [],
        "late": [],
        "missing": [],
        "files": [],
    }
    made |= changes
    made.setdefault("teams", rank_teams(catalogue.emulation, made["units"], made["hamlets"]))
    return QuarterFacts(**made)


def commune_with(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The sixteen rows of ``made_facts``, one of them replaced."""
    return [row if row["indicator"] == other["indicator"] else other for other in made_facts().commune]


def parts_of(blob: bytes) -> dict[str, bytes]:
    """The parts of an Office file by name."""
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        return {name: package.read(name) for name in package.namelist()}


def finding(**changes: Any) -> dict[str, Any]:
    """A row of ``findings_of``."""
    row: dict[str, Any] = {
        "finding_id": "abcdef0123456789",
        "rule": "not_a_count",
        "severity": "blocking",
        "source": "signature",
        "hamlet": "X03",
        "period": "2026-06",
        "state": "open",
        "observed": "khoảng 94",
        "expected": "",
        "message": "Ô ghi chữ.",
        "file": "chu ky so.xlsx",
        "sheet": "Sheet1",
        "row": 12,
        "place": "Xóm Phú Lân",
        "effect": 0.01,
        "waiver_by": None,
        "waiver_reason": None,
        "waiver_at": None,
        "waiver_until": None,
        "waiver_status": None,
    }
    return row | changes
