"""Plain mail to the officer, where the officer has set up a server.

Belongs here: the settings, the connection. Does not belong here: what is written (``reminders.py``).

The password is never in the settings: they say which environment variable, or which file, holds it. No message of ours repeats
what stands there, for somebody may have put the password itself.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address
from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.reports.issuer import OfficerSettingsError, settled

SECONDS = 20
STARTTLS, SSL, NONE = "starttls", "ssl", "khong"
_PORTS = 65536


class MailError(RuntimeError):
    """Mail could not be sent; the message is for the officer and holds no secret."""


@dataclass(frozen=True)
class MailServer:
    """How to send. ``password`` is shown nowhere, not even in a traceback's repr."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    recipients: tuple[str, ...]
    password: str = field(default="", repr=False)


def mail_server(home: Home, environment: Mapping[str, str] | None = None) -> MailServer | None:
    """The server that ``cai-dat.yml`` sets up; None where it names none.

    Raises OfficerSettingsError saying which key to mend.
    """
    lines = load_catalogue().reminders.mail
    given = settled(home, lines)
    text = {name: " ".join(values) for name, values in given.items()}
    if not text["host"]:
        return None
    key = {name: line.key for name, line in lines.items()}
    if not text["port"].isdecimal() or not 0 < int(text["port"]) < _PORTS:
        raise OfficerSettingsError(f"cai-dat.yml: khóa «{key['port']}» phải là số cổng, ví dụ 587.")
    if text["security"] not in (STARTTLS, SSL, NONE):
        raise OfficerSettingsError(f"cai-dat.yml: khóa «{key['security']}» phải là starttls, ssl hoặc khong.")
    if text["security"] == NONE and not _is_this_computer(text["host"]):
        raise OfficerSettingsError(f"cai-dat.yml: khóa «{key['security']}» chỉ được là khong khi máy chủ thư ở ngay máy này.")
    sender = text["sender"] or text["user"]
    for name, address in (("sender", sender), *(("recipients", one) for one in given["recipients"] or ("",))):
        if not _is_address(address):
            raise OfficerSettingsError(f"cai-dat.yml: khóa «{key[name]}» cần địa chỉ thư, ví dụ can-bo@example.vn.")
    password = _password(home, text["password_from"], os.environ if environment is None else environment) if text["user"] else ""
    if text["user"] and not password:
        raise OfficerSettingsError(f"cai-dat.yml: khóa «{key['password_from']}» không chỉ tới biến môi trường hay tệp nào có mật khẩu.")
    return MailServer(text["host"], int(text["port"]), text["security"], text["user"], sender, given["recipients"], password)


def send(server: MailServer, subject: str, body: str, at: datetime) -> None:
    """Send one plain text to every recipient. Raises MailError."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = server.sender
    message["To"] = ", ".join(server.recipients)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="base64")
    try:
        _hand_over(server, message)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        reply = f", mã {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
        raise MailError(f"Không gửi được thư qua {server.host}, cổng {server.port} ({type(error).__name__}{reply}).") from None


def _hand_over(server: MailServer, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if server.security == SSL:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        if server.security == STARTTLS:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _password(home: Home, where: str, environment: Mapping[str, str]) -> str:
    if where in environment:
        return environment[where]
    path = Path(where) if Path(where).is_absolute() else home.root / where
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError, ValueError):
        return ""


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_address(text: str) -> bool:
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError):
        return False
    return bool(parsed.username and parsed.domain)
