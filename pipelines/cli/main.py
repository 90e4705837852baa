"""The commands of ``soxom`` and their arguments.

Belongs here: what can be asked. Does not belong here: how it is done. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import cast

import click

from pipelines.cli.output import FORMATS, chosen_format, leave, say
from pipelines.home import Home, HomeNotWholeError
from pipelines.imports import collect_seldom
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
    """A quarter: what has a day by which it is reported, and can be closed."""

    name = "QUÝ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The label, or a usage error (exit 2)."""
        label = super().convert(value, param, ctx)
        if "Q" not in label:
            self.fail(f"«{value}» không phải là một quý. Hãy viết như 2026-Q2.", param, ctx)
        return label


PERIOD = PeriodType()
QUARTER = QuarterType()
PORT = click.IntRange(1024, 65535)
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
@click.argument("period", type=PERIOD)
def report(period: str) -> None:
    """Viết lại báo cáo, phụ lục (nếu KỲ là quý) và các trang của KỲ từ số liệu đã công bố."""
    from pipelines.cli.report import write_report  # noqa: PLC0415 - only this command writes them

    sys.exit(write_report(Home.from_env(), period))


@soxom.command()
@click.argument("quarter", type=QUARTER)
@format_option
def slips(quarter: str, fmt: str | None) -> None:
    """Ghi phiếu trả lại của QUÝ cho từng đơn vị gửi: tệp Word để in và đoạn văn bản để gửi Zalo."""
    from pipelines.cli.slips import write_and_list  # noqa: PLC0415 - only this command writes them

    sys.exit(write_and_list(Home.from_env(), quarter, chosen_format(fmt)))


@soxom.command()
@click.argument("period", type=PERIOD, required=False)
@click.argument("indicator", required=False)
@click.option("--hamlet", default="ALL", show_default=True, help="Mã xóm, ALL là toàn xã, hoặc tên trường.")
@click.option("--file", "file", default=None, help="Tệp nguồn: đường dẫn, hoặc vài chữ số đầu của SHA-256.")
@click.option("--row", type=click.IntRange(min=1), default=None, help="Dòng của trang tính, đếm từ 1 như trong Excel.")
@click.option("--sheet", default=None, help="Tên trang tính; không ghi thì mọi trang tính.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Ghi trang truy nguồn một tờ A4 (.pdf hoặc .html)."
)
@format_option
def explain(
    period: str | None,
    indicator: str | None,
    *,
    hamlet: str,
    file: str | None,
    row: int | None,
    sheet: str | None,
    out: Path | None,
    fmt: str | None,
) -> None:
    """Truy nguồn hai chiều: từ số liệu về từng dòng tệp, hoặc từ một dòng tệp đến số liệu.

    soxom explain 2026-Q2 vneid_level2 --hamlet X05

    soxom explain --file vneid/thang6.xlsx --row 9
    """
    asks_row = file is not None and row is not None and period is None and indicator is None and out is None
    asks_figure = file is None and row is None and sheet is None and period is not None and indicator is not None
    if asks_row:
        from pipelines.cli.whereto import show_row  # noqa: PLC0415 - brings the readers, which a figure does without

        sys.exit(show_row(Home.from_env(), str(file), int(row or 0), sheet, chosen_format(fmt)))
    if not asks_figure:
        raise click.UsageError("Hãy ghi KỲ và chỉ tiêu (soxom explain 2026-Q2 vneid_level2), hoặc --file và --row.")
    from pipelines.cli.explain import show_figure  # noqa: PLC0415 - only this command reads it

    sys.exit(show_figure(Home.from_env(), str(period), str(indicator), hamlet=hamlet, fmt=chosen_format(fmt), out=out))


