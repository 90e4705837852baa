"""One file that holds everything a commune cannot make again, and the way back from it.

Belongs here: what is kept, writing it, checking and laying it out again. Does not belong here: building the figures again, which a
refresh does.

The file is a zip. ``state/`` is not in it: it is made again from the archive. Its last entry lists every other with size and SHA-256;
on the way back nothing is put in place before all of it is right.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.home import Home

LIST = "soxom-backup.json"
FORMAT = 1
FOLDERS = ("archive", "closed", "data_raw", "mau", "reports", "templates")
FILES = ("cai-dat.yml",)
"""The officer's own: what was received, decided, closed and handed out, settings and templates."""
WRITE_ONCE = ("archive/files/", "closed/")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
Say = Callable[[str, int, int], None]


class BackupError(RuntimeError):
    """The file cannot be written or is not a whole backup; the text says why in Vietnamese. Nothing was put in place."""


@dataclass(frozen=True)
class Entry:
    """One file of a backup."""

    path: str
    size: int
    sha256: str


def kept_files(home: Home) -> list[tuple[str, Path]]:
    """Every file that a backup holds, by its path in the home, in order. What a crash left aside is passed over."""
    found = [home.root / name for name in FILES]
    for folder in FOLDERS:
        found += (home.root / folder).rglob("*")
    named = [(path.relative_to(home.root), path) for path in found if path.is_file() and not path.is_symlink()]
    return sorted((short.as_posix(), path) for short, path in named if not _is_aside(short))


def _is_aside(path: Path) -> bool:
    """A package that was never closed, bytes that were never kept."""
    return path.parts[0] in ("archive", "closed") and any(part.startswith(".") for part in path.parts)


def write_backup(home: Home, target: Path, say: Say) -> list[Entry]:
    """Write the backup beside its place and rename it there. The caller holds the writing place. Raises BackupError."""
    inside = [home.root / name for name in (*FOLDERS, "state")]
    if any(target.resolve().is_relative_to(folder) for folder in inside):
        raise BackupError(f"Không ghi bản sao lưu vào chính thư mục được sao lưu: {target}. Hãy chọn nơi khác, tốt nhất là ổ đĩa khác.")
    files = kept_files(home)
    if not files:
        raise BackupError(f"Chưa có gì để sao lưu trong {home.root}.")
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    entries = []
    try:
        with aside.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as packed:
                for done, (name, path) in enumerate(files, start=1):
                    entries.append(_add(packed, name, path))
                    say("Sao lưu", done, len(files))
                said = {"format": FORMAT, "files": [vars(entry) for entry in entries]}
                packed.writestr(_info(LIST), json.dumps(said, ensure_ascii=False, indent=1).encode())
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise BackupError(f"Không ghi được {target}: {error}") from error
    return entries


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 0
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _add(packed: zipfile.ZipFile, name: str, path: Path) -> Entry:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, packed.open(_info(name), "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Entry(name, size, digest.hexdigest())


def restore_backup(source: Path, home: Home, say: Say) -> list[Entry]:
    """Lay a backup out in an empty home. Everything is checked aside before the first file is put in place. Raises BackupError."""
    taken = [name for name in (*FOLDERS, *FILES, "state") if _is_taken(home.root / name)]
    if taken:
        raise BackupError(f"{home.root} không trống (có {', '.join(taken)}). Chỉ khôi phục vào một thư mục trống.")
    home.root.mkdir(parents=True, exist_ok=True)
    aside = home.root / f".restore-{secrets.token_hex(4)}"
    try:
        with zipfile.ZipFile(source) as packed:
            entries = _listed(packed)
            for done, entry in enumerate(entries, start=1):
                _lay(packed, entry, aside)
                say("Khôi phục", done, len(entries))
        for path in sorted(aside.iterdir()):
            path.replace(home.root / path.name)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise error if isinstance(error, BackupError) else BackupError(f"{source}: không đọc được bản sao lưu: {error}") from error
    finally:
        if aside.exists():
            shutil.rmtree(aside)
    return entries


def _is_taken(path: Path) -> bool:
    """Something is there; an empty folder, or one with only the programme's own README, is nothing."""
    if path.is_dir():
        return any(one.is_file() and one.name not in ("README.md", ".gitkeep", "writer.lock") for one in path.rglob("*"))
    return path.exists()


def _listed(packed: zipfile.ZipFile) -> list[Entry]:
    """The list, once it names exactly what the file holds and nothing that leads out of the home."""
    names = packed.namelist()
    if names.count(LIST) != 1 or len(names) != len(set(names)):
        raise BackupError("Không phải bản sao lưu của chương trình này: thiếu bảng kê, hoặc có tệp trùng tên.")
    try:
        said = json.loads(packed.read(LIST))
        entries = [Entry(str(one["path"]), int(one["size"]), str(one["sha256"])) for one in said["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("Bảng kê của bản sao lưu không đọc được.") from error
    if said.get("format") != FORMAT:
        raise BackupError("Bản sao lưu do phiên bản khác của chương trình ghi.")
    for entry in entries:
        if not _is_ours(entry.path):
            raise BackupError(f"Bản sao lưu có đường dẫn không được phép: «{entry.path}».")
    if sorted(entry.path for entry in entries) != sorted(set(names) - {LIST}):
        raise BackupError("Bản sao lưu không có đúng các tệp mà bảng kê của nó nêu.")
    return entries


def _is_ours(name: str) -> bool:
    """A plain path below one of the folders that a backup holds: no way up, no root, no drive, nothing odd."""
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and not set(part) & set("\\:\0") for part in parts)
    return plain and not PurePosixPath(name).is_absolute() and (name in FILES or (len(parts) > 1 and parts[0] in FOLDERS))


def _lay(packed: zipfile.ZipFile, entry: Entry, aside: Path) -> None:
    target = aside / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with packed.open(entry.path) as source, target.open("xb") as stream:
        for chunk in _chunks(source, entry.size):
            digest.update(chunk)
            size += len(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if (size, digest.hexdigest()) != (entry.size, entry.sha256):
        raise BackupError(f"«{entry.path}» trong bản sao lưu đã hỏng: không còn đúng như khi sao lưu.")
    if entry.path.startswith(WRITE_ONCE):
        target.chmod(0o444)


def _chunks(source: object, size: int) -> Iterator[bytes]:
    """No more than one byte beyond what the list says: a bomb is not blown up."""
    left = size + 1
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):  # type: ignore[attr-defined] # a file of a zip
        left -= len(chunk)
        yield chunk
