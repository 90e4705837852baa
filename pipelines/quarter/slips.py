"""Whose each open finding is to mend: a quarter's findings, apart by sender, without anything of another sender's.

Belongs here: who sent what, and what a sender may see. Does not belong here: how a slip looks (``pipelines.reports.slips``).

A file of one hamlet or one team goes back to that hamlet's leader; any other, and what is said of the commune as a whole, to the
organisation that owns the source. Rules that only the office can act on (its own, and what is late) are on no slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from pipelines.catalogue import Catalogue, Cover, load_catalogue
from pipelines.home import Home
from pipelines.ingest.privacy import HIDDEN, mask
from pipelines.ingest.text import clean, fold
from pipelines.quarter.closed import snapshot_of
from pipelines.quarter.findings import periods_of
from pipelines.quarter.known import COMMUNE_TEAM
from pipelines.warehouse.query import Readable, read

OTHER_HAMLET = "xóm khác"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NOT_NAME = re.compile(r"[^\w-]+")
_LONG_NUMBER = re.compile(r"[0-9]{9,}")
"""A date has at most eight digits; a phone number that lost its first 0 has nine."""

_FINDINGS = """
select
    fct.finding_id, fct.rule, fct.severity, fct.source, fct.hamlet, fct.period, fct.place, fct.figure, fct.observed, fct.expected,
    fct.message_vi, fct.cause_vi, seed.mend_vi, fct.file_sha256, receipt.file_path,
    fct.sheet, fct.row_number, coalesce(file.unit, '') as unit
from fct_finding as fct
inner join seed_check as seed using (rule)
left join fct_file as file on file.commune_code = fct.commune_code and file.file_sha256 = fct.file_sha256
left join ledger_receipt as receipt
    on receipt.commune_code = fct.commune_code and receipt.file_sha256 = fct.file_sha256 and receipt.is_first
where fct.state = 'open' and list_contains(?, fct.period)
order by
    case fct.severity when 'blocking' then 1 else 2 end, seed.position, fct.source, fct.period, fct.hamlet, fct.row_number, fct.key
"""
_HAMLETS = "select hamlet_code, hamlet_name from dim_hamlet order by hamlet_code, valid_from"
_DUE = "select commune_due_date from dim_period where period = ?"


@dataclass(frozen=True)
class Sender:
    """Who can mend: an organisation, a hamlet's leader, or whoever sent one file. ``key`` names its files."""

    key: str
    title: str
    hamlet: str | None = None
    """The code of its one hamlet; None where it sends for the whole commune. "" where its hamlet is not known."""


@dataclass(frozen=True)
class Returned:
    """One finding as its sender is told of it; every text is one line without personal numbers."""

    finding_id: str
    rule: str
    is_blocking: bool
    source: str
    period: str
    place: str
    file: str
    sheet: str
    row: int | None
    column: str
    """The titles of the fields it is about, as the office prints them."""
    observed: str
    expected: str
    sentence: str
    """What a person would say of it, without the mend."""
    cause: str
    """What probably happened, where the figures tell and no other sender's are needed to say it; else empty."""


@dataclass(frozen=True)
class Slip:
    """All that one sender is asked to mend in a quarter, the gravest first, and the first day that is too late."""

    sender: Sender
    period: str
    due: date
    findings: tuple[Returned, ...]

    @property
    def blocking(self) -> int:
        """How many of them hold a figure back."""
        return sum(one.is_blocking for one in self.findings)


def return_slips(source: Readable, quarter: str, catalogue: Catalogue | None = None) -> list[Slip]:
    """One slip a sender with something to mend, in the order of their keys; none before the quarter has any file.

    Raises NotPublishedError.
    """
    if isinstance(source, Home):
        with snapshot_of(source, quarter) as opened:
            return return_slips(opened, quarter, catalogue)
    catalogue = catalogue or load_catalogue()
    due = next((row["commune_due_date"] for row in read(source, _DUE, [quarter])), None)
    if due is None:
        return []
    names: dict[str, list[str]] = {}
    for row in read(source, _HAMLETS):
        names.setdefault(row["hamlet_code"], []).append(row["hamlet_name"])
    found: dict[Sender, list[Returned]] = {}
    for row in read(source, _FINDINGS, [periods_of(quarter)]):
        if catalogue.checks[row["rule"]].is_returned:
            sender = _sender(row, catalogue, names)
            found.setdefault(sender, []).append(_returned(row, catalogue, _hides(sender, row["rule"], catalogue, names)))
    due -= timedelta(days=catalogue.slips.days_before_report)
    return [Slip(sender, quarter, due, tuple(found[sender])) for sender in sorted(found, key=lambda one: one.key)]


