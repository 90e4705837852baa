"""Words by which a row below a table's header is told: notes and signatures, totals, groups, rows worked out from others.

Belongs here: what one text says by itself. Does not belong here: where it stands in the table (``table_rows.py``), what becomes of
its row (``layout.py``, ``sums.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.ingest.text import clean, fold

_ENDINGS = (
    # who made, checked and signed it
    r"nguoi (?:lap|bao cao|kiem tra|tong hop|duyet|ky|thong ke|khai|viet)\b.*",
    r"can bo (?:lap|tong hop|thong ke|phu trach)\b.*",
    r"thu truong(?: don vi| co quan)?",
    r"(?:tm|kt|tl|tuq|q)\b ?(?:chu tich|uy ban nhan dan|ubnd|truong|giam doc|hieu truong|thu truong|to truong).*",
    r"to truong(?: to)?(?: .{0,40})?",
    r"pho to truong",
    r"(?:pho )?chu tich(?: ubnd.*| uy ban.*)?",
    r"(?:pho )?(?:hieu truong|giam doc)",
    r"truong (?:tram|phong|ban|cong an|thon|xom)\b.*",
    r"lanh dao.*",
    r"dai dien .*",
    r"phe duyet.*",
    r"xac nhan\b.*",
    r"ke toan.*",
    r"ky(?: va)? ghi ro.*",
    r"ky ten.*",
    r"da ky",
    r"ky dong dau.*",
    # notes
    r"(?:ghi chu|luu y|chu thich|chu y|noi nhan|nguon(?: so lieu)?)\b.*",
    r"(?:phu luc|bieu) nay.*",
    r"(?:page|trang) [0-9]+(?: (?:of )?[0-9]+| tren.*| cua.*)?",
    # place and date
    r"(?:.{0,40} )?ngay(?: [0-9]{1,2})? thang(?: [0-9]{1,2})? nam(?: [0-9]{2,4})?",
    r"(?:[a-z ]{0,30} )?ngay [0-9]{1,2} [0-9]{1,2} [0-9]{4}",
    r"(?:in ngay|ngay in) .*",
    r"[0-9]{1,2} thang [a-z]+(?: [a-z]+)? [0-9]{4}",
)
_ENDING = re.compile(rf"^(?:{'|'.join(_ENDINGS)})$")
_PAGE_NUMBER = re.compile(r"^(?:page|trang) [0-9]+(?: (?:of )?[0-9]+| tren.*| cua.*)?$")
_GROUP_WORDS = re.compile(
    r"^(?:xã|khu vực|khu|cụm|phần|nhóm|thuộc|các xóm|các thôn|địa bàn|vùng|miền|xa|cum|phan|nhom"
    r"|cấp|khối|bậc|lĩnh vực|ngành|mầm non|tiểu học|trung học)\b",
    re.IGNORECASE,
)
_BREAKDOWN = re.compile(r"^[-+*•]?\s*trong\s+đó\b", re.IGNORECASE)
_TO_DATE = re.compile(r"^(?:lũy|luỹ)\s+kế\b|^cộng\s+dồn\b|^tổng\s+(?:lũy|luỹ)\s+kế\b", re.IGNORECASE)
_TEAM_WORDS = r"(?:tổ\s+(?:cns(?:cđ)?\s+|công\s+nghệ\s+số\s+(?:cộng\s+đồng\s+)?)?)?"
_UNIT_WORD = re.compile(rf"^{_TEAM_WORDS}(?:xóm|thôn|tổ dân phố|tdp|ấp|bản|xom|thon|x\.)\s*\S", re.IGNORECASE)
_UNIT_ROLE = re.compile(r"^(?:(?:xóm|thôn|ấp|bản)\s+(?:trưởng|phó)|bản\s+(?:sao|chính|gốc)|(?:xom|thon)\s+truong)\b", re.IGNORECASE)
_MOST_NAME_WORDS = 6
_ROMAN_MARK = re.compile(r"^[IVXL]{1,6}[.)]?$")
_LETTER_MARK = re.compile(r"^[A-ZĐ][.)]?$")
_SAYS_TO_DATE = re.compile(r"\b(?:luy ke|cong don|tu dau nam)\b")
_TOTALS = (
    r"tổng(?:\s+(?:cộng|số|chung|toàn|cả|các|xã|hợp|tuần|tháng|quý)\b.*"
    r"|\s+[0-9]+\s+(?:xóm|thôn|tổ|ấp|bản|đơn vị|trường|sản phẩm)\b.*|\s*[:.(].*|\s*)",
    r"toàn\s+(?:xã|quốc|huyện|tỉnh|phường)\b.*",
    r"số\s+liệu\s+toàn\s+xã",
    r"cả\s+xã\b.*",
    r"cộng(?:\s*[:.(].*|\s*|\s+(?:toàn|chung|các|số|lại|dồn|nhóm|phần|cụm|khu|xã|ngày|tuần|tháng|quý)\b.*)",
    r"t\s*[./]\s*c(?:ộng)?\s*[.:]?",
    r"Σ|∑",
)
_TOTAL = re.compile(rf"^(?:{'|'.join(_TOTALS)})$", re.IGNORECASE)
_TOTAL_PLAIN = re.compile(r"^(?:tong(?: (?:cong|so|chung|toan xa|ca xa))?|toan xa|ca xa|cong)$")
_ONE_GROUP = r"(?:[ivx]{1,4}|[a-h]|[0-9]{1,2})"
_SUM_OF_GROUPS = re.compile(rf"^(?:tổng\s+)?cộng\s*\(?\s*{_ONE_GROUP}(?:\s*[+,&]\s*{_ONE_GROUP})*\s*\)?\s*:?$", re.IGNORECASE)
_SUM_WORD = re.compile(r"^(?:tổng|cộng)\s+\S", re.IGNORECASE)
_DERIVED = re.compile(
    r"^(?:(?:tỷ|tỉ)\s+(?:lệ|trọng)|bình\s+quân|trung\s+bình|cơ\s+cấu\s*\(?%|so\s+(?:với|sánh)|(?:cùng\s+kỳ|kỳ\s+trước|(?:tháng|quý|năm)\s+trước)"
    r"|tăng\s*[/,+]?\s*giảm|chênh\s+lệch)(?!\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def is_ending(text: str) -> bool:
    """Whether the text opens the notes or the signatures below a table."""
    if text.startswith(("(Ký", "(ký", "(KÝ", "(*)", "* ", "** ")):
        return True
    return bool(_ENDING.match(fold(text)))


def is_page_number(text: str) -> bool:
    """Whether the text is a page's number: an ending that no other line belongs to."""
    return bool(_PAGE_NUMBER.match(fold(text)))


