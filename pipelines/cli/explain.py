"""What ``soxom explain`` and ``soxom sample`` print and write.

Belongs here: columns, headings, exit codes. Does not belong here: the questions (``pipelines.quarter``), the words (``pipelines.reports``).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.cli.output import print_lines, print_rows, print_table, say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.quarter.closed import catalogue_of, snapshot_of
from pipelines.quarter.explain import ROW_COLUMNS, Explanation, NoFigureError, explain
from pipelines.quarter.received import AmbiguousFileError, NotReceivedError, Received, find_received
from pipelines.quarter.sample import draw
from pipelines.quarter.whereto import USE_COLUMNS, Answer, Tracer
from pipelines.quarter.whynot import Reason
from pipelines.reports.reasons import why_sentence
from pipelines.reports.sample_sheet import COLUMNS, sample_lines, use_text, write_sample_sheet
from pipelines.reports.trace import check_lines, figure_facts, finding_lines, row_lines, write_trace
from pipelines.warehouse.query import NotPublishedError, snapshot

FAILED = 1
WRONG_USE = 2
PLACE_COLUMNS = ("file", "sha256", "sheet", "row", "kind", "text")
ANSWER_COLUMNS = (*PLACE_COLUMNS, *USE_COLUMNS, "reason", "message")
"""The columns of ``soxom explain --file``: one line a figure that the row went into, or one line with the reason."""


def _joined(text: dict[str, str]) -> str:
    return "; ".join(f"{title}: {told}" for title, told in text.items())


def _print_json(content: Any) -> None:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)

    json.dump(content, sys.stdout, ensure_ascii=False, indent=1, default=plain)
    sys.stdout.write("\n")


def show_figure(home: Home, period: str, indicator: str, *, hamlet: str, fmt: str, out: Path | None) -> int:
    """A figure and the rows behind it; with ``out``, the printable page as well."""
    catalogue = load_catalogue()
    if indicator not in catalogue.indicators:
        say(f"Không có chỉ tiêu «{indicator}». Các chỉ tiêu: {', '.join(catalogue.indicators)}.")
        return WRONG_USE
    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        say(f"Chỉ ghi được trang .html (mở bằng trình duyệt rồi in ra giấy A4 hoặc PDF), không ghi được «{out.name}».")
        return WRONG_USE
    try:
        with snapshot_of(home, period) as version:
            catalogue = catalogue_of(version)
            explanation = explain(version, catalogue, period, indicator, hamlet)
    except NotPublishedError:
        return nothing_yet(home)
    except NoFigureError as error:
        known = f" Có số liệu của: {', '.join(error.known)}." if error.known else ""
        say(f"Không có số liệu «{indicator}» của «{hamlet}» kỳ {period}.{known}")
        return FAILED
    if out is not None:
        write_trace(explanation, catalogue, out)
        say(f"Đã ghi {out}")
        return 0
    if fmt == "json":
        _print_json(explanation.as_dict())
    elif fmt == "csv":
        print_rows([row | {"text": _joined(row["text"])} for row in explanation.rows], ROW_COLUMNS, fmt)
    else:
        _print_figure(explanation)
    return 0


def _print_figure(explanation: Explanation) -> None:
    facts = [{"label": label, "value": value} for label, value in figure_facts(explanation)]
    print_table(facts, ("label", "value"), {"label": "Mục", "value": "Nội dung"})
    checks = {
        "check": "Quy tắc",
        "source": "Nguồn",
        "pass": "Đạt",
        "fail": "Không đạt",
        "not_evaluated": "Chưa xét được",
        "not_due": "Chưa đến hạn",
    }
    print_lines([""])
    print_table(check_lines(explanation), tuple(checks), checks)
    if explanation.findings:
        print_lines([""])
        findings = {"severity": "Mức độ", "state": "Xử lý", "message": "Phát hiện", "where": "Tệp, dòng"}
        print_table(finding_lines(explanation), tuple(findings), findings)
    rows = {
        "unit": "Xóm", "what": "Dòng là gì", "month": "Tháng", "file": "Tệp", "sheet": "Trang", "row": "Dòng", "text": "Chữ trong ô",
        "numerator": "Tử số", "denominator": "Mẫu số", "weight": "Trọng số",
    }  # fmt: skip
    print_lines([""])
    print_table(row_lines(explanation, load_catalogue()), tuple(rows), rows)


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
        known = "có trên máy nhưng chưa được nhận. Hãy chép vào data_raw rồi chạy «soxom run»" if error.exists else "chưa từng được nhận"
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
        place = {name: getattr(answer, name) for name in PLACE_COLUMNS} | {"text": _joined(answer.text)}
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


def show_sample(home: Home, period: str, *, n: int, seed: int, fmt: str, out: Path | None) -> int:
    """An auditor's draw; with ``out``, the worksheet to fill in."""
    catalogue = load_catalogue()
    if out is not None and out.suffix.lower() != ".xlsx":
        say(f"Phiếu kiểm tra là tệp .xlsx, không phải «{out.name}».")
        return WRONG_USE
    try:
        with snapshot_of(home, period) as version:
            catalogue = catalogue_of(version)
            drawn = draw(version, catalogue, period, n, seed)
    except NotPublishedError:
        return nothing_yet(home)
    if out is not None:
        write_sample_sheet(drawn, catalogue, out)
        say(f"Đã ghi {out}: {len(drawn.figures)} số liệu, {len(drawn.rows)} dòng.")
        return 0
    lines = sample_lines(drawn, catalogue)
    if fmt != "table":
        print_rows(lines, COLUMNS, fmt)
        return 0
    headings = {
        "number": "STT", "indicator": "Chỉ tiêu", "hamlet": "Xóm", "numerator": "Tử số", "denominator": "Mẫu số",
        "file": "Tệp", "sheet": "Trang", "row": "Dòng", "outcome": "Chương trình cho biết",
    }  # fmt: skip
    print_table(lines, tuple(headings), headings)
    return 0
