"""What each sheet of the annex shows.

Belongs here: rows, headings and notes. Does not belong here: looks (``sheet.py``), figures of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.catalogue.reporting import IndicatorGroup
from pipelines.quarter.emulation import TeamScore
from pipelines.quarter.period import in_sentence, spoken
from pipelines.quarter.report_facts import QuarterFacts
from pipelines.quarter.standing import Standing
from pipelines.reports.annex.sheet import HELD_WORDS, Head, Page, Points, Score, Share
from pipelines.reports.tables import SEVERITY_WORDS, STATE_WORDS, STATUS_WORDS, asked, cut_score, waived
from pipelines.reports.word.quality_words import rule_titles, unit_name

ALL = "Toàn xã"
PART_WORDS = {
    "health": "y tế",
    "education": "giáo dục",
    "insurance": "bảo hiểm",
    "transport": "giao thông",
    "all_services": "cả bốn dịch vụ",
    "full": "trực tuyến toàn trình",
    "partial": "trực tuyến một phần",
}
FILE_WORDS = {
    "accepted": "đã nhận",
    "superseded": "đã có tệp thay",
    "duplicate": "trùng",
    "unrecognised": "không nhận ra",
    "unreadable": "không đọc được",
}
WAIVER_WORDS = {
    "in_force": "còn hiệu lực",
    "figure_changed": "hết hiệu lực: số đã đổi",
    "expired": "hết hiệu lực: quá hạn",
    "nothing_to_carry": "không có số cũ để dùng",
}
REASON_WORDS = {"": "", "small_base": "Mẫu số nhỏ, không xếp hạng", "held": "Có số đang bị giữ", "no_data": "Chưa có số liệu"}


def summary(facts: QuarterFacts, standing: Standing) -> Page:
    """The commune's sixteen."""
    catalogue = load_catalogue()
    heads = (
        Head("STT", 5, align="center"),
        Head("Chỉ tiêu", 36),
        Head("Tử số", 7.5),
        Head("Mẫu số", 7.5),
        Head("Mục tiêu", 7.5, align="center"),
        Head("Hạn", 11),
        Head("Quý trước", 8),
        Head("Kết quả", 8),
        Head("Đánh giá", 13, align="center"),
        Head("Tăng, giảm (điểm %)", 8.5),
        Head("Còn thiếu", 7.5),
        Head("Đơn vị tính", 11),
        Head("Số xóm đã tính", 7),
        Head("Tổng số xóm", 7),
        Head("Cận dưới 95%", 7.5),
        Head("Cận trên 95%", 7.5),
        Head("Đơn vị chủ trì", 18),
        Head("Điểm chờ xác nhận", 8.5, align="center"),
        Head("Quyết định ngoại lệ", 13),
    )
    rows = []
    for row in facts.commune:
        leads = ", ".join(catalogue.organisations[lead].short for lead in catalogue.indicators[row["indicator"]].leads)
        rows.append(
            [
                row["position"],
                row["title_vi"],
                row["numerator"],
                row["denominator"],
                asked(row["target_operator"], row["target"]),
                row["due_date"],
                Share(row["value_before"]),
                Share(row["value"], row["target"]),
                f"{STATUS_WORDS[row['status']]} {standing.mark if row['value'] is not None else ''}".strip(),
                Points(row["change"]),
                row["gap"],
                row["gap_unit_vi"],
                row["hamlets_counted"],
                row["hamlets_total"],
                Share(row["interval_low"]),
                Share(row["interval_high"]),
                leads,
                ", ".join((row["pending_settings"] or "").split(",")),
                waived(row["waivers"]),
            ]
        )
    notes = (
        "Ô trống là chưa có số liệu, không phải số 0. Cận 95% chỉ có ở chỉ tiêu ước lượng từ khảo sát; kết quả khảo sát của toàn xã "
        "có tính theo dân số từng xóm nên không bằng tử số chia mẫu số.",
        f"Kỳ báo cáo từ {facts.calendar['first_day']:%d/%m/%Y} đến {facts.calendar['last_day']:%d/%m/%Y}.",
    )
    return Page("Tổng hợp", "Kết quả mười sáu chỉ tiêu, toàn xã", heads, rows, notes, status_columns=(8,))


