"""How a process and its worker talk: one JSON document after another, each behind its length.

Belongs here: framing only, so that neither side needs the other's imports. Does not belong here: what the documents say.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, document: dict[str, Any] | None) -> None:
    """Write one document; None says goodbye."""
    body = b"" if document is None else json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """Read one document; None at goodbye, and at the end of a stream, whole or cut short."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if length == 0 or len(body) < length:
        return None
    document: dict[str, Any] = json.loads(body)
    return document
