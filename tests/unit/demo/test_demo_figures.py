"""The expected figures, checked by hand on a commune small enough to count on fingers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from pipelines.demo import Change, Options, Truth, expected_figures, quarter_figures, simulate
from pipelines.demo.periods import months_from
from pipelines.demo.truth import (
    Access,
    BankAnswer,
    Documents,
    Hamlet,
    Member,
    Product,
    Report,
    School,
    ServiceFiles,
    Stocks,
    TrainingClass,
    Visit,
)

START = date(2025, 10, 15)
MONTHS = ("2026-04", "2026-05", "2026-06")


def visits(team: str, member: str, month_day: date, homes: int, people: int) -> tuple[Visit, ...]:
    hamlet = team if team != "COMMUNE" else "X01"
    return tuple(
        Visit(team, month_day, hamlet, member, f"{hamlet}-H{number:03d}", "Chủ hộ", people, "VNeID", "Đến tận hộ", "Đạt")
        for number in range(1, homes + 1)
    )


def tiny() -> Truth:
    """Two hamlets, five members (TV4 joins on 1 May, TV5 is the commune's), one quarter."""
    stocks = [
        Stocks(month, code, 100, 95, 1, level2, 100, books, 0, 80, holders)
        for month in MONTHS
        for code, level2, books, holders in (("X01", 60, 30, 20), ("X02", 140, 70, 41))
    ]
    reports = [
        Report(month, code, date(2026, int(month[-2:]), 14), reached, platform, 50, "Không")
        for month in MONTHS
        for code, reached, platform in (("X01", 28, 20), ("X02", 45, 50))
    ]
    log = (
        visits("X01", "TV1", date(2026, 3, 15), 10, 5)  # April: ten households, 50 assists
        + visits("X01", "TV1", date(2026, 4, 15), 9, 5)  # May: nine households, 45 assists
        + visits("X01", "TV1", date(2026, 4, 16), 1, 4)  # May: a household again, 49 in all
        + visits("X01", "TV1", date(2026, 6, 14), 10, 1)  # June: 10 assists
        + visits("X01", "TV2", date(2026, 6, 14), 20, 2)  # June: 50 in all
        + visits("X02", "TV3", date(2026, 4, 14), 10, 1)  # April
        + visits("X02", "TV4", date(2026, 5, 2), 10, 1)  # May, but TV4 joined on the 1st: no member-month
        + visits("X02", "TV4", date(2026, 5, 20), 10, 1)  # June
        + visits("COMMUNE", "TV5", date(2026, 5, 20), 60, 1)  # June; never the hamlet's
    )
    return Truth(
        seed=0,
        months=MONTHS,
        month_last_day=14,
        hamlets=(
            Hamlet("X01", "Xóm 1", (), 40, 100, 80, 75, START),
            Hamlet("X02", "Xóm 2", (), 60, 200, 160, 125, START),
        ),
        members=(
            Member("TV1", "A", "X01", "Tổ trưởng", "", START),
            Member("TV2", "B", "X01", "Tổ viên", "", START),
            Member("TV3", "C", "X02", "Tổ trưởng", "", START, date(2026, 6, 13)),
            Member("TV4", "D", "X02", "Tổ viên", "", date(2026, 5, 1)),
            Member("TV5", "E", "COMMUNE", "Tổ trưởng", "", START),
        ),
        stocks=tuple(stocks),
        reports=tuple(reports),
        visits=log,
        bank=(
            BankAnswer("2026-Q2", "1", date(2026, 4, 1), "X01", "X01-H001", 4, 1, ""),
            BankAnswer("2026-Q2", "2", date(2026, 5, 1), "X01", "X01-H001", 4, 3, ""),  # asked again: this one counts
            BankAnswer("2026-Q2", "3", date(2026, 4, 1), "X01", "X01-H002", 4, 4, ""),
            BankAnswer("2026-Q2", "4", date(2026, 4, 1), "X02", "X02-H001", 2, 1, ""),
        ),
        access=(Access("2026-Q2", "X01", 40, 10, 10, 10, 10, 30, 0), Access("2026-Q2", "X02", 50, 10, 10, 10, 10, 20, 0)),
        classes=(
            TrainingClass(date(2026, 2, 1), "a", (("TV1", True), ("TV2", False), ("TV3", True))),
            TrainingClass(date(2026, 6, 15), "b", (("TV2", True),)),  # after the quarter
        ),
        schools=(School("2026-Q2", "T1", "TH", 100, 60, 10, 9), School("2026-Q2", "T2", "TH", 300, 210, 30, 30)),
        products=(Product("2026-Q2", "a", "", "X01", 3, ("voso",)), Product("2026-Q2", "b", "", "X01", 3, ())),
        service=tuple(ServiceFiles(month, "Hộ tịch", 40, 20, 40) for month in MONTHS),
        documents=tuple(Documents(month, "VP", 50, 49) for month in MONTHS),
    )


EXPECTED = {
    ("member_training", "X01"): (1, 2),
    ("member_training", "X02"): (0, 1),
    ("member_training", "ALL"): (1, 4),
    ("household_reached", "X01"): (28, 40),
    ("household_reached", "X02"): (45, 60),
    ("household_reached", "ALL"): (73, 100),
    ("household_platform", "X01"): (20, 40),
    ("household_platform", "X02"): (50, 60),
    ("household_platform", "ALL"): (70, 100),
    ("digital_access", "X01"): (30, 40),
    ("digital_access", "X02"): (20, 50),
    ("digital_access", "ALL"): (50, 90),
    ("vneid_level2", "X01"): (60, 100),
    ("vneid_level2", "X02"): (140, 200),
    ("vneid_level2", "ALL"): (200, 300),
    ("health_book", "X01"): (30, 100),
    ("health_book", "X02"): (70, 200),
    ("health_book", "ALL"): (100, 300),
    ("student_elearning", "ALL"): (270, 400),
    ("bank_account", "X01"): (7, 8),
    ("bank_account", "X02"): (1, 2),
    ("bank_account", "ALL"): (8, 10),
    ("digital_signature", "X01"): (20, 75),
    ("digital_signature", "X02"): (41, 125),
    ("digital_signature", "ALL"): (61, 200),
    ("member_households", "X01"): (3, 6),
    ("member_households", "X02"): (2, 3),
    ("member_households", "ALL"): (6, 12),
    ("team_visits", "X01"): (2, 3),
    ("team_visits", "X02"): (0, 3),
    ("team_visits", "ALL"): (2, 6),
    ("ocop_ecommerce", "ALL"): (1, 2),
    ("report_on_time", "X01"): (1, 1),
    ("report_on_time", "X02"): (1, 1),
    ("report_on_time", "ALL"): (2, 2),
    ("online_service", "ALL"): (180, 300),
    ("teacher_training", "ALL"): (39, 40),
    ("electronic_document", "ALL"): (147, 150),
}


def test_every_figure_by_hand() -> None:
    found = quarter_figures(tiny(), "2026-Q2")
    assert {(one.indicator, one.hamlet): (one.numerator, one.denominator) for one in found} == EXPECTED


def test_values_are_exact_and_surveys_weighted_by_the_registry() -> None:
    values = {(one.indicator, one.hamlet): one.value for one in quarter_figures(tiny(), "2026-Q2")}
    assert values[("vneid_level2", "ALL")] == Fraction(2, 3)
    assert values[("bank_account", "ALL")] == (80 * Fraction(7, 8) + 160 * Fraction(1, 2)) / 240
    assert values[("digital_access", "ALL")] == (75 * Fraction(3, 4) + 125 * Fraction(2, 5)) / 200


def test_a_held_figure_leaves_both_sides() -> None:
    held = frozenset({("2026-Q2", "vneid_level2", "X01"), ("2026-Q2", "bank_account", "X02")})
    found = {(one.indicator, one.hamlet): one for one in quarter_figures(tiny(), "2026-Q2", held)}
    gone = found[("vneid_level2", "X01")]
    assert (gone.numerator, gone.denominator, gone.value, gone.held) == (None, None, None, True)
    assert (found[("vneid_level2", "ALL")].numerator, found[("vneid_level2", "ALL")].denominator) == (140, 200)
    assert found[("bank_account", "ALL")].value == Fraction(7, 8)
    assert found[("health_book", "X01")].held is False


def test_a_late_or_missing_report_is_not_on_time() -> None:
    truth = tiny()
    for day in (date(2026, 6, 15), None):
        late = tuple(replace(one, handed_in=day) if (one.month, one.hamlet) == ("2026-05", "X02") else one for one in truth.reports)
        found = {(one.indicator, one.hamlet): one.numerator for one in quarter_figures(replace(truth, reports=late), "2026-Q2")}
        assert found[("report_on_time", "X02")] == 0
    early = tuple(replace(one, handed_in=date(2026, 6, 14)) if one.month == "2026-04" else one for one in truth.reports)
    found = {(one.indicator, one.hamlet): one.numerator for one in quarter_figures(replace(truth, reports=early), "2026-Q2")}
    assert found[("report_on_time", "ALL")] == 2


def test_a_quarter_without_anything_still_has_sixteen_rows() -> None:
    empty = replace(
        tiny(),
        hamlets=(),
        members=(),
        stocks=(),
        reports=(),
        visits=(),
        bank=(),
        access=(),
        schools=(),
        products=(),
        service=(),
        documents=(),
    )
    found = quarter_figures(empty, "2026-Q2")
    assert len(found) == 16
    assert {(one.hamlet, one.value) for one in found} == {("ALL", None)}


def test_a_merged_hamlet_takes_over_the_flows_of_its_parts() -> None:
    change = Change("merge", ("X03", "X04"), date(2026, 4, 15))
    truth = simulate(7, 6, months_from("2026-04", 3), Options(changes=(change,), turnover=False))
    found = {(one.indicator, one.hamlet): (one.numerator, one.denominator) for one in expected_figures(truth)}
    assert ("team_visits", "X03") not in found
    assert found[("team_visits", "X07")][1] == 3
    assert found[("report_on_time", "X07")] == (1, 1)
    members = len(truth.team_members("X07", date(2026, 6, 14)))
    assert found[("member_households", "X07")][1] == 3 * members
    late = tuple(
        replace(one, handed_in=date(2026, 6, 20)) if (one.month, one.hamlet) == ("2026-04", "X04") else one for one in truth.reports
    )
    again = {(one.indicator, one.hamlet): one.numerator for one in expected_figures(replace(truth, reports=late))}
    assert again[("report_on_time", "X07")] == 0