def group_page(facts: QuarterFacts, group: IndicatorGroup) -> Page:
    """Hamlets (or schools) down, the group's indicators across: numerator, denominator, value, status of each."""
    titles = {row["indicator"]: row for row in facts.commune}
    heads = [Head("Mã", 6, align="center"), Head("Xóm, đơn vị", 24)]
    for name in group.indicators:
        row = titles[name]
        said = f"{row['position']}. {row['title_vi']} (mục tiêu {asked(row['target_operator'], row['target'])})"
        heads += [Head("Tử số", 7.5, said), Head("Mẫu số", 7.5, said), Head("Kết quả", 8, said), Head("Đánh giá", 13, said, "center")]
    figures = {(row["indicator"], row["hamlet"]): row for row in facts.units}
    units = _units(facts, group)
    rows = [[_code(code), unit_name(code, facts.hamlets), *_cells(figures, group, code)] for code in units]
    rows.append(["", ALL, *_cells({(name, ALL): row for name, row in titles.items()}, group, ALL)])
    held = any(row["held_by"] for row in facts.units if row["indicator"] in group.indicators)
    notes = ("Chữ “đang giữ”: số có phát hiện chặn, để riêng, chưa tính vào toàn xã; lý do ở trang Số đang giữ.",) if held else ()
    return Page(
        group.sheet,
        group.title.vi,
        tuple(heads),
        rows,
        notes,
        status_columns=tuple(5 + 4 * number for number in range(len(group.indicators))),
        strong_rows=frozenset({len(rows) - 1}),
    )


def _units(facts: QuarterFacts, group: IndicatorGroup) -> list[str]:
    """Every hamlet of the registry where the group goes by hamlet, then whatever else has a figure: the commune's team, schools."""
    grains = {load_catalogue().indicators[name].grain for name in group.indicators}
    seen = dict.fromkeys(facts.hamlets) if "hamlet" in grains else {}
    for row in facts.units:
        if row["indicator"] in group.indicators:
            seen.setdefault(row["hamlet"])
    return list(seen)


def _code(unit: str) -> str:
    return unit if unit.startswith("X") and unit[1:].isdigit() else ""


def _cells(figures: Mapping[tuple[str, str], Mapping[str, Any]], group: IndicatorGroup, unit: str) -> Iterator[Any]:
    for name in group.indicators:
        row = figures.get((name, unit))
        if row is None:
            yield from (None, None, None, None)
            continue
        yield from (row["numerator"], row["denominator"], Share(row["value"], row["target"]), _status(row))


def _status(row: Mapping[str, Any]) -> str:
    """The status, and what was decided about the unit's own figure: a decision stands wherever its figure does."""
    if row.get("held_by") and row["value"] is None:
        return HELD_WORDS
    state = (row["waivers"] or "").partition(" ")[0] if "level" in row else ""
    decided = STATE_WORDS.get(state, "") + (f" ({in_sentence(row['carried_from'])})" if row.get("carried_from") else "")
    return f"{STATUS_WORDS[row['status']]}; {decided}" if decided else STATUS_WORDS[row["status"]]


