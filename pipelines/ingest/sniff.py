"""What a file is, by its bytes and never by its extension.

Belongs here: magic numbers and the few names inside a container that tell one kind from another.
Does not belong here: opening the container (``excel.py``, ``opendocument.py``, ``markup.py``, ``text_tables.py``).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from pipelines.ingest.verdicts import Refusal, human_size

MAX_FILE = 64_000_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 50_000_000
"""Small files may compress very well; the ratio speaks only for what unpacks to more than this."""

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError, ValueError, KeyError, RuntimeError)
"""All that the standard library raises for an archive that is damaged, cut short or made strangely."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NOT_TABLES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"BM", "ảnh BMP"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf\x27\x1c", "nén 7z"),
    (b"Rar!", "nén RAR"),
    (b"\x1f\x8b", "nén GZIP"),
    (b"MZ", "chương trình"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
)
_OLE_STREAMS = (
    ("WordDocument", "Word"),
    ("PowerPoint Document", "PowerPoint"),
    ("VisioDocument", "Visio"),
    ("__properties_version1.0", "thư Outlook"),
)
_PARTS = (("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"))
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta)[\s>]", re.IGNORECASE)
_XML2003 = (b"urn:schemas-microsoft-com:office:spreadsheet", b'mso-application progid="Excel.Sheet"')
_HEAD = 4096


def refuse_large(content: bytes) -> None:
    """Refuse a file of no bytes, or of more than any report has."""
    if not content.strip(b"\x00 \t\r\n"):
        raise Refusal("empty")
    if len(content) > MAX_FILE:
        raise Refusal("too_large", size=human_size(len(content)))


def container_of(content: bytes) -> str:
    """xlsx, xlsm, ods, xls, html, xml2003 or text; anything else is refused with a sentence."""
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(OLE):
        return _ole_kind(content)
    for magic, kind in _NOT_TABLES:
        if content.startswith(magic) and not (len(magic) == 2 and _looks_like_text(content)):
            raise Refusal("not_a_table", container=kind)
    return _markup_kind(content) or _text_kind(content)


def _markup_kind(content: bytes) -> str | None:
    head = _readable_head(content)
    if any(name in head for name in _XML2003):
        return "xml2003"
    if _HTML.search(head):
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        raise Refusal("not_a_table", container="XML")
    return None


def _readable_head(content: bytes) -> bytes:
    """The first bytes without BOM, and as single bytes when they are UTF-16."""
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _looks_like_text(content: bytes) -> bool:
    """Text has hardly any control characters; UTF-16 has a zero in every other byte."""
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        return True
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return controls * 50 < len(head)


def utf16_without_mark(head: bytes) -> str | None:
    """ "utf-16-le" or "utf-16-be" when zeros stand where ASCII letters have them, else None."""
    sample = head[:_HEAD]
    if len(sample) < 8:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd * 3 > len(sample) // 2 and even * 10 < odd:
        return "utf-16-le"
    return "utf-16-be" if even * 3 > len(sample) // 2 and odd * 10 < even else None


def _text_kind(content: bytes) -> str:
    if not _looks_like_text(content):
        raise Refusal("not_a_table", container="nhị phân")
    return "text"


def _ole_kind(content: bytes) -> str:
    """An OLE container by the names of its streams, which are written in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal("password")
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            raise Refusal("not_a_table", container=kind)
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise Refusal("damaged")


def _zip_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries, len(content))
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refusal("password")
            return _package_kind({entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries}, archive)
    except BROKEN_ZIP as error:
        raise Refusal("damaged") from error


def _refuse_bomb(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * packed):
        raise Refusal("compressed_bomb", size=human_size(unpacked))


def _package_kind(names: set[str], archive: zipfile.ZipFile) -> str:
    if "xl/workbook.bin" in names:
        raise Refusal("not_a_table", container="Excel nhị phân (.xlsb)")
    if any(name.startswith("xl/") and name.endswith("workbook.xml") for name in names):
        return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"
    if "content.xml" in names:
        return _opendocument_kind(names, archive)
    for part, kind in _PARTS:
        if part in names:
            raise Refusal("not_a_table", container=kind)
    if "[content_types].xml" in names:
        raise Refusal("damaged")
    raise Refusal("not_a_table", container="nén ZIP")


def _opendocument_kind(names: set[str], archive: zipfile.ZipFile) -> str:
    kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    if "meta-inf/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refusal("password")
    if kind and b"spreadsheet" not in kind:
        raise Refusal("not_a_table", container="OpenDocument")
    return "ods"
