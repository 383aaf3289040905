"""The vocabulary of what can go wrong with data, each with one German sentence that says what to do.

A ``Problem`` is one finding and names where it was found; ``GeodataError`` carries the problems that
made a request fail. Codes are stable: scripts may rely on them. Texts live in ``MESSAGES`` only.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from geodata.messages import MESSAGES


class Severity(StrEnum):
    """ERROR refuses the input, WARNING changed or left out something, INFO only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``row`` counts as a spreadsheet does (first line of the file is 1); ``None`` = does not apply."""

    code: str
    severity: Severity
    message: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        place = [
            part
            for part in (
                self.file,
                f"Blatt „{self.sheet}“" if self.sheet else None,
                f"Zeile {self.row}" if self.row is not None else None,
                f"Spalte „{self.column}“" if self.column else None,
                f"Wert „{self.value}“" if self.value is not None else None,
            )
            if part
        ]
        return f"{', '.join(place)}: {self.message}" if place else self.message


def problem(
    code: str,
    severity: Severity = Severity.ERROR,
    *,
    file: str | None = None,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    **details: object,
) -> Problem:
    """Build a ``Problem`` from the message table; raises ``KeyError`` for a code without a text."""
    shown = None if value is None else str(value)[:200]
    message = MESSAGES[code].format(value=shown, column=column, file=file, sheet=sheet, row=row, **details)
    return Problem(code, severity, message, file, sheet, row, column, shown)


class GeodataError(Exception):
    """A request was refused; ``problems`` holds at least one finding of severity ERROR."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def refuse(code: str, **where: object) -> GeodataError:
    """Shorthand: ``raise refuse("workspace_newer", value=3)``."""
    return GeodataError(problem(code, Severity.ERROR, **where))  # type: ignore[arg-type]


REASONS = {
    errno.ENOSPC: "kein freier Platz auf dem Datenträger",
    errno.EDQUOT: "das Speicherkontingent ist erschöpft",
    errno.EACCES: "keine Berechtigung",
    errno.EPERM: "keine Berechtigung",
    errno.EROFS: "der Datenträger ist nur lesbar",
    errno.ENOENT: "gibt es nicht",
    errno.EISDIR: "ist ein Ordner",
    errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.EIO: "Fehler des Datenträgers",
    errno.EFBIG: "die Datei würde zu groß",
}


def reason(error: OSError) -> str:
    """Why the operating system refused, in German."""
    return REASONS.get(error.errno or 0, f"Fehler {error.errno}" if error.errno else type(error).__name__)
