"""The drop folder: a file is known again by its bytes alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.ingest.archive import hash_bytes, scan
from pipelines.ingest.seen import Look, read_seen, write_seen


def test_other_bytes_of_the_same_length_and_time_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "bao cao.csv"
    for content in (b"12,5", b"12,6"):
        file.write_bytes(content)
        os.utime(file, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
        assert [dropped.sha256 for dropped in scan(tmp_path)] == [hash_bytes(content)]


def looked_at(folder: Path, seen: dict[str, tuple[Look, str]]) -> dict[str, str]:
    return {dropped.path: dropped.sha256 for dropped in scan(folder, seen)}


def test_a_file_that_looks_as_it_was_seen_is_not_read(tmp_path: Path) -> None:
    drop, note = tmp_path / "drop", tmp_path / "state" / "seen.json"
    (drop / "tháng 6").mkdir(parents=True)
    (drop / "tháng 6" / "báo cáo.csv").write_bytes(b"12,5")
    (drop / "khác.csv").write_bytes(b"1")
    found = list(scan(drop))
    later = max(time for file in found for time in file.look[1:]) + 3_000_000_000
    write_seen(note, found, later)
    seen = read_seen(note)
    assert set(seen) == {"tháng 6/báo cáo.csv", "khác.csv"}
    another = {path: (look, "as noted") for path, (look, _) in seen.items()}
    assert looked_at(drop, another) == {"tháng 6/báo cáo.csv": "as noted", "khác.csv": "as noted"}
    (drop / "khác.csv").write_bytes(b"2")
    os.utime(drop / "khác.csv", ns=(0, seen["khác.csv"][0][1]))
    assert looked_at(drop, another) == {"tháng 6/báo cáo.csv": "as noted", "khác.csv": hash_bytes(b"2")}


def test_what_changed_a_moment_ago_is_not_noted(tmp_path: Path) -> None:
    drop, note = tmp_path / "drop", tmp_path / "seen.json"
    drop.mkdir()
    (drop / "mới.csv").write_bytes(b"1")
    found = list(scan(drop))
    write_seen(note, found, max(found[0].look[1:]) + 1_000_000_000)
    assert read_seen(note) == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": [1, 2, 3]}'])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "seen.json").write_text(content, encoding="utf-8")
    assert read_seen(tmp_path / "seen.json") == {}
    assert read_seen(tmp_path / "nothing.json") == {}
