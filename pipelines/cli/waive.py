"""Notes the officer's decision about a finding, builds again, and says what it changed.

Belongs here: what is said about it, and the exit codes. Does not belong here: what may be decided (``pipelines.quarter.waive``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipelines.cli.output import say
from pipelines.home import Home
from pipelines.ingest.actions import ChainError
from pipelines.ingest.closed import latest_of
from pipelines.ingest.waivers import Decision
from pipelines.quarter.gate import blockers
from pipelines.quarter.period import in_sentence, spoken
from pipelines.quarter.waive import Change, WaiveError, changes, decided, figures_of, quarter_spoken_of, waive
from pipelines.reports.tables import STATE_WORDS, percent
from pipelines.warehouse.query import NotPublishedError

FAILED, WRONG_USE, REFUSED = 1, 2, 3
NOT_STANDING = {
    "nothing_to_carry": "không có số cũ nào dùng được để thay, nên số vẫn để riêng; hãy đề nghị gửi lại tệp, hoặc dùng --accept",
    "figure_changed": "số đã đổi so với lúc quyết định; hãy xem lại «soxom findings»",
    "expired": "quyết định đã hết hạn",
}


def decide(home: Home, finding: str, decision: Decision, *, by: str, reason: str, until: date | None) -> int:
    """Exit 0 when the decision stands, 1 when the figures could not be built again, 2 for wrong use, 3 when it is refused."""
    try:
        about = waive(home, finding, decision, by=by, reason=reason, at=datetime.now(UTC), until=until)
    except NotPublishedError:
        say(f"Chưa có số liệu nào được công bố trong {home.root}. Hãy chạy «soxom run 2026-Q2» trước.")
        return FAILED
    except ChainError as error:
        say(str(error))
        return FAILED
    except WaiveError as error:
        say(str(error))
        return REFUSED if error.refused else WRONG_USE
    say(f"Đã ghi vào nhật ký: {_said(decision, until)} phát hiện {about['finding_id'][:8]}, {by.strip()} quyết định.")
    return _build_again(home, about, decision)


def _said(decision: Decision, until: date | None) -> str:
    words = {"accept": "chấp nhận", "carry_forward": "dùng số cũ thay cho", "withdraw": "rút lại quyết định về"}[decision]
    return words if until is None else f"đến hết ngày {until:%d/%m/%Y}, {words}"


def _build_again(home: Home, about: dict[str, str], decision: Decision) -> int:
    from pipelines.cli.run import work  # noqa: PLC0415 - heavy, and not needed for a refusal

    quarter = quarter_spoken_of(home, about)
    if quarter is not None and latest_of(home, quarter) is not None:
        say(f"{spoken(quarter)} đã chốt: quyết định được ghi lại, số đã chốt không đổi.")
        return 0
    before = figures_of(home, quarter) if quarter else {}
    code = work(home, None)
    if code != 0:
        say("Quyết định đã được ghi; số liệu sẽ được tính lại ở lần chạy sau.")
        return code
    now = decided(home, about["finding_id"])
    if now is not None and now["waiver_status"] in NOT_STANDING and decision != "withdraw":
        say(f"Quyết định chưa có tác dụng: {NOT_STANDING[now['waiver_status']]}.")
        return REFUSED
    if quarter is not None:
        _tell(quarter, changes(before, figures_of(home, quarter)))
        left = len(blockers(home, quarter, datetime.now(UTC)))
        say(f"Còn {left} điều chặn việc chốt {spoken(quarter)}." if left else f"Không còn gì chặn việc chốt {spoken(quarter)}.")
    say(f"Tình trạng của phát hiện: {STATE_WORDS[now['state']] if now else 'không còn'}.")
    return 0


def _tell(quarter: str, changed: list[Change]) -> None:
    told = [(change, _figure(change.before), _figure(change.after)) for change in changed]
    told = [(change, before, after) for change, before, after in told if before != after]
    if not told:
        say(f"Số liệu {spoken(quarter)} không đổi.")
        return
    say(f"Số liệu {spoken(quarter)} sau khi tính lại:")
    for change, before, after in told:
        where = "toàn xã" if change.after["hamlet"] == "ALL" else change.after["hamlet"]
        say(f"  - {change.after['title_vi']}, {where}: {before} → {after}")


def _figure(row: dict[str, object]) -> str:
    if row["hamlet"] == "ALL" and row["hamlets_total"] is not None:
        return f"{percent(row['value'], row['target']) or 'chưa có số'} ({row['hamlets_counted']}/{row['hamlets_total']} xóm)"  # type: ignore[arg-type]
    if row["held_by"]:
        return "để riêng"
    value = percent(row["value"], row["target"]) or "chưa có số"  # type: ignore[arg-type]
    return f"{value} (số của {in_sentence(str(row['carried_from']))})" if row["carried_from"] else value
