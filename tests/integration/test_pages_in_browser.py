"""The pages as a browser shows them, on a phone, a tablet and a desk, light and dark: nothing overflows, and axe-core finds nothing.

One browser opens every kind of page in frames of those widths. axe-core is not part of the project (MPL-2.0, from npm): the test of it
runs where ``AXE_JS`` names ``axe.min.js``, and is skipped elsewhere; the others need Chromium alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import write_demo
from pipelines.home import Home
from pipelines.reports.site.answers import gather
from pipelines.reports.site.write import office_pages, public_pages
from tests.integration.test_offline_pages import needs_browser, opened

QUARTER = "2026-Q2"
WIDTHS = (360, 768, 1440)
KINDS = ("index.html", "xom.html", "xom-X01.html", "nguon.html", "phat-hien.html", "truy-nguon.html", "goc-vneid_level2.html")
AXE = Path(os.environ.get("AXE_JS", "axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DARK = "@media (prefers-color-scheme: dark)"

_LOOK = """
<!doctype html><meta charset="utf-8"><body><script>
const places = PLACES, axe = AXE_SOURCE, found = [];
async function look(place) {
  const frame = document.createElement("iframe");
  frame.style = `width: ${place.width}px; height: 900px; border: 0`;
  await new Promise(done => { frame.onload = done; frame.src = place.page; document.body.append(frame); });
  const inside = frame.contentWindow, root = frame.contentDocument.documentElement;
  const seen = { ...place, shown: inside.innerWidth, ground: inside.getComputedStyle(root.querySelector("body")).backgroundColor };
  seen.overflow = root.scrollWidth - root.clientWidth;
  seen.violations = [];
  if (axe) {
    inside.eval(axe);
    const told = await inside.axe.run(frame.contentDocument, { preload: false, runOnly: RULES });
    seen.passes = told.passes.length;
    seen.violations = told.violations.map(one => `${one.id}: ${one.nodes[0].target} ${one.nodes[0].failureSummary}`);
  }
  found.push(seen);
  frame.remove();
}
async function all() {
  for (const place of places) await look(place);
  document.title = "done";
  document.body.textContent = JSON.stringify(found);
}
all()
  .catch(error => { document.body.textContent = String(error.stack); });
</script></body>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Path:
    """Both editions of a commune with faults, each once as it is and once as in the dark; without the policy that keeps scripts out."""
    root = tmp_path_factory.mktemp("looked-at")
    home = Home(root / "home")
    write_demo(home.drop, seed=7, hamlets=8, months=6, first_month="2026-01", messy=True, faults=True)
    answers = gather(workshop.publish(home), load_catalogue(), QUARTER)
    for edition, pages in (("office", office_pages(answers)), ("public", public_pages(answers))):
        for theme in ("light", "dark"):
            place = root / f"{edition}-{theme}"
            place.mkdir()
            for name, text in pages.items():
                kept = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
                (place / name).write_text(kept.replace(DARK, "@media all") if theme == "dark" else kept.replace(DARK, "@media not all"))
        (root / edition).mkdir()
        for name, text in pages.items():
            (root / edition / name).write_text(text)
    return root


def looked_at(folder: Path, axe: str) -> list[dict[str, Any]]:
    """Every kind of page in every width and theme, as the browser has it."""
    pages = [("office", name) for name in KINDS] + [("public", "index.html")]
    places = [
        {"page": f"{edition}-{theme}/{name}", "width": width, "theme": theme}
        for edition, name in pages
        for theme in ("light", "dark")
        for width in WIDTHS
    ]
    source = json.dumps(axe).replace("</", "<\\/")
    text = _LOOK.replace("PLACES", json.dumps(places)).replace("RULES", json.dumps(RULES)).replace("AXE_SOURCE", source)
    (folder / "look.html").write_text(text, encoding="utf-8")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    command = [str(browser), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += [f"--user-data-dir={folder / 'profile'}", "--window-size=1600,1000", "--virtual-time-budget=600000", "--dump-dom"]
    shown = subprocess.run(
        [*command, (folder / "look.html").as_uri()], capture_output=True, text=True, check=True, encoding="utf-8", timeout=300
    ).stdout
    from lxml import html  # noqa: PLC0415 - heavy, and only here

    root = html.document_fromstring(shown)
    words = root.xpath("string(//body)")
    assert root.xpath("string(//title)") == "done", words
    found: list[dict[str, Any]] = json.loads(words)
    assert len(found) == len(places)
    return found


@needs_browser
def test_no_page_is_wider_than_its_screen_in_any_theme(folder: Path) -> None:
    found = looked_at(folder, "")
    assert [(one["page"], one["width"], one["overflow"]) for one in found if one["overflow"] > 0] == []
    assert {one["shown"] for one in found} == set(WIDTHS)
    assert len({one["ground"] for one in found}) == 2, "light and dark are different"


@needs_browser
@pytest.mark.skipif(not AXE.is_file(), reason="AXE_JS names no axe.min.js")
def test_axe_finds_nothing(folder: Path) -> None:
    found = looked_at(folder, AXE.read_text(encoding="utf-8"))
    assert all(one["passes"] > 15 for one in found), "it looked"
    assert [(one["page"], one["width"], one["violations"]) for one in found if one["violations"]] == []


@needs_browser
@pytest.mark.parametrize("page", ["office/index.html", "office/goc-vneid_level2.html", "public/index.html"])
def test_pages_ask_nothing_of_a_network(folder: Path, tmp_path: Path, page: str) -> None:
    shown, asked = opened(folder / page, tmp_path)
    assert asked == set()
    assert "VNeID" in shown
