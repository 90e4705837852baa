"""The report's parts, sentence by sentence, with the blanks that ``fill.py`` fills in.

Belongs here: words, and which table stands where. Does not belong here: figures, sizes (``styles.py``).
``{{ … }}`` is a blank; ``{%p … %}`` and ``{%tr … %}`` keep or repeat a whole paragraph or row (docxtpl's marks).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph."""

    text: str
    style: str = "Normal"


@dataclass(frozen=True)
class Column:
    """One column: what stands above it, how wide it is, and the field of a row that it shows."""

    heading: str
    width_mm: float
    field: str
    style: str = "VB Ô chữ"


@dataclass(frozen=True)
class Table:
    """One row for each of ``rows``, a list of the blanks."""

    rows: str
    columns: tuple[Column, ...]

    def bodies(self) -> Iterator[tuple[list[str], list[str], list[str]]]:
        """The marks before the repeated row, its cells, and the marks after it."""
        cells = [f"{{{{ row.{column.field} }}}}" for column in self.columns]
        yield [f"{{%tr for row in {self.rows} %}}"], cells, ["{%tr endfor %}"]


def _head(name: str, title: str) -> Line:
    return Line(f"{{{{ roman.{name} }}}}. {title}", "Heading 1")


def _clause(text: str) -> Line:
    return Line(text, "Heading 2")


def _title(text: str) -> Line:
    return Line(text, "Caption")


def _note(text: str) -> Line:
    return Line(text, "VB Ghi chú")


def _only_if(blank: str, *parts: Line | Table) -> tuple[Line | Table, ...]:
    return (Line(f"{{%p if {blank} %}}"), *parts, Line("{%p endif %}"))


def _each(blank: str, text: str) -> tuple[Line, ...]:
    return (Line(f"{{%p for line in {blank} %}}"), Line(text), Line("{%p endfor %}"))


_RESULTS = Table(
    "results",
    (
        Column("STT", 11, "number", "VB Ô giữa"),
        Column("Chỉ tiêu", 53, "title"),
        Column("Mục tiêu", 17, "target", "VB Ô giữa"),
        Column("Kết quả", 26, "result", "VB Ô số"),
        Column("Tăng, giảm (điểm %)", 18, "change", "VB Ô số"),
        Column("Còn thiếu", 22, "gap", "VB Ô số"),
        Column("Đánh giá", 18, "status", "VB Ô giữa"),
    ),
)
_SPREADS = Table(
    "spreads",
    (
        Column("STT", 11, "number", "VB Ô giữa"),
        Column("Chỉ tiêu", 36, "title"),
        Column("Đạt, đúng tiến độ", 15, "ahead", "VB Ô giữa"),
        Column("Chậm, không đạt", 15, "late", "VB Ô giữa"),
        Column("Xóm cao nhất", 44, "highest", "VB Ô nhiều tên"),
        Column("Xóm thấp nhất", 44, "lowest", "VB Ô nhiều tên"),
    ),
)
_LATE_HAMLETS = Table(
    "late_hamlets",
    (
        Column("Xóm", 40, "name"),
        Column("Số chỉ tiêu chậm, không đạt", 30, "late", "VB Ô giữa"),
        Column("Chỉ tiêu (theo STT của Bảng 1)", 95, "which"),
    ),
)
_MONTHS = Table(
    "months",
    (
        Column("Kỳ", 35, "period"),
        Column("Lượt đến hộ", 32, "visits", "VB Ô số"),
        Column("Lượt hỗ trợ", 32, "assists", "VB Ô số"),
        Column("Số hộ được hỗ trợ", 33, "households", "VB Ô số"),
        Column("Tổ viên tham gia", 33, "members", "VB Ô số"),
    ),
)
_CLASSES = Table(
    "classes",
    (
        Column("Ngày", 28, "date", "VB Ô giữa"),
        Column("Chuyên đề", 87, "topic"),
        Column("Trong danh sách (người)", 25, "listed", "VB Ô số"),
        Column("Có mặt (người)", 25, "present", "VB Ô số"),
    ),
)
_TEAMS = Table(
    "teams",
    (
        Column("Hạng", 20, "rank", "VB Ô giữa"),
        Column("Tổ công nghệ số cộng đồng", 75, "name"),
        Column("Điểm (tối đa 100)", 35, "score", "VB Ô số"),
        Column("Chỉ tiêu đạt mục tiêu", 35, "full", "VB Ô giữa"),
    ),
)
_HELD = Table(
    "held",
    (
        Column("Xóm, đơn vị", 35, "name"),
        Column("Chỉ tiêu", 70, "title"),
        Column("Lý do", 60, "reason"),
    ),
)

