"""The job that tests the checks, apart from the graph: it reads nothing of the home and publishes nothing.

Belongs here: what Dagster shows of it. Does not belong here: the test (``pipelines.selftest``).
"""

from typing import Any

import dagster as dg
from dagster import OpExecutionContext

from pipelines.home import Home

SELF_TEST = "self_test"


def build_self_test() -> dg.JobDefinition:
    """``self_test``: red when a planted defect goes unseen, or a finding is there that none explains."""

    @dg.op(name="plant_and_look", description="Cài từng lỗi đã biết vào một bản sao hư cấu rồi xem quy tắc có phát hiện không.")
    def plant_and_look(context: OpExecutionContext) -> None:
        from pipelines.selftest import record, run  # noqa: PLC0415 - heavy, and only this job needs it

        answers = run.self_test()
        path = record.keep(Home.from_env(), answers)
        metadata: dict[str, dg.MetadataValue[Any]] = {
            "Kết quả": dg.MetadataValue.table([dg.TableRecord(row) for row in record.table(answers)], _schema(record.COLUMNS)),
            "Tệp": dg.MetadataValue.path(str(path)),
        }
        if not run.is_green(answers):
            raise dg.Failure(record.summary(answers), metadata=metadata, allow_retries=False)
        context.add_output_metadata(metadata)

    @dg.job(name=SELF_TEST, description="Kiểm tra các quy tắc: cài từng lỗi vào bản sao, đỏ khi có lỗi không bị phát hiện.")
    def self_test() -> None:
        plant_and_look()

    return self_test


def _schema(columns: tuple[str, ...]) -> dg.TableSchema:
    return dg.TableSchema([dg.TableColumn(name) for name in columns])
