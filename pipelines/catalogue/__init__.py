"""The one home of each declared fact: sources, indicators, organisations, calendar, settings, verdicts.

Belongs here: the files that declare facts, their shapes, and what is generated from them (``emit/``).
Does not belong here: anything that touches received data.
"""

from pipelines.catalogue.load import Catalogue, CatalogueError, load_catalogue
from pipelines.catalogue.model import Cadence, Cover, FieldKind, Indicator, Source, SourceField

__all__ = [
    "Cadence",
    "Catalogue",
    "CatalogueError",
    "Cover",
    "FieldKind",
    "Indicator",
    "Source",
    "SourceField",
    "load_catalogue",
]
