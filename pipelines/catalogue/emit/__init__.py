"""Everything that is made from the declared facts: seeds, dbt YAML and SQL, expectation suites, reference pages.

Belongs here: pure functions from a catalogue to file text. Does not belong here: facts, and anything that runs dbt, Dagster or GX.
"""

from __future__ import annotations

from pipelines.catalogue.emit.macros import macro_files
from pipelines.catalogue.emit.pages import page_files
from pipelines.catalogue.emit.raw import raw_files
from pipelines.catalogue.emit.seeds import seed_files
from pipelines.catalogue.emit.staging import staging_files
from pipelines.catalogue.emit.suites import suite_files
from pipelines.catalogue.load import Catalogue

GENERATORS = (seed_files, raw_files, staging_files, macro_files, suite_files, page_files)


def generate(catalogue: Catalogue) -> dict[str, str]:
    """Relative path -> text of every generated file."""
    files: dict[str, str] = {}
    for generator in GENERATORS:
        files.update(generator(catalogue))
    return files
