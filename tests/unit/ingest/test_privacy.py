"""Personal numbers are masked in what is kept; plain counts never are. Every number here is invented."""

from __future__ import annotations

import pytest

from pipelines.ingest.privacy import HIDDEN, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CCCD 036198000001 đã cấp", f"CCCD {HIDDEN} đã cấp"),
        ("số 0361 9800 0001", f"số {HIDDEN}"),
        ("CMND 161234567", f"CMND {HIDDEN}"),
        ("chứng minh nhân dân số 161 234 567", f"chứng minh nhân dân số {HIDDEN}"),
        ("gọi 0912000001", f"gọi {HIDDEN}"),
        ("gọi 0912.000.001, 038 200 0002", f"gọi {HIDDEN}, {HIDDEN}"),
        ("+84 912 000 001", HIDDEN),
        ("(+84) 912000001", HIDDEN),
        ("84912000001", HIDDEN),
        ("ĐT: 912000001", f"ĐT: {HIDDEN}"),
        ("máy bàn 02283 123 456", f"máy bàn {HIDDEN}"),
        ("thẻ DN4013612345678", f"thẻ {HIDDEN}"),
        ("thẻ DN 4 01 36 123 45678", f"thẻ {HIDDEN}"),
        ("STK 19031234567890 ngân hàng", f"STK {HIDDEN} ngân hàng"),
        ("số tài khoản của bà: 190312345678", f"số tài khoản của bà: {HIDDEN}"),
        ("viết cho a.b@nghiason.vn nhé", f"viết cho {HIDDEN} nhé"),
    ],
)
def test_personal_numbers_are_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "1.234.567 hộ",
        "tổng 21 852 người",
        "14/6/2026",
        "X05-H012",
        "TV001",
        "năm 2026, quý 2",
        "161234567",
        "735",
        "Tài khoản mức 2: 458",
        "TK mức 2 là 12.345",
        "Mạng yếu ở xóm 12, 13 và 14",
        "20260614",
        "08/2026/NĐ-CP 12345",
    ],
)
def test_plain_figures_are_left_alone(text):
    assert mask(text) == text
