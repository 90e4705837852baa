"""Waivers through the real stack: what each way out does to the figures, for how long, and what is shown of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, Held, Spot, demo_commune, expected_figures, plant, write_commune
from pipelines.demo.truth import Access
from pipelines.home import Home
from pipelines.ingest.waivers import record_waiver, waivers_waiting
from pipelines.quarter.explain import explain
from pipelines.quarter.findings import findings
from pipelines.quarter.indicators import indicators
from pipelines.quarter.received import all_received
from pipelines.quarter.whereto import Tracer
from pipelines.reports.reasons import why_sentence
from pipelines.reports.trace import trace_page
from pipelines.warehouse.query import read, snapshot
from tests.integration.conftest import WHEN, Workshop

pytestmark = pytest.mark.slow

QUARTER, MONTH, BEFORE = "2026-Q2", "2026-06", "2026-05"
FELL, ABSENT, ROSE, BLANK, BOTH = "X01", "X02", "X03", "X04", "X05"
"""Which hamlet has which fault: a stock fell, a hamlet is absent, a stock rose beyond belief, a survey's answer is blank, two at once."""
AFTER_THE_END = datetime(2026, 7, 1, tzinfo=UTC)


def faulty() -> Commune:
    commune = demo_commune(seed=11, hamlets=8)
    for rule, hamlet in (("stock_decreased", FELL), ("hamlet_missing", ABSENT), ("spike", ROSE)):
        commune = plant(commune, rule, Spot(hamlet, QUARTER)).commune
    commune = commune.with_cells("access_survey", QUARTER, BLANK, any_service=None)
    return commune.with_cells("vneid", MONTH, BOTH, level2=3, level1=2)


def _access(commune: Commune, quarter: str, hamlet: str) -> Access:
    return next(one for one in commune.truth.access if (one.quarter, one.hamlet) == (quarter, hamlet))


def believed(commune: Commune) -> Commune:
    """The truth that the decisions make of it: May's books for June's, the risen holders, the first quarter's answer."""
    rose = commune.sheet("signature", MONTH)
    holders = rose.rows[rose.row_of(ROSE)]["holders"]
    commune = commune.believing_stocks(MONTH, FELL, books=commune.stocks(BEFORE, FELL).books)
    commune = commune.believing_stocks(MONTH, ROSE, holders=holders)
    before = replace(_access(commune, "2026-Q1", BLANK), quarter=QUARTER)
    access = tuple(before if one is _access(commune, QUARTER, BLANK) else one for one in commune.truth.access)
    return replace(commune, truth=replace(commune.truth, access=access))


def wrong(home: Home, commune: Commune, held: Held) -> list[tuple[Any, ...]]:
    """Figures of the quarter that are not those of the truth without what is held."""
    got = {(row["indicator"], row["hamlet"]): (row["numerator"], row["denominator"]) for row in indicators(home, QUARTER)}
    return [
        (figure.indicator, figure.hamlet, (figure.numerator, figure.denominator), got[figure.indicator, figure.hamlet])
        for figure in expected_figures(commune.truth, held)
        if figure.period == QUARTER and got[figure.indicator, figure.hamlet] != (figure.numerator, figure.denominator)
    ]


def holding(*figures: tuple[str, str]) -> Held:
    return frozenset((QUARTER, indicator, hamlet) for indicator, hamlet in figures)


NO_FIGURE = ("vneid_level2", ABSENT)
"""Accepting that a hamlet is absent makes no figure of it."""
ALL_HELD = holding(("health_book", FELL), NO_FIGURE, ("digital_signature", ROSE), ("digital_access", BLANK), ("vneid_level2", BOTH))


@dataclass(frozen=True)
class Desk:
    """The faulty commune before anything is decided, after, and after the end dates and a correction."""

    commune: Commune
    home: Home
    before: dict[str, Any]
    after: dict[str, Any]
    later: dict[str, Any]


def blocking(home: Home, hamlet: str) -> list[dict[str, Any]]:
    return [row for row in findings(home, QUARTER) if row["severity"] == "blocking" and row["hamlet"] == hamlet]


