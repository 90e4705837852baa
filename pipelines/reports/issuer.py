"""What the officer settled in ``cai-dat.yml``, else the catalogue's words: above all what the issuer writes around a report's text.

Belongs here: reading that file, writing it once with blanks, saying what is wrong in it. Does not belong here: where a line stands.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

import yaml

from pipelines.catalogue import load_catalogue
from pipelines.catalogue.reporting import IssuerLine
from pipelines.home import Home
from pipelines.reports.tables import plain

_TOP = """# Cài đặt cho báo cáo quý và thư nhắc việc (khóa thu_...). Sửa bằng Notepad hoặc bất kỳ trình soạn thảo nào, lưu dạng UTF-8.
# Dòng để trống thì dùng giá trị mặc định ghi ở lời chú ngay trên dòng đó. Ghi "" (hai dấu nháy) nếu muốn không in gì.
# Số, ngày, họ tên người ký và chữ ký luôn để trống trên báo cáo: đó là việc của văn thư và của người ký.
"""


class OfficerSettingsError(ValueError):
    """``cai-dat.yml`` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Issuer:
    """The lines by id; a line that the catalogue gives as a list is a list here."""

    lines: dict[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """A line as one text."""
        return " ".join(self.lines[name])


def issuer_of(home: Home) -> Issuer:
    """The officer's words where there are any, else the catalogue's. Writes the file with blanks if it is missing.

    Raises OfficerSettingsError when the file is not as it must be.
    """
    path = home.officer_settings
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(blank_settings(_declared()), encoding="utf-8")
    return Issuer(settled(home, load_catalogue().issuer))


def settled(home: Home, wanted: dict[str, IssuerLine]) -> dict[str, tuple[str, ...]]:
    """The wanted lines by id: the officer's where the file has any, else the catalogue's. Nothing is written.

    Raises OfficerSettingsError when the file is not as it must be.
    """
    path = home.officer_settings
    given = _read(path.read_text(encoding="utf-8-sig"), _declared()) if path.exists() else {}
    return {name: _lines(line.value if given.get(line.key) is None else given[line.key]) for name, line in wanted.items()}


def _declared() -> dict[str, IssuerLine]:
    """Every line that the file may hold: what stands on reports, and how mail is sent."""
    catalogue = load_catalogue()
    return catalogue.issuer | {f"mail_{name}": line for name, line in catalogue.reminders.mail.items()}


def blank_settings(declared: dict[str, IssuerLine]) -> str:
    """The file as it is first written: every key, its meaning and what a blank means."""
    blocks = [_TOP]
    for line in declared.values():
        default = "; ".join(_lines(line.value)) or "không in"
        blocks.append(f"# {line.ask.vi}.\n# Để trống: {default}.\n{line.key}:\n")
    return "\n".join(blocks)


def _lines(value: Any) -> tuple[str, ...]:
    values = list(value) if isinstance(value, list | tuple) else [value]
    return tuple(text for text in (plain(str(item)) for item in values) if text)


def _read(text: str, declared: dict[str, IssuerLine]) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", dòng {mark.line + 1}" if mark else ""
        raise OfficerSettingsError(f"cai-dat.yml{where}: không đọc được. Hãy giữ dạng «khóa: giá trị», mỗi khóa một dòng.") from error
    if not isinstance(content, dict):
        raise OfficerSettingsError("cai-dat.yml: phải gồm các dòng «khóa: giá trị».")
    keys = [line.key for line in declared.values()]
    for key, value in content.items():
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, n=1)
            hint = f" Có phải ý là «{near[0]}»?" if near else ""
            raise OfficerSettingsError(f"cai-dat.yml: không có khóa «{key}».{hint}")
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value)):
            raise OfficerSettingsError(f"cai-dat.yml: khóa «{key}» phải là một dòng chữ, hoặc nhiều dòng bắt đầu bằng dấu gạch.")
    return content
