"""The door's own side: framing, what it sends, what it makes of answers, and a worker that fails. No Great Expectations here."""

from __future__ import annotations

import io
import json
import sys

import pytest

from pipelines.framing import receive, send
from pipelines.ingest.door import EXPECTATIONS, Door, DoorError, _columns, _number, _result

VNEID = json.loads((EXPECTATIONS / "vneid.json").read_text(encoding="utf-8"))["expectations"]
BANK = json.loads((EXPECTATIONS / "bank_survey.json").read_text(encoding="utf-8"))["expectations"]


def row(row_id, **values):
    return {"row_id": row_id, "file_sha256": "ab", "sheet": "S", "row_number": 7, "original": "{}", "hamlet": "Xóm 1", **values}


def outcome(positions=(), *, evaluated=1):
    return {"success": not positions, "evaluated": evaluated, "positions": list(positions)}


def test_documents_come_back_as_they_went():
    stream = io.BytesIO()
    documents = [{"a": "Xóm Đông Tĩnh"}, {"b": [None, 1, "x"]}]
    for document in documents:
        send(stream, document)
    send(stream, None)
    stream.seek(0)
    assert [receive(stream), receive(stream), receive(stream), receive(stream)] == [*documents, None, None]


@pytest.mark.parametrize("length", [0, 3, 8, 12])
def test_a_stream_cut_short_is_its_end(length):
    stream = io.BytesIO()
    send(stream, {"a": "b" * 100})
    assert receive(io.BytesIO(stream.getvalue()[:length])) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("999999999999", 999_999_999_999),
        ("1234567890123", None),
        ("1.5", None),
        ("-1", None),
        ("", None),
        (None, None),
        ("²", None),
    ],
)
def test_helper_numbers_are_the_rules_numbers(text, number):
    assert _number(text) == number


def test_only_what_the_suite_looks_at_is_sent():
    columns = _columns(VNEID, [row("a", level2="1", stranger="Nguyễn Văn A")])
    assert set(columns) == {"row_id", "hamlet", "population", "eligible", "level1", "level2", "level2_rate"}
    assert columns["population"] == [None]


def test_a_missing_required_column_is_seen_to_be_missing():
    assert "level2" not in _columns(VNEID, [row("a")])


def test_a_pair_is_asked_of_numbers():
    columns = _columns(BANK, [row("a", people_15_plus="3", people_with_account="x")])
    assert columns["people_15_plus__number"] == [3]
    assert columns["people_with_account__number"] == [None]


def test_the_first_rejecting_expectation_is_blamed_and_a_warning_rejects_nobody():
    names = [entry["meta"]["rule"] for entry in VNEID]
    first, last, warning = names.index("key_missing"), len(names) - 2, names.index("not_a_rate")
    outcomes = [outcome() for _ in VNEID]
    outcomes[first], outcomes[last], outcomes[warning] = outcome([1]), outcome([0, 1]), outcome([2])
    rows = [row("a", level2="1,5", original='{"level2": " 1,5 "}'), row("b", hamlet=None, level2="x"), row("c", level2="1")]
    result = _result("vneid", "VNeID", VNEID, outcomes, rows)
    assert result.rejections == {"a": ("not_a_count", "level2", " 1,5 "), "b": ("key_missing", "hamlet", None)}
    summary = result.to_json()
    assert (summary["rows"], summary["rejected"], summary["success"]) == (3, 2, False)
    assert summary["expectations"][warning]["samples"] == [{"row_id": "c", "file_sha256": "ab", "sheet": "S", "row_number": 7}]


def test_a_result_names_twenty_rows_and_repeats_no_text():
    outcomes = [outcome(range(50)) for _ in VNEID]
    rows = [row(str(number), level2="Nguyễn Văn A") for number in range(50)]
    text = json.dumps(_result("vneid", "VNeID", VNEID, outcomes, rows).to_json(), ensure_ascii=False)
    assert "Nguyễn" not in text
    assert '"unexpected": 50' in text
    assert text.count('"row_id"') == 20 * len(VNEID)


def worker(code):
    return [sys.executable, "-c", code]


def test_a_worker_that_dies_is_told_with_its_last_words():
    door = Door(command=worker("import sys; sys.stderr.write('out of memory'); sys.exit(3)"))
    with door, pytest.raises(DoorError, match=r"(?s)vneid.*exit 3.*out of memory"):
        door.check({"vneid": [row("a", level2="1")]})


def test_a_worker_that_says_so_has_failed():
    answer = "from pipelines.framing import *; import sys; receive(sys.stdin.buffer); send(sys.stdout.buffer, {'error': 'Boom'})"
    with Door(command=worker(answer)) as door, pytest.raises(DoorError, match=r"(?s)source vneid.*Boom"):
        door.check({"vneid": [row("a", level2="1")]})


def test_nothing_to_ask_starts_nobody():
    door = Door(command=["/nowhere"])
    assert door.check({"vneid": []}) == {}
    door.close()


def test_closing_ends_a_worker_that_will_not_leave(monkeypatch):
    monkeypatch.setattr("pipelines.worker._SECONDS_TO_LEAVE", 0.2)
    door = Door(command=worker("import time; time.sleep(600)"))
    door.start()
    process = door._worker._process
    door.close()
    assert process.poll() is not None
    door.close()