def parts_page(facts: QuarterFacts) -> Page:
    """What an indicator also shows: hamlets down, parts across."""
    catalogue = load_catalogue()
    titles = {row["indicator"]: row for row in facts.commune}
    parts = list(dict.fromkeys((row["indicator"], row["part"]) for row in facts.parts))
    figures = {(row["indicator"], row["part"], row["hamlet"]): row for row in facts.parts}
    heads = [Head("Xóm, đơn vị", 22)]
    for indicator, part in parts:
        said = f"{titles[indicator]['position']}. {catalogue.indicators[indicator].short.vi}: {PART_WORDS.get(part, part)}"
        heads += [Head("Tử số", 7.5, said), Head("Mẫu số", 7.5, said), Head("Kết quả", 8, said)]
    units = [unit for unit in dict.fromkeys(row["hamlet"] for row in facts.parts) if unit != "ALL"]
    rows: list[list[Any]] = []
    for unit in [*units, "ALL"]:
        cells: list[Any] = [ALL if unit == "ALL" else unit_name(unit, facts.hamlets)]
        for indicator, part in parts:
            row = figures.get((indicator, part, unit), {})
            cells += [row.get("numerator"), row.get("denominator"), Share(row.get("value"))]
        rows.append(cells)
    notes = tuple(f"{titles[name]['position']}: {titles[name]['title_vi']}." for name in dict.fromkeys(name for name, _ in parts))
    title = "Số liệu kèm theo: từng dịch vụ, từng hình thức"
    return Page("7. Số kèm theo", title, tuple(heads), rows, notes, freeze_columns=1, strong_rows=frozenset({len(rows) - 1}))


def emulation_page(facts: QuarterFacts) -> Page:
    """The ranking with the points of each part."""
    rule = load_catalogue().emulation
    titles = {row["indicator"]: row for row in facts.commune}
    heads = [Head("Hạng", 6, align="center"), Head("Tổ CNS của", 20), Head("Điểm", 9)]
    heads += [Head(f"{load_catalogue().indicators[part.indicator].short.vi} (tối đa {part.weight})", 13) for part in rule.parts]
    heads += [Head("Ghi chú", 44)]
    rows = [[team.rank, team.name, Score(cut_score(team.score)), *_points(team, rule.parts), _reason(team, titles)] for team in facts.teams]
    notes = [rule.formula.vi.strip().replace("{min_base}", str(rule.min_base))]
    notes.append("Điểm được cắt còn hai chữ số thập phân, không làm tròn lên.")
    if not rule.confirmed_by:
        notes.append(f"{rule.basis}, chờ xác nhận.")
    return Page("8. Xếp hạng Tổ CNS", rule.title.vi, tuple(heads), rows, tuple(notes))


def _points(team: TeamScore, parts: Iterable[Any]) -> Iterator[Score]:
    for part in parts:
        points = team.points.get(part.indicator)
        yield Score(None if points is None else float(points))


def _reason(team: TeamScore, titles: Mapping[str, Mapping[str, Any]]) -> str:
    if not team.reason:
        return ""
    return f"{REASON_WORDS[team.reason]}: {'; '.join(titles[name]['title_vi'] for name in team.because)}"


def held_page(facts: QuarterFacts) -> Page:
    """What is left out, and why."""
    heads = (Head("Xóm, đơn vị", 26), Head("Chỉ tiêu", 60), Head("Lý do", 48))
    rows = [[unit_name(row["hamlet"], facts.hamlets), row["title_vi"], rule_titles(row["held_by"])] for row in facts.held]
    return Page("9. Số đang giữ", "Số liệu đang để riêng, chưa tính vào kết quả", heads, rows, freeze_columns=1)


def findings_page(facts: QuarterFacts) -> Page:
    """Every finding, the gravest first."""
    heads = (
        Head("Mã", 10),
        Head("Mức độ", 10),
        Head("Quy tắc", 16),
        Head("Nguồn", 20),
        Head("Xóm", 14),
        Head("Kỳ", 10),
        Head("Tình trạng", 11),
        Head("Đã thấy", 12),
        Head("Phải là", 12),
        Head("Nội dung và cách sửa", 48),
        Head("Tệp", 26),
        Head("Trang", 10),
        Head("Dòng", 6),
    )
    return Page("10. Phát hiện", "Những chỗ số liệu không khớp", heads, [_finding(row) for row in facts.findings])


