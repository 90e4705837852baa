"""Invented words: hamlet names, people, schools, products, topics. No real list was copied.

Belongs here: word lists and the making of a name from an index. Does not belong here: chance (callers pass the number) and figures.
"""

from __future__ import annotations

from typing import Final

NOTICE: Final = "Số liệu hư cấu để chạy thử"
"""Stands in every file that the demo writes."""

COMMUNE_TEAM: Final = "COMMUNE"
COMMUNE_TEAM_NAME: Final = "Tổ cấp xã"

# Common village names. The first two differ by their marks only, so that a name typed without marks answers to both.
HAMLET_NAMES: Final = (
    *("Phú Lân", "Phú Lan", "An Lạc", "Hồng Phong", "Tân Tiến", "Mỹ Thuận", "Quang Trung", "Đoàn Kết", "Hưng Thịnh", "Bình Minh"),
    *("Trung Hòa", "Đông Thành", "Nam Tiến", "Vạn Thọ", "Thanh Trà", "Ngọc Lâm", "Phúc Khánh", "Hải Đường", "Cẩm Thượng", "Trại Mới"),
    *("Đồng Xuân", "Thượng Đoài", "Gia Hội", "Lương Yên", "Bãi Trên", "Cầu Đá", "Giếng Chùa", "Lộc Điền", "Minh Châu", "Nghĩa Trai"),
)

FORMER_COMMUNES: Final = ("Đồng Thượng", "Đồng Hạ")

_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh", "Mai")
_MIDDLE: Final = ("Văn", "Thị", "Đức", "Minh", "Thu", "Ngọc", "Quang", "Xuân", "Hữu", "Thanh", "Kim")
_GIVEN: Final = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khoa",
    "Lan",
    "Mạnh",
    "Nga",
    "Phương",
    "Quyên",
    "Sơn",
    "Thảo",
    "Tuấn",
    "Uyên",
    "Yến",
)

TOPICS: Final = ("VNeID", "Dịch vụ công trực tuyến", "Thanh toán điện tử", "Sổ sức khỏe điện tử", "Chữ ký số", "An toàn thông tin")
CHANNELS: Final = ("Đến tận hộ", "Nhà văn hóa", "Điện thoại", "Họp xóm")
RESULTS: Final = ("Đạt", "Đạt", "Đạt", "Hẹn lại")
OBSTACLES: Final = (
    "Không",
    "Sóng di động yếu ở cuối xóm",
    "Người cao tuổi chưa có điện thoại thông minh",
    "Thiếu thiết bị hướng dẫn tại nhà văn hóa",
    "Một số hộ đi làm ăn xa",
)
CLASS_TOPICS: Final = (
    "Kỹ năng số cơ bản cho tổ viên",
    "Hướng dẫn dịch vụ công trực tuyến",
    "Thanh toán không dùng tiền mặt",
    "Cài đặt sổ sức khỏe điện tử",
    "Cấp và dùng chữ ký số cá nhân",
)
CLASS_AUDIENCE: Final = "Thành viên Tổ công nghệ số"
SCHOOLS: Final = (
    ("Trường Tiểu học Ban Mai", "Tiểu học"),
    ("Trường Tiểu học Hoa Sen", "Tiểu học"),
    ("Trường THCS Ban Mai", "THCS"),
    ("Trường THCS Hoa Sen", "THCS"),
    ("Trường THPT Ban Mai", "THPT"),
)
SERVICE_FIELDS: Final = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội", "Xây dựng", "Người có công")
OFFICES: Final = ("Văn phòng HĐND-UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công")
PRODUCTS: Final = (
    *("Gạo nếp hương", "Mắm cáy", "Bánh nhãn", "Trà hoa cúc", "Mật ong hoa vải", "Rượu nếp cái"),
    *("Trứng vịt đồng", "Nem nắm", "Miến dong", "Giò lụa", "Rau sạch", "Chiếu cói"),
)
SITES: Final = ("postmart", "voso", "shopee", "other_site")


def person(number: int) -> str:
    """An invented person; far-apart numbers give different names."""
    family = _FAMILY[number % len(_FAMILY)]
    middle = _MIDDLE[(number // 3) % len(_MIDDLE)]
    given = _GIVEN[(number * 7 + number // 5) % len(_GIVEN)]
    return f"{family} {middle} {given}"


def phone(number: int) -> str:
    """A number of the block 0900000000-0900099999, so that it is seen to be made up."""
    return f"09000{number % 100000:05d}"
