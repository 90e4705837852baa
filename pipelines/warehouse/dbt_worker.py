"""The process that holds dbt: it imports and parses while others work, then builds when told.

Belongs here: the worker's loop. Does not belong here: what is built (``dbt.py``), who asks (``builder.py``).

Started as ``python -m pipelines.warehouse.dbt_worker HOME``. Its standard output belongs to the conversation; whatever dbt
prints goes to standard error.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path

from pipelines.framing import receive, send
from pipelines.home import Home
from pipelines.warehouse.dbt import DbtError, NodeResult, build, parse


def main() -> int:
    """Parse, then build once for each request until told goodbye."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    home = Home(Path(sys.argv[1]))
    manifest = parse(home, home.state / "build")

    def say(result: NodeResult) -> None:
        send(answers, {"result": asdict(result)})

    while (request := receive(sys.stdin.buffer)) is not None:
        try:
            build(home, Path(request["folder"]), say, manifest)
        except DbtError as error:
            send(answers, {"error": str(error)})
        else:
            send(answers, {"done": True})
    return 0


if __name__ == "__main__":
    sys.exit(main())
