"""Look at a file before anything reads it: too large, an archive that is a trap, a workbook behind a password."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from geodata.errors import reason, refuse

MEGABYTE = 1_000_000
MAX_FILE_BYTES = 300 * MEGABYTE
MAX_UNPACKED_BYTES = 1_000 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_RATIO = 200  # unpacked to packed; figures and coordinates reach 20
RATIO_FROM_BYTES = 20 * MEGABYTE  # small archives of blanks do no harm
ARCHIVES = {".zip"}
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".ods"}  # archives inside
COMPANIONS = (".dbf", ".shx")  # read together with a .shp
OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_FLAG = 0x1
CHUNK = 1 << 20


def check_file(path: Path) -> None:
    """Refuse what must not be opened.

    Raises ``GeodataError``: ``file_missing``, ``file_is_folder``, ``file_unreadable``, ``file_blank``,
    ``file_too_large``, ``workbook_encrypted`` and those of ``check_archive``.
    """
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise refuse("file_is_folder", file=path.name)
        if not stat.S_ISREG(info.st_mode):
            raise refuse("file_unreadable", file=path.name, details="keine gewöhnliche Datei")
        if info.st_size == 0:
            raise refuse("file_blank", file=path.name)
        if info.st_size + _companions(path) > MAX_FILE_BYTES:
            raise _too_large(path, info.st_size)
        with path.open("rb") as file:
            mark = file.read(len(OLE_MARK))
    except (FileNotFoundError, NotADirectoryError):
        raise refuse("file_missing", file=path.name) from None
    except (OSError, ValueError) as error:
        details = reason(error) if isinstance(error, OSError) else "unbrauchbarer Name"
        raise refuse("file_unreadable", file=path.name, details=details) from error
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS and mark == OLE_MARK and ENCRYPTED_STREAM in path.read_bytes():
        raise refuse("workbook_encrypted", file=path.name)
    if suffix in ARCHIVES | WORKBOOKS and mark.startswith(b"PK"):
        check_archive(path, measure=suffix in WORKBOOKS)


def _companions(path: Path) -> int:
    if path.suffix.lower() != ".shp":
        return 0
    sides = (path.with_suffix(suffix) for suffix in COMPANIONS)
    return sum(side.stat().st_size for side in sides if side.is_file())


def _too_large(path: Path, size: int) -> Exception:
    return refuse(
        "file_too_large", file=path.name, size=f"{size / MEGABYTE:.0f}", limit=f"{MAX_FILE_BYTES / MEGABYTE:.0f}"
    )


def check_archive(path: Path, *, measure: bool = False) -> None:
    """Refuse archives with unsafe names, links, passwords, too many files or too much in them.

    ``measure``: unpack (to nowhere) instead of trusting the sizes that the archive states.
    Raises ``GeodataError``: ``file_unreadable``, ``zip_unsafe``, ``zip_encrypted``, ``zip_bomb``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                _check_member(path, member)
            if len(members) > MAX_MEMBERS:
                raise refuse("zip_bomb", file=path.name, details=f"{len(members)} Dateien")
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            if measure and unpacked <= MAX_UNPACKED_BYTES and packed * 1100 > MAX_UNPACKED_BYTES:
                unpacked = _measured(path, members)
    except (zipfile.BadZipFile, NotImplementedError, OSError, zlib.error, ValueError) as error:
        raise refuse("file_unreadable", file=path.name, details="das Archiv ist beschädigt") from error
    ratio = unpacked / max(packed, 1)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FROM_BYTES and ratio > MAX_RATIO):
        raise refuse("zip_bomb", file=path.name, details=f"ausgepackt {unpacked / MEGABYTE:.0f} MB")


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    outside = posix.is_absolute() or windows.drive or windows.root or ".." in (*posix.parts, *windows.parts)
    if outside or stat.S_ISLNK(member.external_attr >> 16):
        raise refuse("zip_unsafe", file=path.name, value=name)
    if member.flag_bits & ENCRYPTED_FLAG:
        raise refuse("zip_encrypted", file=path.name, value=name)


def _measured(path: Path, members: list[zipfile.ZipInfo]) -> int:
    """Bytes that really come out; counting ends above the limit."""
    total = 0
    with path.open("rb") as file:
        for member in members:
            if member.compress_type != zipfile.ZIP_DEFLATED:
                total += member.compress_size
                continue
            file.seek(member.header_offset + 26)
            lengths = file.read(4)
            file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
            engine, left = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size
            pending = b""
            while total <= MAX_UNPACKED_BYTES and not engine.eof and (pending or left > 0):
                if not pending:
                    pending = file.read(min(CHUNK, left))
                    left -= max(len(pending), 1)
                total += len(engine.decompress(pending, CHUNK))
                pending = engine.unconsumed_tail
    return total
