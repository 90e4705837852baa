"""Writes a backup, and restores one into an empty home.

Belongs here: the lock, what is said, the exit codes. Does not belong here: what a backup holds (``pipelines.quarter.backup``).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import say
from pipelines.cli.run import progress_line, work
from pipelines.home import Home, HomeBusyError, writer_lock
from pipelines.ingest.actions import ChainError
from pipelines.ingest.closed import AlteredError, closed_quarters
from pipelines.quarter.backup import BackupError, restore_backup, write_backup
from pipelines.quarter.close import heal

FAILED = 1


def backup(home: Home, target: Path) -> int:
    """Exit 0 when the file is whole and in place."""
    try:
        with writer_lock(home, waiting=lambda: say("Đang đợi một lượt chạy khác xong…")):
            heal(home)
            entries = write_backup(home, target, progress_line())
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
        return FAILED
    except (BackupError, ChainError, AlteredError) as error:
        say(str(error))
        return FAILED
    say(f"Đã sao lưu {len(entries)} tệp vào {target}. Hãy cất ở một nơi khác máy này.")
    return 0


def restore(home: Home, source: Path) -> int:
    """Exit 0 when everything is back and the figures are published again."""
    try:
        entries = restore_backup(source, home, progress_line())
    except BackupError as error:
        say(str(error))
        return FAILED
    say(f"Đã khôi phục {len(entries)} tệp vào {home.root}. Đang tính lại số liệu…")
    code = work(home, None)
    for quarter in closed_quarters(home):
        say(f"Quý đã chốt: {quarter}. Kiểm chứng bằng: soxom verify {quarter}")
    return code
