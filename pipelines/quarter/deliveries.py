"""Who sent what for a quarter, and who has not.

Belongs here: questions about the files of one period. Does not belong here: all files ever received (``ledger.py``).
"""

from __future__ import annotations

from typing import Any

from pipelines.quarter.period import parts_of
from pipelines.warehouse.query import Readable, read

_DELIVERIES = """
select fct.source, fct.period, fct.due_date, fct.units_expected, fct.units_received, fct.missing
from fct_delivery as fct where list_contains(?, fct.period) order by fct.source, fct.period
"""

_FILES = """
select
    fct.file_sha256, fct.source, fct.period, fct.status, fct.rows_read, fct.rows_accepted, fct.rows_rejected, fct.rows_set_aside,
    fct.message, receipt.file_path as file
from fct_file as fct
inner join ledger_receipt as receipt
    on fct.commune_code = receipt.commune_code and fct.file_sha256 = receipt.file_sha256 and receipt.is_first
where list_contains(?, coalesce(fct.period, '')) or fct.file_sha256 in (
    select file_sha256 from fct_indicator_row where period = ? and hamlet = 'ALL'
    union all
    select file_sha256 from fct_indicator_month where period = ?
)
order by fct.source nulls last, fct.period, receipt.file_path, fct.file_sha256
"""


def deliveries(source: Readable, period: str) -> list[dict[str, Any]]:
    """Every source and month or quarter of the period: how many senders were expected, how many sent, who did not."""
    return read(source, _DELIVERIES, [parts_of(period)])


def period_files(source: Readable, period: str) -> list[dict[str, Any]]:
    """The files of the period, those without one (registry, roster, unrecognised), and every file that a figure rests on."""
    return read(source, _FILES, [[*parts_of(period), ""], period, period])
