"""What the reading commands print: indicators, findings, files, status.

Belongs here: columns and headings. Does not belong here: the questions (``pipelines.quarter``).
"""

from __future__ import annotations

from typing import Any

from pipelines.cli.output import print_rows, print_table, say
from pipelines.home import Home
from pipelines.quarter import corrections as quarter_corrections
from pipelines.quarter import findings as quarter_findings
from pipelines.quarter import indicators as quarter_indicators
from pipelines.quarter import ledger
from pipelines.quarter.closed import snapshot_of
from pipelines.quarter.period import spoken
from pipelines.quarter.reminded import reminded_lines
from pipelines.reports.tables import (
    EFFECT_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    cell_words,
    count,
    percent,
    percents,
    publication_words,
    waived,
)
from pipelines.warehouse.query import NotPublishedError

FAILED = 1


def nothing_yet(home: Home) -> int:
    """Say what to do first; exit 1."""
    say(f"Chưa có số liệu nào được công bố trong {home.root}. Hãy chạy «soxom run 2026-Q2» trước.")
    return FAILED


def show_indicators(home: Home, period: str, fmt: str) -> int:
    """Every hamlet and ALL; as a table, the commune's sixteen."""
    try:
        if fmt == "table":
            print_indicator_table(home, period)
        else:
            with snapshot_of(home, period) as version:
                more = quarter_indicators.MORE_COLUMNS if fmt == "json" else ()
                print_rows(quarter_indicators.indicators(version, period), (*quarter_indicators.COLUMNS, *more), fmt)
    except NotPublishedError:
        return nothing_yet(home)
    return 0


def print_indicator_table(home: Home, period: str) -> None:
    """The commune's sixteen figures, for the eye."""
    with snapshot_of(home, period) as version:
        rows = quarter_indicators.indicators(version, period, commune_only=True)
    headings = {
        "title": f"Chỉ tiêu {spoken(period)}{_publication(rows)}",
        "counts": "Tử số/mẫu số",
        "value": "Giá trị",
        "target": "Mục tiêu",
        "status": "Trạng thái",
        "gap": "Còn thiếu",
        "coverage": "Phạm vi",
        "note": "Ghi chú",
    }
    print_table([_shown(row) for row in rows], list(headings), headings)


def _publication(rows: list[dict[str, Any]]) -> str:
    return f" ({publication_words(rows[0]['publication'], rows[0]['version'])})" if rows else ""


def _shown(row: dict[str, Any]) -> dict[str, str]:
    has_value = row["value"] is not None
    return {
        "title": row["title_vi"],
        "counts": f"{count(row['numerator'])}/{count(row['denominator'])}" if has_value else "",
        "value": percent(row["value"], row["target"]),
        "target": percent(row["target"]),
        "status": STATUS_WORDS[row["status"]],
        "gap": f"{count(row['gap'])} {row['gap_unit_vi']}" if row["gap"] else "",
        "coverage": f"{row['hamlets_counted']}/{row['hamlets_total']} xóm" if row["hamlets_total"] is not None else "",
        "note": "; ".join(filter(None, ["chờ xác nhận" if row["pending_settings"] and has_value else "", waived(row["waivers"])])),
    }


def show_findings(home: Home, period: str, fmt: str) -> int:
    """What does not add up; as a table, the sentences with their mend."""
    try:
        with snapshot_of(home, period) as version:
            rows = quarter_findings.findings(version, period)
    except NotPublishedError:
        return nothing_yet(home)
    if fmt != "table":
        more = quarter_findings.MORE_COLUMNS if fmt == "json" else ()
        print_rows(rows, (*quarter_findings.COLUMNS, *more), fmt)
        return 0
    headings = {
        "finding": "Mã",
        "severity": "Mức độ",
        "state": "Xử lý",
        "message": f"Phát hiện {spoken(period)}",
        "why": "Gợi ý",
        "effect": "Toàn xã",
        "where": "Tệp, dòng",
    }
    print_table([_finding_shown(row) for row in rows], list(headings), headings)
    return 0


def _finding_shown(row: dict[str, Any]) -> dict[str, str]:
    where = f"{row['file']}, dòng {row['row']}" if row["row"] is not None else row["file"]
    with_it, without_it = percents(row["commune_value_with"], row["commune_value_without"])
    return {
        "finding": row["finding_id"][:8],
        "severity": SEVERITY_WORDS[row["severity"]],
        "state": STATE_WORDS[row["state"]],
        "message": row["message"],
        "why": " ".join(words for words in (row["cause_vi"], row["context_vi"]) if words),
        "effect": f"{row['indicator_vi']}: {with_it}; không tính xóm: {without_it or 'chưa có số'}" if with_it else "",
        "where": where or "",
    }


def show_corrections(home: Home, period: str, fmt: str) -> int:
    """What newer files changed, old and new, and what that did to the commune's value."""
    try:
        rows = quarter_corrections.corrections(home, period)
    except NotPublishedError:
        return nothing_yet(home)
    if fmt != "table":
        print_rows(rows, quarter_corrections.COLUMNS, fmt)
        return 0
    headings = {
        "what": f"Gửi lại {spoken(period)}",
        "cell": "Dòng, cột",
        "old": "Cũ",
        "new": "Mới",
        "effect": "Toàn xã: trước → sau",
        "where": "Tệp mới",
    }
    print_table([_correction_shown(row) for row in rows], list(headings), headings)
    return 0


def _correction_shown(row: dict[str, Any]) -> dict[str, str]:
    before, after = percents(row["value_before"], row["value_after"])
    moved = f"{before or 'chưa có số'} → {after or 'chưa có số'}" if before != after else f"{after}, không đổi"
    effect = EFFECT_WORDS.get(row["effect_reason"], moved)
    whole = row["scope"] == "file"
    place = f"{row['new_file']}, dòng {row['new_row']}" if row["new_row"] is not None else row["new_file"]
    return {
        "what": f"{row['source_vi']}, {spoken(row['period'])}" if row["period"] else row["source_vi"],
        "cell": "cả tệp" if whole else f"{row['item']}: {row['field']}",
        "old": "" if whole else cell_words(row["old_value"]),
        "new": "" if whole else cell_words(row["new_value"]),
        "effect": f"{row['indicator_vi']}: {effect}" if row["indicator"] else "",
        "where": f"{place} (nhận {row['changed_at'][:10]})",
    }


def show_files(home: Home, fmt: str) -> int:
    """One line a receipt: a second copy of the same bytes is a duplicate."""
    try:
        print_rows(ledger.files(home), ledger.FILE_COLUMNS, fmt)
    except NotPublishedError:
        return nothing_yet(home)
    return 0


def show_status(home: Home, fmt: str) -> int:
    """Quarters, files, who has not reported, deadlines, who was reminded."""
    try:
        rows = ledger.status(home)
    except NotPublishedError:
        rows = reminded_lines(home)  # a first night that failed is told of, too
        if not rows:
            return nothing_yet(home)
    print_rows(rows, ledger.STATUS_COLUMNS, fmt, {"what": "Mục", "which": "Kỳ hoặc nguồn", "state": "Tình trạng"})
    return 0
