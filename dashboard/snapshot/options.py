"""What somebody may choose about a picture beside the view itself, and within which limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dashboard.ramps import SAFE, colours, spread
from dashboard.snapshot.paper import INSIDE, PAPERS, Paper
from dashboard.views.charts import CHARTS
from dashboard.views.current import CLUSTERS, DIVERGING
from dashboard.views.survey.snapshot import BARS, KINDS, MAP, TABLE
from geodata.errors import GeodataError, refuse

FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
COLOURS = {"bildschirm": "wie am Bildschirm", "farbsicher": "für Farbfehlsichtige", "grau": "Graustufen"}
SHOWS = {MAP: "Karte", **CHARTS, BARS: "Balken", TABLE: "Tabelle"}
OF_PAGE = {"karte": (MAP, *CHARTS), "quartiere": (MAP,), "befragung": tuple(KINDS)}  # the first is offered first
LABELS = {"namen": "Gebietsnamen", "werte": "Namen und Werte", "keine": "ohne"}
DPI, DPI_LIMITS = 200, (50, 600)
WIDTH_LIMITS = (300, 10_000)
MOST_PIXELS = 20_000_000  # A3 at 300 dpi; held twice with four bytes each while it is written
LONGEST_TITLE = 200
KEYS = ("show", "format", "paper", "width", "dpi", "colours", "labels", "title", "subtitle", "date")


@dataclass(frozen=True, slots=True)
class Options:
    """``show``: what is drawn. ``width``: pixels of a PNG, instead of ``dpi``. ``title``, ``subtitle``: instead of
    those of the view. ``day``: printed as date of making. ``address``: of the page, without query; "" = no link.
    ``inside``: key of ``INSIDE`` for a picture without head, foot and link, "" = one that stands alone."""

    format: str = "png"
    paper: str = "a4-quer"
    width: int = 0
    dpi: int = DPI
    colours: str = "bildschirm"
    labels: str = "namen"
    show: str = MAP
    title: str = ""
    subtitle: str = ""
    day: date = field(default_factory=date.today)
    address: str = ""
    inside: str = ""

    @property
    def sheet(self) -> Paper:
        return INSIDE[self.inside] if self.inside else PAPERS[self.paper]

    @property
    def resolution(self) -> float:
        """Pixels per inch."""
        return self.width / self.sheet.width * 25.4 if self.width else float(self.dpi)


def read_options(parts: Mapping[str, str], address: str = "") -> Options:
    """Options from texts as they stand in an address line; missing ones have their default.

    Raises ``GeodataError`` (``bad_snapshot``) for what is unknown, too large or too long.
    """
    if parts.get("width") and parts.get("dpi"):
        raise no_picture("Breite (width) und Auflösung (dpi) widersprechen sich; nennen Sie nur eines von beiden")
    found = Options(
        format=_one_of(parts, "format", FORMATS, "Das Format"),
        paper=_one_of(parts, "paper", PAPERS, "Das Papierformat") if parts.get("paper") else "a4-quer",
        width=_whole(parts, "width", 0, WIDTH_LIMITS, "Die Breite", "Pixel"),
        dpi=_whole(parts, "dpi", DPI, DPI_LIMITS, "Die Auflösung", "Punkten je Zoll"),
        colours=_one_of(parts, "colours", COLOURS, "Die Farbwahl"),
        labels=_one_of(parts, "labels", LABELS, "Die Beschriftung"),
        show=_one_of(parts, "show", SHOWS, "Die Darstellung"),
        title=_text(parts, "title", "Der Titel"),
        subtitle=_text(parts, "subtitle", "Der Untertitel"),
        day=_day(parts.get("date", "")),
        address=address,
    )
    _check_pixels(found)
    return found


def no_picture(details: str) -> GeodataError:
    return refuse("bad_snapshot", details=details)


def _one_of(parts: Mapping[str, str], key: str, known: Mapping[str, object], what: str) -> str:
    asked = parts.get(key) or next(iter(known))
    if asked not in known:
        raise no_picture(f"{what} „{asked[:40]}“ gibt es nicht; möglich sind {', '.join(known)}")
    return asked


def _whole(parts: Mapping[str, str], key: str, otherwise: int, limits: tuple[int, int], what: str, unit: str) -> int:
    text = parts.get(key, "")
    if not text:
        return otherwise
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not limits[0] <= number <= limits[1]:
        raise no_picture(f"{what} „{text[:40]}“ geht nicht; möglich sind {limits[0]} bis {limits[1]} {unit}")
    return number


def _text(parts: Mapping[str, str], key: str, what: str) -> str:
    text = plain(parts.get(key, ""))
    if len(text) > LONGEST_TITLE:
        raise no_picture(f"{what} hat {len(text)} Zeichen; höchstens {LONGEST_TITLE} haben Platz")
    return text


def plain(text: str) -> str:
    """One line without control characters, which no picture shows and SVG does not allow."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def _day(text: str) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise no_picture(f"Das Datum „{text[:40]}“ ist keines; schreiben Sie es als 2026-11-22") from None


def _check_pixels(options: Options) -> None:
    width, height = options.sheet.pixels(options.resolution)
    if options.format == "png" and width * height > MOST_PIXELS:
        raise no_picture(
            f"{width} × {height} Bildpunkte sind zu viele (höchstens {MOST_PIXELS // 1_000_000} Millionen); "
            "wählen Sie eine kleinere Auflösung oder PDF, das sich ohne Verlust vergrößern lässt"
        )


def class_colours(options: Options, palette: str, count: int) -> list[str]:
    """Colours of the classes, light to dark; ``palette``: that of the view."""
    if options.colours == "grau":
        return colours("grau", count)
    if options.colours == "farbsicher" and palette not in (DIVERGING, CLUSTERS):  # hatchings tell clusters apart
        return spread(SAFE, count)
    return colours(palette, count)
