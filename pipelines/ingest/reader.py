"""From a dropped file's bytes to what was learnt from them.

Belongs here: the order of the steps, and turning every failure into a verdict.
Does not belong here: any step itself; each has its module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import Source
from pipelines.ingest import period, privacy, sniff
from pipelines.ingest.excel import read_excel
from pipelines.ingest.grid import Sheet, Workbook, written
from pipelines.ingest.labels import Lookup, lookup_for
from pipelines.ingest.layout import sort_rows
from pipelines.ingest.legacy_cells import convert
from pipelines.ingest.markup import read_html, read_xml2003
from pipelines.ingest.one_period import refuse_several
from pipelines.ingest.opendocument import read_opendocument
from pipelines.ingest.reading import FileReading, PeriodEvidence, RawRow
from pipelines.ingest.recognise import Match, recognise, title_lines
from pipelines.ingest.row_words import says_to_date
from pipelines.ingest.sums import Body
from pipelines.ingest.tables import RowMaker, row_maker
from pipelines.ingest.text_tables import read_text_table
from pipelines.ingest.verdicts import Refusal, human_size

_READERS: dict[str, Callable[[bytes], Workbook]] = {
    "ods": read_opendocument,
    "html": read_html,
    "xml2003": read_xml2003,
    "text": read_text_table,
}
_NOTES_REACH = 15
"""Notes are looked for in so many last rows."""


def read_file(content: bytes, name: str, catalogue: Catalogue) -> FileReading:
    """Read one file. ``name`` is its path under the drop folder: it breaks ties and may name the period, and decides nothing else.

    Never raises for bad input: whatever goes wrong becomes a verdict.
    """
    progress = _Progress()
    try:
        return _read(content, name, catalogue, progress)
    except Refusal as refusal:
        return _refused(refusal, name, catalogue, progress)
    except MemoryError:
        return _refused(Refusal("too_large", size=human_size(len(content))), name, catalogue, progress)
    except Exception as error:
        return _refused(Refusal("unreadable_by_fault", detail=type(error).__name__), name, catalogue, progress)


@dataclass(slots=True)
class _Progress:
    """What was known of the file when it was turned away."""

    container: str = ""


@dataclass(slots=True)
class Recognised:
    """A file's sheets, in Unicode, and where on them its source's tables or forms stand."""

    workbook: Workbook
    source: Source
    matches: list[Match]
    lookup: Lookup


def recognised(content: bytes, name: str, catalogue: Catalogue, progress: _Progress | None = None) -> Recognised:
    """Open a file and find its source. Raises Refusal for what cannot be taken in."""
    workbook = open_workbook(content, progress)
    if not any(sheet.filled_rows() for sheet in workbook.sheets):
        raise Refusal("empty")
    convert(workbook, content)
    _refuse_personal_list(workbook)
    lookup = lookup_for(catalogue)
    source_id, matches = recognise(workbook.sheets, lookup, name)
    return Recognised(workbook, catalogue.sources[source_id], matches, lookup)


def _read(content: bytes, name: str, catalogue: Catalogue, progress: _Progress) -> FileReading:
    found = recognised(content, name, catalogue, progress)
    return _take(found.workbook, found.source, found.matches, found.lookup, name)


def open_workbook(content: bytes, progress: _Progress | None = None) -> Workbook:
    """The file's sheets, whatever it is. Refuses what is no table."""
    sniff.refuse_large(content)
    container = sniff.container_of(content)
    if progress is not None:
        progress.container = container
    if container in _READERS:
        return _READERS[container](content)
    return read_excel(content, container)


def _refuse_personal_list(workbook: Workbook) -> None:
    found = privacy.find_list(workbook.sheets)
    if found:
        raise Refusal("personal_list", kind=found.kind, cell=found.cell, sheet=found.sheet)


