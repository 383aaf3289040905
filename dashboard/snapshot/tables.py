"""Tables of texts on a sheet: columns as wide as they need, rows below each other, the head again in every column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.snapshot.flow import SMALL, Piece
from dashboard.snapshot.sheet import LINE, MUTED, Sheet, line_height, text_width, wrap
from dashboard.views.survey.models import Lines, Table

TITLE, CELL, WORDS = 9.4, 8.2, 7.8  # points
SPACE, AIR, GAP = 3.0, 0.9, 4.0  # mm beside a column, above and below a row, below a table
SHORT = 8  # rows of a table that is not divided
PALE = "#e4e9ed"


def fitted(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Widths of columns: what each wants if there is ``room`` for that, else the longest are cut alike; never less than
    ``least``."""
    limit = max(wanted)
    while limit > 0 and sum(max(low, min(w, limit)) for low, w in zip(least, wanted, strict=True)) > room:
        limit -= 1
    return [max(low, min(w, limit)) for low, w in zip(least, wanted, strict=True)]


def table_pieces(sheet: Sheet, found: Table, width: float) -> list[Piece]:
    """Title, head, rows and note, as wide as ``width`` mm."""
    widths = _widths(sheet, found, width)
    head = _row(sheet, found, found.head, widths, head=True)
    size, small = sheet.size(TITLE), sheet.size(SMALL)
    title, note = wrap(found.title, width, size, bold=True), wrap(found.note, width, small) if found.note else []
    above = line_height(size) * len(title) + sheet.mm(1)

    def draw_title(x: float, y: float) -> None:
        sheet.lines(x, y, title, size, bold=True)
        head.draw(x, y + above)

    def draw_note(x: float, y: float) -> None:
        sheet.lines(x, y + sheet.mm(AIR), note, small, colour=MUTED)

    rows = [_row(sheet, found, row, widths, again=head) for row in found.rows]
    together = rows if len(rows) <= SHORT else rows[:1]
    pieces = [Piece(above + head.height, draw_title, keep=sum(row.height for row in together)), *rows]
    if note:
        pieces.append(Piece(line_height(small) * len(note) + sheet.mm(AIR), draw_note))
    return [*pieces, Piece(sheet.mm(GAP), lambda _x, _y: None)]


def _widths(sheet: Sheet, found: Table, width: float) -> list[float]:
    """The first column takes what is left."""
    size, head, space = sheet.size(CELL), sheet.size(SMALL), sheet.mm(SPACE)
    columns = [(name, [row[n] for row in found.rows]) for n, name in enumerate(found.head)]
    wanted = [max([text_width(text, size) for text in cells] + [_on_two_lines(name, head)]) for name, cells in columns]
    least = [
        max([text_width(w, head, bold=True) for w in name.split(" ")]
            + [text_width(word, size) for text in cells for word in text.split(" ")])
        for name, cells in columns
    ]  # fmt: skip
    room = width - space * (len(columns) - 1)
    widths = fitted([min(low, room / len(columns)) for low in least], wanted, room)
    if found.wide:  # texts: every column may grow
        return [w * room / sum(widths) for w in widths]
    return [widths[0] + max(0.0, room - sum(widths)), *widths[1:]]


def _on_two_lines(name: str, size: float) -> float:
    """Width of a head where it is parted best."""
    words = name.split(" ")
    parted = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words) + 1)]
    return min(max(text_width(line, size, bold=True) for line in lines) for lines in parted)


def words_pieces(sheet: Sheet, found: Lines, width: float) -> list[Piece]:
    """Title, sentences and entries, each of them whole."""
    size, small = sheet.size(TITLE), sheet.size(WORDS)
    title = wrap(found.title, width, size, bold=True)
    said = [wrap(text, width, small) for text in (*found.sentences, *found.entries)]
    heights = [line_height(small) * len(lines) + sheet.mm(AIR) for lines in said]
    above = line_height(size) * len(title) + sheet.mm(1)

    def draw_title(x: float, y: float) -> None:
        sheet.lines(x, y, title, size, bold=True)

    def draw(lines: list[str]) -> Callable[[float, float], object]:
        return lambda x, y: sheet.lines(x, y, lines, small)

    texts = [Piece(height, draw(lines), row=True) for height, lines in zip(heights, said, strict=True)]
    return [Piece(above, draw_title, keep=heights[0]), *texts, Piece(sheet.mm(GAP), lambda _x, _y: None)]


def _row(
    sheet: Sheet, table: Table, texts: Sequence[str], widths: list[float], *, head: bool = False,
    again: Piece | None = None,
) -> Piece:  # fmt: skip
    """First cell to the left, figures to the right, texts of a wide table to the left."""
    size = sheet.size(SMALL if head else CELL)
    cells = [wrap(text, room, size, bold=head) for text, room in zip(texts, widths, strict=True)]
    most = max(len(lines) for lines in cells)
    height = line_height(size) * most + 2 * sheet.mm(AIR)
    look = {"bold": True, "colour": MUTED} if head else {"name": "zelle"}

    def draw(x: float, y: float) -> None:
        left, top = x, y + sheet.mm(AIR)
        for number, (lines, room) in enumerate(zip(cells, widths, strict=True)):
            inward = line_height(size) * (most - len(lines)) if head else 0.0  # heads stand on the line below them
            if number and not table.wide:
                sheet.lines(left + room, top + inward, lines, size, align="right", **look)
            else:
                sheet.lines(left, top + inward, lines, size, **look)
            left += room + sheet.mm(SPACE)
        sheet.rule(x, y + height, left - sheet.mm(SPACE), y + height, colour=LINE if head else PALE)

    return Piece(height, draw, row=not head, again=again)
