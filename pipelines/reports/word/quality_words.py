"""The part on the quality of the figures: what is held, waived, late, missing.

Belongs here: its wording. Does not belong here: which figure is held (the mart).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.quarter.period import in_sentence
from pipelines.quarter.report_facts import QuarterFacts
from pipelines.reports.tables import SEVERITY_WORDS, STATE_WORDS, plain

COMMUNE_TEAM = "Tổ cấp xã"
_MOST_LINES = 12


def unit_name(code: str, hamlets: Mapping[str, str]) -> str:
    """A hamlet's name, the commune's team, or the school itself."""
    return plain(COMMUNE_TEAM if code == "COMMUNE" else hamlets.get(code, code))


def rule_titles(held_by: str) -> str:
    """The rules that hold a figure, by title: "thiếu xóm, số giảm"."""
    checks = load_catalogue().checks
    rules = [name.strip() for name in held_by.split(",")]
    return ", ".join(checks[name].title.vi if name in checks else name for name in rules)


def held_rows(facts: QuarterFacts) -> list[dict[str, Any]]:
    """A row a figure left out."""
    return [
        {"name": unit_name(row["hamlet"], facts.hamlets), "title": plain(row["title_vi"]), "reason": rule_titles(row["held_by"])}
        for row in facts.held
    ]


def quality(facts: QuarterFacts) -> dict[str, Any]:
    """The sentences of the part."""
    kinds = Counter(row["severity"] for row in facts.findings)
    said = ", ".join(f"{kinds[name]} {words}" for name, words in SEVERITY_WORDS.items() if kinds[name])
    refused = sum(row["status"] in ("unrecognised", "unreadable") for row in facts.files)
    files = f"Đã nhận {len(facts.files)} tệp của các đơn vị" + (f", trong đó {refused} tệp chưa đọc được" if refused else "")
    found = f"có {len(facts.findings)} phát hiện ({said})" if facts.findings else "không có phát hiện nào"
    places = len({row["hamlet"] for row in facts.held})
    return {
        "findings_sentence": f"{files}. Qua kiểm tra, {found}. Danh sách phát hiện và tệp đã nhận nêu tại Phụ lục.",
        "held_sentence": f"{len(facts.held)} số liệu của {places} xóm, đơn vị đang để riêng chờ gửi lại hoặc chờ quyết định:",
        "quality_lines": [*_waived(facts), *_late(facts), *_missing(facts)],
    }


def _waived(facts: QuarterFacts) -> list[str]:
    if not facts.waived:
        return ["Không có số liệu nào được chấp nhận ngoại lệ."]
    lines = [f"Đã có quyết định đối với {len(facts.waived)} phát hiện (người quyết định và lý do nêu tại Phụ lục):"]
    lines += [
        f"- {plain(row['place'])}, {in_sentence(row['period']) if row['period'] else 'danh mục'}: {STATE_WORDS[row['state']]};"
        for row in facts.waived[:_MOST_LINES]
    ]
    lines[-1] = lines[-1].rstrip(";") + "."
    return lines


def _late(facts: QuarterFacts) -> list[str]:
    if not facts.late:
        return ["Không có báo cáo tháng nào nộp muộn."]
    each = ", ".join(f"{unit_name(row['hamlet'], facts.hamlets)} ({in_sentence(row['period'])})" for row in facts.late[:_MOST_LINES])
    rest = len(facts.late) - _MOST_LINES
    return [f"Báo cáo tháng nộp muộn: {each}{f' và {rest} báo cáo khác' if rest > 0 else ''}."]


def _missing(facts: QuarterFacts) -> list[str]:
    if not facts.missing:
        return ["Các đơn vị đã gửi đủ số liệu của quý."]
    lines = ["Số liệu còn thiếu:"]
    for row in facts.missing[:_MOST_LINES]:
        lines.append(f"- {plain(row['title_vi'])}, {in_sentence(row['period'])}: {plain(row['missing'])};")  # noqa: PERF401 - a line more follows
    rest = len(facts.missing) - _MOST_LINES
    if rest > 0:
        lines.append(f"- {rest} biểu khác;")
    lines[-1] = lines[-1].rstrip(";") + "."
    return lines
