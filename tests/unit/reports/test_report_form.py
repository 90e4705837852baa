"""The report's form, read from the file: Nghị định 30/2020/NĐ-CP, Phụ lục I, to the millimetre and the point."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipelines.home import Home
from pipelines.quarter.standing import PROVISIONAL, Standing
from pipelines.reports.issuer import issuer_of
from pipelines.reports.word.fill import TEMPLATE, report_bytes
from pipelines.reports.word.styles import width_mm
from pipelines.reports.word.template import build
from tests.facts import DIGEST, made_facts, parts_of


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    return issuer_of(Home(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def blob(issuer):
    return report_bytes(made_facts(), PROVISIONAL, issuer)


@pytest.fixture(scope="module")
def document(blob):
    return Document(io.BytesIO(blob))


def every_paragraph(document):
    """The head first, as the reader meets it."""
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    yield from document.paragraphs


def paragraph_of(document, text):
    found = [paragraph for paragraph in every_paragraph(document) if text in paragraph.text]
    assert found, text
    return found[0]


def looks(paragraph):
    """(size, bold, italic, capitals) as the reader sees them: the run's own, else its style's."""
    run = next(run for run in paragraph.runs if run.text.strip())
    style = paragraph.style.font
    size = run.font.size or style.size
    return (
        size.pt,
        bool(style.bold if run.bold is None else run.bold),
        bool(style.italic if run.italic is None else run.italic),
        bool(style.all_caps),
    )


def test_paper_and_margins(document):
    [section] = document.sections
    assert (round(section.page_width.mm, 1), round(section.page_height.mm, 1)) == (210, 297)
    assert 20 <= round(section.top_margin.mm, 1) <= 25
    assert 20 <= round(section.bottom_margin.mm, 1) <= 25
    assert 30 <= round(section.left_margin.mm, 1) <= 35
    assert 15 <= round(section.right_margin.mm, 1) <= 20


ELEMENTS = {
    "Quốc hiệu": ("Cộng hòa xã hội chủ nghĩa Việt Nam", (12, 13), True, False, True),
    "Tiêu ngữ": ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False, False),
    "cơ quan ban hành": ("xã Nghĩa Sơn", (12, 13), True, False, True),
    "số, ký hiệu": ("/BC-UBND", (13, 13), False, False, False),
    "địa danh, thời gian": ("Nghĩa Sơn, ngày", (13, 14), False, True, False),
    "tên loại": ("Báo cáo", (13, 14), True, False, True),
    "trích yếu": ("Kết quả hoạt động Tổ công nghệ số cộng đồng Quý II năm 2026", (13, 14), True, False, False),
    "kính gửi": ("Kính gửi: Sở Khoa học và Công nghệ tỉnh Ninh Bình.", (13, 14), False, False, False),
    "nội dung": ("Kỳ báo cáo từ ngày 15/03/2026 đến ngày 14/06/2026", (13, 14), False, False, False),
    "mục": ("I. Kết quả thực hiện các chỉ tiêu", (13, 14), True, False, True),
    "khoản có tiêu đề": ("1. Hỗ trợ tại hộ gia đình", (13, 14), True, False, False),
    "nơi nhận": ("Nơi nhận:", (12, 12), True, True, False),
    "danh sách nơi nhận": ("- Như trên;", (11, 11), False, False, False),
    "quyền hạn người ký": ("KT. CHỦ TỊCH", (13, 14), True, False, True),
}


@pytest.mark.parametrize("element", ELEMENTS)
def test_sizes_and_weights(document, element):
    text, (least, most), bold, italic, caps = ELEMENTS[element]
    size, *rest = looks(paragraph_of(document, text))
    assert least <= size <= most
    assert rest == [bold, italic, caps]


def test_one_font_in_every_slot_and_black(document):
    fonts = {
        fonts.get(qn(f"w:{slot}"))
        for part in (document.element, document.styles.element)
        for fonts in part.iter(qn("w:rFonts"))
        for slot in ("ascii", "hAnsi", "cs", "eastAsia")
    }
    themes = [fonts for fonts in document.styles.element.iter(qn("w:rFonts")) if any("heme" in name for name in fonts.attrib)]
    colours = {colour.get(qn("w:val")) for colour in document.styles.element.iter(qn("w:color"))}
    assert fonts == {"Times New Roman"}
    assert themes == []
    assert colours <= {"000000", "auto"}


def test_body_is_justified_indented_and_spaced(document):
    normal = document.styles["Normal"].paragraph_format
    assert normal.alignment == 3, "both sides"
    assert Mm(10) <= normal.first_line_indent <= Mm(12.8)
    assert normal.space_after >= Pt(6)
    assert paragraph_of(document, "Kỳ báo cáo từ").style.name == "Normal"


def rules_of(document):
    """The drawn lines: (length in mm, the text above)."""
    section = document.sections[0]
    text_mm = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    places = [(document.paragraphs, text_mm)]
    head = document.tables[0]
    places += [(cell.paragraphs, column.width.mm) for cell, column in zip(head.rows[0].cells, head.columns, strict=True)]
    for paragraphs, width in places:
        for above, line in pairwise(paragraphs):
            if line._p.find(f".//{qn('w:pBdr')}") is not None:
                layout = line.paragraph_format
                yield width - layout.left_indent.mm - layout.right_indent.mm, above.text


def test_lines_are_as_long_as_the_decree_says(document):
    lengths = {text: length for length, text in rules_of(document)}
    assert len(lengths) == 3
    for text, length in lengths.items():
        capitals = text.upper() if text == "xã Nghĩa Sơn" else text
        size = looks(paragraph_of(document, text))[0]
        whole = width_mm(capitals, size)
        if text.startswith("Độc lập"):
            assert length == pytest.approx(whole, rel=0.03)
        else:
            assert whole / 3 <= length <= whole / 2, text


def test_the_motto_is_as_long_as_it_was_measured():
    """Times New Roman Bold, 13 points: 12,241 thousandths of an em, added up from the font's own table."""
    assert width_mm("Độc lập - Tự do - Hạnh phúc", 13) == pytest.approx(12.241 * 13 * 25.4 / 72, rel=0.02)


