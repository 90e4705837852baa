"""One of the processes that ``soxom serve`` starts: ``python -m pipelines.serving.child ROLE FOLDER PORT``.

Belongs here: becoming one of them, and ending when whoever started us is gone. Does not belong here: starting (``processes.py``).

Standard input is the life line: it is a pipe whose other end only the starting process holds, and which closes however that one
ends. FOLDER is the session's own: the code's socket, the workspace file, the auditors' copy.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pipelines.home import Home

SOCKET, WORKSPACE, COPY = "code.sock", "workspace.yaml", "auditors"
_SECONDS_TO_LEAVE = 10


def become(role: str, folder: Path, port: int) -> None:
    """Run as the role until told to end."""
    home = Home.from_env()
    if role == "pages":
        from pipelines.serving.pages import serve_pages  # noqa: PLC0415 - only this role needs it

        serve_pages(home, port)
        return
    from pipelines.orchestration import ui  # noqa: PLC0415 - heavy: Dagster
    from pipelines.serving.guard import guards  # noqa: PLC0415

    sock, workspace, copy = folder / SOCKET, folder / WORKSPACE, Home(folder / COPY)
    if role == "code":
        if home != copy:  # the auditors' code has no home but the copy, which is their web server's to make
            ui.prepare_instance(home)
        ui.serve_code(sock)
        return
    ui.wait_for_code(sock)
    if role == "daemon":
        ui.run_daemon(workspace)
        return
    if role == "auditors":
        ui.copy_history(home, copy)
        os.environ.update(SOXOM_HOME=str(copy.root), DAGSTER_HOME=str(copy.dagster))
    ui.serve_web(workspace, port, guards(), read_only=role == "auditors")


def leave_with_parent() -> None:
    """End this process and its own children once nobody holds the life line."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_SECONDS_TO_LEAVE)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="life-line").start()


if __name__ == "__main__":
    leave_with_parent()
    become(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
