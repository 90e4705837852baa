"""A figure's trace in words: for the terminal, and as one printable A4 page that opens without a network.

Belongs here: which facts are told and in what words. Does not belong here: the questions (``pipelines.quarter.explain``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.explain import Explanation
from pipelines.quarter.period import spoken
from pipelines.reports.reasons import CONTRIBUTIONS
from pipelines.reports.tables import SEVERITY_WORDS, STATE_WORDS, STATUS_WORDS, count, percent, shortened

Row = dict[str, Any]

CHECKS_ON_PAGE = 12
FINDINGS_ON_PAGE = 8
FILES_ON_PAGE = 4
_PAGE_MM = 258
"""Height of an A4 page between its margins, less a reserve: widths of letters are guessed."""
_FACT_MM, _SMALL_MM, _PADDING_MM = 3.9, 3.05, 0.9
"""Heights of a line of the facts, of a line of the small tables, and of a row's padding, as the template sets them."""
_FRAME_MM = 62
"""Headings, column names, the sums, the footer."""
_FACT_LETTERS, _PLACE_LETTERS, _TEXT_LETTERS, _WHAT_LETTERS, _WIDE_LETTERS = 105, 36, 38, 20, 130
"""How many letters fit on a line of each column."""
_MOST_NAME, _MOST_CELL, _MOST_WORDS = 120, 300, 500
"""Letters that are told of a name, of one cell, of a sentence: a cell holds as many as somebody pastes into it, and the page is one.
Far more than any true one has; all of it stands in ``--format csv``."""


def place_name(figure: Mapping[str, Any]) -> str:
    """Whose figure it is: "Toàn xã", "Xóm Đông (X05)", "Tổ cấp xã", or the school."""
    if figure["hamlet"] == "ALL":
        return "Toàn xã"
    if figure["hamlet"] == "COMMUNE":
        return "Tổ cấp xã"
    unit = shortened(str(figure["hamlet"]), _MOST_NAME)
    return f"{shortened(figure['hamlet_name'], _MOST_NAME)} ({unit})" if figure["hamlet_name"] else unit


def figure_facts(explanation: Explanation) -> list[tuple[str, str]]:
    """Label and value, in the order in which a reader asks."""
    figure, definition = explanation.figure, explanation.definition
    facts = [
        ("Chỉ tiêu", definition["title"]),
        ("Kỳ, phạm vi", f"{spoken(figure['period'])}, {place_name(figure)}"),
        ("Tử số", definition["numerator"]),
        ("Mẫu số", definition["denominator"]),
        ("Mục tiêu", _target(figure)),
        ("Giá trị", _value(figure)),
        ("Cộng các dòng", _sums(explanation)),
    ]
    if figure["held_by"]:
        facts.append(("Đang giữ lại", "số của xóm chưa được tính, vì: " + figure["held_by"]))
    if explanation.hamlets:
        facts.append(("Số xóm", _coverage(explanation)))
    facts.append(("Quyết định của cán bộ", "; ".join(_waiver(line) for line in explanation.waivers) or "không có"))
    waiting = [f"{line['question_vi']}: {_lowered(line['default_vi'])}" for line in definition["settings"] if not line["confirmed_by"]]
    if waiting:
        facts.append(("Chờ xác nhận", "; ".join(waiting)))
    facts.append(("Tình trạng", _standing(figure)))
    return facts


def _standing(figure: Row) -> str:
    if figure["publication"] == "provisional":
        return "tạm tính: số liệu đã công bố, kỳ chưa chốt"
    word = "chính thức" if figure["publication"] == "final" else "đã điều chỉnh (R)"
    return f"{word}: số liệu đã chốt, bản v{figure['version']}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _target(figure: Row) -> str:
    sign = "≥" if figure["target_operator"] == ">=" else "="
    return f"{sign} {percent(figure['target'])}, hạn {figure['due_date']:%d/%m/%Y} ({figure['target_clause']})"


def _value(figure: Row) -> str:
    if figure["value"] is None:
        return "chưa có số liệu"
    share, counts = percent(figure["value"], figure["target"]), f"{count(figure['numerator'])}/{count(figure['denominator'])}"
    is_weighted = figure["kind"] == "survey" and figure["hamlet"] == "ALL"
    shown = f"{share} (theo trọng số của xóm; cộng thẳng {counts})" if is_weighted else f"{share} = {counts}"
    return f"{shown}; {STATUS_WORDS[figure['status']]}"


