"""Generates the staging models: one SQL and one YAML file a source.

Belongs here: the model around the columns. Does not belong here: names, types and words of columns (``columns.py``).
"""

from __future__ import annotations

from pipelines.catalogue.emit.columns import Column, column_entries, staging_columns
from pipelines.catalogue.emit.text import header, yaml_text
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import Source

_SQL = """\
-- {header}
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

{cte} as (
    select * from {{{{ source('raw', '{source}') }}}}
),

typed as (
    select
        {typed}
    from {cte}
)

select
    {final}
from typed
"""


def _sql(source: Source, columns: tuple[Column, ...]) -> str:
    plain = [column.name for column in columns if column.macro is None]
    cast = [f"{{{{ {column.macro}('{column.name}') }}}} as {column.name}" for column in columns if column.macro is not None]
    return _SQL.format(
        header=header(f"sources/{source.id}.yml"),
        source=source.id,
        cte=f"raw_{source.id}",
        typed=",\n        ".join(plain + cast),
        final=",\n    ".join(column.name for column in columns),
    )


def _yaml(source: Source, columns: tuple[Column, ...]) -> str:
    model = {
        "name": f"stg_{source.id}",
        "description": f"{source.title.vi} ({source.title.en}). Mỗi dòng là {source.grain.vi} trong một tệp (a row is {source.grain.en}).",
        "config": {"contract": {"enforced": True}} | ({"meta": {"incremental_by": ["file_sha256"]}} if source.day is not None else {}),
        "data_tests": [{"unique_key": {"arguments": {"columns": ["commune_code", "row_id"]}}}],
        "columns": column_entries(columns),
    }
    return yaml_text(f"sources/{source.id}.yml", {"version": 2, "models": [model]})


def staging_files(catalogue: Catalogue) -> dict[str, str]:
    """The SQL and the YAML of every staging model."""
    files: dict[str, str] = {}
    for source in catalogue.sources.values():
        columns = staging_columns(source)
        files[f"dbt_project/models/staging/stg_{source.id}.sql"] = _sql(source, columns)
        files[f"dbt_project/models/staging/stg_{source.id}.yml"] = _yaml(source, columns)
    return files
