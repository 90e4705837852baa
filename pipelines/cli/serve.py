"""Opens the web UI, the auditors' one and the pages, until somebody ends it.

Belongs here: which are opened, what is said. Does not belong here: processes (``pipelines.serving``).
"""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

from filelock import FileLock, Timeout

from pipelines.cli.output import print_lines, say
from pipelines.home import Home
from pipelines.serving.processes import EndedError, Role, free_ports, session, stop_on_signals

FAILED = 1
_WHO = {
    "officer": "Cán bộ số liệu (chạy và theo dõi các lượt)",
    "auditors": "Kiểm tra viên (chỉ xem; lịch sử chạy tính đến {now})",
    "pages": "Mọi người (các trang số liệu, chỉ xem)",
}
_NAMES = {
    "code": "phần định nghĩa công việc",
    "daemon": "phần chạy theo lịch",
    "officer": "giao diện của cán bộ số liệu",
    "auditors": "giao diện của kiểm tra viên",
    "pages": "các trang số liệu",
}


def serve(home: Home, ports: Sequence[int], *, read_only: bool, open_browser: bool) -> int:
    """Open everything, or with ``read_only`` only what auditors look at, and stay until Ctrl-C (exit 0).

    ``ports``: the officer's, the auditors', the pages'. Exit 1 when a process ends by itself, or another session has this home.
    """
    officer_port, auditors_port, pages_port = free_ports(ports)
    roles = [Role("code"), Role("auditors", auditors_port), Role("pages", pages_port)]
    if not read_only:
        roles += [Role("officer", officer_port), Role("daemon")]
    with ExitStack() as leaving:
        if not read_only and not _only_one(home, leaving):
            say(f"«soxom serve» đang mở cho {home.root} ở một cửa sổ khác. Hãy dùng cửa sổ đó, hoặc đóng nó trước.")
            return FAILED
        stop_on_signals()
        now = f"{datetime.now():%H:%M ngày %d/%m/%Y}"  # noqa: DTZ005 - the hour on this person's wall
        try:
            say("Đang khởi động…")
            opened = leaving.enter_context(session(home, roles, read_only=read_only))
            opened.wait_until_open()
            by_name = {role.name: role for role in roles}
            print_lines([f"{words.format(now=now)}: {by_name[name].url}" for name, words in _WHO.items() if name in by_name], at_once=True)
            say("Chỉ máy này mở được các địa chỉ trên. Nhấn Ctrl-C để dừng.")
            if open_browser:
                webbrowser.open(by_name["pages"].url)
            opened.watch()
        except KeyboardInterrupt:
            say("Đang dừng…")
        except EndedError as ended:
            say(f"Đã dừng vì {_NAMES[ended.role]} tự kết thúc:\n{ended}")
            return FAILED
    return 0


def _only_one(home: Home, leaving: ExitStack) -> bool:
    """Hold the home's one officer session: two daemons would each start what is due."""
    home.state.mkdir(parents=True, exist_ok=True)
    try:
        leaving.enter_context(FileLock(home.state / "serve.lock", timeout=0))
    except Timeout:
        return False
    return True
