"""What ``soxom explain`` of a figure prints and writes.

Belongs here: columns, headings, exit codes. Does not belong here: the questions (``pipelines.quarter``), the words (``pipelines.reports``),
the way back from a row (``whereto.py``), whose modules this one does without.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.cli.output import print_json, print_lines, print_rows, print_table, say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.quarter.closed import catalogue_of, snapshot_of
from pipelines.quarter.explain import ROW_COLUMNS, Explanation, NoFigureError, explain
from pipelines.reports.trace import check_lines, figure_facts, finding_lines, row_lines, write_trace
from pipelines.warehouse.query import NotPublishedError

FAILED = 1
WRONG_USE = 2


def joined(text: dict[str, str]) -> str:
    """Texts under their titles, on one line."""
    return "; ".join(f"{title}: {told}" for title, told in text.items())


def show_figure(home: Home, period: str, indicator: str, *, hamlet: str, fmt: str, out: Path | None) -> int:
    """A figure and the rows behind it; with ``out``, the printable page as well."""
    catalogue = load_catalogue()
    if indicator not in catalogue.indicators:
        say(f"Không có chỉ tiêu «{indicator}». Các chỉ tiêu: {', '.join(catalogue.indicators)}.")
        return WRONG_USE
    if out is not None and out.suffix.lower() not in (".pdf", ".html", ".htm"):
        say(f"Chỉ ghi được trang .pdf hoặc .html, không ghi được «{out.name}».")
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
        print_json(explanation.as_dict())
    elif fmt == "csv":
        print_rows([row | {"text": joined(row["text"])} for row in explanation.rows], ROW_COLUMNS, fmt)
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
    print_table(check_lines(explanation, load_catalogue()), tuple(checks), checks)
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
