"""The part on the next quarter's work, as the figures suggest it; the officer edits it.

Belongs here: which figure asks for which task, and the wording. Does not belong here: judging figures (the mart's status and gap).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.quarter.report_facts import QuarterFacts
from pipelines.reports.tables import asked, count, day, plain
from pipelines.reports.word.quality_words import unit_name

_MOST_HAMLETS = 3


def tasks(facts: QuarterFacts) -> list[str]:
    """Numbered tasks: indicators that are late, figures to send again, points to confirm, the next deadlines."""
    wanted = [*_indicators(facts), *_figures(facts), *_settings(facts), *_deadlines(facts)]
    return [f"{number}. {text}" for number, text in enumerate(wanted, start=1)]


def _indicators(facts: QuarterFacts) -> list[str]:
    late = [row for row in facts.commune if row["status"] in ("behind", "missed")]
    if not late:
        return ["Các đơn vị, các Tổ CNS giữ vững tiến độ của các chỉ tiêu đã đạt và đúng tiến độ."]
    return [_indicator(facts, row) for row in late]


def _indicator(facts: QuarterFacts, row: Mapping[str, Any]) -> str:
    catalogue = load_catalogue()
    leads = ", ".join(catalogue.organisations[lead].title.vi for lead in catalogue.indicators[row["indicator"]].leads)
    gap = f"; còn thiếu {count(row['gap'])} {row['gap_unit_vi']}" if row["gap"] else ""
    furthest = sorted(
        (unit for unit in facts.units if unit["indicator"] == row["indicator"] and unit["level"] == "hamlet" and unit["gap"]),
        key=lambda unit: (-unit["gap"], unit["hamlet"]),
    )[:_MOST_HAMLETS]
    where = f", trước hết ở {', '.join(unit_name(unit['hamlet'], facts.hamlets) for unit in furthest)}" if furthest else ""
    target = asked(row["target_operator"], row["target"])
    return f"{leads[:1].upper()}{leads[1:]}: thực hiện chỉ tiêu “{plain(row['title_vi'])}”, mục tiêu {target}{gap}{where}."


def _figures(facts: QuarterFacts) -> list[str]:
    if not facts.blocking:
        return []
    sources = load_catalogue().sources
    owners = {
        row["source"]: load_catalogue().organisations[sources[row["source"]].owner].title.vi
        for row in facts.blocking
        if row["source"] in sources
    }
    who = ", ".join(sorted(set(owners.values())))
    due = facts.calendar["commune_due_date"]
    return [f"{who[:1].upper()}{who[1:]}: gửi lại hoặc xác nhận {len(facts.blocking)} số liệu đang để riêng, trước ngày {day(due)}."]


def _settings(facts: QuarterFacts) -> list[str]:
    pending = {name for row in facts.commune for name in (row["pending_settings"] or "").split(",") if name}
    if not pending:
        return []
    return [f"Xác nhận {len(pending)} điểm của Kế hoạch còn hiểu được hai cách, danh sách tại Phụ lục."]


def _deadlines(facts: QuarterFacts) -> list[str]:
    if not facts.next_calendar:
        return []
    hamlets, commune = facts.next_calendar["report_due_date"], facts.next_calendar["commune_due_date"]
    return [f"Tổ trưởng các Tổ CNS gửi báo cáo tháng trước ngày {day(hamlets)}; {_office()} tổng hợp, báo cáo trước ngày {day(commune)}."]


def _office() -> str:
    return load_catalogue().organisations["culture_office"].title.vi
