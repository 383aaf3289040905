"""How a layer is drawn, as QGIS reads it: one symbol per class of the view and per state without a value; areas that
cannot be told apart hatched and chosen ones outlined, by their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geodata.exports.table import COLUMNS, YES

FIELD, FIELD_NAME = "klasse", "Klasse (Nummer)"
BORDER, HATCH_LINE, INK = "#ffffff", "#6b7884", "#17242f"
PATTERNS = {"": "", "slant": "b_diagonal", "dots": "dense7", "horizontal": "horizontal", "vertical": "vertical",
            "grid": "cross", "cross": "diagonal_x"}  # hatching → brush of Qt  # fmt: skip
UNSURE_PATTERN = "f_diagonal"
ALIASES = {**{c.id: c.german for c in COLUMNS}, FIELD: FIELD_NAME, "boundaries": "Grenzen"}
CHOSEN = f"\"selected\" = '{YES}'"


@dataclass(frozen=True)
class Fill:
    """``key``: content of the field ``klasse`` (number of a class or name of a state); ``colour``: ``#rrggbb``;
    ``hatch``: key of ``PATTERNS``."""

    key: str
    label: str
    colour: str
    hatch: str = ""


def qml(fills: Sequence[Fill], unsure: Sequence[str] = ()) -> str:
    """A style document of QGIS 3: categories on the field ``klasse``, in the order given; German names of the fields.
    ``unsure``: texts of the field ``verdict`` whose areas are hatched."""
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology|Fields")
    names = ET.SubElement(root, "aliases")
    for number, (name, german) in enumerate(ALIASES.items()):
        ET.SubElement(names, "alias", field=name, index=str(number), name=german)
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=FIELD, forceraster="0", symbollevels="1"
    )  # outlines of chosen areas lie above their neighbours
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, fill in enumerate(fills):
        ET.SubElement(categories, "category", value=fill.key, type="string", symbol=str(number), label=fill.label,
                      render="true")  # fmt: skip
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=str(number), alpha="1", clip_to_extent="1")
        _layer(symbol, "SimpleFill", _fill(fill.colour, "solid", "solid"))
        if fill.hatch:
            line = HATCH_LINE if _is_light(fill.colour) else BORDER
            _layer(symbol, "SimpleFill", _fill(line, PATTERNS[fill.hatch], "no"))
        if unsure:
            line = INK if _is_light(fill.colour) else BORDER
            _layer(symbol, "SimpleFill", _fill(line, UNSURE_PATTERN, "no"), _is_one_of("verdict", unsure))
        _layer(
            symbol,
            "SimpleLine",
            {"line_color": _rgba(INK), "line_width": "0.8", "line_width_unit": "MM"},
            CHOSEN,
            above=True,
        )
    text = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}\n"


def _layer(symbol: ET.Element, kind: str, look: Mapping[str, str], shown_if: str = "", *, above: bool = False) -> None:
    """``shown_if``: an expression; without it the layer is drawn for every area."""
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(int(above))})
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in look.items():
        ET.SubElement(options, "Option", name=name, value=value, type="QString")
        ET.SubElement(layer, "prop", k=name, v=value)  # as QGIS before 3.20 reads it
    if shown_if:
        rules = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
        ET.SubElement(rules, "Option", name="name", value="", type="QString")
        held = ET.SubElement(ET.SubElement(rules, "Option", name="properties", type="Map"), "Option", name="enabled",
                             type="Map")  # fmt: skip
        for name, value, of in (("active", "true", "bool"), ("expression", shown_if, "QString"), ("type", "3", "int")):
            ET.SubElement(held, "Option", name=name, value=value, type=of)
        ET.SubElement(rules, "Option", name="type", value="collection", type="QString")


def _fill(colour: str, brush: str, outline: str) -> dict[str, str]:
    return {
        "color": _rgba(colour), "style": brush, "outline_color": _rgba(BORDER), "outline_style": outline,
        "outline_width": "0.2", "outline_width_unit": "MM",
    }  # fmt: skip


def _is_one_of(field: str, texts: Sequence[str]) -> str:
    quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    return f'"{field}" IN ({quoted})'


def _is_light(colour: str) -> bool:
    return sum(_parts(colour)) > 3 * 128


def _rgba(colour: str) -> str:
    return ",".join(map(str, (*_parts(colour), 255)))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
