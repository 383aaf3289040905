"""Invented names. A test compares them with the names of real municipalities."""

from __future__ import annotations

import math
from collections.abc import Iterable

REGION = "Musterland"
CITIES = ("Musterstadt", "Beispielhafen", "Modellburg")
DISTRICTS = ("Kreis Beispielau", "Kreis Mustermark", "Kreis Probental", "Kreis Skizzenland", "Kreis Entwurfsheide")
MAIN_TOWNS = ("Beispielau", "Musterbrück", "Probenstadt", "Skizzenfurt", "Entwurfshausen")
WELL_OFF_TOWN = "Wunschenau"  # second town of the last Kreis: first in its lines below

TOWNS = tuple(
    tuple(line.split())
    for line in (
        "Vorlagenrode Muldenmuster Beispielbeck Schemadorf Probesiel Musterkoog Platzhalterhagen Exempelbüll "
        "Zirkelstedt Neubeispiel Annahmefeld",
        "Modellbach Fiktingen Musterkirchen Papierheim Testweiler Irgendhausen Probelar Linealsberg "
        "Schablonentrup Musterloh",
        "Attrappenstein Beispielingen Entwurfstal Nirgendheim Rastertrop Probezell Musterwalde Formularsdorf "
        "Gedankenburg Kleinvorlage Ungefährshagen",
        "Skizzenbach Umrissfelde Musterscheid Bleistiftrade Probehausen Schraffurheim Beispielrath Konturenberg "
        "Pausenbrück Radierhorst",
        "Wunschenau Plandorf-Muster Musterfehn Beispielsoog Probefleth Zettelkamp Wolkenbeispiel Konzepthagen "
        "Notizfeld Musterwarden",
    )
)

CITY_CORE = "Innenstadt"
TOWN_CORE = "Ortsmitte"
BY_DIRECTION: dict[str, tuple[str, ...]] = {
    "N": ("Nordstadt", "Am Nordpark", "Nordhöhe", "Nordring"),
    "NO": ("Nordoststadt", "Probesiedlung", "Am Musterteich", "Papiermühle"),
    "O": ("Oststadt", "Am Beispielpark", "Ostviertel", "Ostfelder Höfe"),
    "SO": ("Südoststadt", "Skizzensiedlung", "Zirkelwiese", "An der Entwurfsallee"),
    "S": ("Südstadt", "Am Südpark", "Südhang", "Südring"),
    "SW": ("Südweststadt", "Modellsiedlung", "Vorlagenweg", "Am Rasterplatz"),
    "W": ("Weststadt", "Am Musterwald", "Westviertel", "Westend"),
    "NW": ("Nordweststadt", "Schemasiedlung", "Linealgärten", "Am Probehof"),
}
DIRECTIONS = ("O", "NO", "N", "NW", "W", "SW", "S", "SO")
VILLAGE: dict[str, tuple[str, ...]] = {
    "N": ("Oberdorf", "Nordfeld"),
    "NO": ("Neudorf", "Nordostfeld"),
    "O": ("Mühlenviertel", "Ostfeld"),
    "SO": ("Am Musteranger", "Südostfeld"),
    "S": ("Unterdorf", "Südfeld"),
    "SW": ("Heidesiedlung", "Südwestfeld"),
    "W": ("Am Probeteich", "Westfeld"),
    "NW": ("Waldsiedlung", "Nordwestfeld"),
}
WHOLE = "Gemeindegebiet"


def town_names(district: int) -> tuple[str, ...]:
    """Municipality names of the Kreis with this number (0…), main town first."""
    return (MAIN_TOWNS[district], *TOWNS[district])


def direction(dx: float, dy: float) -> str:
    """Compass point of an offset (metres east, metres north)."""
    return DIRECTIONS[round(math.atan2(dy, dx) / (math.pi / 4)) % 8]


def quarter_names(offsets: Iterable[tuple[float, float]]) -> list[str]:
    """Names of the quarters of one municipality by their offset from its middle; the first is the core."""
    offsets = list(offsets)
    pool = BY_DIRECTION if len(offsets) >= 6 else VILLAGE
    if len(offsets) == 1:
        return [WHOLE]
    names = [CITY_CORE if len(offsets) >= 6 else TOWN_CORE]
    for dx, dy in offsets[1:]:
        names.append(_free(names, direction(dx, dy), pool))
    return names


def _free(taken: list[str], compass: str, pool: dict[str, tuple[str, ...]]) -> str:
    start = DIRECTIONS.index(compass)
    for turn in (0, 1, -1, 2, -2, 3, -3, 4):
        for name in pool[DIRECTIONS[(start + turn) % 8]]:
            if name not in taken:
                return name
    raise AssertionError("more quarters than names")
