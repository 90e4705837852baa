"""Which source a file is: by its headers and labels and the words of its title; names only break a tie.

Belongs here: comparing the readings of all sheets, and saying what is missing when none fits.
Does not belong here: finding headers (``headers.py``) and labels (``forms.py``), reading the rows (``layout.py``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.form_parts import Form
from pipelines.ingest.forms import find_forms
from pipelines.ingest.grid import Sheet, written
from pipelines.ingest.headers import Header, candidate_headers, unmet
from pipelines.ingest.labels import Lookup, label_of
from pipelines.ingest.text import clean, fold
from pipelines.ingest.verdicts import Refusal

_TITLE_ROWS = 30
_NUMBER_BEHIND = re.compile(r"[\s._(]+[0-9]{1,2}\)?$")


@dataclass(slots=True)
class Match:
    """A sheet read as one source's table or forms."""

    sheet: Sheet
    source: str
    header: Header | None = None
    forms: tuple[Form, ...] = ()
    title: bool = False
    """Whether the title's words speak for this source."""

    def missing(self, lookup: Lookup) -> list[tuple[str, ...]]:
        """What the source must bring and the sheet does not, nor any of its forms: each as the fields of which one would do."""
        if self.header is not None:
            return self.header.missing(lookup)
        source = lookup.sources[self.source]
        return min((unmet(source, form.labels) for form in self.forms), key=len, default=list(source.demands))

    @property
    def size(self) -> int:
        """How many columns or labels answered."""
        return len(self.header.columns) if self.header is not None else max((len(form.labels) for form in self.forms), default=0)

    @property
    def top(self) -> int:
        """The first row that belongs to the table or form; the title stands above."""
        return self.header.top if self.header is not None else self.forms[0].top if self.forms else len(self.sheet.rows)


def title_lines(sheet: Sheet, top: int) -> list[str]:
    """The filled rows above ``top``, each as one line."""
    lines = (" ".join(filter(None, (written(value) for value in row))) for row in sheet.rows[: min(top, 200)])
    return [line for line in lines if line]


def _title_speaks(source: Source, folded: str) -> bool:
    return bool(source.title_words) and all(f" {word} " in f" {folded} " for word in source.title_words)


def _sheet_matches(sheet: Sheet, lookup: Lookup) -> list[Match]:
    """Tables, and forms unless a table has all that its source asks for and the title too: a form's labels may look like headers."""
    matches = [Match(sheet, header.source, header=header) for header in candidate_headers(sheet, lookup)]
    _see_titles(sheet, matches, lookup)
    if not any(match.title and not match.missing(lookup) for match in matches):
        forms = [Match(sheet, source, forms=found) for source, found in find_forms(sheet, lookup).items()]
        _see_titles(sheet, forms, lookup)
        matches += forms
    return matches


def _see_titles(sheet: Sheet, matches: Iterable[Match], lookup: Lookup) -> None:
    """Say of each match whether the lines above it speak for its source. Most begin at the same row."""
    above: dict[int, str] = {}
    for match in matches:
        if match.top not in above:
            above[match.top] = fold(" ".join(title_lines(sheet, match.top)))
        match.title = _title_speaks(lookup.sources[match.source], above[match.top])


def _name_speaks(source: Source, name: str) -> int:
    folded = f" {fold(name)} "
    return sum(1 for word in source.name_words if f" {word} " in folded)


def recognise(sheets: list[Sheet], lookup: Lookup, name: str) -> tuple[str, list[Match]]:
    """The source and the sheets that hold it. Refuses a file that fits none, saying which is closest and what is missing."""
    matches = [match for sheet in sheets for match in _sheet_matches(sheet, lookup)]
    complete = [match for match in matches if not match.missing(lookup)]
    if not complete:
        raise _no_source(sheets, matches, lookup, name)
    visible = [match for match in complete if not match.sheet.hidden] or complete
    best = max(visible, key=lambda match: (match.title, match.size, _name_speaks(lookup.sources[match.source], name)))
    closer = [match for match in matches if match.sheet is best.sheet and _is_closer(match, best, lookup)]
    if closer:
        raise _no_source(sheets, closer, lookup, name)
    chosen = _one_a_sheet([match for match in visible if match.source == best.source])
    for match in chosen:
        _refuse_side_by_side(match, lookup)
    return best.source, chosen


