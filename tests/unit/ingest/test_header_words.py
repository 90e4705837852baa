"""Headers as offices word them: places, spellings, sites, two levels. No file answers to another source for it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.labels import lookup_for
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
LOOKUP = lookup_for(CATALOGUE)
DAY = dt.date(2026, 4, 1)


def read(rows, merges=(), build=corpus.xlsx):
    reading = read_file(build(rows, merges=merges) if merges else build(rows), "x", CATALOGUE)
    assert reading.status == "accepted", (reading.verdict, reading.details)
    return reading


def values(reading, *names):
    return [tuple(row.values[name] for name in names) for row in reading.rows if row.kind == "data"]


PLACES = [
    "Xóm/thôn", "Xóm (thôn)", "Xóm (thôn, TDP)", "Tên xóm/TDP", "Thôn xóm", "Tên thôn", "Xóm, tổ dân phố", "Thôn (xóm)", "Tổ dân phố",
    "Đơn vị (xóm)", "Địa bàn (xóm)", "Tên đơn vị", "Tên địa bàn", "Tổ CNSCĐ xóm", "Xóm hoặc thôn", "XÓM - THÔN", "Mã xóm",
]  # fmt: skip


@pytest.mark.parametrize("label", PLACES)
def test_a_hamlet_column_under_any_words_for_a_place(label):
    header = [corpus.VNEID_HEADER[0], label, *corpus.VNEID_HEADER[2:]]
    reading = read(corpus.vneid_rows(header=header))
    assert (reading.source, values(reading, "hamlet")) == ("vneid", [(name,) for name in corpus.HAMLETS])


def test_the_name_is_read_before_the_code():
    rows = [[corpus.VNEID_TITLE], ["Mã xóm", "Xóm/thôn", "Mức 2"], ["X01", "Xóm 1", 5], ["X02", "Xóm 2", 6]]
    assert values(read(rows), "hamlet", "level2") == [("Xóm 1", "5"), ("Xóm 2", "6")]


@pytest.mark.parametrize("label", ["Mã xóm/thôn", "Mã số xóm", "Mã xóm (mới)"])
@pytest.mark.parametrize("name", ["Tên xóm", "Tên xóm (thôn)", "Tên thôn/xóm", "Xóm, tổ dân phố"])
def test_a_registry_under_other_words(label, name):
    header = [
        "STT",
        label,
        name,
        "Tổng hộ",
        "Tổng số nhân khẩu",
        "Từ 15 tuổi",
        "Người trưởng thành",
        "Hiệu lực từ ngày",
        "Hiệu lực đến ngày",
    ]
    reading = read([["DANH MỤC XÓM"], header, [1, "X01", "Xóm 1", 224, 735, 547, 521, DAY, None]])
    assert reading.source == "registry"
    wanted = ("hamlet_code", "hamlet_name", "households", "population", "valid_from", "valid_to")
    assert values(reading, *wanted) == [("X01", "Xóm 1", "224", "735", "2026-04-01", None)]


def test_old_codes_are_not_taken_for_codes():
    header = ["STT", "Mã xóm cũ", "Mã xóm", "Tên xóm", "Số hộ", "Dân số", "Từ 15 tuổi", "Người trưởng thành"]
    assert values(read([["DANH MỤC XÓM"], header, [1, "C07", "X01", "Xóm 1", 224, 735, 547, 521]]), "hamlet_code") == [("X01",)]


@pytest.mark.parametrize("label", ["Số dân", "Tổng nhân khẩu", "Tổng số nhân khẩu", "Khẩu", "Tổng dân số"])
@pytest.mark.parametrize("source", ["vneid", "health_book", "registry"])
def test_the_population_under_its_names(source, label):
    assert [hit.field for hit in LOOKUP.hits(label) if hit.source == source] == ["population"]


@pytest.mark.parametrize(
    ("label", "source", "name"),
    [
        ("Ngày thôi tham gia", "roster", "valid_to"),
        ("Ngày kết thúc", "roster", "valid_to"),
        ("Tham gia từ ngày", "roster", "valid_from"),
        ("Có hiệu lực từ ngày", "registry", "valid_from"),
        ("Ngày nộp báo cáo", "hamlet_report", "handed_in"),
        ("Ngày gửi báo cáo", "hamlet_report", "handed_in"),
        ("Kì báo cáo", "hamlet_report", "period"),
        ("Tỉ lệ mức 2 (%)", "vneid", "level2_rate"),
        ("Mã hộ gia đình", "visit_log", "household_id"),
        ("Số người từ 18 tuổi trở lên", "signature", "adults"),
        ("Sàn Voso", "ocop", "voso"),
        ("Shopee.vn", "ocop", "shopee"),
        ("Nhóm lĩnh vực", "dvc", "service_field"),
        ("Lĩnh vực, nhóm thủ tục", "dvc", "service_field"),
        ("Tổng số HS", "dvc", "files_total"),
        ("Tiếp cận ≥ 1 dịch vụ", "access_survey", "any_service"),
        ("Tiếp cận từ 01 dịch vụ trở lên", "access_survey", "any_service"),
        ("Số người trưởng thành tham gia khảo sát", "access_survey", "adults_surveyed"),
        ("Số người có TK ngân hàng", "bank_survey", "people_with_account"),
        ("Cơ quan, đơn vị", "edocs", "office"),
        ("Đơn vị trường", "schools", "school"),
        ("Sĩ số học sinh", "schools", "students"),
        ("Số khẩu quản lý", "health_book", "population"),
        ("Tổng số dân quản lý", "health_book", "population"),
        ("Số nhân khẩu thực tế", "vneid", "population"),
    ],
)
def test_words_that_were_not_known(label, source, name):
    assert name in [hit.field for hit in LOOKUP.hits(label) if hit.source == source]


@pytest.mark.parametrize("label", ["Ngày nộp báo cáo", "Ngày gửi báo cáo", "Ngày lập báo cáo"])
def test_the_day_of_handing_in_is_read_and_its_label_is_no_value(label):
    rows = corpus.form_rows()
    rows[3] = [label, "12/6/2026"]
    reading = read(rows)
    assert (reading.source, reading.rows[0].values["handed_in"]) == ("hamlet_report", "2026-06-12")
    rows[2:4] = [["Kì báo cáo", None, label, "12/6/2026"]]
    assert values(read(rows), "period", "handed_in") == [(None, "2026-06-12")]


def test_a_leaders_sentence_is_no_label():
    for words in ("Ngày nộp báo cáo chậm do mất điện", "Xóm, thôn chưa có máy", "Các xóm đề nghị hỗ trợ", "Tổ dân phố xa"):
        assert values(read(corpus.form_rows(obstacles=words)), "hamlet", "obstacles") == [("Xóm Bắc Sơn", words)]


def test_a_letterhead_is_no_label_of_a_form():
    rows = [["TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], *corpus.form_rows()]
    assert values(read(rows), "hamlet") == [("Xóm Bắc Sơn",)]


SCHOOLS = [
    ["HỌC LIỆU SỐ VÀ TẬP HUẤN GIÁO VIÊN QUÝ II/2026"],
    ["STT", "Trường", "Cấp học", "Học sinh", "", "Giáo viên", ""],
    ["", "", "", "Tổng số", "Tiếp cận học liệu số", "Tổng số", "Được tập huấn"],
    [1, "Trường TH A", "Tiểu học", 522, 306, 35, 26],
    [2, "Trường THCS", "THCS", 662, 426, 23, 16],
]
SCHOOL_MERGES = ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2")


@pytest.mark.parametrize("whole", ["Tổng số", "Tổng", "Tổng cộng", "Số lượng"])
def test_a_lower_label_of_the_whole_is_its_upper_one(whole):
    rows = [SCHOOLS[0], SCHOOLS[1], ["", "", "", whole, "Tiếp cận học liệu số", whole, "Được tập huấn"], *SCHOOLS[3:]]
    for reading in (read(rows, SCHOOL_MERGES), read(rows, build=corpus.delimited)):
        assert reading.source == "schools"
        assert values(reading, "students", "students_digital", "teachers", "teachers_trained") == [
            ("522", "306", "35", "26"),
            ("662", "426", "23", "16"),
        ]


def test_the_whole_of_the_population_in_two_levels():
    upper = ["STT", "Mã xóm", "Tên xóm", "Số hộ", "Dân số", "", "", "Hiệu lực", ""]
    lower = ["", "", "", "", "Tổng số", "Từ 15 tuổi trở lên", "Người trưởng thành", "Từ ngày", "Đến ngày"]
    merges = ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:I2")
    reading = read([["DANH MỤC XÓM"], upper, lower, [1, "X01", "Xóm 1", 224, 735, 547, 521, DAY, None]], merges)
    assert reading.source == "registry"
    assert values(reading, "households", "population", "population_15_plus", "valid_from") == [("224", "735", "547", "2026-04-01")]


def test_the_whole_under_another_time_is_not_the_figure():
    upper = ["STT", "Trường", "Năm trước", "", "Học sinh", "", "Giáo viên", ""]
    lower = ["", "", "Học sinh", "Giáo viên", "Tổng số", "Tiếp cận học liệu số", "Tổng số", "Được tập huấn"]
    rows = [SCHOOLS[0], upper, lower, [1, "Trường TH A", 9, 8, 522, 306, 35, 26]]
    assert values(read(rows, ("C2:D2", "E2:F2", "G2:H2")), "students", "teachers") == [("522", "35")]


def test_the_whole_of_online_files_is_not_that_of_all_files():
    upper = ["STT", "Lĩnh vực", "Tổng số hồ sơ", "Hồ sơ trực tuyến", "", ""]
    lower = ["", "", "", "Tổng số", "Toàn trình", "Một phần"]
    rows = [["TỔNG HỢP HỒ SƠ DỊCH VỤ CÔNG THÁNG 6/2026"], upper, lower, [1, "Hộ tịch", 67, 42, 32, 10]]
    assert values(read(rows, ("A2:A3", "B2:B3", "C2:C3", "D2:F2")), "files_total", "files_full") == [("67", "32")]


NAMED = [
    (source.id, field.id, word)
    for source in CATALOGUE.sources.values()
    for field in source.fields
    for word in (field.title.vi, *field.synonyms)
]


@settings(deadline=None)
@given(
    st.sampled_from(NAMED),
    st.sampled_from([str.upper, str.lower, lambda word: word.replace("ỳ", "ì").replace("ỷ", "ỉ"), lambda word: f"1. {word}:"]),
)
def test_a_declared_word_answers_however_it_is_spelled(named, spell):
    source, field, word = named
    assert (source, field) in [(hit.source, hit.field) for hit in LOOKUP.hits(spell(word).rstrip(":"))]


@pytest.mark.parametrize(("since", "until"), [("Từ", "Đến"), ("Từ ngày", "Đến")])
def test_the_days_between_which_a_member_serves_in_two_levels(since, until):
    upper = ["STT", "Mã thành viên", "Họ và tên", "Xóm", "Thời gian tham gia", ""]
    rows = [["DANH SÁCH THÀNH VIÊN TỔ CNS"], upper, ["", "", "", "", since, until], [1, "TV001", "Mai", "Xóm 1", DAY, dt.date(2026, 5, 1)]]
    assert values(read(rows, ("E2:F2",)), "valid_from", "valid_to") == [("2026-04-01", "2026-05-01")]
