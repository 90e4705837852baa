"""The process that holds dbt: it imports, and builds what depends on no file, while others work; the rest when told.

Belongs here: the worker's loop. Does not belong here: what is built (``dbt.py``), who asks (``builder.py``).

Started as ``python -m pipelines.warehouse.dbt_worker HOME FOLDER``. Its standard output belongs to the conversation; whatever dbt
prints goes to standard error.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path

from pipelines.framing import receive, send
from pipelines.home import Home
from pipelines.warehouse.dbt import MOVING, STATIC, DbtError, NodeResult, build, load_manifest


def main() -> int:
    """Build what depends on no file; when told that the lake is ready, build the rest."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    home, folder = Home(Path(sys.argv[1])), Path(sys.argv[2])
    manifest = load_manifest()

    def say(result: NodeResult) -> None:
        send(answers, {"result": asdict(result)})

    try:
        build(home, folder, say, manifest=manifest, selection=STATIC)
        if receive(sys.stdin.buffer) is not None:
            build(home, folder, say, manifest=manifest, selection=MOVING)
            send(answers, {"done": True})
    except DbtError as error:
        send(answers, {"error": str(error)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
