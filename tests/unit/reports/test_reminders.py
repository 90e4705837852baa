"""Reminders in words, by mail and as files: each once, with nothing that is another's, and no password anywhere."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.reminded import given, reminded_lines
from pipelines.quarter.reminders import Deadline, Missing, Reminder, stage_of
from pipelines.reports import reminders
from pipelines.reports.issuer import OfficerSettingsError, issuer_of
from pipelines.reports.mail import MailError, MailServer, mail_server, send
from pipelines.reports.reminders import tell_failed_night, text_of

CATALOGUE = load_catalogue()
NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
NEAR = Deadline("2026-Q2", date(2026, 6, 15), 5, 5)
REPORT = Missing("hamlet_report", "Báo cáo tháng", "Tổ trưởng", ("2026-05", "2026-06"))
SECRET = "mat-khau-rat-kin"  # noqa: S105 - nobody's


class FakeServer(socketserver.StreamRequestHandler):
    """As much of SMTP as handing over a mail takes."""

    def handle(self) -> None:
        server = cast("Listening", self.server)
        self.wfile.write(b"220 fake\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                server.mails.append(b"".join(lines))
            if word == b"RCPT" and server.refuses:
                self.wfile.write(b"550 " + SECRET.encode() + b"\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


class Listening(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mails: list[bytes]
    refuses = False

    def texts(self) -> list[EmailMessage]:
        return [cast("EmailMessage", email.message_from_bytes(mail, policy=email.policy.default)) for mail in self.mails]


@contextmanager
def smtp(*, refuses: bool = False) -> Iterator[Listening]:
    with Listening(("127.0.0.1", 0), FakeServer) as server:
        server.mails, server.refuses = [], refuses
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def set_up(home: Home, port: int, **more: str) -> None:
    lines = {"thu_may_chu": "127.0.0.1", "thu_cong": str(port), "thu_bao_mat": "khong", "thu_nguoi_gui": "so-xom@example.vn"}
    lines |= {"thu_nguoi_nhan": "can-bo@example.vn"} | more
    home.root.mkdir(exist_ok=True)
    home.officer_settings.write_text("".join(f"{key}: {value}\n" for key, value in lines.items() if value), encoding="utf-8")


def to_team(unit: str = "X05", sender: str = "Tổ trưởng Xóm 5") -> Reminder:
    return Reminder("team", NEAR, unit, sender, (REPORT,))


def body_of(mail: EmailMessage) -> str:
    return str(mail.get_content())


def test_a_stage_lasts_until_the_next_and_ends_with_the_deadline() -> None:
    stages = [stage_of(date(2026, 6, day), date(2026, 6, 15), (5, 1)) for day in (9, 10, 11, 13, 14, 15, 16)]
    assert stages == [0, 5, 5, 5, 1, 0, 0]


def test_a_team_is_told_what_when_and_how_long() -> None:
    text = text_of(to_team(), CATALOGUE)
    assert text.name == "to-truong-X05"
    for words in ("Tổ trưởng Xóm 5", "Báo cáo tháng: tháng 5/2026, tháng 6/2026", "trước ngày 15/6/2026", "còn 5 ngày", "quý II/2026"):
        assert words in text.body


def test_the_officer_is_told_who_has_not_sent_and_what_blocks() -> None:
    many = tuple(f"điều {number}" for number in range(40))
    missing = (
        Missing("hamlet_report", "Báo cáo tháng", "Tổ trưởng", ("2026-06",), ("Xóm 5", "Xóm 9")),
        Missing("vneid", "VNeID", "Công an xã", ("2026-06",)),
    )
    text = text_of(Reminder("officer", NEAR, "", "Phòng", missing, many), CATALOGUE).body
    assert "- Tổ trưởng: Báo cáo tháng, tháng 6/2026: Xóm 5, Xóm 9" in text
    assert "- Công an xã: VNeID, tháng 6/2026: chưa gửi" in text
    assert text.count("- điều ") == CATALOGUE.reminders.blockers_shown
    assert f"và {40 - CATALOGUE.reminders.blockers_shown} điều nữa" in text
    assert "không thiếu tệp nào" in text_of(Reminder("officer", NEAR, "", "Phòng", ()), CATALOGUE).body


def test_without_a_server_a_failed_night_is_a_file_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    first = tell_failed_night(home, "run-1", "models: lỗi\n\nở bảng gọi 0912345678", NOW)
    assert [path.parent for path in first.files] == [home.reports / "nhac-viec" / "2026-06-10"]
    text = first.files[0].read_text(encoding="utf-8")
    assert "models: lỗi ở bảng" in text
    assert "0912345678" not in text
    assert tell_failed_night(home, "run-1", "models: lỗi", NOW).texts == ()
    assert len(tell_failed_night(home, "run-2", "models: lỗi", NOW).files) == 1
    assert [line["which"] for line in reminded_lines(home)] == ["2026-06-10"]
    assert "2 lời" in reminded_lines(home)[0]["state"]


def test_mail_is_plain_vietnamese_and_sent_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with smtp() as server:
        set_up(home, server.server_address[1])
        done = tell_failed_night(home, "run-1", "models: lỗi", NOW)
        assert (done.files, done.trouble) == ((), "")
        tell_failed_night(home, "run-1", "models: lỗi", NOW)
        (mail,) = server.texts()
    assert mail["To"] == "can-bo@example.vn"
    assert "không thành công" in mail["Subject"]
    assert mail.get_content_type() == "text/plain"
    assert "models: lỗi" in body_of(mail)
    assert not home.reports.exists()
    assert [one.how for one in given(home)] == ["mail"]


def test_the_teams_texts_are_one_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    due = [to_team(), to_team("X06", "Tổ trưởng Xóm 6"), Reminder("officer", NEAR, "", "Phòng", ())]
    monkeypatch.setattr(reminders, "due_reminders", lambda *_: due)
    with smtp() as server:
        set_up(home, server.server_address[1])
        reminders.remind(home, date(2026, 6, 10), NOW)
        teams, officer = server.texts()
    assert "Xóm 5" in body_of(teams)
    assert "Xóm 6" in body_of(teams)
    assert "Còn chặn" in body_of(officer)


@pytest.mark.parametrize("refuses", [True, None])
def test_a_server_that_fails_leaves_files_and_says_so(tmp_path: Path, refuses: bool | None) -> None:
    """One that refuses the recipient, and one that is not there."""
    home = Home(tmp_path)
    with smtp(refuses=bool(refuses)) as server:
        port = server.server_address[1]
        if refuses:
            set_up(home, port)
            done = tell_failed_night(home, "run-1", "models: lỗi", NOW)
    if not refuses:
        set_up(home, port)
        done = tell_failed_night(home, "run-1", "models: lỗi", NOW)
    assert "127.0.0.1" in done.trouble
    assert SECRET not in done.trouble
    assert len(done.files) == 1
    assert [one.how for one in given(home)] == ["file"]


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ({"thu_cong": "abc"}, "thu_cong"),
        ({"thu_bao_mat": "tls"}, "thu_bao_mat"),
        ({"thu_may_chu": "mail.example.vn"}, "thu_bao_mat"),
        ({"thu_nguoi_nhan": ""}, "thu_nguoi_nhan"),
        ({"thu_nguoi_nhan": "khong phai dia chi"}, "thu_nguoi_nhan"),
        ({"thu_nguoi_gui": ""}, "thu_nguoi_gui"),
        ({"thu_tai_khoan": "so-xom@example.vn", "thu_mat_khau_lay_tu": SECRET}, "thu_mat_khau_lay_tu"),
    ],
)
def test_wrong_settings_name_their_key_and_no_secret(tmp_path: Path, lines: dict[str, str], key: str) -> None:
    home = Home(tmp_path)
    set_up(home, 2525, **lines)
    with pytest.raises(OfficerSettingsError, match=key) as refusal:
        mail_server(home, {})
    assert SECRET not in str(refusal.value)
    assert len(tell_failed_night(home, "run-1", "lỗi", NOW).files) == 1, "wrong settings lose no reminder"


def test_the_password_comes_from_a_variable_or_a_file_and_is_shown_nowhere(tmp_path: Path) -> None:
    home = Home(tmp_path)
    account = {"thu_tai_khoan": "so-xom@example.vn", "thu_bao_mat": "starttls", "thu_may_chu": "mail.example.vn"}
    set_up(home, 587, **account)
    by_variable = mail_server(home, {"SOXOM_MAT_KHAU_THU": SECRET})
    (tmp_path / "kin.txt").write_text(SECRET + "\n", encoding="utf-8")
    set_up(home, 587, **account, thu_mat_khau_lay_tu="kin.txt")
    by_file = mail_server(home, {})
    assert by_variable is not None
    assert by_file is not None
    assert by_variable.password == by_file.password == SECRET
    assert SECRET not in repr(by_file)
    home.officer_settings.unlink()
    assert mail_server(home, {}) is None, "nothing is sent anywhere until a server is named"


def test_an_account_is_never_told_in_the_clear() -> None:
    """A server that offers no encryption is not spoken to further."""
    with smtp() as listening:
        server = MailServer("127.0.0.1", listening.server_address[1], "starttls", "a@example.vn", "a@example.vn", ("b@example.vn",), SECRET)
        with pytest.raises(MailError) as refusal:
            send(server, "x", "x", NOW)
        assert listening.mails == []
    assert SECRET not in str(refusal.value)


def test_the_settings_file_offers_the_keys_of_mail(tmp_path: Path) -> None:
    home = Home(tmp_path)
    issuer_of(home)
    written = home.officer_settings.read_text(encoding="utf-8")
    assert all(f"\n{line.key}:\n" in written for line in CATALOGUE.reminders.mail.values())
    assert mail_server(home, {}) is None


def test_what_cells_say_stays_words() -> None:
    """Hamlets' names and findings come from files: braces in them are no blanks, and nothing is markup in a text."""
    hostile = '{left} {0.__class__} %s <script> =HYPERLINK("x")'
    missing = Missing("hamlet_report", "Báo cáo tháng", "Tổ trưởng", ("2026-06",), (hostile,))
    body = text_of(Reminder("officer", NEAR, "", "Phòng Văn hóa - Xã hội", (missing,), (hostile,)), CATALOGUE).body
    assert body.count(hostile) == 2
    team = text_of(Reminder("team", NEAR, "X05", f"Tổ trưởng {hostile}", (REPORT,)), CATALOGUE)
    assert hostile in team.body
    assert "\n" not in team.subject
