"""The process that holds Great Expectations: validates one frame a source, as often as the door asks.

Belongs here: every use of Great Expectations and pandas. Does not belong here: what a failure means (``door.py``), what is
expected (``expectations/``, generated). Started by ``door.py``; ends when its standard input does.

Great Expectations takes about five seconds to import, so only this process does. A suite is first asked whether each expectation holds,
and then, of those that do not, which rows break it: most hold, and asking for both at once takes half as long again. Rows are asked for
by position (no index columns): naming them takes 55 microseconds a failing cell, and positions say the same for nothing. A batch is
therefore validated whole, whatever its size: 14,000 rows take a third of a second, 200,000 about three, failing or not.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.imports import collect_seldom, do_without, names_only, put_off

# Over half of Great Expectations' import: statistics and drawings that no suite of ours asks for, databases, a network, and files and
# Spark, each kind of which is a model of its own; our batches are frames.
put_off("scipy.stats", "altair")
do_without("sqlalchemy")
names_only("requests", "great_expectations.core.http")
_FILES = ("file_path", "filesystem", "dbfs", "s3", "google_cloud_storage", "azure_blob_storage")
_UNUSED = (
    *(f"{engine}_{place}" for engine in ("pandas", "spark") for place in _FILES),
    *("alloy", "aurora", "bigquery", "citus", "databricks_sql", "neon", "postgres", "redshift", "snowflake"),
    *("sql_server", "sqlite"),
)
names_only("great_expectations.datasource.fluent.fabric")
names_only(*(f"great_expectations.datasource.fluent.{kind}_datasource" for kind in _UNUSED))

import great_expectations as gx  # noqa: E402 - after what it shall not run
import pandas as pd  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402

from pipelines.framing import receive, send  # noqa: E402
from pipelines.ingest.door import READY  # noqa: E402

_WHETHER = {"result_format": "BOOLEAN_ONLY"}
_WHICH = {"result_format": "COMPLETE", "return_unexpected_index_query": False, "partial_unexpected_count": 0}
TABLE_EXPECTATION = "expect_table_columns_to_match_set"
_NOT_NULL = "expect_column_values_to_not_be_null"


class Validator:
    """One in-memory context, and the suites as they are on disk when first asked for."""

    def __init__(self, suites: Path) -> None:
        self._folder = suites
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("door").add_dataframe_asset("rows")
        self._batch_definition = asset.add_batch_definition_whole_dataframe("batch")

    def check(self, source: str, columns: dict[str, list[Any]], numbers: list[str], count: int) -> list[dict[str, Any]]:
        """What became of each expectation of the suite, in the suite's order. ``numbers``: the columns that hold numbers, not text."""
        declared = json.loads((self._folder / f"{source}.json").read_text(encoding="utf-8"))
        frame = _frame(columns, numbers, count)
        batch = self._batch_definition.get_batch({"dataframe": frame})

        def asked(expectations: list[dict[str, Any]], result_format: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
            suite = gx.ExpectationSuite(name=declared["name"], expectations=expectations, meta=declared["meta"])
            return {_name_of_result(result): result for result in batch.validate(suite, result_format=result_format).results}

        whether = asked(declared["expectations"], _WHETHER)
        open_ones = [expectation for expectation in declared["expectations"] if not _is_told(expectation, whether[_name(expectation)])]
        which = asked(open_ones, _WHICH) if open_ones else {}
        outcomes = [
            _outcome(which[name], count) if (name := _name(expectation)) in which else _held(expectation, frame)
            for expectation in declared["expectations"]
        ]
        _refuse_faults(outcomes)
        return outcomes


def _is_told(expectation: dict[str, Any], result: Any) -> bool:
    """Whether that it holds says everything: of a pair of columns it does not say how many rows had both."""
    return bool(result.success) and "column_A" not in expectation["kwargs"]


def _held(expectation: dict[str, Any], frame: pd.DataFrame) -> dict[str, Any]:
    """What became of an expectation that no row breaks."""
    kind = expectation["type"]
    evaluated = len(frame) if kind in (TABLE_EXPECTATION, _NOT_NULL) else int(frame[expectation["kwargs"]["column"]].notna().sum())
    return {"kind": kind, "success": True, "evaluated": evaluated, "positions": []}


def _frame(columns: dict[str, list[Any]], numbers: list[str], count: int) -> pd.DataFrame:
    """Text stays text and a blank stays None: no type is guessed. Helper numbers are numbers (12 digits are exact)."""
    typed = {name: pd.Series(values, dtype="float64" if name in numbers else "object") for name, values in columns.items()}
    return pd.DataFrame(typed, index=range(count))


def _name(expectation: dict[str, Any]) -> tuple[str, str, str]:
    """GX gives results in an order of its own; kind, rule and field tell them apart."""
    return expectation["type"], expectation["meta"]["rule"], expectation["meta"]["field"]


def _name_of_result(result: Any) -> tuple[str, str, str]:
    configuration = result.expectation_config
    return configuration.type, configuration.meta["rule"], configuration.meta["field"]


def _outcome(result: Any, count: int) -> dict[str, Any]:
    details = result.result
    kind = result.expectation_config.type
    if kind == TABLE_EXPECTATION:
        return {
            "kind": kind,
            "success": bool(result.success),
            "evaluated": count,
            "positions": [] if result.success else list(range(count)),
        }
    if "element_count" not in details:
        return {"kind": kind, "success": False, "evaluated": 0, "positions": [], "fault": str(result.exception_info)}
    return {
        "kind": kind,
        "success": bool(result.success),
        "evaluated": int(details["element_count"]) - int(details.get("missing_count") or 0),
        "positions": [int(position) for position in details.get("unexpected_index_list") or ()],
    }


def _refuse_faults(outcomes: list[dict[str, Any]]) -> None:
    """An expectation that could not be asked has passed nobody. Only a missing column excuses it: then every row is turned away."""
    columns_missing = any(outcome["kind"] == TABLE_EXPECTATION and not outcome["success"] for outcome in outcomes)
    faults = [outcome["fault"] for outcome in outcomes if "fault" in outcome]
    if faults and not columns_missing:
        raise RuntimeError(f"Great Expectations could not evaluate: {faults[0]}")


def serve(requests: BinaryIO, answers: BinaryIO, validator: Validator) -> None:
    """Answer until goodbye. A failure is an answer too: the next batch may be fine."""
    while (request := receive(requests)) is not None:
        try:
            send(answers, {"outcomes": validator.check(**request)})
        except Exception:  # whatever it is, the door must hear of it
            send(answers, {"error": traceback.format_exc()})


def main() -> None:
    """Keep the pipe for ourselves: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    validator = Validator(Path(sys.argv[1]))
    collect_seldom()
    send(answers, READY)
    serve(sys.stdin.buffer, answers, validator)
    os._exit(0)  # nothing is left to save, and taking the libraries down in order takes a second and a half


if __name__ == "__main__":
    main()
