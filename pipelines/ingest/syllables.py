"""Whether a word can be Vietnamese: the evidence by which one encoding is preferred to another.

Belongs here: the structure of the Vietnamese syllable and the common words of the commune's forms.
Does not belong here: the encodings themselves (``legacy.py``), matching of names and headers (``text.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSET_LIST = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIME_LIST = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i
ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe
oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung
uơ up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm
yên yêng yêt yêu ynh yt yn ych
"""
_COMMON_LIST = """
xóm thôn xã tổ số hộ dân khẩu nhân người tên mã đơn vị địa bàn tổng cộng lũy luỹ kế tỷ tỉ lệ mức độ định danh điện tử tài khoản ngân
hàng sổ sức khỏe khoẻ chữ ký cá tuổi trở lên trưởng thành viên họ và chức vụ vai trò thoại ngày tháng năm quý kỳ báo cáo kết quả hoạt
động công nghệ đồng được tuyên truyền sử dụng ít nhất một nền tảng lượt hỗ trợ trong nội dung vướng mắc khó khăn khảo sát phiếu tiếp cận
dịch giáo dục y tế bảo hiểm giao thông học liệu trường cấp sinh tập huấn sản phẩm chủ thể hạng sao sàn hồ sơ lĩnh vực trực tuyến toàn
trình phần văn bản xử lý phòng nộp gửi lập biểu thủ ghi chú có mặt chuyên đề đối tượng mục sách hiệu lực đến từ cũ khác gọi hình tỉnh
huyện hội đất đai tiểu hướng dẫn kích đủ điều kiện quản đã tạo mới lớp nhật kỹ năng đường nghĩa sơn bình hòa hoà thuộc nơi nhận
"""

_ONSETS = frozenset(_ONSET_LIST.split()) | {""}
_RIMES = frozenset(_RIME_LIST.split())
_FIRST_TONED = frozenset({"ai", "ao", "au", "ay", "eo", "iu", "oi", "ui"})
"""Rimes that carry their tone on the first vowel: a mark on the glide is another encoding's letter."""
_CHECKED = ("p", "t", "c", "ch")
"""A syllable that ends so takes the tones sắc and nặng only."""
_CHECKED_TONES = frozenset("\u0301\u0323")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SPLIT = re.compile(r"^(ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?(.*)$")
_ABBREVIATION = re.compile(r"^(?=.*Đ)[B-DF-HJ-NP-TV-ZĐ]{2,}$")
_INNER_CAPITAL = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]")

COMMON = frozenset(_COMMON_LIST.split())
"""Words that the forms are made of, with their marks."""


def _lower(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().replace("ð", "đ")


@lru_cache(maxsize=32768)
def is_syllable(word: str) -> bool:
    """Whether the word has the shape of a Vietnamese syllable; case is not looked at.

    >>> is_syllable("nghĩa"), is_syllable("XÓM"), is_syllable("lòy"), is_syllable("müller")
    (True, True, False, False)
    """
    decomposed = unicodedata.normalize("NFD", _lower(word))
    tones = [letter for letter in decomposed if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in decomposed if letter not in _TONES))
    if len(tones) > 1 or not bare:
        return False
    last_toned = decomposed[-1] in _TONES
    return any(_rime_fits(onset, rime, tones) and not (last_toned and rime in _FIRST_TONED) for onset, rime in _parts(bare))


def _parts(bare: str) -> list[tuple[str, str]]:
    """The ways to cut a word: "gi" may lend its vowel to the rime ("gìn")."""
    found = _SPLIT.match(bare)
    onset, rime = (found[1] or "", found[2]) if found else ("", bare)
    parts = [(onset, rime)]
    if onset == "gi":
        parts.append(("g", "i" + rime))
    return parts


def _rime_fits(onset: str, rime: str, tones: list[str]) -> bool:
    if onset not in _ONSETS or rime not in _RIMES:
        return False
    return not (rime.endswith(_CHECKED) and tones and tones[0] not in _CHECKED_TONES)


@lru_cache(maxsize=32768)
def is_abbreviation(word: str) -> bool:
    """Whether the word is capitals without a vowel, Đ among them: "HĐND", "SKĐT". No other letter with a mark stands in such words.

    >>> is_abbreviation("SKĐT"), is_abbreviation("SKT"), is_abbreviation("PEĐA")
    (True, False, False)
    """
    return bool(_ABBREVIATION.match(word))


@lru_cache(maxsize=32768)
def is_common(word: str) -> bool:
    """Whether the word, marks and all, is one that the forms use."""
    return _lower(word) in COMMON


@lru_cache(maxsize=32768)
def is_modern(word: str) -> bool:
    """Whether the word can have been typed in Unicode: a syllable in one case throughout, or capitals such as UBND, HĐND."""
    if word.isascii():
        return True
    if _INNER_CAPITAL.search(word):
        return False
    if word.isupper() and word.replace("Đ", "D").replace("Ð", "D").isascii():
        return True
    return is_syllable(word)