@soxom.command()
@click.argument("period", type=PERIOD)
@click.option("--n", "n", type=click.IntRange(min=1), default=20, show_default=True, help="Rút bao nhiêu số liệu và dòng.")
@click.option("--seed", type=int, default=7, show_default=True, help="Cùng một số gieo thì rút được như nhau.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Ghi phiếu kiểm tra (.xlsx) để điền.")
@format_option
def sample(period: str, *, n: int, seed: int, out: Path | None, fmt: str | None) -> None:
    """Rút mẫu số liệu và dòng của KỲ để kiểm tra viên tính lại."""
    from pipelines.cli.sample import show_sample  # noqa: PLC0415 - only this command reads it

    sys.exit(show_sample(Home.from_env(), period, n=n, seed=seed, fmt=chosen_format(fmt), out=out))


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
@click.argument("finding")
@click.option("--accept", "decision", flag_value="accept", help="Dùng số như đã báo cáo.")
@click.option("--carry-forward", "decision", flag_value="carry_forward", help="Dùng số gần nhất đã được chấp nhận của xóm.")
@click.option("--withdraw", "decision", flag_value="withdraw", help="Rút lại quyết định trước.")
@click.option("--reason", default="", help="Lý do (bắt buộc).")
@click.option("--by", default="", help="Người quyết định (bắt buộc).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Ngày cuối cùng còn hiệu lực, ví dụ 2026-12-31.")
def waive(finding: str, *, decision: str | None, reason: str, by: str, until: datetime | None) -> None:
    """Quyết định về phát hiện có mã FINDING (vài ký tự đầu là đủ) khi không thể gửi lại tệp đúng; mọi quyết định được giữ mãi."""
    if decision is None:
        raise click.UsageError("Hãy chọn một: --accept, --carry-forward hoặc --withdraw.")
    from pipelines.cli.waive import decide  # noqa: PLC0415 - heavy
    from pipelines.ingest.waivers import Decision  # noqa: PLC0415

    last_day: date | None = until.date() if until else None
    sys.exit(decide(Home.from_env(), finding, cast("Decision", decision), by=by, reason=reason, until=last_day))


@soxom.command()
@click.argument("quarter", type=QUARTER)
@click.option("--by", required=True, help="Người lập.")
@click.option("--approved-by", required=True, help="Người duyệt, khác người lập.")
@click.option("--restate", is_flag=True, help="Điều chỉnh quý đã chốt: lập bản tiếp theo, bản cũ vẫn giữ.")
@click.option("--reason", default="", help="Lý do điều chỉnh (bắt buộc khi dùng --restate).")
def close(quarter: str, *, by: str, approved_by: str, restate: bool, reason: str) -> None:
    """Chốt số liệu của QUARTER; khi còn điều chưa xử lý thì từ chối và nói rõ từng điều."""
    if restate != bool(reason.strip()):
        raise click.UsageError("Điều chỉnh số đã chốt cần cả --restate và --reason.")
    from pipelines.cli.close import close as close_quarter  # noqa: PLC0415 - heavy

    sys.exit(close_quarter(Home.from_env(), quarter, by=by, approved_by=approved_by, restate=restate, reason=reason))


@soxom.command()
@click.argument("quarter", type=QUARTER)
@format_option
def late(quarter: str, fmt: str | None) -> None:
    """Tệp đến sau khi chốt QUARTER, và từng số sẽ đổi thế nào nếu điều chỉnh."""
    from pipelines.cli.late import show_late  # noqa: PLC0415 - only this command reads it

    sys.exit(show_late(Home.from_env(), quarter, chosen_format(fmt)))


@soxom.command()
@click.argument("quarter", type=QUARTER)
@click.option("--all", "every_version", is_flag=True, help="Tính lại mọi bản đã chốt, không chỉ bản mới nhất.")
def verify(quarter: str, *, every_version: bool) -> None:
    """Chứng minh QUARTER đã chốt còn nguyên: kiểm mọi tệp, rồi tính lại từ các tệp gốc và so từng byte."""
    from pipelines.cli.verify import verify_quarter  # noqa: PLC0415 - heavy

    sys.exit(verify_quarter(Home.from_env(), quarter, every_version=every_version))


