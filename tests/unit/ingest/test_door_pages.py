"""The door's pages: offline, escaped, the same bytes for the same results, and without any cell's text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from pipelines.catalogue.emit.suites import suite
from pipelines.catalogue.load import load_catalogue
from pipelines.home import Home
from pipelines.ingest.door import _result
from pipelines.ingest.lake import Lake
from pipelines.reports.door_pages import write_door_pages
from pipelines.reports.door_record import keep_door_results

SOURCES = load_catalogue().sources
CHECKS = load_catalogue().checks
HASH = "ab" * 32


def result(source_id, failing, *, sheet="Trang 1"):
    """A saved result in which every expectation fails for ``failing`` rows."""
    declared = suite(SOURCES[source_id], CHECKS)
    rows = [{"row_id": str(n), "file_sha256": HASH, "sheet": sheet, "row_number": n + 5, "hamlet": "Ô có tên người"} for n in range(30)]
    outcomes = [{"success": not failing, "evaluated": 30, "positions": list(range(failing))} for _ in declared["expectations"]]
    return _result(source_id, declared["meta"]["title_vi"], declared["expectations"], outcomes, rows).to_json()


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]


def pages(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}


def test_an_index_and_a_page_a_source(tmp_path):
    write_door_pages([result("vneid", 2), result("dvc", 0)], tmp_path, {HASH: "thang-6/vneid.xlsx"})
    texts = pages(tmp_path)
    assert set(texts) == {"index.html", "vneid.html", "dvc.html"}
    assert "Có dòng bị từ chối" in texts["index.html"]
    assert "thang-6/vneid.xlsx" in texts["vneid.html"]
    assert "Không đạt" not in texts["dvc.html"]
    assert 'lang="vi"' in texts["vneid.html"]


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_source_can_be_shown_offline(tmp_path, source_id):
    write_door_pages([result(source_id, 25)], tmp_path)
    for text in pages(tmp_path).values():
        assert "http://" not in text
        assert "https://" not in text
        checker = Checker()
        checker.feed(text)
        assert not {"script", "link", "img", "iframe"} & set(checker.tags)
        assert all(link.endswith(".html") and "/" not in link for link in checker.links)
        assert "Ô có tên người" not in text


def test_long_lists_say_how_many_more(tmp_path):
    write_door_pages([result("vneid", 25)], tmp_path)
    assert "20 dòng đầu tiên trong 25 dòng" in pages(tmp_path)["vneid.html"]


def test_what_offices_write_is_escaped(tmp_path):
    write_door_pages([result("vneid", 1, sheet="<script>alert(1)</script>")], tmp_path, {HASH: "<b>'\"&.xlsx"})
    text = pages(tmp_path)["vneid.html"]
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>" not in text


def test_a_page_cannot_be_written_elsewhere(tmp_path):
    with pytest.raises(ValueError, match="no source id"):
        write_door_pages([result("vneid", 0) | {"source": "../index"}], tmp_path / "out")


def test_the_same_results_are_the_same_bytes_and_old_pages_go(tmp_path):
    write_door_pages([result("dvc", 1), result("vneid", 1)], tmp_path)
    before = pages(tmp_path)
    write_door_pages([result("vneid", 1), result("dvc", 1)], tmp_path)
    assert pages(tmp_path) == before
    write_door_pages([], tmp_path)
    assert set(pages(tmp_path)) == {"index.html"}
    assert "Không có dòng mới" in pages(tmp_path)["index.html"]


def test_kept_results_name_their_files(tmp_path):
    home = Home(tmp_path)
    lake = Lake(home.lake, load_catalogue())
    lake.write_register([{"file_sha256": HASH, "file_label": "thang-6/vneid.xlsx"}], [])
    keep_door_results(home, {"vneid": result("vneid", 2)})
    page = pages(home.door / "pages")["vneid.html"]
    assert "thang-6/vneid.xlsx" in page
    assert HASH not in page
