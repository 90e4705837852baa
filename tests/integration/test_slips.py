"""Faults planted for many senders: each is on the slip of whoever sent it, and on no other; nothing of another's is shown."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from docx import Document

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, Finding, Spot, demo_commune, plant, write_commune
from pipelines.home import Home
from pipelines.quarter.slips import return_slips
from pipelines.reports.slips import Written, write_slips

pytestmark = pytest.mark.slow

QUARTER = "2026-Q2"
FAULTS = (
    "not_a_count",
    "hamlet_missing",
    "report_vs_log",
    "date_outside_period",
    "unknown_member",
    "report_empty",
    "figure_missing",
    "part_exceeds_whole",
    "total_mismatch",
    "report_late",
    "heaping",
)
OWNERS = {  # the spec's table of sources, by hand
    "vneid": "cong-an-xa",
    "health_book": "tram-y-te",
    "signature": "trung-tam-phuc-vu-hanh-chinh-cong",
    "dvc": "trung-tam-phuc-vu-hanh-chinh-cong",
    "access_survey": "to-cong-nghe-so-cong-dong",
}
NOT_THE_SENDERS = {"report_late", "heaping"}
"""What is late stays late; rounded figures are for the office to ask about."""


class Slips:
    """A commune's slips, and what must be on each."""

    def __init__(self, commune: Commune, home: Home, planted: list[Finding]) -> None:
        self.commune, self.home, self.planted = commune, home, planted
        self.written = {one.slip.sender.key: one for one in write_slips(home, QUARTER)}

    @property
    def expected(self) -> dict[str, set[tuple[str, str, str, str]]]:
        """(rule, source, period, place) of every sender, from what was planted."""
        out: dict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
        for one in self.planted:
            if one.rule not in NOT_THE_SENDERS:
                sender = OWNERS.get(one.source, f"to-truong-{one.hamlet}")
                out[sender].add((one.rule, one.source, one.period, self.names[one.hamlet] if one.hamlet else ""))
        return dict(out)

    @property
    def names(self) -> dict[str, str]:
        truth = self.commune.truth
        return {hamlet.code: hamlet.name for hamlet in truth.hamlets_on(truth.quarter_end(QUARTER))}


def everything(written: Written) -> str:
    """All that the page and the text of a slip say."""
    page = Document(str(written.page))
    parts = [*page.element.body.iter(), *page.sections[0].footer._element.iter()]
    return "\n".join(part.text for part in parts if part.text) + written.message.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Slips:
    """Twelve hamlets, eleven faults, each in a hamlet of its own."""
    commune = demo_commune(seed=3, hamlets=12)
    codes = [hamlet.code for hamlet in commune.truth.hamlets_on(commune.truth.quarter_end(QUARTER))]
    planted: list[Finding] = []
    for rule, code in zip(FAULTS, codes, strict=False):
        planting = plant(commune, rule, Spot(code, QUARTER))
        commune = planting.commune
        planted += [*planting.findings, *(one for one in planting.also if one.rule == "figure_missing")]
    home = Home(tmp_path_factory.mktemp("slips"))
    write_commune(home.drop, commune, messy=True)
    workshop.publish(home)
    return Slips(commune, home, planted)