@soxom.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("quarter", type=QUARTER, required=False)
def export(folder: Path, quarter: str | None) -> None:
    """Ghi vào FOLDER hồ sơ cho kiểm tra viên, mở được không cần mạng: các bảng (CSV, Parquet), từ điển dữ liệu, nguồn gốc từng cột,
    tài liệu dbt, kết quả kiểm tra ở cửa, sự kiện OpenLineage của lượt chạy.

    Có QUARTER thì các bảng chỉ gồm quý đó, đúng như đã chốt nếu quý đã chốt.
    """
    from pipelines.cli.export import export as write  # noqa: PLC0415 - only this command writes it

    sys.exit(write(Home.from_env(), folder, quarter))


@soxom.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Sao lưu vào FILE mọi thứ không làm lại được: tệp đã nhận, quyết định, số đã chốt, báo cáo, cài đặt."""
    from pipelines.cli.backup import backup as write  # noqa: PLC0415 - heavy

    sys.exit(write(Home.from_env(), file))


@soxom.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(file: Path) -> None:
    """Khôi phục bản sao lưu FILE vào một SOXOM_HOME trống, rồi tính lại số liệu."""
    from pipelines.cli.backup import restore as lay_out  # noqa: PLC0415 - heavy

    sys.exit(lay_out(Home.from_env(), file))


@soxom.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--period", type=PERIOD, default=None, help="Kỳ để chọn trong mẫu: quý (2026-Q2) hoặc năm; mặc định là năm kế hoạch mới nhất."
)
def templates(folder: Path, *, period: str | None) -> None:
    """Ghi vào FOLDER biểu mẫu trống của mọi nguồn, có sẵn danh sách xóm và mã thành viên."""
    from pipelines.cli.templates import write_blank_forms  # noqa: PLC0415 - only this command writes them

    sys.exit(write_blank_forms(Home.from_env(), folder, period))


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


@soxom.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Ngày cần nhắc, ví dụ 2026-06-10; mặc định hôm nay.")
def remind(day: datetime | None) -> None:
    """Nhắc ai chưa gửi gì trước hạn: các tổ trưởng và cán bộ số liệu; qua thư nếu đã cài đặt, không thì ghi thành tệp."""
    from pipelines.cli.remind import remind_all  # noqa: PLC0415 - only this command writes them

    sys.exit(remind_all(Home.from_env(), day.date() if day else None))


@soxom.command()
@click.option("--port", type=PORT, default=3000, show_default=True, help="Cổng của cán bộ số liệu; bận thì lấy cổng trống kế tiếp.")
@click.option("--auditors-port", type=PORT, default=3001, show_default=True, help="Cổng của kiểm tra viên.")
@click.option("--pages-port", type=PORT, default=3002, show_default=True, help="Cổng của các trang số liệu.")
@click.option("--read-only", is_flag=True, help="Chỉ mở phần để xem cho kiểm tra viên; không ghi gì vào thư mục làm việc.")
@click.option("--open", "open_browser", is_flag=True, help="Mở luôn các trang số liệu bằng trình duyệt.")
def serve(*, port: int, auditors_port: int, pages_port: int, read_only: bool, open_browser: bool) -> None:
    """Mở giao diện của cán bộ số liệu, bản chỉ xem của kiểm tra viên và các trang số liệu; chỉ máy này vào được."""
    from pipelines.cli.serve import serve as open_all  # noqa: PLC0415 - only this command starts processes

    sys.exit(open_all(Home.from_env(), (port, auditors_port, pages_port), read_only=read_only, open_browser=open_browser))


def main() -> None:
    """The entry point that the installed command calls."""
    collect_seldom()
    try:
        soxom(prog_name="soxom")
    except SystemExit as leaving:
        leave(leaving.code)
    except HomeNotWholeError as error:  # what was altered is not shown, whoever asks; the text names it
        say(str(error))
        leave(1)