def test_number_day_signer_and_signature_are_blank(document):
    assert re.fullmatch(r"Số:\s+/BC-UBND", paragraph_of(document, "/BC-UBND").text)
    assert re.fullmatch(r"Nghĩa Sơn, ngày\s+tháng 6 năm 2026", paragraph_of(document, "Nghĩa Sơn, ngày").text)
    signer = document.tables[-1].rows[0].cells[1].paragraphs
    assert [paragraph.text for paragraph in signer] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", ""]


def test_recipients_and_the_end_are_punctuated(document):
    left = [paragraph.text for paragraph in document.tables[-1].rows[0].cells[0].paragraphs]
    assert left == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, VHXH."]
    body = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    assert body[-1].endswith("./.")


def test_page_numbers_stand_at_the_top_centre_from_page_two(document):
    section = document.sections[0]
    assert section.different_first_page_header_footer
    later, first = section.header.paragraphs[0], section.first_page_header.paragraphs[0]
    assert "PAGE" in later._p.xml
    assert "PAGE" not in first._p.xml
    assert later.style.font.size == Pt(14)
    centre = later.paragraph_format.tab_stops[0]
    assert centre.position == pytest.approx(Mm(165 / 2), abs=1000)


@pytest.mark.parametrize(
    ("standing", "mark"),
    [(PROVISIONAL, "TẠM TÍNH"), (Standing("final", 1), ""), (Standing("revised", 2), "ĐÃ ĐIỀU CHỈNH (R), bản v2")],
)
def test_status_and_origin_stand_on_every_page(issuer, standing, mark, monkeypatch):
    monkeypatch.setattr("pipelines.reports.word.fill.target_chart", lambda _facts: None)
    monkeypatch.setattr("pipelines.reports.word.fill.hamlet_chart", lambda _facts: None)
    document = Document(io.BytesIO(report_bytes(made_facts(), standing, issuer)))
    section = document.sections[0]
    for header in (section.header, section.first_page_header):
        assert header.paragraphs[0].text.strip() == mark
    for footer in (section.footer, section.first_page_footer):
        assert DIGEST[:12] in footer.paragraphs[0].text
        assert standing.words in footer.paragraphs[0].text


def test_tables_are_real_repeat_their_heading_and_fit_the_text(document):
    lined = [table for table in document.tables if table.style is not None and table.style.name == "Table Grid"]
    assert len(lined) >= 5
    for table in lined:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
        assert sum(column.width for column in table.columns) <= Mm(165.5)


def kept_with_next(paragraph):
    """Its own word, else its style's."""
    own = paragraph.paragraph_format.keep_with_next
    return paragraph.style.paragraph_format.keep_with_next if own is None else own


def test_the_signer_is_never_alone_on_a_page(document):
    """The block of the signer stays whole, and with the end of the text."""
    assert document.tables[-1].rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None
    block = document.tables[-1]._tbl
    end, line = [paragraph for paragraph in document.paragraphs if paragraph._p.getnext() is not None][-3:-1]
    assert line._p.getnext() is block
    assert end.text.endswith("./.")
    assert kept_with_next(end)
    assert kept_with_next(line)


def test_headings_captions_and_small_tables_stay_together(document):
    titled = [paragraph for paragraph in document.paragraphs if paragraph.style.name in ("Heading 1", "Heading 2", "Caption", "VB Hình")]
    assert titled
    assert all(kept_with_next(paragraph) for paragraph in titled)
    lined = [table for table in document.tables if table.style is not None and table.style.name == "Table Grid"]
    small = [table for table in lined if len(table.rows) <= 6]
    assert small
    for table in lined:
        assert all(kept_with_next(cell.paragraphs[0]) for cell in table.rows[0].cells)
    for table in small:
        assert all(kept_with_next(cell.paragraphs[0]) for row in table.rows[:-1] for cell in row.cells)
        assert not any(kept_with_next(cell.paragraphs[0]) for cell in table.rows[-1].cells)


def test_charts_have_an_alternative_text_that_says_what_they_show(document):
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 2
    targets, hamlets = (picture.get("descr") for picture in pictures)
    assert "Tài khoản VNeID mức độ 2: 67,0% so với mục tiêu 75,0%" in targets
    assert "mỗi chấm là một xóm" in hamlets
    for extent in document.element.body.iter(qn("wp:extent")):
        assert int(extent.get("cx")) <= Mm(165)


def test_the_same_facts_give_the_same_bytes(blob, issuer):
    assert report_bytes(made_facts(), PROVISIONAL, issuer) == blob


def test_the_committed_template_is_what_the_script_makes():
    made, kept = parts_of(build()), parts_of(TEMPLATE.read_bytes())
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == [], "run python -m pipelines.reports.word.template"


def test_nothing_of_the_template_is_left_over(blob):
    for name, content in parts_of(blob).items():
        if name.endswith(".xml"):
            assert b"{{" not in content, name
            assert b"{%" not in content, name


def test_no_long_dash_no_district_no_icon(document):
    text = "\n".join(paragraph.text for paragraph in every_paragraph(document))
    assert not re.search("[–—✓✔✗✘]", text)
    assert "huyện" not in text.lower()
