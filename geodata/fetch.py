"""Download an official file on request: verified, whole or not at all. Nothing here runs by itself."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pooch

from geodata.download import Progress, Resuming, TransferError
from geodata.errors import GeodataError, refuse
from geodata.sources import OfficialSource

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Fetched:
    """A file that lies there now. ``verified``: its checksum is the one of the registry; ``downloaded``: just now."""

    source: OfficialSource
    file: Path
    sha256: str
    size: int
    verified: bool
    downloaded: bool

    def as_dict(self) -> dict[str, object]:
        return {**self.__dict__, "source": self.source.id, "file": str(self.file)}


def fetch(
    source: OfficialSource,
    folder: Path,
    *,
    again: bool = False,
    progress: Progress = lambda done, total: None,
) -> Fetched:
    """Download ``source`` into ``folder`` (created if missing) and return what lies there.

    A file with the right checksum stays. One whose checksum nobody can know stays too, unless ``again``. One with a
    wrong checksum is replaced once the new one has proved right. Raises ``GeodataError``: ``download_…``; then the
    folder holds no new file, at most the beginning (``.part``) of one.
    """
    target = folder / source.file
    lying = _lying(source, target)
    if lying and (lying.verified or (source.sha256 is None and not again)):
        return lying
    pooch.get_logger().setLevel(logging.WARNING)
    load = Resuming(target.with_name(f"{target.name}.part"), source.max_mb * MEGABYTE, progress)
    try:
        _retrieve(source, target, load)
    except TransferError as error:
        raise _told(source, target, error) from error
    except ValueError as error:
        raise refuse(
            "download_checksum", file=source.file, found=load.sha256, expected=source.sha256, page=source.page
        ) from error
    except OSError as error:
        raise refuse("download_not_written", value=folder, details=error.strerror or type(error).__name__) from error
    return Fetched(source, target, load.sha256, target.stat().st_size, source.sha256 is not None, True)


def _lying(source: OfficialSource, target: Path) -> Fetched | None:
    """The file that is there already, if any."""
    try:
        if not target.is_file():
            return None
        found = str(pooch.file_hash(str(target)))
        return Fetched(source, target, found, target.stat().st_size, found == source.sha256, False)
    except OSError as error:
        raise refuse("file_unreadable", file=str(target), details=error.strerror or "nicht lesbar") from error


def _retrieve(source: OfficialSource, target: Path, load: Resuming) -> None:
    """Into a folder of its own beside the target, checked there by pooch, then moved in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    known = f"sha256:{source.sha256}" if source.sha256 else None
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent) as own:
        loaded = pooch.retrieve(source.url, known_hash=known, fname=source.file, path=own, downloader=load)
        Path(loaded).replace(target)


def _told(source: OfficialSource, target: Path, error: TransferError) -> GeodataError:
    """The German sentence for a failed transfer, with the way to do it by hand."""
    by_hand = (
        f"Von Hand: {source.url} im Browser laden (Übersicht: {source.page}), als {target} speichern, "
        f"dann weiter mit: {source.advice(target)}"
    )
    return refuse(
        error.code,
        file=source.file,
        value=urlsplit(source.url).hostname,
        details=error.details,
        limit=source.max_mb,
        by_hand=by_hand,
    )
