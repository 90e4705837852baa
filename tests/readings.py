"""Reading the corpus's file in a test: what its rows must come back as, and the rows of a reading as plain figures.

Belongs here: what several tests of the readers ask. Does not belong here: building files (``corpus.py``).
"""

from __future__ import annotations

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
FIELDS = ("hamlet", "population", "eligible", "level1", "level2")
EXPECTED = [(name, *map(str, figures[:4])) for name, figures in zip(corpus.HAMLETS, corpus.FIGURES, strict=True)]
SUMS = tuple(map(str, corpus.SUMS))


def read(content, name="x"):
    reading = read_file(content, name, CATALOGUE)
    assert reading.status == "accepted", (reading.verdict, reading.details)
    return reading


def data(reading, fields=FIELDS):
    return [tuple(row.values[field] for field in fields) for row in reading.rows if row.kind == "data"]


def totals(reading, fields=FIELDS[1:]):
    return [tuple(row.values[field] for field in fields) for row in reading.rows if row.kind == "total"]