def seen(home: Home, commune: Commune, held: Held) -> dict[str, Any]:
    """What tests ask of one published state, kept, as the next one replaces it."""
    with snapshot(home) as version:
        answers = list(Tracer(version, load_catalogue()).files(all_received(home)))
        explained = explain(version, load_catalogue(), QUARTER, "health_book", FELL)
    return {
        "answers": answers,
        "explained": explained,
        "wrong": wrong(home, commune, held),
        "states": {(row["hamlet"], row["rule"]): row for row in findings(home, QUARTER) if row["severity"] == "blocking"},
        "figures": {(row["indicator"], row["hamlet"]): row for row in indicators(home, QUARTER)},
        "waivers": read(home, "select * from fct_waiver order by waiver_number"),
        "rows": read(
            home,
            """
            select rows.indicator, rows.hamlet, rows.contribution, rows.numerator_amount, files.period
            from fct_indicator_row as rows inner join fct_file as files using (commune_code, file_sha256)
            where rows.period = ? and rows.contribution in ('figure', 'survey')
            """,
            [QUARTER],
        ),
        "sums": read(
            home,
            """
            select figure.indicator, figure.hamlet from fct_indicator as figure
            left join fct_indicator_row as source using (commune_code, period, indicator, hamlet)
            where figure.value is not null
            group by figure.period, figure.indicator, figure.hamlet, figure.numerator, figure.denominator
            having sum(source.numerator_amount) <> figure.numerator or sum(source.denominator_amount) <> figure.denominator
            """,
        ),
        "parts": {
            row["part"]: row["numerator"]
            for row in read(home, "select part, numerator from fct_indicator_part where period = ? and hamlet = ?", [QUARTER, BLANK])
        },
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Desk:
    home, commune = Home(tmp_path_factory.mktemp("waivers")), faulty()
    write_commune(home.drop, commune, messy=True)
    workshop.publish(home)
    before = seen(home, commune, ALL_HELD)

    def decide(hamlet: str, rule: str, decision: Any, **more: Any) -> None:
        finding = next(row for row in blocking(home, hamlet) if row["rule"] == rule)
        record_waiver(home, finding, decision, by="Cán bộ A", reason=f"vì {rule}", at=WHEN, **more)

    decide(FELL, "stock_decreased", "carry_forward", until=date(2026, 6, 30))
    decide(ABSENT, "hamlet_missing", "accept")
    decide(ROSE, "spike", "accept")
    decide(BLANK, "figure_missing", "carry_forward")
    decide(BOTH, "stock_decreased", "accept")
    waiting = waivers_waiting(home, date(2026, 6, 20))
    workshop.publish(home)
    after = seen(home, believed(commune), holding(NO_FIGURE, ("vneid_level2", BOTH)))
    after["waiting"] = (waiting, waivers_waiting(home, date(2026, 6, 30)), waivers_waiting(home, date(2026, 7, 1)))

    decide(BLANK, "figure_missing", "withdraw")
    corrected = commune.swapped(commune.sheet("vneid", MONTH), demo_commune(seed=11, hamlets=8).sheet("vneid", MONTH))
    higher = corrected.sheet("signature", MONTH).rows[corrected.sheet("signature", MONTH).row_of(ROSE)]["holders"] + 40
    corrected = corrected.with_cells("signature", MONTH, ROSE, holders=higher)
    write_commune(home.drop, corrected, messy=True)
    workshop.publish(home, AFTER_THE_END)
    held = holding(("health_book", FELL), ("digital_signature", ROSE), ("digital_access", BLANK))
    return Desk(commune, home, before, after, seen(home, corrected, held))


def test_until_anything_is_decided_every_doubted_figure_is_held(desk: Desk) -> None:
    assert desk.before["wrong"] == []
    assert {row["state"] for row in desk.before["states"].values()} == {"open"}
    assert all(row["waivers"] is None for row in desk.before["figures"].values())


def test_accepted_and_carried_figures_are_used_and_all_others_are_right(desk: Desk) -> None:
    assert desk.after["wrong"] == []


def test_findings_say_what_was_decided_by_whom_and_why(desk: Desk) -> None:
    states = desk.after["states"]
    assert {key: row["state"] for key, row in states.items() if key[0] != BOTH} == {
        (FELL, "stock_decreased"): "carried_forward",
        (ABSENT, "hamlet_missing"): "accepted",
        (ROSE, "spike"): "accepted",
        (BLANK, "figure_missing"): "carried_forward",
    }
    fell = states[FELL, "stock_decreased"]
    assert (fell["waiver_by"], fell["waiver_reason"], fell["waiver_until"]) == ("Cán bộ A", "vì stock_decreased", date(2026, 6, 30))
    assert fell["waiver_at"].startswith("2026-06-20T")


def test_two_findings_hold_until_both_are_decided(desk: Desk) -> None:
    states = {rule: row["state"] for (hamlet, rule), row in desk.after["states"].items() if hamlet == BOTH}
    assert states["stock_decreased"] == "accepted"
    assert "open" in states.values()
    figure = desk.after["figures"]["vneid_level2", BOTH]
    assert figure["value"] is None
    assert "stock_decreased" not in figure["held_by"].split(", ")
    assert figure["waivers"] is None, "a figure that is held has no waiver in it"


def test_a_waiver_is_shown_wherever_the_figure_is(desk: Desk) -> None:
    figures = desk.after["figures"]
    assert figures["health_book", FELL]["waivers"] == f"carried_forward {FELL}"
    assert figures["health_book", FELL]["carried_from"] == BEFORE
    assert figures["health_book", "ALL"]["waivers"] == f"carried_forward {FELL}"
    assert figures["digital_signature", "ALL"]["waivers"] == f"accepted {ROSE}"
    assert figures["digital_access", BLANK]["carried_from"] == "2026-Q1"
    marked = {indicator for (indicator, hamlet), row in figures.items() if row["waivers"] and hamlet == "ALL"}
    assert marked == {"health_book", "digital_signature", "digital_access", "vneid_level2"}


def test_the_rows_behind_a_carried_figure_are_those_it_comes_from(desk: Desk) -> None:
    rows = {(row["indicator"], row["hamlet"]): row["period"] for row in desk.after["rows"]}
    assert rows["health_book", FELL] == BEFORE
    assert rows["health_book", ROSE] == MONTH
    assert rows["digital_access", BLANK] == "2026-Q1"
    assert [state["sums"] for state in (desk.before, desk.after, desk.later)] == [[], [], []]


def test_a_row_whose_figure_was_replaced_says_so_and_no_row_is_silent(desk: Desk) -> None:
    for state in (desk.before, desk.after, desk.later):
        assert [answer for answer in state["answers"] if bool(answer.uses) == (answer.reason is not None)] == []
    replaced = [answer for answer in desk.after["answers"] if answer.reason and answer.reason.code == "carried"]
    assert {answer.file.split("/")[0] for answer in replaced} == {"health_book", "access_survey"}
    assert any("dùng số của tháng 5/2026 thay vào" in why_sentence(answer.reason, load_catalogue()) for answer in replaced)


def test_the_explanation_of_a_figure_names_who_decided_and_why(desk: Desk) -> None:
    assert desk.before["explained"].waivers == []
    (waiver,) = desk.after["explained"].waivers
    assert (waiver["rule"], waiver["waiver_by"], waiver["waiver_reason"]) == ("stock_decreased", "Cán bộ A", "vì stock_decreased")
    page = trace_page(desk.after["explained"], load_catalogue())
    assert "dùng số cũ, Cán bộ A, vì stock_decreased, đến hết 30/06/2026" in page


def test_the_parts_of_a_carried_survey_are_those_of_its_wave(desk: Desk) -> None:
    before = _access(desk.commune, "2026-Q1", BLANK)
    assert desk.before["parts"] == {}
    assert {name: desk.after["parts"][name] for name in ("health", "education", "insurance", "transport")} == {
        "health": before.health,
        "education": before.education,
        "insurance": before.insurance,
        "transport": before.transport,
    }


def test_what_is_decided_waits_for_a_run_and_so_does_an_end_date(desk: Desk) -> None:
    assert desk.after["waiting"] == (True, False, True)


def test_the_hold_returns_when_a_waiver_ends_is_withdrawn_or_its_figure_changes(desk: Desk) -> None:
    assert desk.later["wrong"] == []
    states = desk.later["states"]
    assert {row["state"] for row in states.values()} == {"open"}
    assert states[FELL, "stock_decreased"]["waiver_status"] == "expired"
    assert states[ROSE, "spike"]["waiver_status"] == "figure_changed"
    assert states[BLANK, "figure_missing"]["waiver_status"] is None


def test_a_corrected_file_takes_the_finding_away_and_its_waiver_does_nothing(desk: Desk) -> None:
    assert not any(hamlet in {ABSENT, BOTH} for hamlet, _ in desk.later["states"])
    assert [(row["hamlet"], row["decision"], row["status"]) for row in desk.later["waivers"]] == [
        (FELL, "carry_forward", "expired"),
        (ABSENT, "accept", "finding_gone"),
        (ROSE, "accept", "figure_changed"),
        (BLANK, "carry_forward", "withdrawn"),
        (BOTH, "accept", "finding_gone"),
        (BLANK, "withdraw", "withdrawal"),
    ]
    assert all(row["waivers"] is None for row in desk.later["figures"].values())


def test_the_log_keeps_the_figure_that_was_seen(desk: Desk) -> None:
    first = json.loads(Path(desk.home.archive / "actions.jsonl").read_text(encoding="utf-8").splitlines()[0])
    sheet = desk.commune.sheet("health_book", MONTH)
    assert first["subject"]["observed"] == str(sheet.rows[sheet.row_of(FELL)]["books"])
