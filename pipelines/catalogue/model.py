"""The shapes of the facts that the catalogue's files declare.

Belongs here: one Pydantic model per kind of file, with the rules that a single file must keep. What is declared of checks has its
own module, ``checking.py``.
Does not belong here: reading files (``load.py``), rules between files (``validate.py``), anything made from facts (``emit/``).
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Fact(BaseModel):
    """A declared fact: frozen, and an unknown key is an error rather than a key nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Fact):
    """The same words in both languages; neither may be empty."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class FieldKind(StrEnum):
    """What a cell of the column holds, which decides how it is read and what the door asks of it."""

    HAMLET = "hamlet"
    """A hamlet by name, alias or code: kept as written, with its comparison keys."""
    TEAM = "team"
    """A hamlet's team, or the commune's own team ("Tổ cấp xã")."""
    COUNT = "count"
    """A whole number >= 0. Blank stays blank."""
    PERCENT = "percent"
    """A stated rate in percentage points; compared, never used."""
    DATE = "date"
    CODE = "code"
    """An identifier that must match ``pattern``."""
    CHOICE = "choice"
    """One of the ``choices``."""
    MARK = "mark"
    """A tick: x, Có, 1 … Blank means not ticked."""
    TEXT = "text"
    """Short words: a topic, a school, a product."""
    NAMES = "names"
    """Several names apart by ``;``: aliases."""
    FREE_TEXT = "free_text"
    """Sentences that people type: searched for personal numbers, which are masked."""
    PERIOD = "period"
    """A reporting period in words: evidence, not a figure."""
    PERSONAL = "personal"
    """Read for checking and left behind (Law 91/2025/QH15, art. 3): never leaves the reader."""
    IGNORED = "ignored"
    """Known and of no use: row numbers, remarks."""


KEPT_KINDS = frozenset(FieldKind) - {FieldKind.PERSONAL, FieldKind.IGNORED}


UNCOMPARED_KINDS = frozenset({FieldKind.HAMLET, FieldKind.FREE_TEXT, FieldKind.PERIOD})
"""The same hamlet may be spelled anew, sentences may hold anything, and a form's period is evidence."""


def _must_compile(field_id: str, expression: str) -> None:
    try:
        re.compile(expression)
    except re.error as error:
        raise ValueError(f"field {field_id}: {expression!r} is no regular expression: {error}") from error


class SourceField(Fact):
    """One column (or, on a form, one label) of a source."""

    id: Identifier
    kind: FieldKind
    title: Text
    synonyms: tuple[str, ...] = ()
    """Other headers seen for it, in Vietnamese. Compared without case, marks and punctuation."""
    pattern_header: str | None = None
    """A regular expression over the folded header, tried when no synonym answers."""
    several: bool = False
    """Several columns may stand for it: a mark under any of them is its mark."""
    required: bool = False
    """A table without this column is not this source."""
    needed: bool = False
    """A row whose cell is blank feeds no indicator (rule ``figure_missing``)."""
    unit: str | None = None
    pattern: str | None = None
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Canonical value -> the words people write for it (kind ``choice``)."""
    otherwise: Identifier | None = None
    """The choice that any other words mean; without it they are turned away."""
    whole: Identifier | None = None
    """The field of the same row that this one is a part of (rule ``part_exceeds_whole``)."""

    @model_validator(mode="after")
    def _kind_has_what_it_needs(self) -> SourceField:
        if self.kind is FieldKind.COUNT and not self.unit:
            raise ValueError(f"field {self.id}: a count needs a unit")
        if self.kind is FieldKind.CODE and not self.pattern:
            raise ValueError(f"field {self.id}: a code needs a pattern")
        if self.kind is FieldKind.CHOICE and not self.choices:
            raise ValueError(f"field {self.id}: a choice needs its choices")
        if self.otherwise is not None and self.otherwise not in self.choices:
            raise ValueError(f"field {self.id}: {self.otherwise} is none of its choices")
        if self.several and self.kind is not FieldKind.MARK:
            raise ValueError(f"field {self.id}: only a mark may have several columns")
        for expression in (self.pattern, self.pattern_header):
            if expression is not None:
                _must_compile(self.id, expression)
        return self

    @property
    def kept(self) -> bool:
        """Whether the column goes past the reader."""
        return self.kind in KEPT_KINDS


class Cadence(StrEnum):
    ON_CHANGE = "on_change"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    PER_CLASS = "per_class"


class Cover(StrEnum):
    """What one file speaks for; a newer file for the same period and cover supersedes the older."""

    COMMUNE = "commune"
    HAMLET = "hamlet"
    TEAM = "team"
    CLASS = "class"


class Source(Fact):
    """One kind of file that an office sends (spec: sources)."""

    id: Identifier
    title: Text
    description: Text
    owner: Identifier
    cadence: Cadence
    nature: Literal["reference", "stock", "flow", "survey", "report"]
    covers: Cover
    layout: Literal["table", "form"]
    grain: Text
    title_words: tuple[str, ...]
    """Folded words of the printed title; each must occur for the title to speak for this source."""
    name_words: tuple[str, ...] = ()
    """Folded words of file names; only ever break a tie."""
    key: tuple[Identifier, ...]
    """The fields that tell one row of the file from another."""
    at_least_one_of: tuple[Identifier, ...] = ()
    """Fields of which one will do: a table with no column of any is not this source."""
    fields: tuple[SourceField, ...]

    @model_validator(mode="after")
    def _fields_agree(self) -> Source:
        ids = [field.id for field in self.fields]
        if len(ids) != len(set(ids)):
            raise ValueError(f"source {self.id}: a field id stands twice")
        for name in self.key:
            if name not in ids:
                raise ValueError(f"source {self.id}: key field {name} is not declared")
        for name in self.at_least_one_of:
            if name not in ids:
                raise ValueError(f"source {self.id}: at_least_one_of names unknown field {name}")
        for field in self.fields:
            if field.whole is not None and field.whole not in ids:
                raise ValueError(f"source {self.id}: {field.id} is part of unknown field {field.whole}")
        return self

    def field(self, field_id: str) -> SourceField:
        """The field of that id; KeyError when there is none."""
        for candidate in self.fields:
            if candidate.id == field_id:
                return candidate
        raise KeyError(f"{self.id} has no field {field_id}")

    @property
    def demands(self) -> tuple[tuple[str, ...], ...]:
        """What a table or form of the source must bring: of each group, one field."""
        alone = tuple((field.id,) for field in self.fields if field.required)
        return (*alone, self.at_least_one_of) if self.at_least_one_of else alone

    @property
    def kept_fields(self) -> tuple[SourceField, ...]:
        """The fields that reach the raw tables, in declared order."""
        return tuple(field for field in self.fields if field.kept)

    @property
    def day(self) -> str | None:
        """The field that says on which day what a row tells happened; None where rows are of their file's period, or of a register."""
        dates = (field.id for field in self.fields if field.kind is FieldKind.DATE)
        return next(dates, None) if self.nature != "reference" and self.layout == "table" else None

    @property
    def compared_fields(self) -> tuple[SourceField, ...]:
        """The fields that are listed old and new where a file is sent again: neither the row's name nor sentences."""
        return tuple(field for field in self.kept_fields if field.id not in self.key and field.kind not in UNCOMPARED_KINDS)


