"""What stands in a document, in reading order, whatever file it becomes: builders make it, writers write it.

Texts are final German and plain: a writer must take every character of them as text, never as markup or formula.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``quiet``: small and grey, for notes and sources. ``link``: an address the whole text leads to, "" = none."""

    text: str
    quiet: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with what makes it readable. ``value`` has its unit; ``note``: k of n, interval, comparison."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: texts of the same number as ``heads``; the first column names the row. ``sides``: alignment per column,
    empty = all left. ``caption`` says what the table shows, for everybody and for screen readers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture. ``alt``: what it says to somebody who cannot see it; never empty. ``caption`` may be empty.
    ``width``, ``height``: of the picture in mm, for its shape; a writer may scale it to the page."""

    body: bytes
    format: str
    alt: str
    width: float
    height: float
    caption: str = ""


Part = Paragraph | Bullets | KeyFigures | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """``parts`` follow each other. ``place``: a line below the title, "" = none. ``sections``: below this one."""

    title: str
    parts: tuple[Part, ...]
    place: str = ""
    sections: tuple[Section, ...] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """``fictional``: figures are invented, which every page says. ``contents``: with a table of contents.
    ``sources``: of figures and boundaries. ``fingerprint``: of the data. ``link``: brings the view back."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    fingerprint: str
    day: date
    link: str = ""
    fictional: bool = False
    contents: bool = False
    summary: tuple[Part, ...] = field(default=())
