"""Reminders as texts: by mail where a server is set up, else as files to paste into a chat or to read.

Belongs here: filling in the words, giving each reminder once. Does not belong here: who is reminded (``quarter.reminders``), the words
(``pipelines/catalogue/reminders.yml``), the mail server (``mail.py``).

A team's text holds what that team has not sent and when it is due: nothing of another team, and no person's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.catalogue.reminders import Message
from pipelines.home import Home
from pipelines.quarter.period import in_sentence
from pipelines.quarter.reminded import Given, giving, note
from pipelines.quarter.reminders import Missing, Reminder, due_reminders, today
from pipelines.quarter.slips import one_line, safe_name
from pipelines.reports.issuer import OfficerSettingsError
from pipelines.reports.mail import MailError, MailServer, mail_server, send

FOLDER = "nhac-viec"
_REASON = 600
_BETWEEN = "\n" + "-" * 20 + "\n"


@dataclass(frozen=True)
class Text:
    """One reminder in words. ``name`` is its file's."""

    key: str
    kind: str
    name: str
    subject: str
    body: str


@dataclass(frozen=True)
class Done:
    """What was given: how many texts, as files or by mail, and why mail that is set up was not used."""

    day: date
    texts: tuple[Text, ...]
    files: tuple[Path, ...]
    trouble: str = ""


def remind(home: Home, day: date, now: datetime, catalogue: Catalogue | None = None) -> Done:
    """Give every reminder that is due on the day and was not given before. Raises NotPublishedError, ChainError."""
    catalogue = catalogue or load_catalogue()
    return _give(home, [text_of(one, catalogue) for one in due_reminders(home, catalogue, day, now)], day, now)


def tell_failed_night(home: Home, run_id: str, reason: str, now: datetime, catalogue: Catalogue | None = None) -> Done:
    """Tell the officer that a night's run failed; once a run."""
    day = today(now)
    return _give(home, [night_text(run_id, reason, day, catalogue or load_catalogue())], day, now)


def text_of(reminder: Reminder, catalogue: Catalogue) -> Text:
    """The words of one reminder."""
    rules, near = catalogue.reminders, reminder.deadline
    known = {"period": in_sentence(near.quarter), "due": _day(near.due), "left": near.left}
    if reminder.kind == "team":
        items = [rules.team_item.format(title=one.title, periods=_periods(one)) for one in reminder.missing]
        office = catalogue.organisations[catalogue.slips.office].title.vi
        words = known | {"sender": reminder.sender, "office": office, "missing": "\n".join(items)}
        name = "to-cap-xa" if reminder.sender == catalogue.slips.commune_team.vi else f"to-truong-{safe_name(reminder.unit)}"
        return _text(reminder.key, "team", name, rules.team, words)
    shown = [f"- {sentence}" for sentence in reminder.blockers[: rules.blockers_shown]]
    left_out = len(reminder.blockers) - len(shown)
    if left_out:
        shown.append(rules.more_blockers.format(count=left_out))
    items = [
        rules.officer_item.format(
            owner=one.owner, title=one.title, periods=_periods(one), count=len(one.names), names=", ".join(one.names) or rules.officer_whole
        )
        for one in reminder.missing
    ]
    words = known | {"missing": "\n".join(items) or rules.nothing_missing, "blockers": "\n".join(shown) or rules.nothing_blocks}
    return _text(reminder.key, "officer", f"can-bo-so-lieu-{near.quarter}", rules.officer, words)


def night_text(run_id: str, reason: str, day: date, catalogue: Catalogue) -> Text:
    """The words about a failed night. The reason is the run's own error, on one line, without personal numbers."""
    told = one_line(reason)
    told = told if len(told) <= _REASON else told[: _REASON - 1] + "…"
    return _text(f"night {run_id}", "night", f"chay-dem-{run_id[:8]}", catalogue.reminders.night, {"day": _day(day), "reason": told})


def _text(key: str, kind: str, name: str, message: Message, words: dict[str, object]) -> Text:
    return Text(key, kind, name, one_line(message.subject.format(**words)), message.body.format(**words))


def _give(home: Home, texts: Sequence[Text], day: date, now: datetime) -> Done:
    """By mail while that works; what no mail took is written as files. Each is noted as soon as it is given."""
    with giving(home) as before:
        left = [text for text in texts if text.key not in before]
        new = tuple(left)
        trouble = ""
        try:
            server = mail_server(home) if new else None
            while server is not None and left:
                left = _mail_first(home, server, left, day, now)
        except (OfficerSettingsError, MailError) as error:
            trouble = str(error)
        return Done(day, new, tuple(_write(home, text, day) for text in left), trouble)


def _mail_first(home: Home, server: MailServer, texts: Sequence[Text], day: date, now: datetime) -> list[Text]:
    """Send the first, with all others of its kind: the teams' texts are one mail, to be pasted one by one. What is left to send."""
    first = texts[0]
    together = [text for text in texts if text.kind == first.kind]
    send(server, first.subject, _BETWEEN.join(text.body for text in together), now)
    note(home, [Given(text.key, text.kind, day.isoformat(), "mail") for text in together])
    return [text for text in texts if text not in together]


def _write(home: Home, text: Text, day: date) -> Path:
    path = home.reports / FOLDER / day.isoformat() / f"{text.name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.body, encoding="utf-8")
    note(home, [Given(text.key, text.kind, day.isoformat(), "file", path.relative_to(home.root).as_posix())])
    return path


def _periods(one: Missing) -> str:
    return ", ".join(in_sentence(period) for period in one.periods)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
