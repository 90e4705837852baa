"""Generates dbt's source ``raw``: the Parquet files that Python hands over, one YAML file a table.

Belongs here: the tables of the lake and where dbt finds them. Does not belong here: a source's own columns (``columns.py``).
"""

from __future__ import annotations

from pipelines.catalogue.emit.columns import COMMUNE, FILE, Column, column_entries, raw_columns
from pipelines.catalogue.emit.text import yaml_text
from pipelines.catalogue.load import Catalogue

EXTERNAL_LOCATION = "read_parquet('../lake/{name}.parquet')"
"""Relative to the folder that dbt is started in (``state/build``): a fixed text, so that dbt need not parse again for another
home, as it would for an environment variable. dbt-duckdb fills in ``{name}`` with the table."""


def _text(name: str, description: str) -> Column:
    return Column(name, "varchar", description)


def _number(name: str, description: str) -> Column:
    return Column(name, "bigint", description)


FILE_TABLE = (
    COMMUNE,
    Column("file_sha256", "varchar", "SHA-256 của tệp, khóa của bảng (SHA-256 of the file, the table's key)"),
    _number("size_bytes", "Dung lượng tệp, byte (Size of the file in bytes)"),
    _text("container", "Định dạng nhận ra từ nội dung: xlsx, xls, csv… (Container told by the bytes)"),
    _text("status", "accepted, unrecognised hoặc unreadable (What became of the file)"),
    _text("verdict", "Mã kết luận trong danh mục (Verdict id of the catalogue)"),
    _text("message", "Câu kết luận gửi cho người nộp (Sentence with the mend, in Vietnamese)"),
    _text("source", "Nguồn nhận ra; trống nếu không nhận ra (Source that the file was recognised as)"),
    _text("closest", "Nguồn gần nhất khi không nhận ra (Closest source when none fits)"),
    _text("period_title", "Kỳ ghi trên tiêu đề (Period in the title: 2026-06, 2026-Q2, 2026)"),
    _text("period_as_of", "Ngày «tính đến» ghi trong tệp, ISO (As-of date, ISO)"),
    _text("period_form", "Kỳ ghi trong ô của phiếu (Period in the form's own field)"),
    _text("period_name", "Kỳ trong tên tệp hoặc thư mục (Period in the file's or folder's name)"),
    _number("rows_read", "Số dòng đã đọc dưới tiêu đề (Lines read below the header)"),
    _number("rows_data", "Số dòng số liệu (Lines of data)"),
    _number("rows_total", "Số dòng tổng cộng (Total lines)"),
    _number("rows_set_aside", "Số dòng để riêng: ghi chú, chữ ký (Lines set aside: notes, signatures)"),
    _number("rows_door_rejected", "Số dòng bị từ chối ở cửa (Lines that the door turned away)"),
    _text("sheets", "Các trang tính đã đọc, JSON (Sheets read, JSON)"),
    _text("columns_extra", "Các cột thừa, JSON (Columns that the source does not know, JSON)"),
    _text("columns_missing", "Các cột không bắt buộc mà tệp không có, JSON (Optional fields that the file does not bring, JSON)"),
    _text("file_label", "Đường dẫn nhỏ nhất mà tệp được nhận (Smallest path that the file was received under)"),
    _number("received_rank", "Thứ tự nhận lần đầu: lượt chạy, giờ sửa, tên (Order of first receipt: run, modified time, name)"),
)
RECEIPT_TABLE = (
    COMMUNE,
    _number("receipt_number", "Số biên nhận, tăng dần (Number of the receipt, ascending)"),
    _text("file_path", "Đường dẫn trong thư mục nhận (Path under the drop folder)"),
    FILE,
    _number("run_number", "Lượt chạy đã nhận tệp (Run that received the file)"),
    _number("modified_ns", "Giờ sửa cuối của tệp, nano giây (Modified time in nanoseconds)"),
    _text("received_at", "Thời điểm nhận, ISO (Time of receipt, ISO)"),
    Column("is_first", "boolean", "Có phải lần đầu nhận các byte này (Whether these bytes were received for the first time)"),
)
REGISTRY_NAME_TABLE = (
    COMMUNE,
    FILE,
    Column("row_number", "integer", "Dòng của danh mục xóm (Row of the registry)"),
    _text("hamlet_code", "Mã xóm mà tên chỉ tới (Code of the hamlet that the name means)"),
    _text("name_key", "Khóa so khớp của tên, giữ dấu (Comparison key of the name, marks kept)"),
    _text("plain_key", "Khóa không dấu của tên (Mark-free key of the name)"),
    _text("origin", "Tên từ đâu: name, alias, name_and_commune, base_name, confirmed (Where the name comes from)"),
)
REQUESTED_PERIOD_TABLE = (
    COMMUNE,
    _text("period", "Quý hoặc năm đã được yêu cầu tính (Quarter or year that somebody asked for)"),
)
WAIVER_TABLE = (
    COMMUNE,
    _number("waiver_number", "Số thứ tự trong nhật ký hành động (Number in the action log)"),
    _text("finding_id", "Mã phát hiện (Id of the finding)"),
    _text("rule", "Mã quy tắc (Id of the rule)"),
    _text("severity", "Mức độ khi quyết định (Severity when it was decided)"),
    _text("source", "Nguồn (Source)"),
    _text("period", "Tháng hoặc quý; trống với danh mục (Month or quarter, empty for registry and roster)"),
    _text("hamlet", "Mã xóm; trống là cả xã (Hamlet, empty for the commune)"),
    _text("observed", "Số đã thấy khi quyết định (What was observed when it was decided)"),
    _text("decision", "accept, carry_forward hoặc withdraw (The decision)"),
    _text("reason", "Lý do (Why)"),
    _text("decided_by", "Người quyết định (Who)"),
    _text("decided_at", "Thời điểm, ISO (When, ISO)"),
    _text("valid_until", "Ngày cuối cùng còn hiệu lực, ISO (Last day on which it holds, ISO)"),
    _text("as_of_day", "Ngày xét hiệu lực, ISO (Day on which that is looked at, ISO)"),
)
CLOSED_FIGURE_TABLE = (
    COMMUNE,
    Column("period", "varchar", "Kỳ: tháng 2026-06, quý 2026-Q2 hoặc năm 2026 (Month, quarter or year)"),
    Column("indicator", "varchar", "Mã chỉ tiêu (Id of the indicator)"),
    Column("hamlet", "varchar", "Mã xóm; ALL là toàn xã; COMMUNE là tổ cấp xã; hoặc tên trường (Hamlet, ALL, COMMUNE or a school)"),
    Column("level", "varchar", "Cấp: commune, hamlet, team, school (Level)"),
    Column("position", "integer", "Thứ tự chỉ tiêu (Place in every list)"),
    Column("provenance_key", "varchar", "Khóa truy nguồn của số liệu (Key of the figure, to its rows)"),
    Column("numerator", "bigint", "Tử số (Numerator)"),
    Column("denominator", "bigint", "Mẫu số (Denominator)"),
    Column("value", "double", "Giá trị, phần của 1 (Value as a fraction of 1)"),
    Column("interval_low", "double", "Cận dưới khoảng tin cậy 95%, phần của 1; chỉ khảo sát (Lower 95% bound; surveys only)"),
    Column("interval_high", "double", "Cận trên khoảng tin cậy 95%, phần của 1; chỉ khảo sát (Upper 95% bound; surveys only)"),
    Column("target_operator", "varchar", "So sánh với mục tiêu: = hoặc >= (Comparison with the target)"),
    Column("target", "double", "Mục tiêu, phần của 1 (Target as a fraction of 1)"),
    Column("due_date", "date", "Hạn (Due date)"),
    Column("target_clause", "varchar", "Điều khoản của kế hoạch (Clause of the plan)"),
    Column("expected_value", "double", "Mức phải đạt hôm nay theo đường thẳng tới hạn, phần của 1 (Where the straight line stands)"),
    Column("status", "varchar", "Trạng thái (Status)"),
    Column("gap", "bigint", "Phần còn thiếu, theo đơn vị của chỉ tiêu (Still to go, in the indicator's gap unit)"),
    Column("pace_per_day", "double", "Tốc độ ba tháng qua, phần của 1 mỗi ngày (Pace of the last three months per day)"),
    Column("reaches_target_on", "date", "Ngày sẽ đạt mục tiêu theo tốc độ đó (Day the pace would reach the target)"),
    Column("hamlets_counted", "bigint", "Số xóm đã tính (Hamlets counted)"),
    Column("hamlets_total", "bigint", "Số xóm phải tính (Hamlets there are)"),
    Column("held_by", "varchar", "Các quy tắc đang giữ số của xóm lại (Rules that hold the hamlet's figure)"),
    Column("waivers", "varchar", "Quyết định của cán bộ có trong số này: accepted X07, carried_forward X05 (Waivers in the figure)"),
    Column(
        "carried_from", "varchar", "Tháng hoặc quý của số cũ được dùng thay; trống nếu là số của kỳ (Period of the figure carried forward)"
    ),
    Column("pending_settings", "varchar", "Các điểm chờ xác nhận (Settings not yet confirmed)"),
    Column("publication", "varchar", "Tình trạng công bố: provisional, final hoặc revised (Provisional, final or revised)"),
    Column("version", "integer", "Bản chốt thứ mấy; trống nếu chưa chốt (Version of the close; null while open)"),
)
SHARED_TABLES = {
    "requested_period": ("Các kỳ đã được yêu cầu (Periods that were asked for, with or without data)", REQUESTED_PERIOD_TABLE),
    "file": ("Mỗi tệp đã nhận một dòng, kèm kết luận (One row a file, with its verdict)", FILE_TABLE),
    "receipt": ("Mỗi lần nhận tệp một dòng (One row each time a file was seen)", RECEIPT_TABLE),
    "registry_name": ("Mọi tên gọi của từng xóm theo từng danh mục (Every name that a registry file gives a hamlet)", REGISTRY_NAME_TABLE),
    "closed_figure": ("Số liệu của các quý đã chốt (Figures of closed quarters, from their packages)", CLOSED_FIGURE_TABLE),
    "waiver": ("Các quyết định về phát hiện, theo thứ tự (Decisions about findings, in order)", WAIVER_TABLE),
}


def _table_file(table: str, description: str, columns: tuple[Column, ...], origin: str) -> tuple[str, str]:
    entry = {
        "name": table,
        "description": description,
        "config": {"meta": {"external_location": EXTERNAL_LOCATION}},
        "columns": column_entries(columns),
    }
    content = {"version": 2, "sources": [{"name": "raw", "schema": "raw", "tables": [entry]}]}
    return f"dbt_project/models/sources/raw_{table}.yml", yaml_text(origin, content)


def raw_files(catalogue: Catalogue) -> dict[str, str]:
    """One YAML file for each Parquet file of the lake."""
    tables = [_table_file(table, description, columns, "emit/raw.py") for table, (description, columns) in SHARED_TABLES.items()]
    for source in catalogue.sources.values():
        description = f"{source.title.vi} ({source.title.en}): các dòng như đã đọc / rows as read. {source.description.vi}"
        tables.append(_table_file(source.id, description, raw_columns(source), f"sources/{source.id}.yml"))
    return dict(tables)