def _is_closer(match: Match, best: Match, lookup: Lookup) -> bool:
    """Whether a sheet is rather this source's, though it lacks a required column, than that of which it has all.

    A log whose date nobody knows by its name still has a member's code and a hamlet, which is all that a roster must have.
    """
    if not match.missing(lookup):
        return False
    return match.size >= (best.size if match.title and not best.title else 2 * best.size)


def _one_a_sheet(matches: list[Match]) -> list[Match]:
    """The better reading of each sheet: a table before forms."""
    out: dict[int, Match] = {}
    for match in matches:
        out.setdefault(match.sheet.index, match)
    return list(out.values())


def _refuse_side_by_side(match: Match, lookup: Lookup) -> None:
    """Refuse tables or forms beside each other, and a required figure whose name stands over two columns: nothing tells which is meant."""
    header = match.header
    if header is None:
        if any(form.has_another_beside for form in match.forms):
            key = lookup.field_title(match.source, lookup.sources[match.source].key[0])
            raise Refusal("side_by_side", sheet=match.sheet.name, column=key)
        return
    required = {item.id: item for item in lookup.sources[match.source].fields if item.required}
    doubled = [name for name in header.repeated if name in required and required[name].kind is FieldKind.COUNT]
    if not doubled:
        doubled = _numbered_twins(header, required.keys(), lookup)
    if doubled:
        raise Refusal("side_by_side", sheet=match.sheet.name, column=lookup.field_title(match.source, doubled[0]))


def _numbered_twins(header: Header, required: Container[str], lookup: Lookup) -> list[str]:
    """Required fields that stand again with a number behind ("Tên xóm", "Tên xóm 1"), when two or more do."""
    mapped = set(header.columns.values())
    twins: list[str] = []
    for label in header.labels:
        bare = _NUMBER_BEHIND.sub("", label.leaf)
        if label.column in mapped or not bare or bare == label.leaf:
            continue
        fields = [hit.field for hit in lookup.hits(label_of(bare)) if hit.source == header.source and hit.field in header.columns]
        twins.extend(name for name in fields if name in required)
    return twins if len(set(twins)) > 1 else []


def _no_source(sheets: list[Sheet], matches: list[Match], lookup: Lookup, name: str) -> Refusal:
    """Why no source fits: a column is missing under a clear title, or nothing is like any form."""
    if matches:
        best = max(matches, key=lambda match: _closeness(match, lookup, name))
        verdict = "missing_column" if best.title else "unknown_layout"
        titles = _titles(best.missing(lookup), best.source, lookup)
        return Refusal(verdict, closest_id=best.source, closest=lookup.source_title(best.source), sheet=best.sheet.name, missing=titles)
    source = _closest_by_words(sheets, lookup, name)
    titles = _titles(source.demands, source.id, lookup)
    return Refusal("unknown_layout", closest_id=source.id, closest=source.title.vi, sheet=sheets[0].name, missing=titles)


def _titles(missing: Iterable[tuple[str, ...]], source_id: str, lookup: Lookup) -> str:
    """What is missing, for people. Where one of several columns would do: "PostMart, Voso hoặc Shopee"."""
    groups = [[lookup.field_title(source_id, name) for name in names] for names in missing]
    return ", ".join(" hoặc ".join(filter(None, (", ".join(titles[:-1]), titles[-1]))) for titles in groups)


def _closeness(match: Match, lookup: Lookup, name: str) -> tuple[int, float, int, int]:
    share = 1 - len(match.missing(lookup)) / max(len(lookup.sources[match.source].demands), 1)
    return (match.title, share, match.size, _name_speaks(lookup.sources[match.source], name))


def _closest_by_words(sheets: list[Sheet], lookup: Lookup, name: str) -> Source:
    """With no header anywhere: the source whose words occur most often in the first rows, then in the name."""
    texts = [clean(text) for sheet in sheets for row, _, text in sheet.texts() if row < _TITLE_ROWS]
    words = set(fold(" ".join(texts)).split())

    def likeness(source: Source) -> tuple[int, float, int]:
        own = set(fold(" ".join([source.title.vi, *(field.title.vi for field in source.fields)])).split())
        return (_title_speaks(source, fold(" ".join(texts))), len(words & own) / len(own), _name_speaks(source, name))

    return max(lookup.sources.values(), key=likeness)