@lru_cache(maxsize=16384)
def is_total_label(text: str) -> bool:
    """Whether the text labels a sum. Marks decide: the hamlets "Cộng Hòa" and "Tống Xá" are none."""
    text = clean(text)
    if not text or len(text) > 60:
        return False
    return bool(_TOTAL.match(text) or _SUM_OF_GROUPS.match(text) or (text.isascii() and _TOTAL_PLAIN.match(fold(text))))


def opens_a_group(name: str) -> bool:
    """Whether the name begins like a group's: "Xã Nghĩa Lạc cũ", "Khu vực 1"."""
    return bool(_GROUP_WORDS.match(name))


def group_mark(stt: str) -> str:
    """What kind of group mark stands for a row's number, if one does: "roman" or "letter"."""
    return "roman" if _ROMAN_MARK.match(stt) else "letter" if _LETTER_MARK.match(stt) else ""


def opens_a_sum(name: str) -> bool:
    """Whether the name begins like a sum's ("Cộng Nghĩa Lạc"). The hamlet "Cộng Hòa" does too: only its figures tell."""
    return bool(_SUM_WORD.match(name))


@lru_cache(maxsize=16384)
def is_derived(name: str) -> bool:
    """Whether the name is that of a row worked out from others: "Tỷ lệ (%)", "Bình quân", "So với tháng trước"."""
    return bool(_DERIVED.match(name))


def opens_a_breakdown(name: str) -> bool:
    """Whether the name is that of a part of the row before: "Trong đó: trước hạn"."""
    return bool(_BREAKDOWN.match(name))


def says_to_date(text: str) -> bool:
    """Whether a title is that of the year's sums so far: "LŨY KẾ TỪ ĐẦU NĂM"."""
    return bool(_SAYS_TO_DATE.search(fold(text)))


def is_to_date(name: str) -> bool:
    """Whether the row holds the sums of the year so far: "Lũy kế từ đầu năm"."""
    return bool(_TO_DATE.match(name))


def has_unit_word(name: str) -> bool:
    """Whether the name begins with the word for a hamlet."""
    return bool(_UNIT_WORD.match(name))


def names_a_hamlet(name: str) -> bool:
    """Whether the text is a hamlet's name and nothing else: the word for it, then capitals or numbers.

    "Xóm trưởng" is a role and "Bản sao" a copy.
    """
    words = name.split()
    return (
        has_unit_word(name)
        and len(words) <= _MOST_NAME_WORDS
        and not _UNIT_ROLE.match(name)
        and all(word[0].isupper() or word[0].isdigit() for word in words[1:])
    )
