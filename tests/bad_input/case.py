"""What a damaged input is: how it comes about, and what must be said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """``make`` writes the file at the path it is given. ``codes``: one of them must be reported as an error.

    ``words``: texts that the messages must contain; ``row``, ``column``, ``value``: the place that must be named.
    ``catalog``: text of a catalogue to import with; ``arguments``: further ones of the command line.
    """

    id: str
    file: str
    make: Callable[[Path], object]
    codes: frozenset[str]
    words: tuple[str, ...] = ()
    row: int | None = None
    column: str | None = None
    value: str | None = None
    catalog: str = ""
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.id


def case(name: str, file: str, make: Callable[[Path], object] | bytes | str, codes: str, **more: object) -> Case:
    """``make`` may be the content itself; ``codes`` are separated by blanks."""
    if isinstance(make, str):
        make = make.encode("utf-8")
    if isinstance(make, bytes):
        content = make
        return Case(name, file, lambda path: path.write_bytes(content), frozenset(codes.split()), **more)  # type: ignore[arg-type]
    return Case(name, file, make, frozenset(codes.split()), **more)  # type: ignore[arg-type]
