"""Makes a quarter's documents and pages in worker processes, beside whatever else is done with the quarter.

Belongs here: starting the workers, saying what to make, hearing what was made. Does not belong here: what is made
(``quarter_files.py``, ``site``).

The libraries of Word, Excel and charts take two seconds to import and start: the workers do that while the models are built, and
write while this process makes slips and asks the gate.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipelines.home import Home
from pipelines.worker import Worker, module_command

if TYPE_CHECKING:
    from pipelines.reports import quarter_files
    from pipelines.reports.site import write as site

DOCUMENTS, PAGES = "documents", "pages"


class PressError(RuntimeError):
    """Something could not be made; the message is its maker's own."""


class Press:
    """Owns a worker for the documents of one home, and one for its pages."""

    def __init__(self, home: Home) -> None:
        self._workers = {
            make: Worker(module_command("pipelines.reports.press_worker", str(home.root), make)) for make in (DOCUMENTS, PAGES)
        }
        self._begun: dict[str, str] = {}

    def __enter__(self) -> Press:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the workers; a second call does nothing."""
        for worker in self._workers.values():
            worker.start()

    def begin(self, quarter: str) -> None:
        """Have everything of a published quarter made, from now on, beside what the caller does next. What is begun is not begun again."""
        for make in self._workers:
            if self._begun.get(make) != quarter:
                self._begin(make, quarter)

    def documents(self, quarter: str) -> quarter_files.Written:
        """The report and annex: those begun, or made now. Raises PressError with what their maker said, or how the worker ended."""
        from pipelines.reports import quarter_files  # noqa: PLC0415 - the press is there before anybody has time for imports

        made = self._made(DOCUMENTS, quarter)
        return quarter_files.Written(tuple(map(Path, made["paths"])), tuple(map(Path, made["kept"])))

    def pages(self, quarter: str) -> site.Written:
        """Both editions of the pages: those begun, or made now. Raises PressError like ``documents``."""
        from pipelines.reports.site import write as site  # noqa: PLC0415

        made = self._made(PAGES, quarter)
        return site.Written(Path(made["office"]), Path(made["public"]))

    def dismiss(self) -> None:
        """Tell the workers to leave; nothing more is asked."""
        for worker in self._workers.values():
            worker.dismiss()

    def close(self) -> None:
        """Let the workers go."""
        for worker in self._workers.values():
            worker.close()

    def _begin(self, make: str, quarter: str) -> None:
        if make in self._begun:
            self._workers[make].hear()  # made, and never asked for
        self._workers[make].start()
        self._workers[make].say({"quarter": quarter})
        self._begun[make] = quarter

    def _made(self, make: str, quarter: str) -> dict[str, Any]:
        if self._begun.get(make) != quarter:
            self._begin(make, quarter)
        del self._begun[make]
        answer = self._workers[make].hear()
        if answer is None:
            raise PressError(f"the press of {make} stopped ({self._workers[make].ended()})")
        if "error" in answer:
            failed = PressError(answer["error"])
            failed.add_note(answer["trace"])
            raise failed
        return answer
