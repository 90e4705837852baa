"""What a hamlet of the registry answers to, with the old commune said in any way; and what it never answers to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.hamlet_names import registry_names
from pipelines.ingest.text import hamlet_key, hamlet_plain_key


def registry(*hamlets):
    """Rows of a registry: name and old commune, and aliases if any."""
    return [
        {
            "commune_code": "13918",
            "file_sha256": "a" * 64,
            "row_number": number,
            "row_kind": "data",
            "door_rule": None,
            "hamlet_code": f"X{number:02d}",
            "hamlet_name": name,
            "former_commune": commune,
            "aliases": ";".join(aliases),
        }
        for number, (name, commune, *aliases) in enumerate(hamlets, start=1)
    ]


def answering(name, *hamlets):
    """The codes of the hamlets that answer to the name as written."""
    return sorted({line["hamlet_code"] for line in registry_names(registry(*hamlets)) if line["name_key"] == hamlet_key(name)})


@pytest.mark.parametrize("commune", ["Nghĩa Lạc", "Xã Nghĩa Lạc", "xã Nghĩa Lạc (cũ)", "Nghĩa Lạc cũ", "XÃ NGHĨA LẠC"])
@pytest.mark.parametrize(
    "name",
    [
        "Xóm 1 (Nghĩa Lạc)",
        "Xóm 1 Nghĩa Lạc",
        "Xóm 01 - Nghĩa Lạc",
        "Xóm 1 (NL)",
        "X.1 NL",
        "Xóm 1 (xã Nghĩa Lạc)",
        "Xóm 1 (Nghĩa Lạc cũ)",
        "Xóm 1 (xã Nghĩa Lạc cũ)",
        "Xóm I (Nghĩa Lạc)",
        "Xóm I - xã Nghĩa Lạc cũ",
        "xóm số 1, Nghĩa Lạc",
    ],
)
def test_one_of_two_hamlets_is_told_by_its_old_commune(commune, name):
    hamlets = [("Xóm 1", "Nghĩa Sơn"), ("Xóm 1", commune)]
    assert answering(name, *hamlets) == ["X02"]
    assert answering("Xóm 1", *hamlets) == ["X01", "X02"]


def test_the_commune_may_stand_in_the_name_alone():
    hamlets = [("Xóm 1 (Nghĩa Lạc)", None), ("Xóm 1 (Nghĩa Sơn)", "")]
    for name in ("Xóm 1 Nghĩa Lạc", "Xóm 1 (xã Nghĩa Lạc)", "Xóm 1 (Nghĩa Lạc cũ)", "Xóm I (Nghĩa Lạc)"):
        assert answering(name, *hamlets) == ["X01"]
    assert answering("Xóm 1", *hamlets) == ["X01", "X02"]


@pytest.mark.parametrize(
    "name", ["Xóm 1 (Nghĩa Lác)", "Xóm 1 (Nghia Lạc)", "Xóm 1 (xã Nghĩa Lắc)", "Xóm 2 (Nghĩa Lạc)", "Xóm II (Nghĩa Lạc)", "Xóm 1 (NS)"]
)
def test_other_marks_and_other_figures_are_another_place(name):
    assert answering(name, ("Xóm 1", "Nghĩa Lạc")) == []


def test_two_communes_with_the_same_letters_are_told_apart_by_their_names_only():
    hamlets = [("Xóm 1", "Nghĩa Lạc"), ("Xóm 1", "Nghĩa Lâm")]
    assert (answering("Xóm 1 (NL)", *hamlets), answering("Xóm 1 (xã Nghĩa Lâm)", *hamlets)) == (["X01", "X02"], ["X02"])


def test_a_roman_figure_is_no_arabic_one_where_the_list_has_roman_names():
    hamlets = [("Xóm I", "Nghĩa Lạc"), ("Xóm 1", "Nghĩa Lạc"), ("Xóm Bắc Sơn", "Nghĩa Lạc")]
    assert (answering("Xóm I (Nghĩa Lạc)", *hamlets), answering("Xóm 1 (Nghĩa Lạc)", *hamlets)) == (["X01"], ["X02"])


COMMUNES = ["Nghĩa Lạc", "Nghĩa Sơn", "Hải Hòa"]


@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from(COMMUNES)), min_size=1, max_size=12, unique=True),
    st.sampled_from(["", "Xã ", "xã "]),
    st.sampled_from(["{} ({})", "{} {}", "{} (xã {})", "{} ({} cũ)", "{} - {}"]),
)
def test_a_name_with_its_commune_is_one_hamlets(hamlets, word, way):
    rows = [(f"Xóm {number}", f"{word}{commune}") for number, commune in hamlets]
    for place, (number, commune) in enumerate(hamlets, start=1):
        assert answering(way.format(f"xóm {number:02d}", commune), *rows) == [f"X{place:02d}"]


def test_names_typed_without_marks_are_asked_by_their_plain_key():
    lines = registry_names(registry(("Xóm 1", "Xã Nghĩa Lạc")))
    assert {hamlet_plain_key("xom 1 nghia lac"), hamlet_plain_key("xom 1 (xa nghia lac)")} <= {line["plain_key"] for line in lines}


@pytest.mark.parametrize(("name", "asked"), [("Xóm Khu Đông", "Khu Đông"), ("Xóm Ấp Bắc", "ẤP BẮC"), ("Xóm Đội 4", "Đội 4")])
def test_a_name_that_begins_with_a_units_word_is_asked_for_without_xom(name, asked):
    assert answering(asked, (name, None), ("Xóm 5", None)) == ["X01"]
    assert answering(name, (name, None), ("Xóm 5", None)) == ["X01"]


@pytest.mark.parametrize("team", ["Tổ CNS", "Tổ CNSCĐ", "Tổ công nghệ số cộng đồng", "TỔ CÔNG NGHỆ SỐ", "To CNS", "Tổ"])
@pytest.mark.parametrize("name", ["Xóm Đông Tĩnh", "xóm 01", "Xóm Hòa Bình"])
def test_a_hamlet_is_told_by_its_team(team, name):
    hamlets = [("Xóm 1", None), ("Xóm Đông Tĩnh", None), ("Xóm Hòa Bình", None)]
    assert answering(f"{team} {name}", *hamlets) == answering(name, *hamlets) != []


@pytest.mark.parametrize("name", ["Tổ 7", "Tổ cấp xã", "Tổ CNS cấp xã", "Tổ CNS"])
def test_a_team_of_no_hamlet_is_none(name):
    assert answering(name, ("Xóm 7", None), ("Xóm Xã", None)) == []


def test_a_name_without_its_units_word_is_another_hamlets_first():
    assert answering("Xóm 4", ("Xóm Đội 4", None), ("Xóm 4", None)) == ["X02"]


@pytest.mark.parametrize("apart", ["; ", ", ", ";", ","])
def test_aliases_are_apart_by_semicolons_or_commas(apart):
    for name in ("Trại", "Xóm Trại Mới"):
        assert answering(name, ("Xóm 7", None, f"Trại{apart}Trại Mới"), ("Xóm 8", None)) == ["X01"]


@pytest.mark.parametrize("name", ["Xóm 5, xã Nghĩa Sơn", "Xóm 5 - xã Nghĩa Sơn", "Xóm 5 (Nghĩa Sơn)", "xom 05 xã Nghĩa Sơn"])
def test_todays_commune_says_nothing_where_no_old_one_was_meant(name):
    def codes(*hamlets):
        lines = registry_names(registry(*hamlets), commune="xã Nghĩa Sơn")
        return sorted({line["hamlet_code"] for line in lines if line["name_key"] == hamlet_key(name)})

    assert codes(("Xóm 5", None), ("Xóm 6", None)) == ["X01"]
    assert codes(("Xóm 5", "Nghĩa Lạc"), ("Xóm 5", "Nghĩa Sơn")) == ["X02"]
    assert codes(("Xóm 5", "Nghĩa Lạc"), ("Xóm 6", "Nghĩa Sơn")) == []
