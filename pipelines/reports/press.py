"""Makes a quarter's documents and pages in a worker process, beside whatever else is done with the quarter.

Belongs here: starting the worker, saying what to make, hearing what was made. Does not belong here: what is made
(``quarter_files.py``, ``site``).

The libraries of Word, Excel and charts take two seconds to import and start: the worker does that while the models are built, and
writes while this process makes slips and asks the gate.
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
_Asked = tuple[str, str]
"""What, and of which quarter."""


class PressError(RuntimeError):
    """Something could not be made; the message is its maker's own."""


class Press:
    """Owns the worker of one home."""

    def __init__(self, home: Home) -> None:
        self._worker = Worker(module_command("pipelines.reports.press_worker", str(home.root)))
        self._asked: list[_Asked] = []
        self._answers: dict[_Asked, dict[str, Any]] = {}

    def __enter__(self) -> Press:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker; a second call does nothing."""
        self._worker.start()

    def begin(self, quarter: str) -> None:
        """Have everything of a published quarter made, from now on, beside what the caller does next."""
        self._ask((DOCUMENTS, quarter))
        self._ask((PAGES, quarter))

    def documents(self, quarter: str) -> quarter_files.Written:
        """The report and annex: those begun, or made now. Raises PressError with what their maker said, or how the worker ended."""
        from pipelines.reports import quarter_files  # noqa: PLC0415 - the press is there before anybody has time for imports

        answer = self._answer((DOCUMENTS, quarter))
        return quarter_files.Written(tuple(map(Path, answer["paths"])), tuple(map(Path, answer["kept"])))

    def pages(self, quarter: str) -> site.Written:
        """Both editions of the pages: those begun, or made now. Raises PressError like ``documents``."""
        from pipelines.reports.site import write as site  # noqa: PLC0415

        answer = self._answer((PAGES, quarter))
        return site.Written(Path(answer["office"]), Path(answer["public"]))

    def close(self) -> None:
        """Let the worker go."""
        self._worker.close()

    def _ask(self, asked: _Asked) -> None:
        self.start()
        if self._worker.say({"make": asked[0], "quarter": asked[1]}):
            self._asked.append(asked)

    def _answer(self, wanted: _Asked) -> dict[str, Any]:
        """The worker answers in the order of asking; what somebody else will want is kept."""
        if wanted not in self._asked and wanted not in self._answers:
            self._ask(wanted)
        while wanted not in self._answers:
            answer = self._worker.hear()
            if answer is None:
                raise PressError(f"the press stopped ({self._worker.ended()})")
            self._answers[self._asked.pop(0)] = answer
        answer = self._answers.pop(wanted)
        if "error" in answer:
            failed = PressError(answer["error"])
            failed.add_note(answer["trace"])
            raise failed
        return answer
