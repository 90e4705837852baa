"""The shape of ``reminders.yml``: who is reminded when, and in which words.

Belongs here: that one shape. Does not belong here: who has not sent what (``pipelines.quarter.reminders``), sending
(``pipelines.reports.reminders``). The days that are counted back from are the calendar's (``calendars.yml``).
"""

from __future__ import annotations

from string import Formatter

from pydantic import Field, model_validator

from pipelines.catalogue.model import Fact
from pipelines.catalogue.reporting import IssuerLine

BLANKS = {
    "team": frozenset({"sender", "office", "period", "due", "left", "missing"}),
    "team_item": frozenset({"title", "periods"}),
    "officer": frozenset({"period", "due", "left", "missing", "blockers"}),
    "officer_item": frozenset({"owner", "title", "periods", "count", "names"}),
    "night": frozenset({"day", "reason"}),
}
"""What may stand in braces in each text, and is filled in."""


class Message(Fact):
    """A text for people in the commune, in Vietnamese; ``subject`` is the mail's."""

    subject: str = Field(min_length=1, pattern=r"^[^\n]+$")
    body: str = Field(min_length=1)


class ReminderRules(Fact):
    """When and in which words people are reminded."""

    team_days_before: tuple[int, ...] = Field(min_length=1)
    """So many days before the day before which hamlets report."""
    officer_days_before: tuple[int, ...] = Field(min_length=1)
    """So many days before the day before which the commune reports."""
    blockers_shown: int = Field(ge=1)
    """The officer's text names at most so many of the things that block the close."""
    team: Message
    team_item: str
    """A line for each source that a team has not sent."""
    officer: Message
    officer_item: str
    """A line for each source that has not come whole; ``names`` is who, ``count`` how many."""
    officer_whole: str
    """In place of ``names`` where one file is expected for the whole commune."""
    nothing_missing: str
    nothing_blocks: str
    more_blockers: str
    night: Message
    mail: dict[str, IssuerLine]
    """The keys of ``cai-dat.yml`` that say how mail is sent; the password is never among them."""

    @model_validator(mode="before")
    @classmethod
    def _lines_know_their_names(cls, content: dict[str, object]) -> dict[str, object]:
        mail = content.get("mail")
        lines = {name: {"id": name, **line} for name, line in mail.items()} if isinstance(mail, dict) else mail
        return {**content, "mail": lines}

    @model_validator(mode="after")
    def _blanks_are_known(self) -> ReminderRules:
        for name, known in BLANKS.items():
            text = getattr(self, name)
            for part in (text.subject, text.body) if isinstance(text, Message) else (text,):
                unknown = {blank for _, blank, _, _ in Formatter().parse(part) if blank is not None} - known
                if unknown:
                    raise ValueError(f"{name}: nothing fills in {sorted(unknown)}")
        for days in (self.team_days_before, self.officer_days_before):
            if list(days) != sorted(set(days), reverse=True) or min(days) < 1:
                raise ValueError("days before must be whole numbers from 1 on, the longest first")
        return self
