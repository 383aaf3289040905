"""Tables inside a ZIP, as GENESIS databases and the Zensus ship them: beside explanations, several grids in one.

Members are recognised by their first bytes, so that no large one is unpacked to be looked at only.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Generic, Protocol, TypeVar

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.readers import delimited, excel
from geodata.readers.formats import JSON_BYTES, PEEK_BYTES, Peek, peek, peek_text
from geodata.readers.vector import IN_ZIP

ARCHIVE = ".zip"
MOST_LOOKED_AT = 40
JSON = (".geojson", ".json")  # a format may know more of it than its outlines
LARGEST_WORKBOOK = 50_000_000  # must be unpacked to be looked at


class Format(Protocol):
    """What this module needs to know of a format."""

    @property
    def id(self) -> str: ...

    def matches(self, seen: Peek, /) -> bool: ...

    def order(self, seen: Peek, /) -> int: ...


F = TypeVar("F", bound=Format)


@dataclass(frozen=True)
class Member(Generic[F]):
    """A table in an archive. ``rank``: of several the one with the lowest is meant, unless another is named."""

    name: str
    form: F
    rank: int


def held(path: Path, formats: Sequence[F]) -> list[Member[F]]:
    """Members that one of ``formats`` knows; none if the file is no archive, is damaged or holds geodata."""
    if path.suffix.lower() != ARCHIVE:
        return []
    found = []
    try:
        for name in _tables(path):
            with _looked_at(path, name) as seen:
                form = next((form for form in formats if form.matches(seen)), None)
                if form is not None:
                    found.append(Member(name, form, form.order(seen)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError):
        return []  # reading the file as geodata says what is wrong with it
    return found


def _tables(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if "__MACOSX" not in n and not PurePosixPath(n).name.startswith(".")]
        layers = [name for name in names if name.lower().endswith(IN_ZIP)]
        if layers:
            return layers if len(layers) == 1 and layers[0].lower().endswith(JSON) else []
        sizes = {name: archive.getinfo(name).file_size for name in names}
    kinds = {name: PurePosixPath(name).suffix.lower() for name in names}
    texts = [name for name in names if kinds[name] in delimited.SUFFIXES]
    books = [name for name in names if kinds[name] in excel.SUFFIXES and sizes[name] <= LARGEST_WORKBOOK]
    return [*texts, *books][:MOST_LOOKED_AT]


@contextmanager
def _looked_at(path: Path, name: str) -> Iterator[Peek]:
    if PurePosixPath(name).suffix.lower() in excel.SUFFIXES:
        with unpacked(path, name) as file:
            yield peek(file)
        return
    with zipfile.ZipFile(path) as archive, archive.open(name) as member:
        content = member.read(JSON_BYTES if name.lower().endswith(JSON) else PEEK_BYTES)
        end = member.read()[-PEEK_BYTES:] if name.lower().endswith(JSON) else b""
        whole = len(content) >= archive.getinfo(name).file_size
    yield peek_text(Path(PurePosixPath(name).name), content, whole=whole, end=end)


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """A member as a file, gone afterwards. Raises ``file_unreadable``."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / PurePosixPath(name).name
        try:
            with zipfile.ZipFile(path) as archive, archive.open(name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception as error:  # truncated, unknown compression, wrong checksum …
            raise refuse("file_unreadable", file=path.name, details="das ZIP ist beschädigt") from error
        yield target


def choose(members: Sequence[Member[F]], wanted: str | None, file: str) -> tuple[Member[F], Problem]:
    """The member to read and what to say about it. Raises ``layer_unknown``, ``layer_ambiguous``."""
    names = {member.name: member for member in members}
    known = ", ".join(names)
    best = [member for member in members if member.rank == min(m.rank for m in members)]
    if wanted and wanted not in names:
        raise refuse("layer_unknown", file=file, value=wanted, known=known)
    if not wanted and len(best) > 1:
        raise refuse("layer_ambiguous", file=file, known=known)
    chosen = names[wanted] if wanted else best[0]
    others = ", ".join(name for name in names if name != chosen.name)
    code = "member_chosen" if others else "member_read"
    return chosen, problem(code, Severity.INFO, file=file, value=chosen.name, known=others)


@contextmanager
def told_of(path: Path, inner: str) -> Iterator[None]:
    """Findings about a member become findings about its archive, which is the file that people know."""
    try:
        yield
    except GeodataError as error:
        raise GeodataError(renamed(error.problems, path, inner)) from error


def renamed(problems: Sequence[Problem], path: Path, inner: str) -> tuple[Problem, ...]:
    return tuple(replace(p, file=path.name) if p.file in (inner, None) else p for p in problems)
