"""``soxom serve``: the auditors' part changes no byte of the home, strangers are refused, and every process ends with it."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.home import PROJECT_ROOT, Home
from pipelines.orchestration.launch import instance_folder
from pipelines.orchestration.ui import prepare_instance
from pipelines.reports.site.write import write_pages
from pipelines.serving.processes import free_ports
from tests.integration.conftest import SOXOM, run_soxom

pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc which processes and ports there are")

_SECONDS = 240
_QUERIES = {
    "assets": "{ assetsOrError { ... on AssetConnection { nodes { key { path } assetMaterializations { label } } } } }",
    "graph": "{ assetNodes { assetKey { path } description groupName } }",
    "runs": "{ runsOrError { ... on Runs { results { runId status } } } }",
    "schedules": '{ schedulesOrError(repositorySelector: {repositoryName: "__repository__", repositoryLocationName: "soxom"}) '
    "{ ... on Schedules { results { name futureTicks(limit: 2) { results { timestamp } } } } } }",
    "daemons": "{ instance { daemonHealth { allDaemonStatuses { daemonType healthy } } } }",
}
_MUTATIONS = {
    "launchRun": "mutation { launchRun(executionParams: {mode: \"default\", selector: {repositoryName: \"__repository__\", "
    'repositoryLocationName: "soxom", jobName: "nightly_refresh"}}) { __typename } }',
    "wipe": 'mutation { wipeAssets(assetPartitionRanges: [{assetKey: {path: ["quarter_pages"]}}]) { __typename } }',
    "report": 'mutation { reportRunlessAssetEvents(eventParams: {eventType: ASSET_MATERIALIZATION, assetKey: {path: ["quarter_pages"]}})'
    " { __typename } }",
}  # fmt: skip


class Opened:
    """A running ``soxom serve`` and the addresses that it printed."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        self.process = process
        self.lines = lines
        self.ports = {line.split(" (")[0]: int(line.rsplit(":", 1)[1]) for line in lines}

    @property
    def children(self) -> dict[str, int]:
        """The process of each role, and what it started."""
        found = {}
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            found[arguments[arguments.index("pipelines.serving.child") + 1]] = int(pid)
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def opened(home: Home, *options: str) -> Iterator[Opened]:
    first = 20000 + os.getpid() % 10000  # below the ports that the system itself gives to connections
    ports = free_ports([first, first + 100, first + 200])
    numbered = [f"--{name}={port}" for name, port in zip(("port", "auditors-port", "pages-port"), ports, strict=True)]
    with (home.root.parent / "serve.err").open("w") as errors:
        process = subprocess.Popen(
            [SOXOM, "serve", *numbered, *options],
            env=os.environ | {"SOXOM_HOME": str(home.root), "PYTHONPATH": str(PROJECT_ROOT)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        lines = []
        while (line := process.stdout.readline()) and "Mọi người" not in line:
            lines.append(line.strip())
        assert line, (home.root.parent / "serve.err").read_text()
        yield Opened(process, [*lines, line.strip()])
    except OSError as error:
        raise AssertionError((home.root.parent / "serve.err").read_text()) from error
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        if process.stdout is not None:
            process.stdout.close()


def ask(port: int, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = None if body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", path, sent, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def graphql(port: int, query: str) -> dict[str, Any]:
    status, text = ask(port, "/graphql", {"query": query})
    assert status == 200, text
    return dict(json.loads(text))


def everything_in(home: Home) -> dict[str, tuple[str, int]]:
    """Every path with its content's hash and the moment it was last written."""
    return {
        str(path.relative_to(home.root)): (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "", path.stat().st_mtime_ns)
        for path in sorted(home.root.rglob("*"))
    }


def listening(pids: list[int]) -> set[str]:
    """The local addresses, as /proc writes them, on which the processes listen."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            found = re.match(r"socket:\[(\d+)\]", str(link.readlink())) if link.is_symlink() else None
            if found:
                inodes.add(found[1])
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes}


def all_gone(pids: list[int]) -> bool:
    until = time.monotonic() + 15
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.fixture(scope="module")
def home(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with pages and a run history that was left as a killed process leaves it: SQLite's log not folded in."""
    made = Home(tmp_path_factory.mktemp("served") / "home")
    shutil.copytree(small_home.root, made.root)
    write_pages(made, "2026-Q2")
    with dg.DagsterInstance.from_config(str(instance_folder(made))) as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization("quarter_pages", description="kept"))
    return made


def test_an_auditors_session_reads_everything_and_changes_no_byte(home: Home) -> None:
    before = everything_in(home)
    with opened(home, "--read-only") as session:
        assert set(session.children) == {"code", "auditors", "pages"}
        pids = list(session.children.values())
        auditors, pages = session.ports["Kiểm tra viên"], session.ports["Mọi người"]
        assert ask(pages, "/reports/2026-Q2/site/index.html")[0] == 200
        assert ask(pages, "/")[0] == 200
        assert ask(auditors, "/runs")[0] == 200
        answers = {name: graphql(auditors, query) for name, query in _QUERIES.items()}
        assert not [answer for answer in answers.values() if "errors" in answer]
        kept = [node for node in answers["assets"]["data"]["assetsOrError"]["nodes"] if node["key"]["path"] == ["quarter_pages"]]
        assert kept[0]["assetMaterializations"], "the run history is the home's"
        assert len(answers["graph"]["data"]["assetNodes"]) > 50
        for name, mutation in _MUTATIONS.items():
            answer = graphql(auditors, mutation)
            assert "UnauthorizedError" in json.dumps(answer), (name, answer)
        assert ask(auditors, "/report_asset_materialization/quarter_pages", {})[0] in (400, 401, 403)
        assert ask(auditors, "/graphql", {"query": "{ version }"}, Origin="http://evil.example")[0] == 403
        assert ask(auditors, "/", Host="evil.example")[0] == 403
        assert listening(pids) == {"0100007F"}
        assert session.stop() == 0
    assert all_gone(pids)
    assert everything_in(home) == before


def test_the_officers_session_opens_all_and_ends_when_one_of_them_does(tmp_path: Path) -> None:
    """In a home where nothing has run yet."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    with opened(home) as session:
        assert set(session.children) == {"code", "auditors", "pages", "officer", "daemon"}
        pids = list(session.children.values())
        assert listening(pids) == {"0100007F"}
        officer = session.ports["Cán bộ số liệu"]
        assert ask(officer, "/graphql", {"query": "mutation { x }"}, Origin="http://evil.example")[0] == 403
        assert "soxom run" in ask(session.ports["Mọi người"], "/")[1]
        health = graphql(officer, _QUERIES["daemons"])["data"]["instance"]["daemonHealth"]["allDaemonStatuses"]
        assert {status["daemonType"] for status in health} >= {"SENSOR", "SCHEDULER"}
        second = run_soxom(home, "serve", PYTHONPATH=str(PROJECT_ROOT))
        assert second.returncode == 1
        assert "đang mở" in second.stderr
        os.kill(session.children["daemon"], signal.SIGKILL)
        assert session.process.wait(60) == 1
    assert "phần chạy theo lịch" in (tmp_path / "serve.err").read_text()
    assert all_gone(pids)


def test_a_run_that_died_does_not_hold_up_the_next_ones(home: Home, tmp_path: Path) -> None:
    copy = Home(tmp_path)
    shutil.copytree(home.root, copy.root, dirs_exist_ok=True)
    with dg.DagsterInstance.from_config(str(instance_folder(copy))) as instance:
        run = instance.create_run_for_job(_nothing, status=dg.DagsterRunStatus.STARTED)
    prepare_instance(copy)
    with dg.DagsterInstance.from_config(str(copy.dagster)) as instance:
        after = instance.get_run_by_id(run.run_id)
        assert after is not None
        assert after.status is dg.DagsterRunStatus.FAILURE


@dg.job
def _nothing() -> None:
    """A job without steps."""
