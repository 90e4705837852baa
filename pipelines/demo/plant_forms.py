"""Faults of the leaders' forms, the visit logs, the surveys, the registry and the offices' flows.

Belongs here: one small planter a fault. Does not belong here: the registry of them (``faults.py``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipelines.demo import periods
from pipelines.demo.plant_stocks import BLOCKING, WARNING
from pipelines.demo.planting import Commune, Finding, Planting, Spot, hamlet_words, holding
from pipelines.demo.sheets import Row, Sheetful
from pipelines.demo.truth import Visit
from pipelines.demo.words import TOPICS


def _words(spot: Spot) -> str:
    return f"tháng {int(spot.month[-2:])}/{spot.month[:4]}"


def report_missing(commune: Commune, spot: Spot) -> Planting:
    """The form never came."""
    planted = commune.swapped(commune.sheet("hamlet_report", spot.month, spot.hamlet))
    planted = planted.believing_report(spot.month, spot.hamlet, handed_in=None)
    finding = Finding("report_missing", "hamlet_report", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: không có báo cáo {_words(spot)}"
    return Planting("report_missing", planted, (finding,), holding(spot, "household_reached", "household_platform"), note=note)


def report_empty(commune: Commune, spot: Spot) -> Planting:
    """Handed in with nothing filled in."""
    blank: Row = {"households_reached": None, "households_platform": None, "assists": None, "obstacles": None}
    planted = commune.with_report(spot.month, spot.hamlet, **blank)
    finding = Finding("report_empty", "hamlet_report", spot.hamlet, spot.month, BLOCKING)
    also = (Finding("figure_missing", "hamlet_report", spot.hamlet, spot.month, BLOCKING),)
    note = f"{hamlet_words(commune, spot)}: báo cáo {_words(spot)} để trống mọi số"
    return Planting("report_empty", planted, (finding,), holding(spot, "household_reached", "household_platform"), also, note)


def report_late(commune: Commune, spot: Spot) -> Planting:
    """Handed in on the 17th: late for the month and for the quarter."""
    year, month = (int(part) for part in spot.month.split("-"))
    day = date(year, month, 17)
    sheet = commune.sheet("hamlet_report", spot.month, spot.hamlet)
    planted = commune.swapped(sheet, replace(sheet.with_cells(0, handed_in=day), received=day))
    planted = planted.believing_report(spot.month, spot.hamlet, handed_in=day)
    finding = Finding("report_late", "hamlet_report", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: nộp báo cáo {_words(spot)} ngày 17, quá hạn"
    return Planting("report_late", planted, (finding,), note=note)


def stale_copy(commune: Commune, spot: Spot) -> Planting:
    """Last month's form again."""
    old = commune.report(periods.shift(spot.month, -1), spot.hamlet)
    figures = {"households_reached": old.households_reached, "households_platform": old.households_platform, "assists": old.assists}
    planted = commune.with_report(spot.month, spot.hamlet, **figures).believing_report(spot.month, spot.hamlet, **figures)
    finding = Finding("stale_copy", "hamlet_report", spot.hamlet, spot.month, WARNING)
    also = (Finding("report_vs_log", "hamlet_report", spot.hamlet, spot.month, WARNING),)
    note = f"{hamlet_words(commune, spot)}: báo cáo {_words(spot)} chép nguyên tháng trước"
    return Planting("stale_copy", planted, (finding,), also=also, note=note)


