"""A slip as a page and as a text: hostile words stay words, the limit holds, the same slip is the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.slips import Returned, Sender, Slip
from pipelines.reports import slips
from pipelines.reports.slip_template import TEMPLATE, build
from pipelines.reports.slips import message_of, page_of, write_slips

CATALOGUE = load_catalogue()
HOSTILE = '</w:t><w:p>{{ 7*7 }} {% raw %} & =HYPERLINK("x") <script>'
FINDING = Returned(
    finding_id="f1",
    rule="part_exceeds_whole",
    is_blocking=True,
    source="hamlet_report",
    period="2026-06",
    place="Xóm 5",
    file="BC xom 5.xlsx",
    sheet="Sheet1",
    row=12,
    column="Số hộ được tuyên truyền (lũy kế)",
    observed="1.250",
    expected="không quá 120",
    sentence="Xóm 5, tháng 6/2026: «Số hộ được tuyên truyền (lũy kế)» là 1.250, phải không quá 120.",
    cause="Có thể thừa một chữ số.",
)
LEADER = Sender("to-truong-X05", "Tổ trưởng Xóm 5", "X05")


def slip(*findings: Returned, sender: Sender = LEADER) -> Slip:
    return Slip(sender, "2026-Q2", date(2026, 6, 23), findings or (FINDING,))


def words_of(page: bytes) -> str:
    """Every word of the page, in its order, cells apart by tabs; a merged cell once."""
    document = Document(io.BytesIO(page))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["\t".join(cell.text for cell in dict.fromkeys(row.cells)) for row in table.rows]
    return "\n".join(lines + [paragraph.text for section in document.sections for paragraph in section.footer.paragraphs])


def test_the_template_is_as_the_script_draws_it() -> None:
    assert TEMPLATE.read_bytes() == build(), "run: python -m pipelines.reports.slip_template"


def test_the_page_says_where_what_why_how_and_until_when() -> None:
    words = words_of(page_of(slip(), CATALOGUE, TEMPLATE.read_bytes()))
    for said in (
        "Tổ trưởng Xóm 5",
        "Quý II/2026",
        "tệp «BC xom 5.xlsx», trang «Sheet1»",
        "1\t12\tXóm 5\tSố hộ được tuyên truyền (lũy kế)\t1.250\tkhông quá 120",
        "Số người, số hộ hoặc hồ sơ đạt không thể nhiều hơn tổng của nó",
        "Có thể thừa một chữ số. Cách sửa: Hãy xem lại số này, sửa rồi gửi lại tệp.",
        "trước ngày 23/6/2026",
        "Phải sửa",
    ):
        assert said in words
    assert "{" not in words


def test_the_page_is_a4_in_the_decrees_font() -> None:
    document = Document(io.BytesIO(page_of(slip(), CATALOGUE, TEMPLATE.read_bytes())))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_whatever_a_cell_says_is_shown_as_text() -> None:
    told = replace(FINDING, observed=HOSTILE, expected=HOSTILE, file=HOSTILE, sheet=HOSTILE, place=HOSTILE, sentence=HOSTILE)
    hostile = slip(told, sender=Sender("x", HOSTILE, ""))
    page = page_of(hostile, CATALOGUE, TEMPLATE.read_bytes())
    plain = page_of(slip(), CATALOGUE, TEMPLATE.read_bytes())
    assert words_of(page).count(HOSTILE) == 6, "sender, file, sheet, place, observed, expected; each as it was written"
    count = [len(Document(io.BytesIO(one)).element.xpath("//w:p")) for one in (page, plain)]
    assert count[0] == count[1], "no paragraph of the cell's own"
    assert HOSTILE in message_of(hostile, CATALOGUE)


def test_the_same_slip_is_the_same_bytes_whenever_it_is_written() -> None:
    first, second = (page_of(slip(), CATALOGUE, TEMPLATE.read_bytes()) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.created, properties.modified) == ("Sổ Xóm", properties.modified, properties.created)


@pytest.mark.parametrize("many", [1, 2, 3, 9, 60])
def test_the_text_keeps_its_limit_and_cuts_no_finding(many: int) -> None:
    told = [replace(FINDING, sentence=f"Câu {number:02d} " + "dài " * number + "hết.") for number in range(1, many + 1)]
    text = message_of(slip(*told), CATALOGUE)
    assert len(text) <= CATALOGUE.slips.message_limit == 600
    shown = [one for one in told if one.sentence in text]
    assert shown == told[: len(shown)], "the gravest first"
    assert len(shown) >= 1
    assert (f"Còn {many - len(shown)} chỗ nữa" in text) == (len(shown) < many)
    assert text.endswith("trước ngày 23/6/2026.")


def test_a_finding_longer_than_the_text_is_left_to_the_page() -> None:
    text = message_of(slip(replace(FINDING, sentence="rất dài " * 200)), CATALOGUE)
    assert len(text) <= CATALOGUE.slips.message_limit
    assert "xem phiếu kèm theo" in text.lower()


def test_findings_of_one_file_stand_together_and_are_numbered_through() -> None:
    other = replace(FINDING, file="Nhat ky.xlsx", source="visit_log")
    words = words_of(page_of(slip(FINDING, other, replace(FINDING, row=13)), CATALOGUE, TEMPLATE.read_bytes()))
    assert words.count("tệp «BC xom 5.xlsx»") == words.count("tệp «Nhat ky.xlsx»") == 1
    assert words.index("2\t13\t") < words.index("3\t12\t")


def test_a_template_that_the_office_changed_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    changed = Document(str(TEMPLATE))
    changed.paragraphs[0].insert_paragraph_before("Mẫu riêng của {{ office }}")
    home.templates.mkdir()
    changed.save(str(home.templates / "phieu-tra-lai.docx"))
    monkeypatch.setattr(slips, "return_slips", lambda *_: [slip()])
    (written,) = write_slips(home, "2026-Q2")
    assert "Mẫu riêng của Phòng Văn hóa - Xã hội" in words_of(written.page.read_bytes())


def test_slips_that_nobody_needs_any_more_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, other = Home(tmp_path), slip(sender=Sender("tram-y-te", "Trạm Y tế"))
    monkeypatch.setattr(slips, "return_slips", lambda *_: [slip(), other])
    write_slips(home, "2026-Q2")
    folder = home.reports / "2026-Q2" / "phieu-tra-lai"
    assert sorted(path.name for path in folder.iterdir()) == ["to-truong-X05.docx", "to-truong-X05.txt", "tram-y-te.docx", "tram-y-te.txt"]
    monkeypatch.setattr(slips, "return_slips", lambda *_: [other])
    write_slips(home, "2026-Q2")
    assert sorted(path.name for path in folder.iterdir()) == ["tram-y-te.docx", "tram-y-te.txt"]
