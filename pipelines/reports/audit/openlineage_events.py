"""A kept run as OpenLineage events, written to a file: nothing is ever sent anywhere.

Belongs here: which event says what. Does not belong here: the run's history (``runs.py``), finding lineage (``pipelines.warehouse``).

A run, each source's intake and each model are jobs with START and COMPLETE; what was asserted of a table is a job of its own after it,
with the table as its input. Schema, source code and column lineage are those of the programme that writes the file. Run ids of parts
are derived from the run's own, so that the same run gives the same bytes.

This module brings a heavy library: import it where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState, set_producer
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    documentation_dataset,
    documentation_job,
    error_message_run,
    job_type_job,
    nominal_time_run,
    parent_run,
    processing_engine_run,
    schema_dataset,
    source_code_job,
    sql_job,
)
from openlineage.client.serde import Serde

from pipelines.reports.audit.runs import Asserted, KeptRun
from pipelines.reports.audit.told import Known
from pipelines.warehouse.query_lineage import LAKE_PREFIX, Link

_INTAKE, _CHECKS = "intake", "checks"
_ARCHIVE = "archive"


def write_events(run: KeptRun, known: Known, folder: Path) -> Path:
    """Write ``<run id>.ndjson``, an event a line in the order of their times; the path."""
    lines = [json.dumps(Serde.to_dict(event), ensure_ascii=False, sort_keys=True) for event in events_of(run, known)]
    path = folder / f"{run.run_id}.ndjson"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def events_of(run: KeptRun, known: Known) -> list[RunEvent]:
    """The run's events, earliest first; of one moment, in the order of the jobs."""
    set_producer(f"urn:soxom:{version('soxom')}")
    teller = _Teller(run, known)
    parts = [*teller.tables(), *teller.assertions()]
    parts.sort(key=lambda event: event.eventTime)
    last = RunState.COMPLETE if run.error is None else RunState.FAIL
    return [teller.whole(RunState.START, run.started), *parts, teller.whole(last, run.ended)]