def _finding(row: Mapping[str, Any]) -> list[Any]:
    catalogue = load_catalogue()
    return [
        row["finding_id"][:8],
        SEVERITY_WORDS[row["severity"]],
        catalogue.checks[row["rule"]].title.vi,
        catalogue.sources[row["source"]].title.vi if row["source"] in catalogue.sources else row["source"],
        row["place"],
        spoken(row["period"]) if row["period"] else "",
        STATE_WORDS[row["state"]],
        row["observed"],
        row["expected"],
        row["message"],
        row["file"],
        row["sheet"],
        row["row"],
    ]


def waivers_page(facts: QuarterFacts) -> Page:
    """What somebody has decided about a finding, whether it still holds or not."""
    heads = (
        Head("Mã", 10),
        Head("Quy tắc", 18),
        Head("Xóm", 14),
        Head("Kỳ", 10),
        Head("Tình trạng", 13),
        Head("Hiệu lực", 16),
        Head("Người quyết định", 18),
        Head("Lúc", 14),
        Head("Đến hết ngày", 11),
        Head("Lý do", 28),
        Head("Phát hiện", 44),
    )
    rows = [
        [
            row["finding_id"][:8],
            load_catalogue().checks[row["rule"]].title.vi,
            row["place"],
            spoken(row["period"]) if row["period"] else "",
            STATE_WORDS[row["state"]],
            WAIVER_WORDS.get(row["waiver_status"], row["waiver_status"]),
            row["waiver_by"],
            row["waiver_at"],
            row["waiver_until"],
            row["waiver_reason"],
            row["message"],
        ]
        for row in facts.findings
        if row["waiver_by"]
    ]
    return Page("11. Ngoại lệ", "Số liệu được chấp nhận hoặc dùng số lần trước theo quyết định", heads, rows)


def files_page(facts: QuarterFacts) -> Page:
    """Every file received for the quarter."""
    titles = {name: source.title.vi for name, source in load_catalogue().sources.items()}
    heads = (
        Head("Tệp", 48),
        Head("Nguồn", 30),
        Head("Kỳ", 13),
        Head("Kết luận", 12),
        Head("Dòng đã đọc", 8),
        Head("Được nhận", 8),
        Head("Bị từ chối", 8),
        Head("Để riêng", 8),
        Head("Ghi chú", 24),
        Head("Mã tệp (SHA-256)", 37),
    )
    rows = [
        [
            row["file"],
            titles.get(row["source"], row["source"]),
            spoken(row["period"]) if row["period"] else "",
            FILE_WORDS.get(row["status"], row["status"]),
            row["rows_read"],
            row["rows_accepted"],
            row["rows_rejected"],
            row["rows_set_aside"],
            row["message"],
            row["sha256"],
        ]
        for row in facts.files
    ]
    return Page("12. Tệp đã nhận", "Các tệp nguồn đã nhận của quý", heads, rows, freeze_columns=1)


def settings_page(facts: QuarterFacts) -> Page:
    """Where the plan can be read two ways, and the reading taken."""
    heads = (
        Head("Điểm", 7, align="center"),
        Head("Câu hỏi", 40),
        Head("Cách hiểu đang dùng", 48),
        Head("Căn cứ", 24),
        Head("Xác nhận", 16),
        Head("Chỉ tiêu", 14),
    )
    touched: dict[str, list[str]] = {}
    for row in facts.commune:
        for name in load_catalogue().indicators[row["indicator"]].settings:
            touched.setdefault(name, []).append(str(row["position"]))
    rows = [
        [
            name,
            setting.question.vi,
            setting.default.vi,
            setting.clause,
            f"{setting.confirmed_by}, {setting.confirmed_on:%d/%m/%Y}" if setting.confirmed_by and setting.confirmed_on else "chờ xác nhận",
            ", ".join(touched.get(name, [])),
        ]
        for name, setting in load_catalogue().settings.items()
    ]
    return Page("13. Điểm chờ xác nhận", "Các điểm của Kế hoạch hiểu được hai cách", heads, rows, notes=("./.",))
