"""Writes the marts out for auditors, whole or as one quarter's.

Belongs here: which version and which rows. Does not belong here: the files' form (``pipelines.warehouse.datapackage``), what else
auditors get (``pipelines.reports.audit``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.ingest.closed import closed_quarters, latest_of
from pipelines.quarter.closed import catalogue_of, snapshot_of
from pipelines.quarter.package_tables import LEFT_OUT, OF_QUARTER, TABLES, rows_of_quarter
from pipelines.quarter.period import spoken
from pipelines.quarter.standing import Standing, standing_in
from pipelines.warehouse.datapackage import About, Rows, write_datapackage
from pipelines.warehouse.dictionary import dictionary
from pipelines.warehouse.query import Snapshot, published_digest, snapshot

BEHIND_FIGURES = tuple(name for name in OF_QUARTER if name != "fct_indicator")
"""``fct_indicator`` itself has closed figures as closed already."""
_TABLES = "select table_name from information_schema.tables"


@dataclass(frozen=True)
class Exported:
    """What was written, and from which version. ``quarter``: absent when everything published was."""

    paths: list[Path]
    quarter: str | None
    standing: Standing | None
    version: str
    """What names the version: the digest that the published warehouse was built from, or of the closed package's manifest."""


def export_tables(home: Home, folder: Path, quarter: str | None = None) -> Exported:
    """Write every mart into ``folder`` as CSV and Parquet with ``datapackage.json``.

    With ``quarter`` ("2026-Q2") only that quarter's rows, from its closed package once it is closed. Without it, findings, checks and
    deliveries of closed quarters are what they would be now; their figures and the rows behind them are as closed.
    Raises NotPublishedError, AlteredError, LookupError (nothing of that quarter is published).
    """
    with snapshot(home) if quarter is None else snapshot_of(home, quarter) as version:
        standing = None if quarter is None else standing_in(version, quarter)
        if (
            quarter is not None
            and not version.connection.execute("select 1 from fct_indicator where period = ? limit 1", [quarter]).fetchall()
        ):
            raise LookupError(quarter)
        there = {row[0] for row in version.connection.execute(_TABLES).fetchall()}
        left_out = LEFT_OUT if quarter is not None else ()
        marts = [mart for mart in dictionary().values() if mart.name in there and mart.name not in left_out]
        rows = [_everything(version, mart.name) if quarter is None else Rows(*rows_of_quarter(mart.name, quarter)) for mart in marts]
        digest = published_digest(home) if version.closed is None else version.closed.manifest_sha256
        about = _about(catalogue_of(version), version, quarter, standing, digest)
        paths = write_datapackage(version.connection, list(zip(marts, rows, strict=True)), folder, about)
    return Exported(paths, quarter, standing, digest)


def _everything(version: Snapshot, mart: str) -> Rows:
    """All rows of a mart. What stands behind a closed quarter's figures is as closed, like the figures: else they would not add up."""
    whole = f"select * from {mart}"  # noqa: S608 - our own table
    if mart not in BEHIND_FIGURES:
        return Rows(whole, {})
    latest = {quarter: closed for quarter in closed_quarters(version.home) if (closed := latest_of(version.home, quarter))}
    packed = [str(closed.whole(f"{TABLES}/{mart}.parquet")).replace("'", "''") for closed in latest.values()]
    if not packed:
        return Rows(whole, {})
    files = ", ".join(f"'{path}'" for path in packed)
    columns = ", ".join(name for name, *_ in version.connection.execute(f"describe {whole}").fetchall())
    return Rows(
        f"select {columns} from (select * from {mart} where not list_contains($closed, period)"  # noqa: S608 - our own tables and columns
        f" union all by name select * from read_parquet([{files}], union_by_name = true))",
        {"closed": list(latest)},
    )


def _about(catalogue: Catalogue, version: Snapshot, quarter: str | None, standing: Standing | None, digest: str) -> About:
    commune = catalogue.commune
    what = "mọi kỳ đã công bố" if quarter is None or standing is None else f"{spoken(quarter)}, {standing.words}"
    what_en = "all published periods" if quarter is None else f"{quarter}, {standing.state if standing else 'provisional'}"
    made = "kho số liệu công bố, mã" if version.closed is None else "gói số liệu đã chốt, mã"
    made_en = "the published warehouse, build" if version.closed is None else "the closed package, manifest"
    return About(
        name=f"soxom-{commune.code}" + ("" if quarter is None else f"-{quarter.lower()}"),
        title=f"Số liệu Tổ công nghệ số cộng đồng, {commune.title.vi}: {what}",
        title_en=f"Community digital technology teams, {commune.title.en}: {what_en}",
        description=f"Các bảng số liệu của sổ xóm. Lấy từ {made} {digest}.",
        description_en=f"The tables of soxom. From {made_en} {digest}.",
        version=digest[:12] if version.closed is None else f"v{version.closed.version}-{digest[:12]}",
    )
