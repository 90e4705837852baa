"""The process that holds dbt: it imports and makes ready while others work, and builds when told.

Belongs here: the worker's conversation. Does not belong here: what is built (``build.py``), who asks (``builder.py``).

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
from pipelines.imports import collect_seldom
from pipelines.warehouse.build import build
from pipelines.warehouse.dbt import DbtError, NodeResult, take_project_as_valid
from pipelines.warehouse.increment import Increment, plan_increment
from pipelines.warehouse.prepared import is_prepared
from pipelines.warehouse.publish import build_folder


def main() -> None:
    """Make dbt ready; when told that the lake is, build: in part, where that is asked for and possible."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    home = Home(Path(sys.argv[1]))
    if is_prepared():
        take_project_as_valid()

    def say(result: NodeResult) -> None:
        send(answers, {"result": asdict(result)})

    def wait() -> Increment | None:
        collect_seldom()
        told = receive(sys.stdin.buffer)
        if told is None:
            os._exit(0)  # sent home before there was anything to build: dbt has opened nothing yet
        increment = plan_increment(home, told["own_days"]) if told["own_days"] is not None else None
        send(answers, {"is_whole": increment is None})
        return increment

    try:
        build(home, build_folder(home), say, wait)
        send(answers, {"done": True})
    except DbtError as error:
        send(answers, {"error": str(error)})
    os._exit(0)  # nothing is left to save, and taking the libraries down in order takes half a second of a processor


if __name__ == "__main__":
    main()
