"""The pages over HTTP: what is shown, and that nothing else of a home ever is."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from pipelines.home import Home
from pipelines.serving.pages import HEADERS, build_pages
from pipelines.serving.processes import free_ports

SECRET = b"only in the archive"
PAGE = "reports/2026-Q2/site/index.html"


def write(home: Home, path: str, content: bytes) -> Path:
    target = home.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


@contextmanager
def served(home: Home) -> Iterator[int]:
    (port,) = free_ports([43210])
    server = uvicorn.Server(uvicorn.Config(build_pages(home), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield port
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("shown"))
    write(made, PAGE, "<!doctype html>Số liệu".encode())
    write(made, "reports/2026-Q2/site/style.css", b"p{}")
    write(made, "reports/2026/site-cong-khai/index.html", b"<!doctype html>")
    write(made, "state/door/pages/index.html", b"<!doctype html>door")
    write(made, "reports/2026-Q2/ho-so-kiem-tra/data/fct.csv", "một".encode())
    for path in (
        "archive/secret.txt",
        "cai-dat.yml",
        "state/warehouse/soxom.duckdb",
        "state/door/results.json",
        "reports/2026-Q2/bao-cao.docx",
        "reports/secret.html",
        "reports/khac/site/index.html",
        "secret.txt",
    ):
        write(made, path, SECRET)
    site = made.root / "reports/2026-Q2/site"
    (site / "link.html").symlink_to(made.root / "archive/secret.txt")
    (site / "folder").symlink_to(made.root / "archive")
    (made.root / "reports/2026-Q3").mkdir()
    write(made, "elsewhere/index.html", SECRET)
    (made.root / "reports/2026-Q3/site").symlink_to(made.root / "elsewhere")
    return made


@pytest.fixture(scope="module")
def port(home: Home) -> Iterator[int]:
    with served(home) as number:
        yield number


def ask(port: int, path: str, method: str = "GET", host: str | None = None, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", f"127.0.0.1:{port}" if host is None else host)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer, answer.read()


def test_pages_are_shown_with_their_kind_and_headers(port: int) -> None:
    for path, kind in (("/" + PAGE, "text/html"), ("/reports/2026-Q2/site/style.css", "text/css"), ("/state/door/pages/", "text/html")):
        answer, body = ask(port, path)
        assert answer.status == 200, path
        assert body
        assert answer.getheader("Content-Type", "").startswith(kind)
        assert {name: answer.getheader(name) for name in HEADERS} == HEADERS
        rules = answer.getheader("Content-Security-Policy", "")
        assert rules.startswith("default-src 'none';")
        assert "script" not in rules
    assert "Số liệu" in ask(port, "/" + PAGE)[1].decode()


def test_the_auditors_folder_may_run_its_own_script_and_fetch_nothing(port: int) -> None:
    answer, body = ask(port, "/reports/2026-Q2/ho-so-kiem-tra/data/fct.csv")
    assert (answer.status, body.decode()) == (200, "một")
    rules = dict(part.strip().partition(" ")[::2] for part in answer.getheader("Content-Security-Policy", "").split(";"))
    assert rules["connect-src"] == "'none'"
    assert "http" not in rules["default-src"]
    assert "*" not in rules["default-src"]


def test_head_has_no_body_and_nothing_else_is_answered(port: int) -> None:
    answer, body = ask(port, "/" + PAGE, "HEAD")
    assert (answer.status, body) == (200, b"")
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        for path in ("/", "/" + PAGE):
            assert ask(port, path, method)[0].status == 405, (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "/archive/secret.txt",
        "/secret.txt",
        "/cai-dat.yml",
        "/state/warehouse/soxom.duckdb",
        "/state/door/results.json",
        "/reports/2026-Q2/bao-cao.docx",
        "/reports/secret.html",
        "/reports/khac/site/index.html",
        "/../secret.txt",
        "/reports/2026-Q2/site/../../../archive/secret.txt",
        "/reports/2026-Q2/site/%2e%2e/%2e%2e/%2e%2e/archive/secret.txt",
        "/reports/2026-Q2/site/..%2f..%2f..%2farchive/secret.txt",
        "/reports/2026-Q2/site/..\\..\\..\\archive\\secret.txt",
        "//secret.txt",
        "/%2fetc/passwd",
        "/reports/2026-Q2/site/%00",
        "/reports/2026-Q2/site/" + "a" * 5000,
        "/reports/2026-Q2/site/link.html",
        "/reports/2026-Q2/site/folder/secret.txt",
        "/reports/2026-Q3/site/index.html",
        "/reports/2026-q2/site/index.html",
    ],
)
def test_nothing_else_of_the_home_is_shown(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert answer.status == 404
    assert SECRET not in body
    assert b"root:" not in body
    assert answer.getheader("Cache-Control") == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "127.0.0.1@evil.example", "192.168.1.2"]
)
def test_a_stranger_by_name_is_refused(port: int, host: str) -> None:
    answer, body = ask(port, "/" + PAGE, host=host)
    assert answer.status in (400, 403)
    assert "Số liệu" not in body.decode()


def test_a_page_from_elsewhere_is_refused_and_this_computer_is_not(port: int) -> None:
    assert ask(port, "/", Origin="http://evil.example")[0].status == 403
    assert ask(port, "/", Origin="null")[0].status == 403
    assert ask(port, "/", Origin=f"http://127.0.0.1:{port + 1}")[0].status == 403
    assert ask(port, "/", Origin=f"http://127.0.0.1:{port}")[0].status == 200
    assert ask(port, "/", host=f"LOCALHOST:{port}")[0].status == 200


def test_the_first_page_lists_what_there_is(port: int) -> None:
    text = ask(port, "/")[1].decode()
    assert f'href="/{PAGE}"' in text
    assert 'href="/reports/2026/site-cong-khai/index.html"' in text
    assert 'href="/state/door/pages/index.html"' in text
    assert "2026-Q3" not in text, "its folder is a link to elsewhere"
    assert text.index("Quý II/2026") < text.index("Năm 2026")


def test_an_empty_home_says_what_to_do_first(tmp_path: Path) -> None:
    home = Home(tmp_path / "nothing yet")
    with served(home) as number:
        text = ask(number, "/")[1].decode()
        assert "soxom run" in text
        assert str(home.drop) in text
        assert ask(number, "/reports/2026-Q2/site/")[0].status == 404
    assert not home.root.exists(), "looking makes nothing"
