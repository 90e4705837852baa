"""Turning away a file, and the sentence that says why.

Belongs here: the exception by which any reader refuses a file, and filling in the catalogue's sentences.
Does not belong here: the sentences themselves (``catalogue/verdicts.yml``) and the reasons for them (the readers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.ingest.privacy import mask
from pipelines.ingest.reading import FileReading

if TYPE_CHECKING:
    from pipelines.catalogue.load import Catalogue

NOT_KNOWN = "?"


class Refusal(Exception):  # noqa: N818 - a verdict, not a fault
    """A file that cannot be taken in. Its details hold places and titles, never a cell's contents."""

    def __init__(self, verdict: str, **details: str) -> None:
        super().__init__(verdict)
        self.verdict = verdict
        self.details = details


class _Blanks(dict[str, str]):
    """A detail that nobody filled in shows as a question mark, not as an error."""

    def __missing__(self, key: str) -> str:
        return NOT_KNOWN


def sentence(reading: FileReading, catalogue: Catalogue, language: str = "vi") -> str:
    """What became of the file, in words that name the place and the mend."""
    message = catalogue.verdicts[reading.verdict].message
    template = message.vi if language == "vi" else message.en
    return template.format_map(_Blanks({key: mask(value) for key, value in reading.details.items()}))


def human_size(size: int) -> str:
    """A size in MB, in Vietnamese notation."""
    return f"{size / 1_000_000:.1f}".replace(".", ",") + " MB"
