"""TCVN3, VNI and mojibake, on the words that the commune's forms are made of. The table stands here: it is its own reference."""

from __future__ import annotations

import pytest

from pipelines.ingest.legacy import DECODERS, Verdict, from_mojibake, from_tcvn3, from_vni, judge
from pipelines.ingest.syllables import is_modern, is_syllable

WORDS = (
    ("Xã Nghĩa Sơn", "X· NghÜa S¬n", "Xaõ Nghóa Sôn"),
    ("Tỉnh Ninh Bình", "TØnh Ninh B×nh", "Tænh Ninh Bình"),
    ("Tổ công nghệ số cộng đồng", "Tæ c«ng nghÖ sè céng ®ång", "Toå coâng ngheä soá coäng ñoàng"),
    ("Tên chỉ tiêu", "Tªn chØ tiªu", "Teân chæ tieâu"),
    ("Đơn vị tính", "§¬n vÞ tÝnh", "Ñôn vò tính"),
    ("Đơn vị thực hiện", "§¬n vÞ thùc hiÖn", "Ñôn vò thöïc hieän"),
    ("Thôn, xóm", "Th«n, xãm", "Thoân, xoùm"),
    ("Xóm Đông Tĩnh", "Xãm §«ng TÜnh", "Xoùm Ñoâng Tónh"),
    ("Số hộ được hướng dẫn", "Sè hé ®\u00adîc h\u00adíng dÉn", "Soá hoä ñöôïc höôùng daãn"),
    ("Số lượt hỗ trợ", "Sè l\u00adît hç trî", "Soá löôït hoã trôï"),
    ("Lũy kế", "Lòy kÕ", "Luõy keá"),
    ("Tỷ lệ (%)", "Tû lÖ (%)", "Tyû leä (%)"),
    ("Tổng cộng", "Tæng céng", "Toång coäng"),
    ("Cộng hoà xã hội chủ nghĩa Việt Nam", "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam"),
    ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
    ("Sổ sức khỏe điện tử", "Sæ søc kháe ®iÖn tö", "Soå söùc khoûe ñieän töû"),
    ("Dịch vụ công trực tuyến", "DÞch vô c«ng trùc tuyÕn", "Dòch vuï coâng tröïc tuyeán"),
    ("Tài khoản ngân hàng", "Tµi kho¶n ng©n hµng", "Taøi khoaûn ngaân haøng"),
    ("Chữ ký số cá nhân", "Ch÷ ký sè c¸ nh©n", "Chöõ kyù soá caù nhaân"),
    ("Học liệu số", "Häc liÖu sè", "Hoïc lieäu soá"),
    ("Sản phẩm OCOP", "S¶n phÈm OCOP", "Saûn phaåm OCOP"),
    ("Phòng Văn hóa - Xã hội", "Phßng V¨n hãa - X· héi", "Phoøng Vaên hoùa - Xaõ hoäi"),
    ("Người lập biểu", "Ng\u00adêi lËp biÓu", "Ngöôøi laäp bieåu"),
    ("Ghi chú", "Ghi chó", "Ghi chuù"),
    ("Hộ nghèo, hộ cận nghèo", "Hé nghÌo, hé cËn nghÌo", "Hoä ngheøo, hoä caän ngheøo"),
    ("Đinh Thuỳ Dương", "§inh Thuú D\u00ad¬ng", "Ñinh Thuyø Döông"),
    ("Đinh Thùy Dương", "§inh Thïy D\u00ad¬ng", "Ñinh Thuøy Döông"),
    ("Ngõ 12, đường Nguyễn Huệ", "Ngâ 12, ®\u00adêng NguyÔn HuÖ", "Ngoõ 12, ñöôøng Nguyeãn Hueä"),
    (
        "bằng, bặt, bẳng, bẵng, gẫy, gậy, sẻ, rẽ, ỷ, kỹ, kỵ, ý, ỳ",
        "b»ng, bÆt, b¼ng, b½ng, gÉy, gËy, sÎ, rÏ, û, kü, kþ, ý, ú",
        "baèng, baët, baúng, baüng, gaãy, gaäy, seû, reõ, yû, kyõ, kî, yù, yø",
    ),
)


@pytest.mark.parametrize(("meant", "tcvn3", "vni"), WORDS)
def test_every_word_is_decoded_and_told_from_its_letters(meant, tcvn3, vni):
    assert (from_tcvn3(tcvn3), from_vni(vni)) == (meant, meant)
    assert [judge(text).encoding for text in (meant, tcvn3, vni)] == ["modern", "tcvn3", "vni"]


@pytest.mark.parametrize("meant", [words[0] for words in WORDS])
def test_utf8_that_was_read_as_windows_1252_is_read_again(meant):
    try:
        seen = meant.encode().decode("cp1252")
    except UnicodeDecodeError:
        pytest.skip("Windows-1252 has no letter for one of the bytes, so that it was lost")
    assert from_mojibake(seen) == meant
    assert judge(seen).encoding == "mojibake"


@pytest.mark.parametrize("text", ["B¸O C¸O Sæ SøC KháE", "TOÅNG COÄNG", "Xoùm 5", "X·"])
def test_capitals_and_short_words_are_told_too(text):
    assert judge(text).sure


def test_capitals_follow_the_vowel():
    assert (from_vni("TOÅNG COÄNG"), from_vni("Öùng Hoøa"), from_tcvn3("§«ng")) == ("TỔNG CỘNG", "Ứng Hòa", "Đông")


@pytest.mark.parametrize("text", ["Müller", "Café", "25°C", "Noël", "Grün"])
def test_what_is_no_vietnamese_in_any_letters_is_unclear(text):
    assert judge(text).encoding == "unclear"


@pytest.mark.parametrize("text", ["Xóm 1", "Lý", "Quí II-2026", "Phú Quí", "Hoàng Thị Bé", "Bùi", "HĐND", "abc", "·", "½", "Ðông", "TMĐT"])
def test_unicode_stays_unicode(text):
    assert judge(text).encoding == "modern"


@pytest.mark.parametrize(
    ("typed", "meant", "encoding"),
    [
        ("Sæ SK§T", "Sổ SKĐT", "tcvn3"),
        ("V¨n phßng H§ND-UBND", "Văn phòng HĐND-UBND", "tcvn3"),
        ("Soå SKÑT", "Sổ SKĐT", "vni"),
        ("Vaên phoøng HÑND-UBND", "Văn phòng HĐND-UBND", "vni"),
    ],
)
def test_words_beside_an_abbreviation_are_told(typed, meant, encoding):
    assert (judge(typed), DECODERS[encoding](typed)) == (Verdict(encoding, sure=True), meant)


@pytest.mark.parametrize(("text", "encoding"), [("Xãm 1", "tcvn3"), ("Sè hé", "tcvn3"), ("Soá hoà", "vni")])
def test_words_that_could_be_either_only_lean(text, encoding):
    verdict = judge(text)
    assert verdict.encoding == encoding
    assert not verdict.sure


def test_syllables():
    assert all(is_syllable(word) for word in ("nghĩa", "Xóm", "quỹ", "gìn", "giếng", "khuya", "ỷ", "thuở", "oanh", "quí", "quị"))
    assert not any(is_syllable(word) for word in ("xoùm", "lòy", "müller", "kõt", "", "ãã"))
    assert is_modern("UBND")
    assert not is_modern("kÕ")
