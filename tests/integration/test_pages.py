"""The pages of a quarter: every figure the mart's, every link leads somewhere, nothing comes from outside, no cell is markup."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, write_demo
from pipelines.home import Home
from pipelines.quarter.standing import PROVISIONAL, Standing
from pipelines.reports.site.answers import UnknownPeriodError, gather
from pipelines.reports.site.write import office_pages, public_pages, write_pages
from pipelines.reports.tables import waived
from pipelines.warehouse.query import NotPublishedError, read
from tests.integration.pages import Marts, Shown, figures, links, parsed
from tests.integration.test_privacy import personal_words

QUARTER = "2026-Q2"
CATALOGUE = load_catalogue()
BY_HAMLET = [indicator.id for indicator in CATALOGUE.indicators.values() if indicator.grain == "hamlet"]


def office(home: Home, standing: Standing = PROVISIONAL, period: str = QUARTER) -> dict[str, str]:
    return office_pages(gather(home, CATALOGUE, period, standing))


def public(home: Home, period: str = QUARTER) -> dict[str, str]:
    return public_pages(gather(home, CATALOGUE, period, PROVISIONAL))


@pytest.fixture(scope="module")
def faulty_home(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Home:
    """Eight hamlets with faults planted: held figures, findings, a hamlet that is not there."""
    home = Home(tmp_path_factory.mktemp("faulty"))
    write_demo(home.drop, seed=7, hamlets=8, months=6, first_month="2026-01", messy=True, faults=True)
    return workshop.publish(home)


@pytest.fixture(scope="module", params=["clean", "faulty"])
def home(request: pytest.FixtureRequest, small_home: Home, faulty_home: Home) -> Home:
    return small_home if request.param == "clean" else faulty_home


@pytest.fixture(scope="module")
def pages(home: Home) -> dict[str, str]:
    return office(home)


@pytest.fixture(scope="module")
def shown(pages: dict[str, str]) -> list[Shown]:
    return figures(pages)


def written_alike(value: Any, text: str) -> bool:
    """Whether the words say the figure, read the way a Vietnamese reader does."""
    text = text.replace("≥", "").strip()
    if isinstance(value, dt.date):
        return text == f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, int):
        return text == re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", str(value))
    assert text.endswith("%"), text
    digits = text[:-1].replace(",", ".")
    half = 0.5 * 10 ** -len(digits.partition(".")[2])
    return abs(float(digits) - value * 100) <= half * (2 if "," in digits and len(digits.partition(".")[2]) == 2 else 1) + 1e-9


def test_every_figure_is_the_marts(home: Home, shown: list[Shown]) -> None:
    marts = Marts(home)
    kinds = defaultdict(int)
    for one in shown:
        if one.key[0] == "c":
            continue
        value = marts.figure(one.key)
        kinds[one.key[0]] += 1
        assert one.value == (value.isoformat() if isinstance(value, dt.date) else repr(value)), one
        assert written_alike(value, one.text), (one, value)
    assert set(kinds) >= set("imphdfvr"), "every kind is on some page"


def test_what_was_looked_at_is_counted(home: Home, shown: list[Shown]) -> None:
    periods = ["2026-04", "2026-05", "2026-06", "2026-Q2", ""]
    rows = read(home, "select rule, outcome, count(*) as n from fct_check_outcome where list_contains(?, period) group by all", [periods])
    assert {(one.key[1], one.key[2], int(one.value)) for one in shown if one.key[0] == "c"} == {
        (row["rule"], row["outcome"], row["n"]) for row in rows
    }


def test_a_hamlets_rows_on_the_lineage_pages_add_up_to_its_figure(home: Home, shown: list[Shown]) -> None:
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for one in {one.key: one for one in shown if one.key[0] == "r"}.values():
        _, period, indicator, hamlet, *_, field = one.key
        sums[period, indicator, hamlet, field] += int(one.value)
    wanted = read(home, "select * from fct_indicator where value is not null and period = ? and level <> 'commune'", [QUARTER])
    assert wanted
    for row in wanted:
        for field in ("numerator", "denominator"):
            assert sums[QUARTER, row["indicator"], row["hamlet"], field] == row[field], row


def test_the_year_shows_all_sixteen_with_target_and_status(home: Home, pages: dict[str, str], shown: list[Shown]) -> None:
    keys = {one.key for one in shown if one.page == "index.html"}
    root = parsed(pages)["index.html"]
    statuses = {element.get("data-status") for element in root.iter("span") if element.get("data-status")}
    assert len(root.find_class("card")) == 16
    for row in read(home, "select * from fct_indicator where period = ? and hamlet = 'ALL'", [QUARTER]):
        place = ("i", QUARTER, row["indicator"], "ALL")
        assert (*place, "target") in keys
        assert "|".join((*place, "status")) in statuses
        for field in ("value", "expected_value", "numerator", "denominator"):
            assert ((*place, field) in keys) == (row["value"] is not None or (field == "expected_value" and row[field] is not None)), field


def test_the_heat_table_holds_every_hamlet_and_what_is_held_says_so(home: Home, pages: dict[str, str], shown: list[Shown]) -> None:
    keys = {one.key for one in shown if one.page == "xom.html"}
    empty = {element.get("data-empty") for element in parsed(pages)["xom.html"].iter() if element.get("data-empty")}
    rows = read(home, "select * from fct_indicator where period = ? and level in ('hamlet', 'commune')", [QUARTER])
    for row in rows:
        if row["indicator"] in BY_HAMLET:
            key = ("i", QUARTER, row["indicator"], row["hamlet"], "value")
            assert (key in keys) if row["value"] is not None else ("|".join(key) in empty), row


def test_held_figures_are_on_the_pages(faulty_home: Home) -> None:
    held = read(faulty_home, "select * from fct_indicator where period = ? and held_by is not null and level = 'hamlet'", [QUARTER])
    pages = office(faulty_home)
    assert held
    for row in held:
        text = parsed(pages)[f"xom-{row['hamlet']}.html"].text_content()
        assert "số đang giữ lại" in text
        assert "chặn chốt số" in text
        assert "giữ lại, không cộng" in parsed(pages)[f"goc-{row['indicator']}.html"].text_content()
    blocking = read(faulty_home, "select finding_id, message_vi from fct_finding where severity = 'blocking'")
    for row in blocking:
        assert row["message_vi"] in parsed(pages)["phat-hien.html"].get_element_by_id(f"f-{row['finding_id']}").text_content()


def test_a_click_on_any_value_leads_to_its_rows(pages: dict[str, str], shown: list[Shown]) -> None:
    roots = parsed(pages)
    clicked = 0
    for one in shown:
        if one.page.startswith("goc-") or one.key[-1] != "value" or (one.key[0] == "m" and one.key[3] == "ALL"):
            continue
        assert one.href is not None, one
        page, _, anchor = one.href.partition("#")
        assert page == f"goc-{one.key[2]}.html"
        assert roots[page].get_element_by_id(anchor) is not None
        clicked += 1
    assert clicked > 16 + len(BY_HAMLET) * 8


@pytest.mark.parametrize("edition", [office, public])
def test_every_link_leads_somewhere_and_none_leads_out(home: Home, edition: Any) -> None:
    pages = edition(home)
    roots = parsed(pages)
    ids = {name: {element.get("id") for element in root.iter() if element.get("id")} for name, root in roots.items()}
    for name, target in links(pages):
        if target == "data:,":
            continue  # an empty icon, so that browsers ask for none
        page, _, anchor = target.partition("#")
        assert (page or name) in pages, (name, target)
        assert not anchor or anchor in ids[page or name], (name, target)
    for name, root in roots.items():
        counted = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(counted) == len(set(counted)), name


@pytest.mark.parametrize("edition", [office, public])
def test_nothing_comes_from_outside_and_nothing_runs(home: Home, edition: Any) -> None:
    for name, text in edition(home).items():
        assert not re.search(r"https?:|//[a-z]|@import|url\(|<script|javascript:|\son[a-z]+=", text), name


def test_no_personal_word_is_on_any_page(small_home: Home, small_commune: Commune) -> None:
    words = personal_words(small_commune)
    for text in (office(small_home) | public(small_home)).values():
        assert [word for word in words if word in text] == []


def test_no_single_household_or_member_is_quoted(small_home: Home) -> None:
    """Rows that speak of one person or household are shown by their place alone."""
    members = {row["member_code"] for row in read(small_home, "select distinct member_code from dim_member")}
    households = {row["household_id"] for row in read(small_home, "select distinct household_id from fct_visit")}
    pieces = re.compile(r"\w+")
    for text in office(small_home).values():
        words = set(pieces.findall(text))
        near = [code for code in members | households if words.issuperset(pieces.findall(code))]  # of thousands, what may be there
        assert [code for code in near if re.search(rf"\b{re.escape(code)}\b", text)] == []
    assert members
    assert households


def test_a_decision_is_shown_wherever_the_figure_is(faulty_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(faulty_home.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            """
            update fct_indicator set waivers = 'carried_forward X01', carried_from = '2026-05'
            where indicator = 'household_reached' and period = '2026-Q2' and hamlet in ('X01', 'ALL')
            """
        )
        connection.execute(
            """
            update fct_finding set waiver_by = 'Cán bộ A', waiver_at = '2026-06-20T08:00:00+07:00', waiver_reason = 'Đã đối chiếu sổ',
                waiver_status = 'in_force', state = 'accepted', cause_vi = 'Có thể thừa một chữ số.' where severity = 'blocking'
            """
        )
    roots = parsed(office(home))
    for name in ("index.html", "xom.html", "xom-X01.html", "goc-household_reached.html"):
        assert waived("carried_forward X01") in roots[name].text_content(), name
    text = roots["phat-hien.html"].text_content()
    for words in ("Cán bộ A", "Đã đối chiếu sổ", "đang có hiệu lực", "Có thể thừa một chữ số."):
        assert words in text


def test_the_marts_own_standing_is_said_and_a_late_file_does_not_pass_unsaid(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(small_home.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update fct_indicator set publication = 'revised', version = 2 where period = '2026-Q2'")
        connection.execute(
            "update fct_indicator set numerator = numerator + 1 where period = '2026-Q2' and indicator = 'health_book' and hamlet = 'X01'"
        )
    roots = parsed(office_pages(gather(home, CATALOGUE, QUARTER)))
    assert "ĐÃ ĐIỀU CHỈNH (R), bản v2" in roots["index.html"].find_class("standing")[0].text_content()
    assert "khác con số đã chốt" in roots["goc-health_book.html"].text_content()
    assert "khác con số đã chốt" not in roots["goc-vneid_level2.html"].text_content()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}"
TURNING = "\u202e"


def test_hostile_text_in_any_cell_is_shown_as_text(faulty_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(faulty_home.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("create table written_down as from fct_indicator_row; drop view fct_indicator_row")
        connection.execute("alter table written_down rename to fct_indicator_row")
        for table, columns in {
            "dim_hamlet": ("hamlet_name",),
            "stg_receipt": ("file_path",),
            "fct_finding": ("message_vi", "observed", "expected", "place", "sheet"),
            "fct_file": ("message",),
            "fct_delivery": ("missing",),
            "fct_indicator_row": ("sheet",),
            "fct_indicator_month": ("sheet",),
        }.items():
            for column in columns:
                connection.execute(f"update {table} set {column} = ? || {column}", [TURNING + HOSTILE])  # noqa: S608 - our own names
        connection.execute("update fct_indicator set hamlet = ? || hamlet where level = 'school'", [HOSTILE])
        connection.execute("update fct_indicator_row set hamlet = ? || hamlet where contribution = 'school' and hamlet <> 'ALL'", [HOSTILE])
    for pages in (office(home), public(home)):
        assert not [name for name, text in pages.items() if TURNING in text], "a cell turns no words around"
        roots = parsed(pages)
        for root in roots.values():
            assert not list(root.iter("script", "img"))
            assert not [element for element in root.iter() if any(name.startswith("on") for name in element.attrib)]
    roots = parsed(office(home))
    for name in ("xom.html", "nguon.html", "phat-hien.html", "goc-vneid_level2.html", "goc-student_elearning.html"):
        assert HOSTILE in roots[name].text_content(), name


def test_the_same_figures_give_the_same_bytes(small_home: Home, tmp_path: Path) -> None:
    first, second = office(small_home) | public(small_home), office(small_home) | public(small_home)
    assert first == second
    for folder in ("a", "b"):
        home = Home(tmp_path / folder)
        shutil.copytree(small_home.state / "warehouse", home.state / "warehouse")
        shutil.copytree(small_home.lake, home.lake)
        write_pages(home, QUARTER)
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name / "reports").rglob("*.*")} for name in ("a", "b"))
    assert one == other


def test_the_mark_of_the_figures_changes_with_any_figure(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(small_home.warehouse, home.warehouse)
    before = gather(home, CATALOGUE, QUARTER, PROVISIONAL).digest
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update fct_indicator set numerator = numerator + 1 where hamlet = 'X01' and period = ?", [QUARTER])
    assert gather(home, CATALOGUE, QUARTER, PROVISIONAL).digest != before


def test_an_earlier_run_leaves_no_page_behind(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    shutil.copytree(small_home.state / "warehouse", home.state / "warehouse")
    stale = home.reports / QUARTER / "site" / "xom-X99.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("of another year")
    written = write_pages(home, QUARTER)
    assert not stale.exists()
    assert (written.office / "index.html").exists()
    assert (written.office / "style.css").exists()
    assert sorted(path.name for path in written.public.iterdir()) == ["index.html", "style.css"]
    assert {path.name for path in written.office.parent.iterdir()} == {"site", "site-cong-khai"}


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (PROVISIONAL, "TẠM TÍNH"),
        (Standing("final", 1), "CHÍNH THỨC, bản v1"),
        (Standing("revised", 2), "ĐÃ ĐIỀU CHỈNH (R), bản v2"),
    ],
)
def test_every_page_says_its_standing(small_home: Home, standing: Standing, words: str) -> None:
    for name, root in parsed(office(small_home, standing)).items():
        assert words in root.find_class("standing")[0].text_content(), name
    values = [element.text_content() for element in parsed(office(small_home, standing))["index.html"].find_class("big")]
    assert all(value.strip().endswith("(R)") == (standing.state == "revised") for value in values)


@pytest.mark.parametrize("edition", [office, public])
def test_pages_can_be_read_without_seeing_them(home: Home, edition: Any) -> None:
    for name, root in parsed(edition(home)).items():
        assert root.get("lang") == "vi"
        assert len(list(root.iter("h1"))) == 1, name
        assert root.find_class("skip")[0].get("href") == "#noi-dung"
        for chart in list(root.iter("svg")):
            named = chart.get("aria-labelledby").split()
            assert chart.get("role") == "img"
            assert [root.get_element_by_id(part).text_content() for part in named], name
        for table in root.iter("table"):
            assert table.xpath(".//thead//th[@scope]"), name
            assert all(row.xpath("th[@scope='row'] | td") for row in table.xpath(".//tbody/tr")), name


def test_a_year_and_a_quarter_with_nothing_yet_have_their_pages(small_home: Home) -> None:
    assert "Năm 2026" in parsed(office(small_home, period="2026"))["index.html"].xpath("//header")[0].text_content()
    empty = parsed(office(small_home, period="2026-Q4"))["index.html"]
    assert len(empty.find_class("card")) == 16
    assert len([mark for card in empty.find_class("card") for mark in card.find_class("s-no_data")]) == 16


def test_what_cannot_be_shown_is_refused(small_home: Home, tmp_path: Path) -> None:
    with pytest.raises(UnknownPeriodError):
        office(small_home, period="2044-Q1")
    with pytest.raises(NotPublishedError):
        write_pages(Home(tmp_path), QUARTER)


def test_the_public_sees_the_commune_alone(home: Home) -> None:
    pages = public(home)
    text = parsed(pages)["index.html"].text_content()
    for hamlet in read(home, "select hamlet_name, hamlet_code from dim_hamlet"):
        assert not re.search(rf"(?<!\w){re.escape(hamlet['hamlet_name'])}(?!\w)", text)
        assert not re.search(rf"\b{hamlet['hamlet_code']}\b", pages["index.html"])
    assert {one.key[3] for one in figures(pages)} == {"ALL"}
    assert not [row["file_path"] for row in read(home, "select file_path from ledger_receipt") if row["file_path"] in text]


def test_what_is_withheld_is_withheld_whole(faulty_home: Home) -> None:
    """Neither value, counts, gap nor status of a withheld figure is anywhere in the public edition; nor what would give it away."""
    rules = CATALOGUE.publishing
    root = parsed(public(faulty_home))["index.html"]
    keys = {one.key for one in figures(public(faulty_home))}
    marts = Marts(faulty_home)
    whole = read(faulty_home, "select * from fct_indicator where hamlet = 'ALL' and period in ('2026-Q1', '2026-Q2')")
    withheld = 0
    for row in whole:
        if row["value"] is None or row["indicator"] in rules.not_about_people:
            continue
        sides = (row["numerator"], row["denominator"] - row["numerator"])
        small = any(1 <= side <= rules.small_cell for side in sides) or row["hamlets_counted"] != row["hamlets_total"]
        if not small:
            continue
        withheld += 1
        about = {key for key in keys if key[1:3] == (row["period"], row["indicator"])}
        assert {key[-1] for key in about} <= {"target", "due_date"}
        if row["period"] == QUARTER:
            card = root.get_element_by_id(row["indicator"])
            assert card.find_class("withheld")
            assert not [*card.find_class("status"), *card.find_class("big"), *card.iter("svg")]
    assert withheld > 3
    for key in keys:
        if key[-1] in ("numerator", "denominator") and key[2] not in rules.not_about_people:
            numerator, denominator = (marts.figure((*key[:-1], field)) for field in ("numerator", "denominator"))
            assert numerator not in range(1, 10)
            assert denominator - numerator not in range(1, 10)
    assert not {key[-1] for key in keys} & {"expected_value", "reaches_target_on", "pace_per_day"}, "they rest on other periods"
