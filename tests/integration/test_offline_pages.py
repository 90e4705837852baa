"""What auditors open asks nothing of any network: in a real browser, with its requests recorded."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from pipelines.home import PROJECT_ROOT, Home
from pipelines.reports.audit.write import DOOR, INDEX, MODELS, write_export
from pipelines.reports.door_record import keep_door_results
from pipelines.warehouse.dbt_docs import docs_page
from pipelines.warehouse.dictionary import compiled_sql, dictionary

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
RESULT = {
    "source": "vneid",
    "title_vi": "Thống kê VNeID",
    "success": False,
    "rows": 10,
    "rejected": 1,
    "expectations": [
        {"success": False, "rejects": True, "evaluated": 10, "unexpected": 1, "message_vi": "Mức 2 là số nguyên. Hãy ghi lại số.",
         "samples": [{"file_sha256": "ab" * 32, "sheet": "Sheet1", "row_number": 9}]},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("offline") / "home")
    for place in (small_home.state, small_home.archive):
        shutil.copytree(place, home.root / place.name)
    keep_door_results(home, {"vneid": RESULT})
    return write_export(home, home.root / "ho-so").folder


def opened(page: Path, scratch: Path, place: str = "") -> tuple[str, set[str]]:
    """What the page shows once its scripts have run, and what it asked for over a network."""
    log = scratch / "requests.json"
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch / 'profile'}"]
    command += [f"--log-net-log={log}", "--virtual-time-budget=8000", "--dump-dom", page.as_uri() + place]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8", timeout=120).stdout
    events = [event.get("params") or {} for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    return shown, {event["url"] for event in events if event.get("initiator") == "null"}  # a page from disk; the browser's own are none


@needs_browser
def test_a_request_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "asks.html"
    page.write_text('<img src="http://one.invalid/x.png"><script>fetch("https://two.invalid/y")</script>', encoding="utf-8")
    assert opened(page, tmp_path)[1] == {"http://one.invalid/x.png", "https://two.invalid/y"}


@needs_browser
@pytest.mark.parametrize(
    ("page", "place", "words"),
    [
        (INDEX, "", "Hồ sơ kiểm tra"),
        (f"{DOOR}/{INDEX}", "", "Kiểm tra ở cửa"),
        (f"{DOOR}/vneid.html", "", "Hãy ghi lại số"),
        (f"{MODELS}/{INDEX}", "", "Sổ xóm: từ tệp nhận đến số liệu"),
        (f"{MODELS}/{INDEX}", "#!/model/model.soxom.fct_indicator", "Giá trị của từng chỉ tiêu theo kỳ và xóm"),
        (f"{MODELS}/{INDEX}", "#!/source/source.soxom.raw.vneid", "Level-2 accounts"),
    ],
)
def test_pages_open_with_no_network(folder: Path, tmp_path: Path, page: str, place: str, words: str) -> None:
    shown, asked = opened(folder / page, tmp_path, place)
    assert asked == set()
    assert words in shown


def test_every_link_of_the_folder_leads_to_a_file_in_it(folder: Path) -> None:
    for page in (folder / INDEX, *(folder / DOOR).glob("*.html")):
        root = html.document_fromstring(page.read_text(encoding="utf-8"))
        links = [link for _, _, link, _ in root.iterlinks()]
        assert links
        assert all((page.parent / link).resolve().is_relative_to(folder) and (page.parent / link).is_file() for link in links)


def test_dbts_page_knows_every_mart_column_and_nothing_of_this_machine() -> None:
    page = docs_page(compiled_sql())
    for mart in dictionary().values():
        assert f'"unique_id":"model.soxom.{mart.name}"' in page
        for column in mart.columns:
            assert column.words.vi in page.replace('\\"', '"')
    assert str(PROJECT_ROOT) not in page
    assert not re.search(r'"(root_path|created_at|invocation_id|user_id)"', page)
    assert docs_page(compiled_sql()) == page
