"""The vocabulary of what can go wrong with data, each with one German sentence that says what to do.

A ``Problem`` is one finding and names where it was found; ``GeodataError`` carries the problems that
made a request fail. Codes are stable: scripts may rely on them. Texts live in ``MESSAGES`` only.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from geodata.messages import MESSAGES, ON_COMMAND_LINE, ON_PAGE, OWN_VALUES

UNTOLD = "…"


class Severity(StrEnum):
    """ERROR refuses the input, WARNING changed or left out something, INFO only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``row`` counts as a spreadsheet does (first line of the file is 1); ``None`` = does not apply.

    ``message`` advises people at the command line, ``on_page`` those in the browser, who have fields instead of
    options; ``stored`` is the same sentence without contents of cells, the only form that may be kept.
    """

    code: str
    severity: Severity
    message: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    on_page: str = field(default="", compare=False, repr=False)
    stored: str = field(default="", compare=False, repr=False)

    def as_dict(self) -> dict[str, object]:
        return {name: content for name, content in asdict(self).items() if name not in ("on_page", "stored")}

    def __str__(self) -> str:
        """Place and sentence, as the page shows them."""
        return _sentence(self._place(), self.on_page or self.message)

    def on_command_line(self) -> str:
        """Place and sentence, with the options of the command line."""
        return _sentence(self._place(), self.message)

    def note(self) -> str:
        """What may stay with the data: sheet, row, column and sentence without contents of cells."""
        return _sentence(self._inside(), self.stored or self.message)

    def _place(self) -> list[str]:
        return [self.file or "", *self._inside(), f"Wert „{self.value}“" if self.value is not None else ""]

    def _inside(self) -> list[str]:
        """Place inside the file."""
        return [
            f"Blatt „{self.sheet}“" if self.sheet else "",
            f"Zeile {self.row}" if self.row is not None else "",
            f"Spalte „{self.column}“" if self.column else "",
        ]


def _sentence(place: list[str], text: str) -> str:
    named = ", ".join(filter(None, place))
    return f"{named}: {text}" if named else text


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
    """Build a ``Problem`` from the message table; raises ``KeyError`` for a code without a text.

    ``details`` fill the sentence; contents of cells belong into ``value`` and ``cells`` only.
    """
    shown = None if value is None else str(value)[:200]
    text, place = MESSAGES[code], {"column": column, "file": file, "sheet": sheet, "row": row}
    filled = {**place, "value": shown, **details}
    hidden = {"cells": UNTOLD} if code in OWN_VALUES else {"cells": UNTOLD, "value": UNTOLD}
    return Problem(
        code, severity, text.format(**filled, **ON_COMMAND_LINE), file, sheet, row, column, shown,
        on_page=text.format(**filled, **ON_PAGE), stored=text.format(**{**filled, **hidden}, **ON_PAGE),
    )  # fmt: skip


class GeodataError(Exception):
    """A request was refused; ``problems`` holds at least one finding of severity ERROR."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(p.on_command_line() for p in self.problems))


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
