"""Static instances of the page's variable font for pictures and PDF: renderers outside of a browser read no WOFF2.

The licence (OFL 1.1) keeps the name „Source“ for the original; what is made from it here carries another one.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

DASHBOARD = Path(__file__).parent.parent / "dashboard"
ORIGINAL = DASHBOARD / "assets" / "fonts" / "source-sans-3-latin-wght-normal.woff2"
FAMILY = "Quartiersblick Sans"
WEIGHTS = {"Regular": 400, "Bold": 650}


def main() -> None:
    for style, weight in WEIGHTS.items():
        font = TTFont(ORIGINAL, recalcTimestamp=False)
        font.flavor = None
        font = instantiateVariableFont(font, {"wght": weight})
        names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"QuartiersblickSans-{style}"}
        font["name"].names = [n for n in font["name"].names if n.nameID in (0, 13, 14)]
        for number, text in names.items():
            font["name"].setName(text, number, 3, 1, 0x409)
        font["OS/2"].usWeightClass = 700 if style == "Bold" else 400
        font["OS/2"].fsSelection = 0x20 if style == "Bold" else 0x40
        font["head"].macStyle = 1 if style == "Bold" else 0
        font.save(DASHBOARD / "snapshot" / "fonts" / f"QuartiersblickSans-{style}.ttf")


if __name__ == "__main__":
    main()
