"""The words of the pages: what identifiers are called, and how days, keys and targets are written.

Belongs here: single words and values. Does not belong here: layout (``templates/site``), numbers (``tables.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.quarter.period import spoken

CONTRIBUTIONS = {
    "figure": "Số liệu báo cáo",
    "registry": "Danh mục xóm",
    "member": "Danh sách thành viên",
    "class": "Điểm danh tập huấn",
    "visit": "Nhật ký hỗ trợ",
    "report": "Báo cáo của xóm",
    "answer": "Phiếu khảo sát",
    "survey": "Kết quả khảo sát",
    "school": "Số liệu của trường",
    "product": "Sản phẩm",
    "file": "Hồ sơ theo lĩnh vực",
    "document": "Văn bản theo đơn vị",
}
PARTS = {
    "health": "Y tế",
    "education": "Giáo dục",
    "insurance": "Bảo hiểm",
    "transport": "Giao thông",
    "all_services": "Cả bốn dịch vụ",
    "full": "Toàn trình",
    "partial": "Một phần",
}
CADENCES = {"on_change": "Khi có thay đổi", "monthly": "Hằng tháng", "quarterly": "Hằng quý", "per_class": "Theo từng lớp"}
KINDS = {"stock": "Lũy kế", "flow": "Phát sinh trong kỳ", "survey": "Khảo sát"}
FILE_STATUSES = {
    "accepted": "được dùng",
    "superseded": "đã có tệp mới hơn thay",
    "duplicate": "trùng tệp đã nhận",
    "unrecognised": "không nhận ra biểu",
    "unreadable": "không đọc được",
}
WAIVER_STATUSES = {
    "in_force": "đang có hiệu lực",
    "figure_changed": "không còn hiệu lực vì số đã đổi",
    "expired": "đã hết hạn",
    "nothing_to_carry": "không có số kỳ trước để dùng",
}
WITHHELD = {
    "incomplete": "Chưa công bố: đang xác minh số liệu của một số xóm.",
    "small": "Không công bố: số quá nhỏ, có thể suy ra từng người.",
    "extreme": "Không công bố: số nói về tất cả mọi người.",
    "difference": "Không công bố: so với kỳ trước có thể suy ra từng người.",
}
OUTCOMES = {"pass": "đúng", "fail": "không khớp", "not_due": "chưa đến hạn", "not_evaluated": "chưa xét được"}


def day(value: dt.date | None) -> str:
    """14/6/2026."""
    return "" if value is None else f"{value.day}/{value.month}/{value.year}"


def asked(row: Mapping[str, Any]) -> str:
    """The target as the plan writes it: "≥ 75%", "100%"."""
    number = f"{row['target'] * 100:.6g}".replace(".", ",")
    return f"≥\N{NO-BREAK SPACE}{number}%" if row["target_operator"] == ">=" else f"{number}%"


def month(label: str) -> str:
    """2026-05 -> "tháng 5"."""
    return f"tháng\N{NO-BREAK SPACE}{int(label[5:])}"


def part_words(label: str) -> str:
    """A month, a quarter or nothing, short: "T5", "Quý II/2026"."""
    return f"T{int(label[5:])}/{label[:4]}" if len(label) == 7 and label[5] != "Q" else spoken(label) if label else ""


def raw(value: Any) -> str:
    """The figure as a program reads it: every digit of a fraction, a day as ISO, nothing for what is missing."""
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else repr(value)


def shade(row: Mapping[str, Any]) -> int:
    """How near a value is to its target, in five steps: 0 below half, 4 reached. Steps of the exact share, for the heat table."""
    if row["status"] == "met":
        return 4
    near = row["value"] / row["target"]
    return 3 if near >= 0.9 else 2 if near >= 0.75 else 1 if near >= 0.5 else 0


SHADES = ("dưới 50% mục tiêu", "từ 50%", "từ 75%", "từ 90%", "đạt mục tiêu")

FILTERS = {"day": day, "asked": asked, "month": month, "raw": raw, "shade": shade, "part_words": part_words}