def _take(workbook: Workbook, source: Source, matches: list[Match], lookup: Lookup, name: str) -> FileReading:
    matches = _of_the_period(matches, source)
    maker = row_maker(source)
    rows: list[RawRow] = []
    bodies: dict[int, Body] = {}
    aside = 0
    for match in matches:
        if match.header is not None:
            bodies[match.sheet.index] = sort_rows(match.sheet, match.header, source, lookup)
        found, left = _sheet_rows(match, maker, bodies.get(match.sheet.index))
        rows.extend(found)
        aside += left
    if not any(row.kind == "data" for row in rows):
        raise Refusal("no_rows", closest_id=source.id, closest=source.title.vi, sheet=matches[0].sheet.name)
    refuse_several(matches, bodies, rows, source)
    read = {match.sheet.index for match in matches}
    aside += sum(sheet.filled_rows() for sheet in workbook.sheets if sheet.index not in read)
    brought = {field_id for match in matches for field_id in _brought(match)}
    return FileReading(
        status="accepted",
        verdict="accepted",
        details={"file": privacy.mask(name)},
        container=workbook.container,
        source=source.id,
        evidence=_evidence(matches, rows, source, name),
        rows=rows,
        rows_set_aside=aside,
        sheets_read=tuple(match.sheet.name for match in matches),
        columns_extra=_extra_columns(matches),
        columns_missing=tuple(item.id for item in source.kept_fields if item.id not in brought),
    )


def _of_the_period(matches: list[Match], source: Source) -> list[Match]:
    """Without the sheets that hold a flow's sums of the year so far, where another holds the month's own."""
    if source.nature != "flow":
        return matches
    own = [match for match in matches if not any(says_to_date(text) for text in (match.sheet.name, *title_lines(match.sheet, match.top)))]
    return own or matches


def _sheet_rows(match: Match, maker: RowMaker, body: Body | None) -> tuple[list[RawRow], int]:
    """The sheet's rows, and how many of its lines below the header were set aside. ``body``: those below a table's header."""
    if match.header is not None and body is not None:
        return maker.table(match.sheet, match.header, body), len(body.aside)
    rows = [maker.form(match.sheet, form) for form in match.forms]
    rows = [row for row in rows if row.row_count]
    lines = sum(1 for row in range(match.top, len(match.sheet.rows)) if not match.sheet.blank_row(row))
    return rows, max(0, lines - sum(row.row_count for row in rows))


def _brought(match: Match) -> set[str]:
    return set(match.header.columns) if match.header is not None else {name for form in match.forms for name in form.labels}


def _extra_columns(matches: list[Match]) -> tuple[str, ...]:
    """The headers of columns that are no field of the source; of such a column nothing else is kept."""
    extra: dict[str, None] = {}
    for match in matches:
        if match.header is not None:
            mapped = match.header.read
            extra |= {privacy.mask(label.joined)[:100]: None for label in match.header.labels if label.column not in mapped}
    return tuple(extra)


def _evidence(matches: list[Match], rows: list[RawRow], source: Source, name: str) -> PeriodEvidence:
    quarterly = source.cadence.value == "quarterly"
    titles = [line for match in matches for line in title_lines(match.sheet, match.top)]
    fields = [item.id for item in source.fields if item.kind.value == "period"]
    forms = [row.values.get(field_id) for row in rows for field_id in fields]
    title = period.title_label(titles, quarterly=quarterly)
    fields_said = [label for label in (period.form_label(text, quarterly=quarterly) for text in forms) if label]
    notes = [line for match in matches for line in _lines_below(match, rows)]
    return PeriodEvidence(
        title=title,
        as_of=period.as_of_date(titles) or next(filter(None, map(period.form_date, forms)), None) or period.as_of_date(notes),
        # of several forms below one title, the one that says otherwise is to be known
        form=next((label for label in fields_said if title and label != title), next(iter(fields_said), None)),
        name=period.name_label(name, quarterly=quarterly),
    )


def _lines_below(match: Match, rows: list[RawRow]) -> list[str]:
    """Single texts below the header, where an as-of date may stand in a note. What is reported of a hamlet is no note."""
    below: list[str] = []
    sheet: Sheet = match.sheet
    first = max(match.top, len(sheet.rows) - _NOTES_REACH)
    reported = {row.row_number - 1 for row in rows if row.sheet_index == sheet.index} | {
        place for form in match.forms for answer in form.labels.values() for place in (answer.row, answer.value_row)
    }
    for number in range(first, len(sheet.rows)):
        if number not in reported:
            below.extend(written(value) for value in sheet.rows[number] if type(value) is str and len(value) > 20)
    return below


def _refused(refusal: Refusal, name: str, catalogue: Catalogue, progress: _Progress) -> FileReading:
    details = {"file": privacy.mask(name), **{key: privacy.mask(value) for key, value in refusal.details.items()}}
    closest = details.pop("closest_id", None)
    return FileReading(
        status=catalogue.verdicts[refusal.verdict].status,
        verdict=refusal.verdict,
        details=details,
        container=progress.container,
        closest=closest,
        keep_bytes=refusal.verdict != "personal_list",
    )
