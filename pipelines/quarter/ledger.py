"""The files received and who has not reported.

Belongs here: questions about deliveries. Does not belong here: figures (``indicators.py``).
"""

from __future__ import annotations

from typing import Any

from pipelines.home import Home
from pipelines.ingest.closed import closed_quarters
from pipelines.quarter.late import late_lines
from pipelines.quarter.period import quarter_of
from pipelines.quarter.reminded import reminded_lines
from pipelines.warehouse.query import Readable, read

FILE_COLUMNS = (
    "file",
    "sha256",
    "source",
    "period",
    "status",
    "rows_read",
    "rows_accepted",
    "rows_rejected",
    "rows_set_aside",
    "message",
)
"""The columns of ``soxom files`` (spec: command line)."""

STATUS_COLUMNS = ("what", "which", "state")

_FILES = """
select
    receipt.file_path as file,
    fct.file_sha256 as sha256,
    fct.source,
    fct.period,
    case when receipt.is_first then fct.status else 'duplicate' end as status,
    case when receipt.is_first then fct.rows_read else 0 end as rows_read,
    case when receipt.is_first then fct.rows_accepted else 0 end as rows_accepted,
    case when receipt.is_first then fct.rows_rejected else 0 end as rows_rejected,
    case when receipt.is_first then fct.rows_set_aside else 0 end as rows_set_aside,
    case when receipt.is_first then fct.message else 'Trùng với tệp đã nhận: ' || first_receipt.file_path end as message
from ledger_receipt as receipt
inner join fct_file as fct using (commune_code, file_sha256)
inner join ledger_receipt as first_receipt
    on first_receipt.commune_code = receipt.commune_code
    and first_receipt.file_sha256 = receipt.file_sha256
    and first_receipt.is_first
order by receipt.receipt_number
"""


def files(source: Readable) -> list[dict[str, Any]]:
    """One row a receipt, in the order of arrival."""
    return read(source, _FILES)


_QUARTERS = """
select period, sum(case when status = 'no_data' then 0 else 1 end) as known
from fct_indicator where hamlet = 'ALL' group by period order by period
"""
_FILE_COUNTS = "select status, count(*) as files from fct_file group by status order by status"
_MISSING = """
select source, title_vi, period, due_date, missing from fct_delivery where missing <> '' order by period, source
"""


def status(home: Home) -> list[dict[str, Any]]:
    """Closed quarters and what came late for them, what is known of every quarter, files by verdict, what is awaited, who was reminded."""
    lines = late_lines(home, home)
    lines += [{"what": "Quý", "which": row["period"], "state": f"{row['known']}/16 chỉ tiêu có số liệu"} for row in read(home, _QUARTERS)]
    lines += [{"what": "Tệp", "which": row["status"], "state": f"{row['files']} tệp"} for row in read(home, _FILE_COUNTS)]
    closed = set(closed_quarters(home))
    for row in read(home, _MISSING):
        if quarter_of(row["period"]) in closed:  # nothing is awaited any more, also not of a hamlet that has come about since
            continue
        due = f"(hạn trước {row['due_date']:%d/%m/%Y})"
        lines.append({"what": "Chưa có", "which": f"{row['period']} {row['title_vi']}", "state": f"{row['missing']} {due}"})
    return [*lines, *reminded_lines(home)]
