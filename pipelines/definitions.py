"""What ``workspace.yaml`` loads.

Belongs here: the entry that Dagster finds. Does not belong here: anything else; nothing happens until Dagster calls it.
"""

import dagster as dg

from pipelines.catalogue import load_catalogue
from pipelines.orchestration.build import build_definitions
from pipelines.warehouse.prepared import prepare


@dg.definitions
def defs() -> dg.Definitions:
    """The code location. dbt's project is parsed first if it has changed."""
    return build_definitions(load_catalogue(), prepare())