def _sums(explanation: Explanation) -> str:
    sums, figure = explanation.sums, explanation.figure
    if sums.value is None:
        return "không có dòng nào"
    agrees = (sums.numerator, sums.denominator) == (figure["numerator"], figure["denominator"])
    agrees = agrees and figure["value"] is not None and abs(sums.value - figure["value"]) < 1e-12
    weighted = "; mỗi xóm lấy tỷ lệ của mình nhân với trọng số" if sums.is_weighted else ""
    said = f"{count(len(explanation.rows))} dòng: tử số {count(sums.numerator)}, mẫu số {count(sums.denominator)}{weighted}"
    return said + (", khớp với số công bố" if agrees else ", KHÔNG khớp với số công bố")


def _coverage(explanation: Explanation) -> str:
    figure = explanation.figure
    said = [f"tính {figure['hamlets_counted']}/{figure['hamlets_total']} xóm"]
    for state, words in (("held", "giữ lại"), ("no_data", "chưa có số")):
        names = [shortened(line["hamlet_name"] or line["hamlet"], _MOST_NAME) for line in explanation.hamlets if line["state"] == state]
        if names:
            said.append(f"{words}: {', '.join(names)}")
    return "; ".join(said)


def _waiver(line: Mapping[str, Any]) -> str:
    """What was decided, by whom, why and until when."""
    told = [STATE_WORDS[line["state"]], line["waiver_by"], line["waiver_reason"]]
    if line["waiver_until"]:
        told.append(f"đến hết {line['waiver_until']:%d/%m/%Y}")
    place, message = shortened(line["place"], _MOST_NAME), shortened(line["message_vi"], _MOST_WORDS)
    return f"{place}: {message} ({', '.join(shortened(words, _MOST_CELL) for words in told)})"


def check_lines(explanation: Explanation, catalogue: Catalogue) -> list[Row]:
    """One line a check and source, in words."""
    lines = []
    for check in explanation.checks:
        reasons = ", ".join(catalogue.reasons[reason].title.vi for reason in check["reasons"])
        lines.append(
            {
                "check": check["title"],
                "source": check["source_title"],
                "pass": check["pass"],
                "fail": check["fail"],
                "not_evaluated": f"{check['not_evaluated']} ({reasons})" if reasons else str(check["not_evaluated"]),
                "not_due": check["not_due"],
            }
        )
    return lines


def finding_lines(explanation: Explanation) -> list[Row]:
    """What the checks found, gravest first."""
    return [
        {
            "severity": SEVERITY_WORDS[line["severity"]],
            "state": STATE_WORDS[line["state"]],
            "message": shortened(line["message_vi"], _MOST_WORDS),
            "where": "" if line["row_number"] is None else f"{shortened(line['file'], _MOST_NAME)}, dòng {line['row_number']}",
        }
        for line in explanation.findings
    ]


def row_lines(explanation: Explanation, catalogue: Catalogue) -> list[Row]:
    """The contributing rows: what each adds, where it stands, what is written there."""
    return [
        {
            "what": CONTRIBUTIONS[row["contribution"]],
            "unit": shortened(row["unit"], _MOST_NAME),
            "month": row["month"],
            "numerator": row["numerator_amount"],
            "denominator": row["denominator_amount"],
            "weight": row["weight_amount"],
            "file": shortened(row["file"], _MOST_NAME),
            "sheet": shortened(row["sheet"], _MOST_NAME),
            "row": row["row"],
            "text": told_text(row, explanation.figure, catalogue),
        }
        for row in explanation.rows
    ]


