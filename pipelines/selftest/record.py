"""Keeps what the last self-test found, as rows for people.

Belongs here: the table and where it is kept. Does not belong here: the test (``run.py``), how it is printed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from pipelines.demo import Finding
from pipelines.home import Home
from pipelines.selftest.run import Answer

COLUMNS = ("case", "rule", "planted", "seen", "unseen", "extra")
YES, NO = "có", "KHÔNG"


def kept_at(home: Home) -> Path:
    """The table of the last self-test."""
    return home.state / "self_test" / "results.csv"


def _words(findings: Iterable[Finding]) -> str:
    """Each finding as rule, source, hamlet, period and severity."""
    return "; ".join(" ".join(part for part in (one.rule, one.source, one.hamlet, one.period, one.severity) if part) for one in findings)


def table(answers: Iterable[Answer]) -> list[dict[str, str]]:
    """A row a case: what was planted, whether it was seen, which findings were not, which should not be there."""
    return [
        {
            "case": one.name,
            "rule": one.rule,
            "planted": one.planted,
            "seen": YES if one.seen else NO,
            "unseen": _words(one.unseen),
            "extra": _words(one.extra),
        }
        for one in answers
    ]


def summary(answers: Iterable[Answer]) -> str:
    """The result in a sentence, in Vietnamese."""
    rows = list(answers)
    unseen = [one.name for one in rows if not one.seen]
    extra = [one.name for one in rows if one.extra]
    if not unseen and not extra:
        return f"Đã cài lần lượt {sum(bool(one.expected) for one in rows)} lỗi: quy tắc nào cũng phát hiện đúng, không báo nhầm."
    lines = [f"Lỗi không bị phát hiện: {', '.join(unseen)}."] if unseen else []
    return " ".join([*lines, f"Có phát hiện ngoài dự kiến: {', '.join(extra)}."] if extra else lines)


def keep(home: Home, answers: Iterable[Answer]) -> Path:
    """Write the table in place of the last one. The mark at its start lets a spreadsheet program read its letters."""
    path = kept_at(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".csv.new")
    with fresh.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table(answers))
    fresh.replace(path)
    return path