def report_vs_log(commune: Commune, spot: Spot) -> Planting:
    """The form claims half as many assists again as the log holds."""
    claimed = round(commune.report(spot.month, spot.hamlet).assists * 1.5) + 11
    planted = commune.with_report(spot.month, spot.hamlet, assists=claimed).believing_report(spot.month, spot.hamlet, assists=claimed)
    finding = Finding("report_vs_log", "hamlet_report", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: báo cáo {claimed} lượt, nhật ký ít hơn nhiều"
    return Planting("report_vs_log", planted, (finding,), note=note)


def part_exceeds_whole(commune: Commune, spot: Spot) -> Planting:
    """More adults with access than were asked."""
    surveyed = next(one.surveyed for one in commune.truth.access if (one.quarter, one.hamlet) == (spot.quarter, spot.hamlet))
    planted = commune.with_cells("access_survey", spot.quarter, spot.hamlet, any_service=surveyed + 4)
    finding = Finding("part_exceeds_whole", "access_survey", spot.hamlet, spot.quarter, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: số người tiếp cận dịch vụ số vượt số được khảo sát"
    return Planting("part_exceeds_whole", planted, (finding,), holding(spot, "digital_access"), note=note)


def answer_exceeds(commune: Commune, spot: Spot) -> Planting:
    """One household's answer with more accounts than people: that answer is refused, no figure changes."""
    sheet = commune.sheet("bank_survey", spot.quarter)
    asked = {row["household_id"] for row in sheet.rows}
    households = commune.truth.hamlet_on(spot.hamlet, commune.truth.quarter_end(spot.quarter)).households
    home = next(label for number in range(1, households + 1) if (label := f"{spot.hamlet}-H{number:03d}") not in asked)
    row: Row = {**sheet.rows[sheet.row_of(spot.hamlet)], "answer_code": f"PH{len(sheet.rows) + 1:05d}", "household_id": home}
    planted = commune.swapped(sheet, sheet.with_row({**row, "people_15_plus": 2, "people_with_account": 5}))
    finding = Finding("part_exceeds_whole", "bank_survey", spot.hamlet, spot.quarter, WARNING)
    note = f"{hamlet_words(commune, spot)}: phiếu hộ {home} có 5 tài khoản trên 2 người"
    return Planting("part_exceeds_whole", planted, (finding,), note=note)


def _log(commune: Commune, spot: Spot) -> Sheetful:
    return commune.sheet("visit_log", spot.month, spot.hamlet)


def unknown_member(commune: Commune, spot: Spot) -> Planting:
    """One more visit by somebody the roster does not know: refused, no figure changes."""
    sheet = _log(commune, spot)
    planted = commune.swapped(sheet, sheet.with_row({**sheet.rows[0], "member_code": "TV9999", "people_helped": 1}))
    finding = Finding("unknown_member", "visit_log", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: nhật ký {_words(spot)} có mã tổ viên TV9999 không trong danh sách"
    return Planting("unknown_member", planted, (finding,), note=note)


def date_outside_period(commune: Commune, spot: Spot) -> Planting:
    """One more visit, dated nine days before the month began: refused, no figure changes."""
    sheet = _log(commune, spot)
    day = commune.truth.month_start(spot.month) - timedelta(days=9)
    planted = commune.swapped(sheet, sheet.with_row({**sheet.rows[0], "visit_date": day, "people_helped": 1}))
    finding = Finding("date_outside_period", "visit_log", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: nhật ký {_words(spot)} có lượt ngoài kỳ"
    return Planting("date_outside_period", planted, (finding,), note=note)


def duplicate_visit(commune: Commune, spot: Spot) -> Planting:
    """The same visit twice: counted once."""
    sheet = _log(commune, spot)
    planted = commune.swapped(sheet, sheet.with_row(sheet.rows[0]))
    finding = Finding("duplicate_visit", "visit_log", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: một lượt hỗ trợ ghi hai lần trong nhật ký {_words(spot)}"
    return Planting("duplicate_visit", planted, (finding,), note=note)


def capacity_exceeded(commune: Commune, spot: Spot) -> Planting:
    """One member at 28 households in one day; the form counts them too."""
    sheet = _log(commune, spot)
    pattern = next(visit for visit in commune.truth.visits if visit.team == spot.hamlet and commune.truth.month_of(visit.day) == spot.month)
    seen = {(visit.household, visit.topic) for visit in commune.truth.visits if visit.member == pattern.member}
    homes = [f"{spot.hamlet}-H{number:03d}" for number in range(1, 60)]
    free = [(home, TOPICS[place % len(TOPICS)]) for place, home in enumerate(homes)]
    chosen = [pair for pair in free if pair not in seen][:28]
    more: tuple[Visit, ...] = tuple(replace(pattern, household=home, topic=topic, people=1) for home, topic in chosen)
    longer = sheet
    for visit in more:
        longer = longer.with_row({**sheet.rows[0], "household_id": visit.household, "topic": visit.topic, "people_helped": 1})
    assists = commune.report(spot.month, spot.hamlet).assists + len(more)
    planted = commune.swapped(sheet, longer).believing_visits(more)
    planted = planted.with_report(spot.month, spot.hamlet, assists=assists).believing_report(spot.month, spot.hamlet, assists=assists)
    finding = Finding("capacity_exceeded", "visit_log", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: một tổ viên đến {len(more)} hộ trong một ngày"
    return Planting("capacity_exceeded", planted, (finding,), note=note)


def age_order(commune: Commune, spot: Spot) -> Planting:
    """More people of 15 and over than people. The figures use it as it stands."""
    sheet = commune.sheet("registry", "")
    old = commune.truth.hamlet_on(spot.hamlet, commune.truth.quarter_end(spot.quarter))
    place = next(index for index, row in enumerate(sheet.rows) if (row["hamlet_code"], row["valid_from"]) == (old.code, old.valid_from))
    more = old.population + 6
    hamlets = tuple(replace(one, population_15_plus=more) if one is old else one for one in commune.truth.hamlets)
    planted = commune.swapped(sheet, sheet.with_cells(place, population_15_plus=more))
    planted = replace(planted, truth=replace(planted.truth, hamlets=hamlets))
    finding = Finding("age_order", "registry", spot.hamlet, "", WARNING)
    note = f"{old.name}: danh mục ghi số người từ 15 tuổi nhiều hơn dân số"
    return Planting("age_order", planted, (finding,), note=note)


def coverage_low(commune: Commune, spot: Spot) -> Planting:
    """Only about a fifth of the hamlet's people were asked about bank accounts."""
    sheet = commune.sheet("bank_survey", spot.quarter)
    wanted = commune.truth.hamlet_on(spot.hamlet, commune.truth.quarter_end(spot.quarter)).population_15_plus * 0.2
    dropped, asked = set(), 0
    for answer in commune.truth.bank:
        if (answer.quarter, answer.hamlet) == (spot.quarter, spot.hamlet):
            asked += answer.people
            if asked > wanted:
                dropped.add(answer.code)
    rows = tuple(row for row in sheet.rows if row["answer_code"] not in dropped)
    bank = tuple(one for one in commune.truth.bank if one.quarter != spot.quarter or one.code not in dropped)
    planted = commune.swapped(sheet, replace(sheet, rows=rows))
    planted = replace(planted, truth=replace(planted.truth, bank=bank))
    finding = Finding("coverage_low", "bank_survey", spot.hamlet, spot.quarter, WARNING)
    note = f"{hamlet_words(commune, spot)}: khảo sát tài khoản ngân hàng mới được khoảng 20% số người"
    return Planting("coverage_low", planted, (finding,), note=note)


def total_mismatch(commune: Commune, spot: Spot) -> Planting:
    """The stated total of files is 100 more than its rows."""
    sheet = commune.sheet("dvc", spot.month)
    true = sum(one.total for one in commune.truth.service if one.month == spot.month)
    planted = commune.swapped(sheet, replace(sheet, stated=(("files_total", true + 100),)))
    finding = Finding("total_mismatch", "dvc", "", spot.month, WARNING)
    note = f"Biểu dịch vụ công {_words(spot)}: dòng tổng ghi {true + 100}, cộng các dòng là {true}"
    return Planting("total_mismatch", planted, (finding,), note=note)


def school_twice(commune: Commune, spot: Spot) -> Planting:
    """A school stands twice with the same figures: counted once."""
    sheet = commune.sheet("schools", spot.quarter)
    planted = commune.swapped(sheet, sheet.with_row(sheet.rows[0]))
    finding = Finding("duplicate_conflict", "schools", "", spot.quarter, WARNING)
    return Planting("duplicate_conflict", planted, (finding,), note=f"Biểu các trường: «{sheet.rows[0]['school']}» có hai dòng giống nhau")
