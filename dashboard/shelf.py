"""Results of long computations on disk, by a key that names all they depend on: any worker finds them, and so does a
link that is opened again. They hold nothing but what may be shown."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboard.jobs import private, read_json, write_json

MOST_KEPT = 300  # files, also those of broken writes; those written the longest ago go first


def take(folder: Path | None, key: str) -> dict[str, Any]:
    """The result, empty if it is not known or the file cannot be read."""
    return read_json(_file(folder, key)) if folder is not None else {}


def lay(folder: Path, key: str, result: dict[str, Any]) -> None:
    """Keep a result. Raises ``OSError`` where the folder cannot be written."""
    private(folder)
    write_json(_file(folder, key), result)
    with suppress(OSError):  # somebody else may be clearing up as well
        for file in sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime, reverse=True)[MOST_KEPT:]:
            file.unlink()


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key}.json"
