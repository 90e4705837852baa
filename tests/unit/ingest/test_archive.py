"""The drop folder: a file is known again by its bytes alone."""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.ingest.archive import hash_bytes, scan


def test_other_bytes_of_the_same_length_and_time_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "bao cao.csv"
    for content in (b"12,5", b"12,6"):
        file.write_bytes(content)
        os.utime(file, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
        assert [dropped.sha256 for dropped in scan(tmp_path)] == [hash_bytes(content)]
