"""What ``soxom explain --file … --row …`` prints.

Belongs here: columns, headings, exit codes. Does not belong here: the questions (``pipelines.quarter``), the words (``pipelines.reports``).
"""

from __future__ import annotations

from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.cli.explain import FAILED, WRONG_USE, joined
from pipelines.cli.output import print_lines, print_rows, print_table, say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.quarter.received import AmbiguousFileError, NotReceivedError, Received, find_received
from pipelines.quarter.whereto import USE_COLUMNS, Answer, Tracer
from pipelines.quarter.whynot import Reason
from pipelines.reports.reasons import use_text, why_sentence
from pipelines.warehouse.query import NotPublishedError, snapshot

PLACE_COLUMNS = ("file", "sha256", "sheet", "row", "kind", "text")
ANSWER_COLUMNS = (*PLACE_COLUMNS, *USE_COLUMNS, "reason", "message")
"""The columns of ``soxom explain --file``: one line a figure that the row went into, or one line with the reason."""


def show_row(home: Home, file: str, row: int, sheet: str | None, fmt: str) -> int:
    """A raw row and the figures that it went into, or why into none."""
    try:
        received = find_received(home, file)
        with snapshot(home) as version:
            tracer = Tracer(version, load_catalogue())
            answers = _answers(tracer, received, row, sheet)
    except NotPublishedError:
        return nothing_yet(home)
    except NotReceivedError as error:
        known = (
            "có trên máy nhưng chưa được nhận. Hãy chép vào data_raw rồi chạy «soxom run»"
            if error.exists
            else "chưa từng được nhận. Tên các tệp đã nhận: «soxom files»"
        )
        say(f"Tệp «{file}» {known}.")
        return FAILED
    except AmbiguousFileError as error:
        say(f"«{file}» chỉ nhiều tệp: {', '.join(error.found)}. Hãy viết thêm vài chữ số của SHA-256.")
        return WRONG_USE
    if received.is_duplicate:
        say(f"Tệp «{received.asked}» giống hệt tệp đã nhận trước «{received.path}»; số liệu chỉ tính một lần, từ tệp nhận trước.")
    _print_answers(answers, fmt)
    return FAILED if any(answer.reason and answer.reason.code == "no_such_row" for answer in answers) else 0


def _answers(tracer: Tracer, received: Received, row: int, sheet: str | None) -> list[Answer]:
    """The row of every sheet, or of the one named; the file's own answer where its lines cannot be listed."""
    lines = list(tracer.files([received]))
    if not lines:
        return [Answer(received.path, received.sha256, sheet or "", 0, row, "refused_file", reason=tracer.file_reason(received))]
    found = [line for line in lines if line.row == row and sheet in (None, line.sheet)]
    if found:
        return found
    heights = {line.sheet: line.row for line in lines}
    reason = Reason("no_such_row", {"sheets": "; ".join(f"Trang «{name}» có {height} dòng" for name, height in heights.items()) + "."})
    return [Answer(received.path, received.sha256, sheet or "", 0, row, "no_such_row", reason=reason)]


def _print_answers(answers: list[Answer], fmt: str) -> None:
    catalogue = load_catalogue()
    lines: list[dict[str, Any]] = []
    for answer in answers:
        place = {name: getattr(answer, name) for name in PLACE_COLUMNS} | {"text": joined(answer.text)}
        blank = dict.fromkeys(USE_COLUMNS)
        if answer.uses:
            lines += [place | use | {"reason": None, "message": use_text(use)} for use in answer.uses]
        else:
            code = answer.reason.code if answer.reason else "unexplained"
            message = why_sentence(answer.reason, catalogue) if answer.reason else "Chương trình chưa nói được vì sao; hãy báo lỗi này."
            lines.append(place | blank | {"reason": code, "message": message})
    if fmt != "table":
        print_rows(lines, ANSWER_COLUMNS, fmt)
        return
    headings = {"sheet": "Trang tính", "row": "Dòng", "text": "Chữ trong ô", "message": "Đi vào số liệu nào, hoặc vì sao không"}
    print_lines([f"{answers[0].file} (SHA-256 {answers[0].sha256[:16]}…)"])
    print_table(lines, tuple(headings), headings)