def told_text(row: Mapping[str, Any], figure: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The original text: of a stock and of the registry only what names the row and the figure itself, else all kept columns."""
    text: dict[str, str] = row["text"]
    source = catalogue.sources[row["source"]]
    names = {*source.key, "hamlet_name"}
    if row["contribution"] == "figure":
        names.add(figure["numerator_figure"].partition("__")[2])
    elif row["contribution"] in ("registry", "weight"):
        names.add(figure["denominator_figure"] or "")
    else:
        names = {field.id for field in source.fields}
    titles = [field.title.vi for field in source.fields if field.id in names]
    return "; ".join(f"{title}: {shortened(text[title], _MOST_CELL)}" for title in titles if title in text)


@dataclass(frozen=True)
class Room:
    """How many lines of each table stand on the page; the rest is given as one line. ``rows``: absent to guess from their lengths."""

    rows: int | None = None
    checks: int = CHECKS_ON_PAGE
    findings: int = FINDINGS_ON_PAGE


def trace_content(explanation: Explanation, catalogue: Catalogue, room: Room) -> dict[str, Any]:
    """What stands on the one page, whatever it is printed as."""
    rows = row_lines(explanation, catalogue)
    checks = [line for line in check_lines(explanation, catalogue) if line["fail"] or line["not_evaluated"] != "0"]
    findings, facts = finding_lines(explanation), figure_facts(explanation)
    fitting = _fitting(rows, facts, checks[: room.checks], findings[: room.findings]) if room.rows is None else room.rows
    rest = rows[fitting:]
    figure = explanation.figure
    hamlet = "" if figure["hamlet"] == "ALL" else f' --hamlet "{shortened(str(figure["hamlet"]), _MOST_NAME)}"'
    return {
        "facts": facts,
        "title": f"{explanation.definition['title']}: {spoken(figure['period'])}, {place_name(figure)}",
        "commune": catalogue.commune.title.vi,
        "checks": checks[: room.checks],
        "checks_more": max(len(checks) - room.checks, 0),
        "passed": len(explanation.checks) - len(checks),
        "findings": findings[: room.findings],
        "findings_more": max(len(findings) - room.findings, 0),
        "rows": rows[:fitting],
        "rest": len(rest),
        "rest_numerator": sum(row["numerator"] for row in rest),
        "rest_denominator": sum(row["denominator"] for row in rest),
        "files": [line | {"file": shortened(line["file"], _MOST_NAME)} for line in explanation.files[:FILES_ON_PAGE]],
        "files_more": max(len(explanation.files) - FILES_ON_PAGE, 0),
        "sums": explanation.sums,
        "command": f"soxom explain {figure['period']} {figure['indicator']}{hamlet} --format csv",
    }


def trace_page(explanation: Explanation, catalogue: Catalogue) -> str:
    """The page as HTML: A4, everything inside, no script and no link to anywhere."""
    from pipelines.reports.door_pages import environment  # noqa: PLC0415 - jinja2 is needed by pages only

    return environment().get_template("trace.html.j2").render(trace_content(explanation, catalogue, Room()))


def _lines(text: str, letters: int) -> int:
    return max(1, -(-len(text) // letters))


def _fitting(rows: list[Row], facts: list[tuple[str, str]], checks: list[Row], findings: list[Row]) -> int:
    """How many rows fit on the page with everything else; what is left is given as one sum, so that the columns still add up."""
    room: float = _PAGE_MM - _FRAME_MM
    room -= sum(_FACT_MM * _lines(value, _FACT_LETTERS) + _PADDING_MM for _, value in facts)
    room -= len(checks) * (_SMALL_MM + _PADDING_MM)
    room -= sum(_SMALL_MM * _lines(line["message"], _WIDE_LETTERS) + _PADDING_MM for line in findings)
    for place, row in enumerate(rows):
        where = f"{row['file']}, {row['sheet']}, dòng {row['row']}"
        lines = max(
            _lines(where, _PLACE_LETTERS), _lines(row["text"], _TEXT_LETTERS), _lines(f"{row['what']} {row['month']}", _WHAT_LETTERS)
        )
        room -= _SMALL_MM * lines + _PADDING_MM
        if room < 0:
            return max(place, 1)
    return len(rows)


def write_trace(explanation: Explanation, catalogue: Catalogue, out: Path) -> None:
    """Write the page to a file of people's own choosing: as PDF when it is called so, else as HTML."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".pdf":
        from pipelines.reports.trace_pdf import trace_pdf  # noqa: PLC0415 - brings a library that only PDF needs

        out.write_bytes(trace_pdf(explanation, catalogue))
    else:
        out.write_text(trace_page(explanation, catalogue), encoding="utf-8")