PARTS: tuple[Line | Table, ...] = (
    Line(
        "Thực hiện {{ plan }}, {{ issuer }} báo cáo kết quả hoạt động của Tổ công nghệ số cộng đồng (sau đây viết tắt là Tổ CNS) "
        "{{ quarter_text }} như sau:"
    ),
    Line(
        "Kỳ báo cáo từ ngày {{ first_day }} đến ngày {{ last_day }}; số lũy kế tính đến ngày {{ last_day }}. "
        "Số liệu từng chỉ tiêu, từng xóm nêu tại Phụ lục kèm theo."
    ),
    *_only_if("edition_sentence", Line("{{ edition_sentence }}")),
    _head("results", "Kết quả thực hiện các chỉ tiêu"),
    Line("{{ results_sentence }}"),
    _title("Bảng {{ table.results }}. Kết quả so với mục tiêu, toàn xã"),
    _RESULTS,
    *_only_if("results_note", _note("{{ results_note }}")),
    *_only_if(
        "chart_targets",
        Line("{{ chart_targets }}", "VB Hình"),
        _title("Biểu đồ 1. Kết quả và mục tiêu của từng chỉ tiêu, toàn xã"),
    ),
    _head("hamlets", "Kết quả theo xóm"),
    *_only_if(
        "spreads",
        Line("{{ hamlets_sentence }}"),
        _title("Bảng {{ table.spreads }}. Các xóm dẫn đầu và các xóm còn thấp theo từng chỉ tiêu"),
        _SPREADS,
        *_only_if("spreads_note", _note("{{ spreads_note }}")),
    ),
    *_only_if(
        "chart_hamlets",
        Line("{{ chart_hamlets }}", "VB Hình"),
        _title("Biểu đồ 2. Kết quả của từng xóm so với mục tiêu"),
    ),
    *_only_if("late_hamlets", _title("Bảng {{ table.late_hamlets }}. Các xóm còn chậm nhiều chỉ tiêu nhất"), _LATE_HAMLETS),
    *_only_if("not spreads", Line("Chưa có số liệu theo xóm.")),
    _head("activity", "Hoạt động của Tổ công nghệ số cộng đồng"),
    _clause("1. Hỗ trợ tại hộ gia đình"),
    *_only_if(
        "activity_sentence",
        Line("{{ activity_sentence }}"),
        _title("Bảng {{ table.months }}. Hoạt động hỗ trợ theo tháng báo cáo"),
        _MONTHS,
        _note("Một hộ hoặc một tổ viên có trong nhiều tháng chỉ tính một lần ở dòng cả quý."),
    ),
    *_only_if("not activity_sentence", Line("Chưa nhận được nhật ký hỗ trợ của quý.")),
    _clause("2. Tập huấn"),
    *_only_if("classes", Line("{{ classes_sentence }}"), _title("Bảng {{ table.classes }}. Các lớp tập huấn trong quý"), _CLASSES),
    *_only_if("not classes", Line("Trong quý không ghi nhận lớp tập huấn nào.")),
    _clause("3. Tổ CNS tiêu biểu"),
    *_only_if(
        "teams",
        Line("{{ teams_sentence }}"),
        _title("Bảng {{ table.teams }}. Xếp hạng Tổ CNS, {{ teams_shown }}"),
        _TEAMS,
        _note("{{ teams_note }}"),
    ),
    *_only_if("teams_apart", Line("{{ teams_apart }}")),
    *_only_if(
        "obstacles",
        _head("obstacles", "Khó khăn, vướng mắc"),
        Line("Các Tổ CNS phản ánh những vướng mắc mà tổ chưa tự giải quyết được:"),
        *_each("obstacles", "- {{ line }}"),
    ),
    _head("quality", "Chất lượng số liệu"),
    Line("{{ findings_sentence }}"),
    *_only_if("held", Line("{{ held_sentence }}"), _title("Bảng {{ table.held }}. Số liệu đang để riêng, chưa tính vào kết quả"), _HELD),
    *_each("quality_lines", "{{ line }}"),
    _head("next", "Nhiệm vụ trọng tâm {{ next_quarter_text }}"),
    *_each("tasks", "{{ line }}"),
    Line("Trên đây là báo cáo kết quả hoạt động Tổ công nghệ số cộng đồng {{ quarter_text }} của {{ issuer }}./."),
)
