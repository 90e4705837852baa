"""Gives the reminders that are due, and says so.

Belongs here: what is said. Does not belong here: who is reminded, and how (``pipelines.reports.reminders``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipelines.catalogue import load_catalogue
from pipelines.cli.output import say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.ingest.actions import ChainError
from pipelines.quarter.reminders import next_day, today
from pipelines.reports.reminders import Done, remind, tell_failed_night
from pipelines.reports.tables import day as day_words
from pipelines.warehouse.query import NotPublishedError

FAILED = 1


def remind_all(home: Home, day: date | None) -> int:
    """Give what is due on the day, or today. Exit 1 before anything is published."""
    now = datetime.now(UTC)
    asked = day or today(now)
    try:
        done = remind(home, asked, now)
        if not done.texts:
            following = next_day(home, load_catalogue(), asked)
            then = f" Lần nhắc tới: ngày {day_words(following)}." if following else ""
            say(f"Ngày {day_words(asked)} không có ai phải nhắc, hoặc đã nhắc rồi.{then}")
            return 0
    except NotPublishedError:
        return nothing_yet(home)
    except ChainError as error:
        say(str(error))
        return FAILED
    say_done(done)
    return 0


def say_done(done: Done) -> None:
    """How many, where, and why not by mail where that is set up."""
    if done.trouble:
        say(f"{done.trouble} Lời nhắc được ghi thành tệp.")
    by_mail = len(done.texts) - len(done.files)
    if by_mail:
        say(f"Đã gửi thư {by_mail} lời nhắc.")
    if done.files:
        say(f"Đã ghi {len(done.files)} lời nhắc vào {done.files[0].parent}")


def tell_night(home: Home, run_id: str, reason: str) -> None:
    """After a night's run that failed at the command line."""
    now = datetime.now(UTC)
    say_done(tell_failed_night(home, run_id, reason, now))