class Target(Fact):
    """What one plan asks of an indicator. Next year's plan is one more of these."""

    plan_year: int
    operator: Literal["=", ">="]
    value: str
    """An exact fraction or decimal: ``"1"``, ``"0.75"``."""
    due: date | Literal["monthly", "quarterly"]
    clause: str

    @field_validator("value")
    @classmethod
    def _is_a_share(cls, value: str) -> str:
        if not 0 < Fraction(value) <= 1:
            raise ValueError("a target lies in (0, 1]")
        return value

    @property
    def fraction(self) -> Fraction:
        """The target as an exact fraction, so that 74.96% is not 75%."""
        return Fraction(self.value)


class Indicator(Fact):
    """One of the sixteen indicators (spec: indicators)."""

    id: Identifier
    position: int
    """Its place in every list: the plan's table first, then the plan's text."""
    title: Text
    short: Text
    """A few words for the head of a narrow column."""
    numerator: Text
    denominator: Text
    kind: Literal["stock", "flow", "survey"]
    grain: Literal["hamlet", "school", "commune"]
    leads: tuple[Identifier, ...]
    sources: tuple[Identifier, ...]
    model: Identifier
    """The dbt model that computes its numerators and denominators."""
    numerator_figure: Identifier | None = None
    """Stock: the reported figure that is its numerator."""
    denominator_figure: Identifier | None = None
    """Stock and survey: the registry's figure that it is divided or weighted by."""
    gap_unit: Text
    can_be_held: bool = True
    """Whether a blocking finding leaves the hamlet out; where its absence is itself the answer, it does not."""
    settings: tuple[str, ...] = ()
    """The plan's ambiguities that touch it; shown as "chờ xác nhận" until confirmed."""
    targets: tuple[Target, ...]

    @model_validator(mode="after")
    def _one_target_a_plan(self) -> Indicator:
        years = [target.plan_year for target in self.targets]
        if not years or len(years) != len(set(years)):
            raise ValueError(f"indicator {self.id}: needs one target a plan year")
        return self


class Organisation(Fact):
    """A unit that sends files or leads an indicator."""

    id: Identifier
    title: Text
    short: str


class Calendar(Fact):
    """A reporting calendar (Nghị định 09/2019/NĐ-CP, điều 12 for the default one)."""

    id: Identifier
    title: Text
    month_last_day: int = Field(ge=1, le=31)
    """The last day of a reporting month within the month of its name; later days are the next month's."""
    basis: str
    report_due_day: int = Field(ge=1, le=31)
    """Hamlets report before this day of the quarter's last month."""
    commune_due_day: int = Field(ge=1, le=31)


class Setting(Fact):
    """A point where the plan can be read two ways, with the reading taken (docs: domain, 5.5)."""

    id: Annotated[str, Field(pattern=r"^A\d+$")]
    question: Text
    default: Text
    clause: str
    valid_from: date
    confirmed_by: str | None = None
    confirmed_on: date | None = None


class Verdict(Fact):
    """What became of a file, in a sentence that says the mend. ``{…}`` are filled in by the reader."""

    id: Identifier
    status: Literal["accepted", "unrecognised", "unreadable"]
    message: Text


class Publishing(Fact):
    """What the public edition holds back so that nobody can be made out (docs: domain, 2.4)."""

    small_cell: int = Field(ge=1)
    """A numerator, or what it lacks to the denominator, from 1 to this many is not published."""
    not_about_people: tuple[Identifier, ...]
    """Indicators that count things: files, documents, products. No cell of theirs is small."""
    extremes_withheld: tuple[Identifier, ...]
    """Indicators of which 0% and 100% are held back too, for they say something about everybody."""


class Commune(Fact):
    """The unit that runs the system."""

    code: Annotated[str, Field(pattern=r"^\d{5}$")]
    title: Text
    province: Text
    calendar: Identifier
    area_km2: float
    population_people: int
    source: str
