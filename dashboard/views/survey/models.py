"""What the page „Befragung“ shows: sections of bars, tables, maps and sentences, all texts ready to print."""

from __future__ import annotations

from dataclasses import dataclass, field

LINK = "?v="  # begins a cell of a table that leads to the page „Karte“


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """``share`` 0 to 1, None = no bar (``text`` says why); ``low``/``high``: interval, None = none."""

    label: str
    text: str
    count: str
    share: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one base, which ``base`` names. ``marked``: an answer among them is the one on the map."""

    title: str
    base: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``head``: first cell heads the rows; ``rows``: texts. ``note``: below."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """``path``: SVG path; ``key``: legend entry; a point (``at``) stands for a Kreis around its municipalities."""

    key: str
    path: str = ""
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    key: str
    label: str
    look: str  # "full", "light", "dotted", "hatched", "empty"


@dataclass(frozen=True, slots=True)
class Map:
    """``width`` × ``height``: drawing units; ``text``: what the picture says, for who cannot see it. ``marked``: paths
    of areas selected on the page „Karte“."""

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    outlines: tuple[str, ...]
    legend: tuple[Legend, ...]
    text: str
    note: str = ""
    links: tuple[Link, ...] = ()
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences; ``entries``: a list below them. ``printed``: belongs below tables and points on paper as well."""

    title: str
    sentences: tuple[str, ...]
    entries: tuple[str, ...] = ()
    folded: bool = False
    links: tuple[Link, ...] = ()
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter: ``y`` in per cent with its interval, resting on ``n`` answers. ``marked``: selected on the „Karte“."""

    x: float
    y: float
    low: float
    high: float
    n: int
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    title: str
    base: str
    x_label: str
    y_label: str
    points: tuple[Point, ...]
    note: str = ""


Section = Bars | Table | Map | Lines | Scatter


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class SurveyView:
    """``left``/``right``: columns of sections. Empty choices hide their control."""

    title: str
    facts: tuple[str, ...]
    fictional: bool
    surveys: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    groupings: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    survey: str
    part: str
    grouping: str
    answer: str
    left: tuple[Section, ...]
    right: tuple[Section, ...] = ()
    indicators: tuple[Choice, ...] = ()
    indicator: str = ""
    countings: tuple[Choice, ...] = ()
    counting: str = ""
    notes: tuple[str, ...] = field(default=())
