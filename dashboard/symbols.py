"""How types of facilities look, on the page and in exports: shape first, colour second; eight shapes, solid and then
hollow."""

from __future__ import annotations

# Outlines around the origin with a radius of about one.
SHAPES = (
    "M-1,0A1,1 0 1 1 1,0A1,1 0 1 1 -1,0Z",  # circle
    "M-.88,-.88H.88V.88H-.88Z",  # square
    "M0,-1.15L1.1,.8H-1.1Z",  # triangle
    "M0,-1.25L1.25,0L0,1.25L-1.25,0Z",  # diamond
    "M-.42,-1.15H.42V-.42H1.15V.42H.42V1.15H-.42V.42H-1.15V-.42H-.42Z",  # cross
    "M0,-1.25L.33,-.4L1.2,-.37L.52,.17L.76,1L0,.52L-.76,1L-.52,.17L-1.2,-.37L-.33,-.4Z",  # star
    "M0,1.15L1.1,-.8H-1.1Z",  # triangle, point down
    "M-.58,-1H.58L1.15,0L.58,1H-.58L-1.15,0Z",  # hexagon
)
COLOURS = ("#b3261e", "#14591d", "#6a1b9a", "#7a4300", "#00555a", "#9c0f56", "#1a237e", "#37474f")
WHITE = "#ffffff"


def look(number: int) -> dict[str, str]:
    """Outline, fill and edge of the type with this number. After 16 types the shapes begin anew in other colours."""
    rounds, shape = divmod(number, len(SHAPES))
    colour = COLOURS[(shape + rounds // 2) % len(COLOURS)]
    hollow = rounds % 2 == 1
    return {"path": SHAPES[shape], "fill": WHITE if hollow else colour, "edge": colour if hollow else WHITE}
