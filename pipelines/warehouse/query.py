"""Opens the published warehouse for reading.

Belongs here: opening, and rows as plain dicts. Does not belong here: any question of the domain (``quarter``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.home import Home


class NotPublishedError(RuntimeError):
    """Nothing has been published in this home yet."""


def read(home: Home, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of one question, asked of one published version. Raises NotPublishedError before the first run."""
    import duckdb  # noqa: PLC0415 - only where a file is opened

    if not home.warehouse.exists():
        raise NotPublishedError(str(home.root))
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        cursor = connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
