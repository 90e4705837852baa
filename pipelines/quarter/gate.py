"""The gate: what stands between a quarter's figures and its close.

Belongs here: the list, and who may close. Does not belong here: the close itself (``close.py``), what a finding is (dbt's checks).

Refused (spec: close, restate, audit) while a blocking finding is open or a mandatory check was not evaluated. Which checks are
mandatory, and what excuses one, are declared in the catalogue (``checks/``, ``reasons.yml``); docs/decisions/0012 says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.home import Home
from pipelines.ingest.archive import pending
from pipelines.ingest.take_in import left_unread
from pipelines.ingest.text import clean
from pipelines.ingest.waivers import day_in_vietnam, waivers_waiting
from pipelines.quarter.findings import findings
from pipelines.quarter.period import in_sentence, months_of, spoken
from pipelines.warehouse.publish import is_published, is_published_whole
from pipelines.warehouse.query import Readable, read, snapshot

_SHORT = 8
_UNSEEN = """
select outcome.source, seed_source.title_vi as source_title, outcome.period,
    coalesce(reason.title_vi, outcome.reason) as reason, count(distinct outcome.rule) as rules
from fct_check_outcome as outcome
inner join seed_check on outcome.rule = seed_check.rule and seed_check.mandatory
inner join seed_source using (source)
left join seed_reason as reason on outcome.reason = reason.reason
where outcome.outcome = 'not_evaluated' and not coalesce(reason.excuses, false)
    and (list_contains(?, outcome.period) or (seed_source.nature = 'flow' and list_contains(?, outcome.period)))
group by all
order by outcome.period, outcome.source, 4
"""
_BEGUN = """
select count(*) as outcomes from fct_check_outcome inner join seed_check using (rule)
where mandatory and outcome <> 'not_due' and list_contains(?, period)
"""


_IN_PART = "Số liệu đang công bố được tính thêm từ lần trước; chốt số cần tính lại từ đầu. Hãy chạy «soxom run {quarter}» trước."
"""A close rests on a build that kept nothing of an earlier one."""


@dataclass(frozen=True)
class Blocker:
    """One thing that blocks the close, in a Vietnamese sentence with its mend. ``finding_id`` is empty unless it is a finding."""

    kind: Literal["finding", "not_evaluated", "not_begun", "not_settled"]
    sentence: str
    finding_id: str = ""


class CloseRefusedError(RuntimeError):
    """The close is refused; each sentence says why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


def blockers(home: Home, quarter: str, now: datetime) -> list[Blocker]:
    """Everything that blocks the close of the quarter ("2026-Q2"), empty when the gate is open. ``now`` tells which waivers have ended.

    Raises ChainError when the action log has been altered.
    """
    waiting = waivers_waiting(home, day_in_vietnam(now)) or bool(left_unread(home)) or bool(pending(home))
    if waiting or not is_published(home):  # what is published is not what was received and decided: nothing is read from it
        return [Blocker("not_settled", f"Có tệp hoặc quyết định chưa được tính vào số liệu. Hãy chạy «soxom run {quarter}» trước.")]
    in_part = [] if is_published_whole(home) else [_IN_PART.format(quarter=quarter)]
    with snapshot(home) as opened:
        return [*(Blocker("not_settled", sentence) for sentence in in_part), *_open_findings(opened, quarter), *_unseen(opened, quarter)]


def _open_findings(source: Readable, quarter: str) -> list[Blocker]:
    return [
        Blocker("finding", f"{row['finding_id'][:_SHORT]}: {row['message']}", row["finding_id"])
        for row in findings(source, quarter)
        if row["severity"] == "blocking" and row["state"] == "open"
    ]


def _unseen(source: Readable, quarter: str) -> list[Blocker]:
    """Mandatory checks that nobody could make: on its last month, its wave and the registry; on flows every month."""
    months = months_of(quarter)
    resting = [months[-1], quarter]
    if not read(source, _BEGUN, [resting])[0]["outcomes"]:
        return [Blocker("not_begun", f"Chưa có số liệu nào của {in_sentence(months[-1])}, tháng cuối của {in_sentence(quarter)}.")]
    return [
        Blocker(
            "not_evaluated",
            f"«{row['source_title']}»{' ' + in_sentence(row['period']) if row['period'] else ''}: {row['reason']}, "
            f"nên {row['rules']} quy tắc bắt buộc chưa xét được. Hãy đề nghị đơn vị gửi tệp.",
        )
        for row in read(source, _UNSEEN, [[*resting, ""], months])
    ]


def same_person(one: str, other: str) -> bool:
    """Whether two names are one: whatever their spaces, letter case and Unicode form."""
    return clean(one).casefold() == clean(other).casefold()


def ask_gate(home: Home, quarter: str, by: str, approved_by: str, now: datetime) -> None:
    """Raises CloseRefusedError with every reason against closing the quarter; returns when there is none."""
    ask_names(by, approved_by)
    found = blockers(home, quarter, now)
    if found:
        raise CloseRefusedError([f"Chưa chốt được {spoken(quarter)}, còn {len(found)} điều:", *(one.sentence for one in found)])


def ask_names(by: str, approved_by: str) -> None:
    """Raises CloseRefusedError unless two different people sign."""
    if not clean(by) or not clean(approved_by):
        raise CloseRefusedError(["Cần ghi rõ người lập và người duyệt."])
    if same_person(by, approved_by):
        raise CloseRefusedError([f"Người lập và người duyệt phải là hai người khác nhau; cả hai đều là «{clean(by)}»."])