def _sender(row: Mapping[str, Any], catalogue: Catalogue, names: Mapping[str, list[str]]) -> Sender:
    """The file's own hamlet or team; else the finding's; else the file, where there is one; else the source's owner."""
    source, rules = catalogue.sources[row["source"]], catalogue.slips
    owner = catalogue.organisations[source.owner]
    by_commune = Sender(fold(owner.title.vi).replace(" ", "-"), owner.title.vi)
    if source.covers not in (Cover.HAMLET, Cover.TEAM):
        return by_commune
    unit = row["hamlet"] or row["unit"]
    if unit in names:
        title = f"{catalogue.organisations[rules.hamlet_sender].title.vi} {names[unit][-1]}"
        return Sender(f"to-truong-{safe_name(unit)}", clean(title), unit)
    if unit == COMMUNE_TEAM:
        return Sender("to-cap-xa", rules.commune_team.vi, "")
    if row["file_sha256"]:
        return Sender(f"chua-ro-nguoi-gui-{row['file_sha256'][:8]}", f"{rules.unknown_sender.vi} «{_file(row['file_path'])}»", "")
    return by_commune


def _returned(row: Mapping[str, Any], catalogue: Catalogue, hide: Callable[[str], str]) -> Returned:
    def told(text: str | None) -> str:
        return hide(one_line(text))

    cause = one_line(row["cause_vi"])

    return Returned(
        finding_id=row["finding_id"],
        rule=row["rule"],
        is_blocking=row["severity"] == "blocking",
        source=row["source"],
        period=row["period"],
        place=told(row["place"]) if row["hamlet"] else "",
        file=_file(row["file_path"]),
        sheet=one_line(row["sheet"]),
        row=row["row_number"],
        column=_column(row, catalogue),
        observed=told(row["observed"]),
        expected=told(row["expected"]),
        sentence=told(row["message_vi"].removesuffix(row["mend_vi"])),
        cause=cause if hide(cause) == cause else "",  # with another hamlet's name stand its figures
    )


def _column(row: Mapping[str, Any], catalogue: Catalogue) -> str:
    fields = {field.id: field.title.vi for field in catalogue.sources[row["source"]].fields}
    wanted = catalogue.checks[row["rule"]].columns or ((row["figure"] or "").partition("__")[2],)
    return ", ".join(fields[name] for name in wanted if name in fields)


def _hides(sender: Sender, rule: str, catalogue: Catalogue, names: Mapping[str, list[str]]) -> Callable[[str], str]:
    """Takes other hamlets' names and codes out of what a hamlet is told.

    A rule about the hamlet's name itself must say which hamlets could be meant: those names are the registry's, and no figures.
    """
    if sender.hamlet is None or "hamlet" in catalogue.checks[rule].columns:
        return lambda text: text
    own = {sender.hamlet, *names.get(sender.hamlet, [])}
    known = set(names) | {name for several in names.values() for name in several}
    longest_first = sorted((clean(name) for name in known | own if name), key=lambda name: (-len(name), name))
    if not longest_first:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    kept = {clean(name).casefold() for name in own}
    return lambda text: pattern.sub(lambda match: match[0] if match[0].casefold() in kept else OTHER_HAMLET, text)


def one_line(text: str | None) -> str:
    """One line that any document can hold: no control letters, no personal numbers."""
    return mask(clean(_CONTROL.sub(" ", text or "")))


def safe_name(unit: str) -> str:
    """A hamlet's code as part of a file's name."""
    return _NOT_NAME.sub("-", unit)


def _file(path: str | None) -> str:
    """The file's own name, which may hold a phone number written in any way."""
    name = one_line(PurePosixPath(path or "").name)
    apart = mask(name.replace("_", " "))
    return _LONG_NUMBER.sub(HIDDEN, apart if HIDDEN in apart else name)
