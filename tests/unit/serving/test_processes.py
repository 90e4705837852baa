"""Processes that live and end together, tried with the lightest one."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.home import PROJECT_ROOT, Home
from pipelines.serving.processes import EndedError, Role, free_ports, session

STARTER = """
import sys, time
from pathlib import Path
from pipelines.home import Home
from pipelines.serving.processes import Role, session
with session(Home(Path(sys.argv[1])), [Role("pages", int(sys.argv[2]))], read_only=True) as made:
    made.wait_until_open()
    print(made.pids["pages"], flush=True)
    time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text() if Path("/proc").exists() else True


def gone_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    return not is_alive(pid)


def test_a_busy_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        first, second = free_ports([taken, taken])
    assert taken < first < second


def test_a_session_opens_serves_and_leaves_nothing(tmp_path: Path) -> None:
    roles = [Role("pages", *free_ports([43300]))]
    with session(Home(tmp_path), roles, read_only=True) as made:
        made.wait_until_open()
        asking = http.client.HTTPConnection("127.0.0.1", roles[0].port, timeout=10)
        asking.request("GET", "/")
        assert asking.getresponse().status == 200
        asking.close()
        pid = made.pids["pages"]
        assert is_alive(pid)
    assert not is_alive(pid)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_ends_is_named(tmp_path: Path) -> None:
    roles = [Role("pages", *free_ports([43400]))]
    with session(Home(tmp_path), roles, read_only=True) as made:
        made.wait_until_open()
        os.kill(made.pids["pages"], signal.SIGKILL)
        with pytest.raises(EndedError) as ended:
            made.watch()
    assert ended.value.role == "pages"


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc whether a process is still there")
def test_a_session_whose_starter_is_killed_ends_by_itself(tmp_path: Path) -> None:
    """Power or ``kill -9`` takes the starter; the life line tells the others."""
    (port,) = free_ports([43500])
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path), str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    assert gone_within(pid, 20)


def test_the_starting_process_imports_nothing_heavy() -> None:
    heavy = {"dagster", "starlette", "duckdb"}
    code = f"import sys, pipelines.cli.main, pipelines.cli.serve; print(sorted({heavy} & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT)
    assert asked.stdout.strip() == "[]"