class _Teller:
    """Says one run in OpenLineage's classes."""

    def __init__(self, run: KeptRun, known: Known) -> None:
        self._run = run
        self._known = known
        self._made = {made.table for made in run.made}

    def whole(self, state: Any, at: datetime) -> RunEvent:
        """The run itself begins or ends."""
        facets: dict[str, Any] = {
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                version=version("duckdb"), name="duckdb", openlineageAdapterVersion=version("openlineage-python")
            )
        }
        if self._known.days is not None:
            first, last = self._known.days
            begins, ends = (f"{day.isoformat()}T00:00:00+07:00" for day in (first, last + timedelta(days=1)))
            facets["nominalTime"] = nominal_time_run.NominalTimeRunFacet(nominalStartTime=begins, nominalEndTime=ends)
        if self._run.error is not None and state.value == "FAIL":
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(message=self._run.error, programmingLanguage="python")
        kind = job_type_job.JobTypeJobFacet(processingType="BATCH", integration="SOXOM", jobType="DAG")
        job = Job(namespace=self._known.namespace, name=self._run.job, facets={"jobType": kind})
        return RunEvent(eventTime=_moment(at), eventType=state, run=Run(runId=self._run.run_id, facets=facets), job=job)

    def tables(self) -> Iterator[RunEvent]:
        """Every table that the run made and that lineage knows: sources and models."""
        for made in self._run.made:
            if made.table not in self._known.lineage.tables and made.table not in self._known.lineage.ends:
                continue  # an asset that is no table: the published file, the documents
            job, run = self._job(made.table), self._part(made.table)
            begun = max(made.at - timedelta(seconds=made.seconds or 0), self._run.started)
            yield RunEvent(eventTime=_moment(begun), eventType=RunState.START, run=run, job=job)
            yield RunEvent(
                eventTime=_moment(made.at),
                eventType=RunState.COMPLETE,
                run=run,
                job=job,
                inputs=self._inputs(made.table),
                outputs=[self._output(made.table)],
            )

    def assertions(self) -> Iterator[RunEvent]:
        """What was asserted of each table: dbt's tests, the door's word, the checks' findings and each check's outcomes."""
        by_table: dict[str, list[Asserted]] = {}
        for asserted in self._run.asserted:
            by_table.setdefault(asserted.table, []).append(asserted)
        for table, answers in by_table.items():
            if table not in self._known.lineage.tables and table not in self._known.lineage.ends:
                continue  # the gate: asked of the quarter, not of a table
            facet = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
                assertions=[*map(self._assertion, answers), *self._expectations(table), *self._outcomes(table)]
            )
            kind = job_type_job.JobTypeJobFacet(processingType="BATCH", integration="SOXOM", jobType="TEST")
            job = Job(namespace=self._known.namespace, name=f"{_CHECKS}.{table}", facets={"jobType": kind})
            run = self._part(job.name)
            first, last = min(answer.at for answer in answers), max(answer.at for answer in answers)
            yield RunEvent(eventTime=_moment(first), eventType=RunState.START, run=run, job=job)
            inputs = [self._dataset(table, {"dataQualityAssertions": facet})]
            yield RunEvent(eventTime=_moment(last), eventType=RunState.COMPLETE, run=run, job=job, inputs=inputs)

    def _assertion(self, asserted: Asserted) -> Any:
        sql = self._known.test_sql.get(asserted.name)
        return data_quality_assertions_dataset.Assertion(
            assertion="custom_sql" if sql else asserted.name,
            success=asserted.passed,
            severity=asserted.severity,
            name=asserted.name,
            actual=asserted.actual or None,
            content=sql.strip() if sql else None,
            contentType="sql" if sql else None,
            params=None,
        )

    def _expectations(self, table: str) -> Iterator[Any]:
        for entry in self._known.door.get(table.removeprefix(LAKE_PREFIX), ()) if table.startswith(LAKE_PREFIX) else ():
            yield data_quality_assertions_dataset.Assertion(
                assertion=entry["expectation"],
                success=entry["success"],
                column=entry["field"] or None,
                severity="error" if entry["severity"] == "blocking" else "warn",
                name=".".join(filter(None, ("door", entry["rule"], entry["field"], entry["expectation"]))),
                description=entry["message_vi"],
                expected="0",
                actual=str(entry["unexpected"]),
                params={"evaluated": entry["evaluated"]},
            )

    def _outcomes(self, table: str) -> Iterator[Any]:
        for source, rule, counts in self._known.outcomes:
            if LAKE_PREFIX + source == table:
                told = "; ".join(f"{outcome}: {number}" for outcome, number in sorted(counts.items()))
                yield data_quality_assertions_dataset.Assertion(
                    assertion=rule, success=not counts.get("fail"), name=f"rule.{rule}", actual=told, params=None
                )

    def _part(self, name: str) -> Run:
        parent = parent_run.ParentRunFacet(
            run=parent_run.Run(runId=self._run.run_id), job=parent_run.Job(namespace=self._known.namespace, name=self._run.job)
        )
        return Run(runId=str(uuid5(UUID(self._run.run_id), name)), facets={"parent": parent})

    def _job(self, table: str) -> Job:
        kind = "TASK" if table in self._known.lineage.ends else "MODEL"
        facets: dict[str, Any] = {
            "jobType": job_type_job.JobTypeJobFacet(processingType="BATCH", integration="SOXOM", jobType=kind),
            "documentation": documentation_job.DocumentationJobFacet(description=self._known.tables[table].words.vi),
        }
        if table in self._known.sql:
            sql = self._known.sql[table]
            facets["sourceCode"] = source_code_job.SourceCodeJobFacet(language="SQL", sourceCode=sql)
            facets["sql"] = sql_job.SQLJobFacet(query=sql, dialect="duckdb")
        name = f"{_INTAKE}.{table}" if table.startswith(LAKE_PREFIX) else table
        return Job(namespace=self._known.namespace, name=name, facets=facets)

    def _inputs(self, table: str) -> list[InputDataset]:
        if table in self._known.lineage.tables:
            query = self._known.lineage.tables[table]
            links = [*query.rows, *(link for links in query.columns.values() for link in links)]
            return [self._input(name) for name in sorted({link.table for link in links})]
        return [
            InputDataset(
                namespace=f"{self._known.namespace}/{_ARCHIVE}",
                name=sha256,
                facets={"version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=sha256)},
            )
            for sha256 in self._known.files.get(table.removeprefix(LAKE_PREFIX), ())
        ]

    def _dataset(self, table: str, facets: dict[str, Any]) -> InputDataset:
        return InputDataset(namespace=self._known.namespace, name=table, inputFacets=facets)

    def _input(self, table: str) -> InputDataset:
        """What no run makes, the declared facts, is described where it is read: it is nobody's output."""
        facets = {} if table in self._made else self._described(table)
        return InputDataset(namespace=self._known.namespace, name=table, facets=facets)

    def _described(self, table: str) -> dict[str, Any]:
        described, lineage = self._known.tables[table], self._known.lineage
        said = {name: (kind, words) for name, kind, words in described.columns}
        names = lineage.ends[table] if table in lineage.ends else tuple(lineage.tables[table].columns)
        fields = [
            schema_dataset.SchemaDatasetFacetFields(
                name=name,
                type=said[name][0] if name in said else None,
                description=said[name][1].vi or None if name in said else None,
                ordinal_position=place,
            )
            for place, name in enumerate(names, start=1)
        ]
        return {
            "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
            "documentation": documentation_dataset.DocumentationDatasetFacet(description=described.words.vi),
        }

    def _output(self, table: str) -> OutputDataset:
        facets, lineage = self._described(table), self._known.lineage
        if table in lineage.tables:
            query = lineage.tables[table]
            columns = {
                name: column_lineage_dataset.Fields(inputFields=self._fields(links)) for name, links in query.columns.items() if links
            }
            facets["columnLineage"] = column_lineage_dataset.ColumnLineageDatasetFacet(fields=columns, dataset=self._fields(query.rows))
        return OutputDataset(namespace=self._known.namespace, name=table, facets=facets)

    def _fields(self, links: tuple[Link, ...]) -> list[column_lineage_dataset.InputField]:
        """One entry a column, with every way in which it enters."""
        ways: dict[tuple[str, str], list[Any]] = {}
        for link in links:
            ways.setdefault((link.table, link.column), []).append(
                column_lineage_dataset.Transformation(type=link.kind, subtype=link.how, description="", masking=False)
            )
        return [
            column_lineage_dataset.InputField(namespace=self._known.namespace, name=table, field=column, transformations=how)
            for (table, column), how in ways.items()
        ]


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
