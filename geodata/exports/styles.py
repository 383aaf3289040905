"""How a layer is drawn, as QGIS reads it: one fill per class of the view and per state without a value."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

BORDER, STATE_FILLS = "#ffffff", {"SUPPRESSED": "dense6", "MISSING": "solid", "NOT_MEANINGFUL": "f_diagonal",
                                  "BELOW_MINIMUM": "dense7"}  # fmt: skip
FIELD = "klasse"


@dataclass(frozen=True)
class Fill:
    """``key``: content of the field ``klasse`` (number of a class or name of a state); ``colour``: ``#rrggbb``."""

    key: str
    label: str
    colour: str


def qml(fills: tuple[Fill, ...]) -> str:
    """A style document of QGIS 3: categories on the field ``klasse``, in the order given."""
    root = ET.Element("qgis", version="3.28", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr=FIELD, forceraster="0")
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, fill in enumerate(fills):
        ET.SubElement(categories, "category", value=fill.key, type="string", symbol=str(number), label=fill.label,
                      render="true")  # fmt: skip
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=str(number), alpha="1", clip_to_extent="1")
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        for name, value in _look(fill).items():
            ET.SubElement(options, "Option", name=name, value=value, type="QString")
            ET.SubElement(layer, "prop", k=name, v=value)  # as QGIS before 3.20 reads it
    text = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}\n"


def _look(fill: Fill) -> dict[str, str]:
    return {
        "color": _rgba(fill.colour), "style": STATE_FILLS.get(fill.key, "solid"), "outline_color": _rgba(BORDER),
        "outline_style": "solid", "outline_width": "0.2", "outline_width_unit": "MM",
    }  # fmt: skip


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
