"""What the report says of made-up facts, and that whatever people type is shown as text."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from docx import Document

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.emulation import rank_teams
from pipelines.quarter.standing import PROVISIONAL, Standing
from pipelines.reports.issuer import Issuer, OfficerSettingsError, issuer_of
from pipelines.reports.tables import asked, change_points, plain, score
from pipelines.reports.word.context import names, report_context
from pipelines.reports.word.fill import TEMPLATE, TemplateError, report_bytes
from tests.facts import HAMLETS, commune_row, commune_with, finding, made_facts, unit_row

HOSTILE = '=HYPERLINK("http://x")&<w:p/>{{ 7*7 }}{% raw %}"\'\x00\x0b\u202e cuối'


@pytest.fixture(autouse=True)
def without_charts(monkeypatch):
    """Drawing takes longer than all the words; ``test_report_form.py`` looks at the charts."""
    for name in ("target_chart", "hamlet_chart"):
        monkeypatch.setattr(f"pipelines.reports.word.fill.{name}", lambda _facts: None)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def text_of(blob):
    document = Document(io.BytesIO(blob))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def test_hostile_words_are_shown_as_words(home):
    facts = made_facts(
        hamlets={**HAMLETS, "X01": HOSTILE},
        obstacles=[{"text": HOSTILE, "reports": 1, "hamlets": ["X01"]}],
        held=[{"indicator": "vneid_level2", "title_vi": "VNeID", "hamlet": "X01", "level": "hamlet", "held_by": "spike"}],
    )
    text = text_of(report_bytes(facts, PROVISIONAL, issuer_of(home)))
    assert '=HYPERLINK("http://x")&<w:p/>{{ 7*7 }}{% raw %}"\' cuối' in text
    assert "49" not in text.split("Khó khăn", 1)[1].split("Chất lượng", 1)[0]


def test_plain_keeps_vietnamese_and_nothing_that_breaks_a_document():
    assert plain("Xóm Đông Tĩnh\r\n\tphía\u00a0nam\x00\ufeff") == "Xóm Đông Tĩnh phía nam"
    assert plain("Ho\u0300a") == "Hòa"
    assert plain(None) == ""


def test_a_result_that_seems_to_meet_its_target_shows_two_decimals(home):
    rows = commune_with(commune_row("vneid_level2", 7496, 10000))
    result = report_context(made_facts(commune=rows), PROVISIONAL, issuer_of(home))["results"][4]
    assert (result["result"], result["target"], result["status"]) == ("74,96%", "≥ 75%", "Chậm")


def test_a_missing_result_is_blank_and_never_zero(home):
    rows = commune_with(commune_row("vneid_level2", None, None, gap=None, hamlets_counted=0))
    result = report_context(made_facts(commune=rows), PROVISIONAL, issuer_of(home))["results"][4]
    assert (result["result"], result["change"], result["gap"], result["status"]) == ("", "", "", "Chưa có số liệu")


def test_coverage_and_pending_readings_stand_at_the_result(home):
    rows = commune_with(commune_row("vneid_level2", 50, 100, hamlets_counted=3, hamlets_total=4, pending_settings="A4,A5"))
    context = report_context(made_facts(commune=rows), PROVISIONAL, issuer_of(home))
    assert context["results"][4]["result"] == "50,0%* (3/4 xóm)"
    assert "chờ xác nhận" in context["results_note"]


def test_obstacles_have_no_section_when_nobody_reported_any(home):
    with_them = report_context(made_facts(), PROVISIONAL, issuer_of(home))
    without = report_context(made_facts(obstacles=[]), PROVISIONAL, issuer_of(home))
    assert (with_them["roman"]["quality"], with_them["roman"]["next"]) == ("V", "VI")
    assert (without["roman"]["quality"], without["roman"]["next"]) == ("IV", "V")
    assert "Khó khăn" not in text_of(report_bytes(made_facts(obstacles=[]), PROVISIONAL, issuer_of(home)))


def test_what_is_held_late_missing_and_waived_is_said(home):
    facts = made_facts(
        findings=[finding(), finding(finding_id="b" * 16, state="carried_forward", place="Xóm Vạn Thọ")],
        held=[{"indicator": "digital_signature", "title_vi": "Chữ ký số", "hamlet": "X03", "level": "hamlet", "held_by": "not_a_count"}],
        late=[{"hamlet": "X02", "period": "2026-06", "observed": "17/6/2026"}],
        missing=[{"source": "vneid", "title_vi": "Thống kê VNeID", "period": "2026-06", "due_date": None, "missing": "cả xã"}],
    )
    text = text_of(report_bytes(facts, PROVISIONAL, issuer_of(home)))
    for said in ("Không phải số nguyên", "Xóm Đông Tĩnh (tháng 6/2026)", "Thống kê VNeID, tháng 6/2026: cả xã", "Còn 1 phát hiện"):
        assert said in text
    assert "Xóm Vạn Thọ, tháng 6/2026: dùng số cũ" in text


def test_a_decision_stands_at_the_figure_that_it_is_in(home):
    rows = commune_with(commune_row("vneid_level2", 50, 100, waivers="carried_forward X03"))
    context = report_context(made_facts(commune=rows), PROVISIONAL, issuer_of(home))
    assert context["results"][4]["result"] == "50,0%**"
    assert "chỉ tiêu 5 (dùng số cũ: X03)" in context["results_note"]


def test_a_revised_edition_marks_its_figures(home):
    context = report_context(made_facts(), Standing("revised", 2), issuer_of(home))
    assert context["results"][4]["result"] == "67,0% (R)"
    assert context["month"].strip() == "", "a restatement may be signed in any month"


def test_a_final_edition_does_not_call_itself_provisional(home):
    text = text_of(report_bytes(made_facts(), Standing("final", 1), issuer_of(home)))
    assert "tạm tính" not in text.lower()


def test_an_empty_quarter_still_makes_a_report(home):
    rows = [commune_row(name, None, None, gap=None) for name in load_catalogue().indicators]
    nothing = {"visits": None, "assists": None, "households": None, "members": None, "teams": None}
    facts = made_facts(
        commune=rows, units=[], hamlets={}, teams=[], activity=nothing, topics=[], classes=[], obstacles=[], next_calendar={}
    )
    text = text_of(report_bytes(facts, PROVISIONAL, issuer_of(home)))
    assert "16 chỉ tiêu chưa có số liệu" in text
    assert "Chưa nhận được nhật ký hỗ trợ của quý." in text


def test_teams_set_apart_are_named_with_the_reason(home):
    units = [row for row in made_facts().units if row["hamlet"] != "X02"]
    units.append(unit_row("vneid_level2", "X02", None, None, held_by="spike"))
    facts = made_facts(units=units, teams=rank_teams(load_catalogue().emulation, units, HAMLETS))
    assert (
        "Nêu riêng vì có số đang bị giữ: Xóm Đông Tĩnh (chỉ tiêu 5)." in report_context(facts, PROVISIONAL, issuer_of(home))["teams_apart"]
    )


def test_long_lists_of_hamlets_are_cut_and_counted():
    assert names(["X01", "X02", "X03"], HAMLETS, most=2) == "Xóm 1, Xóm Đông Tĩnh và 1 xóm khác"
    assert names(["X01", "X02"], HAMLETS, most=2) == "Xóm 1, Xóm Đông Tĩnh"


@pytest.mark.parametrize(("change", "text"), [(0.0475, "+4,8"), (-0.036, "-3,6"), (0.0, "0,0"), (-0.0001, "0,0"), (None, "")])
def test_changes_are_points(change, text):
    assert change_points(change) == text


def test_targets_and_scores_as_people_write_them():
    assert (asked(">=", 0.75), asked("=", 1.0), asked(">=", 0.825)) == ("≥ 75%", "100%", "≥ 82,5%")
    assert (score(Fraction(99999, 1000)), score(Fraction(100)), score(None)) == ("99,99", "100,00", "")
    assert score(Fraction(9203, 100)) == "92,03", "the nearest double is a little less"


def test_the_officers_file_is_written_once_with_blanks_and_then_theirs(home):
    first = issuer_of(home)
    assert first.text("place") == "Nghĩa Sơn"
    text = home.officer_settings.read_text(encoding="utf-8")
    assert "dia_danh:\n" in text
    home.officer_settings.write_text(text.replace("dia_danh:", "dia_danh: Nghĩa Lạc"), encoding="utf-8")
    assert issuer_of(home).text("place") == "Nghĩa Lạc"
    assert issuer_of(home).text("code") == "BC-UBND", "a blank keeps the default"


def test_an_officer_can_have_a_line_left_out(home):
    home.officer_settings.write_text('kinh_gui: ""\nnoi_nhan:\n  - Sở KH&CN\n  - "Lưu: VT"\n', encoding="utf-8")
    document = Document(io.BytesIO(report_bytes(made_facts(), PROVISIONAL, issuer_of(home))))
    assert not any("Kính gửi" in paragraph.text for paragraph in document.paragraphs)
    left = [paragraph.text for paragraph in document.tables[-1].rows[0].cells[0].paragraphs]
    assert left == ["Nơi nhận:", "- Sở KH&CN;", "- Lưu: VT."]


@pytest.mark.parametrize(
    ("content", "said"),
    [("dia_dan: x", "«dia_danh»"), ("a: [", "dòng"), ("- x", "khóa: giá trị"), ("dia_danh: {a: b}", "dia_danh")],
)
def test_a_slip_in_the_officers_file_is_said_in_a_sentence(home, content, said):
    home.officer_settings.write_text(content, encoding="utf-8")
    with pytest.raises(OfficerSettingsError, match=r"cai-dat\.yml") as refusal:
        issuer_of(home)
    assert said in str(refusal.value)


def test_the_officers_own_template_is_used_and_a_slip_in_it_is_said(home, tmp_path):
    issuer: Issuer = issuer_of(home)
    own = tmp_path / "bao-cao.docx"
    document = Document(str(TEMPLATE))
    document.add_paragraph("Câu của cán bộ: {{ quarter_text }}")
    document.save(str(own))
    assert "Câu của cán bộ: quý II năm 2026" in text_of(report_bytes(made_facts(), PROVISIONAL, issuer, own))
    document.add_paragraph("{{ khong_co }}")
    document.save(str(own))
    with pytest.raises(TemplateError, match=r"bao-cao\.docx.*khong_co"):
        report_bytes(made_facts(), PROVISIONAL, issuer, own)
