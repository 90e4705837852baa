"""The commands of ``soxom`` and their arguments.

Belongs here: what can be asked. Does not belong here: how it is done. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.cli.output import FORMATS, chosen_format, say
from pipelines.home import Home
from pipelines.quarter.period import PeriodError, check_period


class PeriodType(click.ParamType[str]):
    """A quarter or a year."""

    name = "KỲ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The label, or a usage error (exit 2)."""
        try:
            return check_period(str(value))
        except PeriodError:
            self.fail(f"«{value}» không phải là một kỳ. Hãy viết như 2026-Q2 (quý) hoặc 2026 (năm).", param, ctx)


class QuarterType(PeriodType):
    """A quarter: what has a day by which it is reported."""

    name = "QUÝ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The label, or a usage error (exit 2)."""
        label = super().convert(value, param, ctx)
        if "Q" not in label:
            self.fail(f"«{value}» không phải là một quý. Hãy viết như 2026-Q2.", param, ctx)
        return label


PERIOD = PeriodType()
QUARTER = QuarterType()
format_option = click.option("--format", "fmt", type=click.Choice(FORMATS), default=None, help="Dạng in ra: table, csv hoặc json.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="soxom", prog_name="soxom")
def soxom() -> None:
    """Sổ Xóm: từ bảng tính của các đơn vị đến chỉ tiêu của quý.

    Thư mục làm việc là SOXOM_HOME (mặc định: thư mục của chương trình); tệp nhận để trong data_raw/.
    """


@soxom.command()
@click.argument("period", type=PERIOD)
def run(period: str) -> None:
    """Nhận tệp mới, kiểm tra, tính chỉ tiêu của KỲ và in bảng kết quả."""
    from pipelines.cli.run import run_period  # noqa: PLC0415 - heavy

    sys.exit(run_period(Home.from_env(), period))


@soxom.command()
def refresh() -> None:
    """Như chạy hằng đêm: nhận tệp mới và công bố lại số liệu, nếu có gì mới."""
    from pipelines.cli.run import refresh_home  # noqa: PLC0415 - heavy

    sys.exit(refresh_home(Home.from_env()))


@soxom.command()
@format_option
def status(fmt: str | None) -> None:
    """Các quý, các tệp, xóm chưa báo cáo và hạn nộp."""
    from pipelines.cli.show import show_status  # noqa: PLC0415 - only this command reads it

    sys.exit(show_status(Home.from_env(), chosen_format(fmt)))


@soxom.command()
@format_option
def files(fmt: str | None) -> None:
    """Từng tệp đã nhận: nguồn, kỳ, kết luận và số dòng."""
    from pipelines.cli.show import show_files  # noqa: PLC0415 - only this command reads it

    sys.exit(show_files(Home.from_env(), chosen_format(fmt)))


@soxom.command()
@click.argument("period", type=PERIOD)
@format_option
def indicators(period: str, fmt: str | None) -> None:
    """Mười sáu chỉ tiêu của KỲ, từng xóm và toàn xã (ALL)."""
    from pipelines.cli.show import show_indicators  # noqa: PLC0415 - only this command reads it

    sys.exit(show_indicators(Home.from_env(), period, chosen_format(fmt)))


@soxom.command()
@click.argument("period", type=PERIOD)
@format_option
def findings(period: str, fmt: str | None) -> None:
    """Những chỗ số liệu của KỲ không khớp, kèm cách sửa; nặng nhất trước."""
    from pipelines.cli.show import show_findings  # noqa: PLC0415 - only this command reads it

    sys.exit(show_findings(Home.from_env(), period, chosen_format(fmt)))


@soxom.command()
@click.argument("quarter", type=QUARTER)
@format_option
def slips(quarter: str, fmt: str | None) -> None:
    """Ghi phiếu trả lại của QUÝ cho từng đơn vị gửi: tệp Word để in và đoạn văn bản để gửi Zalo."""
    from pipelines.cli.slips import write_and_list  # noqa: PLC0415 - only this command writes them

    sys.exit(write_and_list(Home.from_env(), quarter, chosen_format(fmt)))


@soxom.command()
@click.argument("period", type=PERIOD)
@format_option
def corrections(period: str, fmt: str | None) -> None:
    """Những ô mà tệp gửi lại đã đổi trong KỲ: số cũ, số mới và giá trị toàn xã trước, sau."""
    from pipelines.cli.show import show_corrections  # noqa: PLC0415 - only this command reads it

    sys.exit(show_corrections(Home.from_env(), period, chosen_format(fmt)))


@soxom.command()
@click.argument("name")
@click.argument("hamlet")
@click.option("--by", required=True, help="Người xác nhận.")
@click.option("--file", "file", default="", help="Tệp đã gặp tên này.")
def alias(name: str, hamlet: str, *, by: str, file: str) -> None:
    """Xác nhận NAME là một tên gọi của xóm có mã HAMLET, ví dụ: soxom alias "Đông Tỉnh" X28 --by "Họ tên"."""
    from pipelines.cli.aliases import confirm  # noqa: PLC0415 - only this command writes it

    sys.exit(confirm(Home.from_env(), name, hamlet, by, file))


@soxom.command("self-test")
@format_option
def self_test(fmt: str | None) -> None:
    """Cài từng lỗi đã biết vào một bản sao hư cấu và xem các quy tắc có phát hiện không; không đụng đến số liệu thật."""
    from pipelines.cli.self_test import test_checks  # noqa: PLC0415 - heavy

    sys.exit(test_checks(Home.from_env(), chosen_format(fmt)))


@soxom.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=7, show_default=True, help="Mỗi số cho một xã hư cấu khác.")
@click.option("--hamlets", default=28, show_default=True, type=click.IntRange(6, 60), help="Số xóm.")
@click.option("--months", default=6, show_default=True, type=click.IntRange(1, 48), help="Số tháng báo cáo.")
@click.option("--first-month", default="2026-01", show_default=True, help="Tháng báo cáo đầu tiên.")
@click.option("--plain", is_flag=True, help="Mọi tệp theo đúng mẫu, không có chỗ lộn xộn.")
@click.option("--faults/--no-faults", default=True, show_default=True, help="Cài sẵn vài lỗi để xem chương trình phát hiện.")
def demo(folder: Path, *, seed: int, hamlets: int, months: int, first_month: str, plain: bool, faults: bool) -> None:
    """Ghi vào FOLDER các tệp của một xã hư cấu, để chạy thử."""
    from pipelines.demo import write_demo  # noqa: PLC0415 - only this command writes files

    summary = write_demo(folder, seed=seed, hamlets=hamlets, months=months, first_month=first_month, messy=not plain, faults=faults)
    say(summary.text)


def main() -> None:
    """The entry point that the installed command calls."""
    soxom(prog_name="soxom")
