"""Starts a Dagster job in this process and says how it went.

Belongs here: overlapping the heavy imports, progress, the closing table. Does not belong here: the job (``pipelines.orchestration``).

The home is taken and the door's worker started before anything else is imported: Great Expectations is imported while the files are
read, and Dagster while the models are built. So what is not needed to start them is imported where it is used.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from pipelines.cli.output import say
from pipelines.home import Home, HomeBusyError, HomeNotWholeError
from pipelines.imports import importing, no_threads_for_algebra
from pipelines.orchestration.workplace import workplace

FAILED = 1
_EVERY_SECONDS = 0.5


def progress_line() -> Callable[[str, int, int], None]:
    """Progress on standard error: one line that moves on a terminal, a line a step elsewhere."""
    last = {"step": "", "at": 0.0}
    terminal = sys.stderr.isatty()

    def progress(step: str, done: int, total: int) -> None:
        counted = f"{step}: {done}/{total}" if total else step
        now = time.monotonic()
        if terminal and (done == total or now - last["at"] > _EVERY_SECONDS):  # type: ignore[operator]
            print(f"\r\x1b[2K{counted}", end="\n" if total and done == total else "", file=sys.stderr, flush=True)  # noqa: T201
            last["at"] = now
        elif not terminal and total and step != last["step"]:
            say(f"{step} ({total})")
            last["step"] = step

    return progress


def run_period(home: Home, period: str) -> int:
    """The main job: exit 0 with the table of indicators, 1 with what failed."""
    code = work(home, period)
    if code == 0:
        from pipelines.cli.close import say_what_blocks  # noqa: PLC0415 - after the work, see above
        from pipelines.cli.show import print_indicator_table  # noqa: PLC0415
        from pipelines.reports.quarter_files import REPORT  # noqa: PLC0415
        from pipelines.reports.site.write import OFFICE  # noqa: PLC0415
        from pipelines.reports.slips import FOLDER as SLIPS  # noqa: PLC0415

        print_indicator_table(home, period)
        if (home.reports / period / REPORT).exists():
            say(f"Báo cáo và phụ lục: {home.reports / period}")
        pages = home.reports / period / OFFICE / "index.html"
        if pages.exists():
            say(f"Các trang của kỳ: {pages}")
        slips = len(list((home.reports / period / SLIPS).glob("*.docx")))
        if slips:
            say(f"Phiếu trả lại cho {slips} đơn vị: {home.reports / period / SLIPS}")
        if "Q" in period:
            say_what_blocks(home, period)
    return code


def refresh_home(home: Home) -> int:
    """The nightly job; nothing is started when there is nothing new."""
    from pipelines.ingest.archive import pending  # noqa: PLC0415 - see above

    try:
        # a new file is most often why, and known at once: the rest is asked with Arrow, whose import then waits for the workers' start
        arrived = len(pending(home))
        is_due = arrived > 0 or _is_behind(home)
    except HomeNotWholeError as error:
        say(str(error))
        return FAILED
    if not is_due:
        say("Không có tệp mới; số liệu đã công bố vẫn đúng.")
        return 0
    code = work(home, None, arrived)
    if code == 0:
        say("Đã công bố số liệu mới.")
    return code


def _is_behind(home: Home) -> bool:
    """Whether what is published is not what was received and decided, though no file is new."""
    from pipelines.ingest.closed_figures import closed_waiting  # noqa: PLC0415 - see above
    from pipelines.ingest.lake import is_current  # noqa: PLC0415
    from pipelines.ingest.take_in import left_unread  # noqa: PLC0415
    from pipelines.ingest.waivers import day_in_vietnam, waivers_waiting  # noqa: PLC0415
    from pipelines.warehouse.publish import is_published  # noqa: PLC0415

    waiting = waivers_waiting(home, day_in_vietnam(datetime.now(UTC))) or closed_waiting(home) or bool(left_unread(home))
    return waiting or not is_current(home.lake) or not is_published(home)


def work(home: Home, period: str | None, arrived: int | None = None) -> int:
    """Run the job for a period, or the nightly one: take the home and begin the intake, then import Dagster.

    ``arrived``: how many files are new, where somebody has just looked.
    """
    no_threads_for_algebra()
    try:
        with workplace(home, progress_line(), lambda: say("Đang đợi một lượt chạy khác xong…"), arrived) as taken:
            from pipelines.catalogue import load_catalogue  # noqa: PLC0415 - see above

            catalogue = load_catalogue()
            taken.begin(catalogue, period)
            with importing():
                from pipelines.orchestration.launch import instance_folder, launch  # noqa: PLC0415 - heavy
                from pipelines.orchestration.spared import spare_unused  # noqa: PLC0415

                spare_unused(instance_folder(home))
            outcome = launch(taken, period, catalogue)
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
        return FAILED
    except HomeNotWholeError as error:
        say(str(error))
        return FAILED
    if outcome.error is not None:
        say(outcome.error)
        if period is None:
            from pipelines.cli.remind import tell_night  # noqa: PLC0415 - only where a night failed

            tell_night(home, outcome.run_id, outcome.error)
        return FAILED
    return 0
