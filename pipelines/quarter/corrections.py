"""What newer files changed in a quarter or year, cell by cell and file by file, as the mart has it.

Belongs here: which corrections are shown and in what order. Does not belong here: what a change does to a figure (dbt).
"""

from __future__ import annotations

from typing import Any

from pipelines.quarter.findings import periods_of
from pipelines.warehouse.query import Readable, read

COLUMNS = (
    "scope",
    "source",
    "period",
    "hamlet",
    "item",
    "field",
    "change",
    "old_value",
    "new_value",
    "old_file",
    "old_sheet",
    "old_row",
    "new_file",
    "new_sheet",
    "new_row",
    "changed_at",
    "indicator",
    "value_before",
    "value_after",
    "effect",
    "effect_reason",
)
"""The columns of ``soxom corrections``: values are fractions of 1; a missing old or new value is empty, never 0."""

_SQL = """
with corrections as (
    select * from fct_correction where list_contains(?, period)
),
listed as (
    select * from corrections where affected_period = ?
    union all
    select distinct on (correction_id) * replace (
        '' as indicator, '' as effect_reason, null as value_before, null as value_after, null as effect
    )
    from corrections as other
    where scope = 'cell' and not exists (
        select 1 from corrections as own where own.correction_id = other.correction_id and own.affected_period = ?
    )
)
select
    listed.scope, listed.source, listed.period, listed.hamlet, listed.item, listed.title_vi as field, listed.change,
    listed.old_value, listed.new_value,
    older.file_path as old_file, listed.old_sheet, listed.old_row,
    newer.file_path as new_file, listed.new_sheet, listed.new_row, listed.changed_at,
    listed.indicator, indicator.title_vi as indicator_vi,
    listed.value_before, listed.value_after, listed.effect, listed.effect_reason, source.title_vi as source_vi
from listed
inner join seed_source as source on source.source = listed.source
left join seed_indicator as indicator on indicator.indicator = listed.indicator
left join ledger_receipt as older
    on older.commune_code = listed.commune_code and older.file_sha256 = listed.old_file_sha256 and older.is_first
left join ledger_receipt as newer
    on newer.commune_code = listed.commune_code and newer.file_sha256 = listed.new_file_sha256 and newer.is_first
order by
    listed.source, listed.period, newer.receipt_number, listed.scope desc, listed.item, listed.figure, indicator.position
"""


def corrections(source: Readable, period: str) -> list[dict[str, Any]]:
    """The corrections of the period's files: each file as a whole, then its cells, with the effect on that period's figures."""
    return read(source, _SQL, [periods_of(period), period, period])
