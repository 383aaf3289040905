"""Head and foot that every picture has: title, what the figures rest on, link, date."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formatting
from dashboard.snapshot import furniture
from dashboard.snapshot.options import Options, plain
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import MUTED, WARNING, Sheet, line_height, text_width, wrap

TITLE, SUBTITLE, FOOT = 17.0, 10.5, 7.2  # points
MOST_TITLE_LINES, SHRINK, SMALLEST_TITLE = 2, 0.92, 9.0
CODE = 21.0  # mm of the QR code
PROGRAM = "Quartiersblick NRW"
NOTE = "Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam."
FICTIONAL = "fiktive Daten"
INVENTED = "Fiktive Daten: Gebiete und Zahlen sind erfunden und stehen für keinen wirklichen Ort."


def draw_head(sheet: Sheet, options: Options, title: str, subtitle: str, *, fictional: bool) -> float:
    """Title and subtitle of the view or those wished for; returns where the picture may begin."""
    paper = sheet.paper
    if options.inside:
        return paper.margin + (sheet.mm(9) if fictional and _badge(sheet) else 0.0)
    width = paper.width - 2 * paper.margin - (_badge(sheet) if fictional else 0.0)
    lines, size = title_lines(options.title or plain(title), width, sheet.size(TITLE))
    top = sheet.lines(paper.margin, paper.margin - sheet.mm(1.5), lines, size, bold=True, name="titel")
    below = wrap(options.subtitle or plain(subtitle), width, sheet.size(SUBTITLE))[:3]
    top = sheet.lines(paper.margin, top + sheet.mm(0.5), below, sheet.size(SUBTITLE), colour=MUTED)
    top += sheet.mm(2.5)
    sheet.rule(paper.margin, top, paper.width - paper.margin, top)
    return top + sheet.mm(4)


def title_lines(title: str, width: float, size: float) -> tuple[list[str], float]:
    """At most two lines, in smaller type if need be; what even then is too long ends with „…“."""
    smallest = size * SMALLEST_TITLE / TITLE
    while len(lines := wrap(title, width, size, bold=True)) > MOST_TITLE_LINES and size > smallest:
        size = max(smallest, size * SHRINK)
    if len(lines) <= MOST_TITLE_LINES:
        return lines, size
    last = lines[MOST_TITLE_LINES - 1]
    while text_width(f"{last} …", size, bold=True) > width:
        last = last[:-1].rstrip()
    return [*lines[: MOST_TITLE_LINES - 1], f"{last} …"], size


def _badge(sheet: Sheet) -> float:
    """„fiktive Daten“ at the upper right; returns the width it takes."""
    size = sheet.size(9.5)
    width, high = text_width(FICTIONAL, size, bold=True) + sheet.mm(6), sheet.mm(6.5)
    left, top = sheet.paper.width - sheet.paper.margin - width, sheet.paper.margin
    sheet.rectangle(Box(left, top, width, high), facecolor="white", edgecolor=WARNING, linewidth=1.0)
    sheet.text(left + width / 2, top + high * 0.68, FICTIONAL, size, bold=True, colour=WARNING, align="center")
    return width + sheet.mm(5)


def draw_foot(sheet: Sheet, texts: Sequence[str], link: str, *, code: bool) -> float:
    """Texts and link from the bottom up; returns where the picture has to end. ``code``: with the QR code."""
    paper, size = sheet.paper, sheet.size(FOOT)
    lines = foot_lines(sheet, texts, link, code=code)
    high = code_height(sheet, link) if code else 0.0
    if not lines:
        return paper.height - paper.margin
    top = foot_top(sheet, lines, high)
    sheet.lines(paper.margin, top, lines, size, colour=MUTED)
    if high:
        draw_code(sheet, link, paper.width - paper.margin - sheet.mm(CODE), top - sheet.mm(1))
    sheet.rule(paper.margin, top - sheet.mm(2.5), paper.width - paper.margin, top - sheet.mm(2.5))
    return top - sheet.mm(6)


def foot_top(sheet: Sheet, lines: Sequence[str], code: float) -> float:
    height = max(line_height(sheet.size(FOOT)) * len(lines), code)
    return sheet.paper.height - sheet.paper.margin - height + sheet.mm(3)


def foot_lines(sheet: Sheet, texts: Sequence[str], link: str, *, code: bool) -> list[str]:
    taken = sheet.mm(CODE + 5) if code and code_height(sheet, link) else 0.0
    width = sheet.paper.width - 2 * sheet.paper.margin - taken
    return [line for text in texts for line in wrap(plain(text), width, sheet.size(FOOT))]


def made(fingerprint: str, options: Options) -> str:
    """Data, date and program."""
    return f"Datenstand {fingerprint}, erstellt am {formatting.day(options.day)} mit {PROGRAM}. {NOTE}"


def too_long(link: str) -> str:
    return "Der Link zur Ansicht ist zu lang für einen QR-Code." if link and not furniture.fits_code(link) else ""


def code_height(sheet: Sheet, link: str) -> float:
    """Of the QR code with its caption; 0 without one."""
    return sheet.mm(CODE) + line_height(sheet.size(FOOT)) if furniture.fits_code(link) else 0.0


def draw_code(sheet: Sheet, link: str, left: float, top: float) -> None:
    size, width = sheet.size(FOOT), sheet.mm(CODE)
    furniture.qr_code(sheet, link, left, top, width)
    at = top + width + line_height(size) * 0.75
    sheet.text(left + width / 2, at, "Ansicht öffnen", size, align="center", url=link, colour=MUTED)