@pytest.fixture
def changed(sent: Slips, tmp_path: Path) -> Any:
    """The home again with something changed in what is published."""

    def change(*statements: str) -> Home:
        home = Home(tmp_path / "home")
        home.warehouse.parent.mkdir(parents=True)
        shutil.copy(sent.home.warehouse, home.warehouse)
        home.warehouse.chmod(0o644)
        with duckdb.connect(str(home.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)
        return home

    return change


def test_each_fault_is_on_the_slip_of_whoever_sent_it_and_on_no_other(sent: Slips) -> None:
    got = {key: {(one.rule, one.source, one.period, one.place) for one in written.slip.findings} for key, written in sent.written.items()}
    assert set(got) >= {"cong-an-xa", "tram-y-te", "to-cong-nghe-so-cong-dong", "to-truong-X03", "to-truong-X04"}
    must = sent.expected
    assert {key: told - must.get(key, set()) for key, told in got.items()} == {key: set() for key in got}, "nothing unplanted"
    leaders_empty = {"to-truong-X06"}  # an empty report: its blank figures may be told beside
    assert {key: told - got.get(key, set()) for key, told in must.items() if key not in leaders_empty} == {
        key: set() for key in must if key not in leaders_empty
    }


def test_no_leader_reads_another_hamlets_name_or_code(sent: Slips) -> None:
    leaders = [written for key, written in sent.written.items() if key.startswith("to-truong-")]
    assert len(leaders) >= 4
    for written in leaders:
        others = {word for code, name in sent.names.items() if code != written.slip.sender.hamlet for word in (code, name)}
        found = {word for word in others if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", everything(written), re.IGNORECASE)}
        assert found == set(), written.slip.sender


def test_no_slip_shows_what_another_sender_wrote(sent: Slips) -> None:
    """Values that say something (not "0 dòng") and the files' names."""
    told = {key: {(one.observed, one.file) for one in written.slip.findings} for key, written in sent.written.items()}
    for key, written in sent.written.items():
        text = everything(written)
        own = {word for pair in told[key] for word in pair}
        others = {word for other, pairs in told.items() if other != key for pair in pairs for word in pair} - own
        assert [word for word in others if len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)] == [], key


def test_the_day_is_three_days_before_the_commune_reports(sent: Slips) -> None:
    assert {written.slip.due.isoformat() for written in sent.written.values()} == {"2026-06-23"}
    assert all("trước ngày 23/6/2026" in everything(written) for written in sent.written.values())


def test_columns_are_called_what_the_form_calls_them(sent: Slips) -> None:
    columns = {one.rule: one.column for written in sent.written.values() for one in written.slip.findings}
    assert columns["not_a_count"] == "Số người có chữ ký số"
    assert columns["report_vs_log"] == "Số lượt hỗ trợ trong tháng"
    assert columns["unknown_member"] == "Mã tổ viên"
    assert columns["date_outside_period"] == "Ngày"


def test_the_same_figures_are_the_same_bytes(sent: Slips) -> None:
    def content(written: dict[str, Written]) -> dict[str, tuple[bytes, bytes]]:
        return {key: (one.page.read_bytes(), one.message.read_bytes()) for key, one in written.items()}

    before = content(sent.written)
    shutil.rmtree(sent.home.reports)
    assert content({one.slip.sender.key: one for one in write_slips(sent.home, QUARTER)}) == before


def test_what_was_accepted_is_not_asked_again(sent: Slips, changed: Any) -> None:
    home = changed("update fct_finding set state = 'accepted' where source = 'vneid'")
    assert {slip.sender.key for slip in return_slips(home, QUARTER)} == set(sent.written) - {"cong-an-xa"}


def test_a_leader_is_not_told_which_hamlet_has_the_same_figures(sent: Slips, changed: Any) -> None:
    name = sent.names["X01"]
    home = changed(
        f"update fct_finding set rule = 'stale_copy', observed = 'suốt quý giống hệt {name.upper()} (X01)',"  # noqa: S608 - words of our own
        f" message_vi = '{sent.names['X03']}: giống hệt {name}. Hãy gọi 0912345678' where rule = 'report_vs_log'"
    )
    (told,) = [one for slip in return_slips(home, QUARTER) for one in slip.findings if one.rule == "stale_copy"]
    assert told.observed == "suốt quý giống hệt xóm khác (xóm khác)"
    assert told.sentence == f"{sent.names['X03']}: giống hệt xóm khác. Hãy gọi •••"


def test_a_leader_is_told_what_may_have_happened_but_for_another_hamlets_figures(sent: Slips, changed: Any) -> None:
    other = f"Có thể ghi lẫn số của hai xóm: 98 hợp với {sent.names['X01']}, còn 81 của xóm kia hợp với xóm này."
    home = changed(
        f"update fct_finding set cause_vi = '{other}' where rule = 'report_vs_log'",  # noqa: S608 - words of our own
        "update fct_finding set cause_vi = 'Có thể thừa một chữ số.' where rule = 'unknown_member'",
    )
    causes = {one.rule: one.cause for slip in return_slips(home, QUARTER) for one in slip.findings}
    assert (causes["report_vs_log"], causes["unknown_member"]) == ("", "Có thể thừa một chữ số.")


def test_personal_numbers_in_file_names_are_masked(changed: Any) -> None:
    names = ("a/BC 0912.345.678.xlsx", "b/BC_0912345678_x.xlsx", "BC zalo 912345678.xlsx", "BC 14062026 (1).xlsx")
    expected = {"BC •••.xlsx", "BC ••• x.xlsx", "BC zalo •••.xlsx", "BC 14062026 (1).xlsx"}
    shas = "(select file_sha256, row_number() over (order by file_sha256) as place from (select distinct file_sha256 from fct_finding))"
    home = changed(
        *(
            f"update stg_receipt set file_path = '{name}'"  # noqa: S608 - words of our own
            f" where file_sha256 in (select file_sha256 from {shas} where place % 4 = {place})"
            for place, name in enumerate(names)
        )
    )
    assert {one.file for slip in return_slips(home, QUARTER) for one in slip.findings} - {""} == expected


def test_a_file_of_one_team_goes_to_its_leader_even_when_its_hamlet_was_not_understood(sent: Slips, changed: Any) -> None:
    home = changed("update fct_finding set hamlet = '', rule = 'unknown_hamlet' where source = 'visit_log' and rule = 'unknown_member'")
    assert "unknown_hamlet" in {
        one.rule for slip in return_slips(home, QUARTER) if slip.sender.key == "to-truong-X05" for one in slip.findings
    }


def test_a_form_that_does_not_say_whose_it_is_has_a_slip_of_its_own(sent: Slips, changed: Any) -> None:
    home = changed(
        "update fct_finding set hamlet = '' where source = 'hamlet_report' and rule = 'report_vs_log'",
        "update fct_file set unit = 'somewhere' where source = 'hamlet_report'",
    )
    (slip,) = [slip for slip in return_slips(home, QUARTER) if slip.sender.key.startswith("chua-ro-nguoi-gui-")]
    assert slip.sender.title.startswith("Người gửi tệp «BC")
    assert len(slip.findings) == 1


def test_what_is_said_of_all_forms_goes_to_all_leaders(changed: Any) -> None:
    home = changed("update fct_finding set hamlet = '', file_sha256 = null, rule = 'commune_break' where rule = 'report_vs_log'")
    (slip,) = [slip for slip in return_slips(home, QUARTER) if any(one.rule == "commune_break" for one in slip.findings)]
    assert slip.sender.title == load_catalogue().organisations["team_leaders"].title.vi


def test_a_quarter_without_files_has_no_slips(sent: Slips) -> None:
    assert return_slips(sent.home, "2031-Q1") == []


def test_the_command_writes_and_lists_them(sent: Slips, soxom: Any) -> None:
    said = soxom(sent.home, "slips", QUARTER, "--format", "csv")
    assert said.returncode == 0, said.stderr
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert {row["page"] for row in rows} == {str(one.page.relative_to(sent.home.root)) for one in sent.written.values()}
    assert all((sent.home.root / row["message"]).exists() for row in rows)
    assert soxom(sent.home, "slips", "2026").returncode == 2
