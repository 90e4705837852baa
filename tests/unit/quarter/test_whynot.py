"""Each reason for a row to be in no figure is found from facts, and where the facts give none, none is made up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.ingest.layout import Aside
from pipelines.quarter import whereto, whynot
from pipelines.quarter.facts import Facts, Span
from pipelines.quarter.whynot import Reason, WhyNot
from pipelines.reports.reasons import SENTENCES, why_sentence

CATALOGUE = load_catalogue()
FOREVER = date(9999, 12, 31)
LONG_AGO = date(1900, 1, 1)
SPANS = {
    span.period: span
    for span in (
        Span("2026-04", "month", date(2026, 3, 15), date(2026, 4, 14)),
        Span("2026-05", "month", date(2026, 4, 15), date(2026, 5, 14)),
        Span("2026-06", "month", date(2026, 5, 15), date(2026, 6, 14)),
        Span("2026-Q2", "quarter", date(2026, 3, 15), date(2026, 6, 14)),
        Span("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
    )
}


def hamlet(code: str, since: date = LONG_AGO, until: date = FOREVER, made_of: str | None = None, row_id: str = "") -> dict[str, Any]:
    return {"hamlet_code": code, "valid_from": since, "valid_to": until, "made_of": made_of, "row_id": row_id or f"r-{code}"}


def member(code: str, team: str, since: date = LONG_AGO, until: date = FOREVER) -> dict[str, Any]:
    return {"member_code": code, "team_code": team, "valid_from": since, "valid_to": until, "row_id": f"m-{code}"}


def facts(**more: Any) -> Facts:
    made: dict[str, Any] = {
        "spans": SPANS,
        "figures": {},
        "hamlets": [hamlet("X01"), hamlet("X02", until=date(2026, 5, 1)), hamlet("X03", since=date(2026, 5, 2), made_of="X02; X04")],
        "members": [
            member("TV001", "X01"),
            member("TV002", "COMMUNE", since=date(2026, 4, 20)),
            member("TV003", "X01", until=date(2026, 4, 1)),
        ],
        "holding": {},
        "listed": set(),
    }
    return Facts(**made | more)


def row(source: str, **more: Any) -> dict[str, Any]:
    made = {
        "source": source,
        "row_id": "one",
        "file_sha256": "file",
        "row_status": "accepted",
        "is_current": True,
        "reason": None,
        "period": "2026-06",
        "hamlet_code": "X01",
        "member_code": None,
        "event_date": None,
    }
    return made | more


def shown(indicator: str, unit: str, held_by: str | None = None) -> dict[tuple[str, str, str], dict[str, Any]]:
    figure = {"has_value": held_by is None, "held_by": held_by, "carried_from": None}
    return {(period, indicator, unit): figure for period in ("2026-Q2", "2026")}


def code(reason: Reason | None) -> str | None:
    if reason is not None:
        assert "{" not in why_sentence(reason, CATALOGUE)
    return reason.code if reason else None


def why(known: Facts, one: dict[str, Any], **raw: Any) -> str | None:
    return code(WhyNot(known, CATALOGUE).row(one, raw))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (row("vneid", row_status="set_aside"), "total"),
        (row("vneid", row_status="rejected", reason="unknown_hamlet"), "rejected"),
        (row("vneid", is_current=False), "superseded"),
        (row("visit_log", reason="duplicate_visit"), "duplicate_visit"),
        (row("bank_survey", reason="answered_again"), "answered_again"),
        (row("schools", reason="written_twice"), "written_twice"),
        (row("vneid", period="2026-05"), "not_last_month"),
    ],
)
def test_what_the_row_itself_says(one: dict[str, Any], expected: str) -> None:
    assert why(facts(), one, level2="5", door_field=None) == expected


def test_a_row_turned_away_at_the_door_is_told_in_the_doors_words() -> None:
    reason = WhyNot(facts(), CATALOGUE).row(row("vneid", row_status="rejected", reason="not_a_count"), {"door_field": "level2"})
    assert reason is not None
    assert "«Mức 2»" in why_sentence(reason, CATALOGUE)


def test_a_stock_that_is_held_blank_twice_or_gone() -> None:
    held = facts(figures=shown("vneid_level2", "X01", held_by="spike, heaping"))
    assert why(held, row("vneid"), level2="5") == "held"
    valued = facts(figures=shown("vneid_level2", "X01"))
    assert why(valued, row("vneid"), level2=None) == "blank_figure"
    assert (
        why(facts(figures=shown("vneid_level2", "X01"), listed_units={("file", "vneid", "X01"): {"other"}}), row("vneid"), level2="5")
        == "same_twice"
    )
    assert why(valued, row("vneid", hamlet_code="X04"), level2="5") == "no_value", "X03 took it over and has no figure"
    split = facts(hamlets=[hamlet("X05"), hamlet("X06", made_of="X09"), hamlet("X07", made_of="X09")])
    assert why(split, row("vneid", hamlet_code="X09"), level2="5") == "hamlet_gone"


def test_a_later_as_of_day_of_the_month_speaks() -> None:
    days = {"as_of": {"file": date(2026, 5, 20)}, "newest_as_of": {("vneid", 2026): date(2026, 6, 10)}}
    assert why(facts(figures=shown("vneid_level2", "X01"), **days), row("vneid"), level2="5") == "later_as_of"


def test_no_reason_is_made_up() -> None:
    """A row that nothing explains stays unexplained: there is no catch-all to hide it."""
    assert why(facts(figures=shown("vneid_level2", "X01")), row("vneid"), level2="5") is None
    trained = facts(figures=shown("member_training", "X01"))
    assert why(trained, row("training", member_code="TV001", event_date=date(2026, 5, 1)), present="yes") is None
    visited = facts(figures=shown("team_visits", "X01") | shown("member_households", "X01"))
    assert why(visited, row("visit_log", member_code="TV001", event_date=date(2026, 5, 20))) is None


def test_training() -> None:
    at = {"event_date": date(2026, 5, 1)}
    known = facts(figures=shown("member_training", "X01"), trained={"TV001"})
    assert why(known, row("training", member_code="TV001", **at), present="no") == "absent"
    assert why(known, row("training", **at), present="yes") == "not_a_member"
    assert why(known, row("training", member_code="TV003", **at), present="yes") == "member_left"
    assert why(known, row("training", member_code="TV001", **at), present="yes") == "trained_before"
    assert why(facts(), row("training", member_code="TV001", **at), present="yes") == "nothing_yet"


def test_visits_of_a_member_who_did_not_serve_the_whole_month() -> None:
    known = facts(figures=shown("member_households", "COMMUNE"))
    assert why(known, row("visit_log", member_code="TV002", event_date=date(2026, 4, 25))) == "member_part_month"
    assert why(known, row("visit_log", member_code="TV002", event_date=date(2026, 6, 1))) is None


def test_days_that_two_services_hold_are_served_once() -> None:
    def month(*services: tuple[date, date]) -> bool:
        members = [member("TV001", "X01", since, until) for since, until in services]
        return facts(members=members).serves_throughout("TV001", date(2026, 5, 15), date(2026, 6, 14))

    assert month((LONG_AGO, date(2026, 5, 21)), (date(2026, 5, 21), FOREVER))
    assert not month((LONG_AGO, date(2026, 5, 20)), (date(2026, 5, 22), date(2026, 6, 1)), (date(2026, 6, 1), FOREVER))


def test_registry_and_roster_rows() -> None:
    past = hamlet("X08", until=date(2020, 1, 1), row_id="past")
    known = facts(hamlets=[hamlet("X01", row_id="now"), past])
    assert why(known, row("registry", row_id="unknown")) == "registered_twice"
    assert why(known, row("registry", row_id="past")) == "hamlet_not_valid"
    assert why(known, row("registry", row_id="now")) == "nothing_yet"
    assert why(facts(), row("roster", row_id="m-TV003")) == "member_not_active"
    twice = [member("TV001", "X01"), member("TV001", "COMMUNE", since=date(2026, 2, 1)) | {"row_id": "m-other"}]
    assert why(facts(members=twice), row("roster", row_id="m-other")) == "serves_elsewhere"
    assert why(facts(members=twice), row("roster", row_id="m-TV001")) != "serves_elsewhere"
    assert why(facts(), row("roster", row_id="m-TV001")) == "nothing_yet"


def test_reports() -> None:
    ask = WhyNot(facts(figures=shown("report_on_time", "X01")), CATALOGUE)
    assert code(ask.report_itself(row("hamlet_report", hamlet_code="X02", period="2026-06"))) == "report_not_owed"
    assert ask.report_itself(row("hamlet_report", period="2026-06")) is None


def test_surveys_schools_and_flows() -> None:
    known = facts(figures=shown("bank_account", "X01") | shown("online_service", "ALL"))
    assert why(known, row("bank_survey", period="2026-Q2"), people_15_plus="3", people_with_account=None) == "blank_figure"
    assert why(known, row("dvc", hamlet_code=None), files_total="3", files_full=None, files_partial="1") == "blank_figure"
    assert why(known, row("schools", period="2026-Q2", hamlet_code=None), school="A", students="3") == "blank_figure"
    assert why(known, row("dvc", hamlet_code=None), files_total="3", files_full="1", files_partial="1") is None
    held = facts(
        holding={"one": [{"rule": "part_exceeds_whole", "period": "2026-06", "hamlet": ""}]}, figures=shown("online_service", "ALL")
    )
    assert why(held, row("dvc", hamlet_code=None), files_total="3", files_full="4", files_partial="1") == "held"


def test_every_code_has_its_sentence() -> None:
    codes = {
        found
        for module in (whynot, whereto)
        for found in re.findall(r'Reason\(\s*"([a-z_]+)"', Path(str(module.__file__)).read_text("utf-8"))
    }
    assert len(codes) > 20
    assert (codes | set(get_args(Aside)) | {"told_only", "duplicate_visit", "answered_again", "written_twice"}) <= set(SENTENCES)
