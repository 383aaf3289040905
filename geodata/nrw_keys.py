"""Official facts about keys in North Rhine-Westphalia: Kreise, Regierungsbezirke, kreisfreie Städte, key changes.

Keys and names agree with table 12411-01-01-4 of the Regionalstatistik;
unchanged since the Städteregion Aachen was formed on 2009-10-21.
"""

from __future__ import annotations

from typing import Final

LAND: Final = "05"
LAND_NAME: Final = "Nordrhein-Westfalen"

REGIERUNGSBEZIRKE: Final[dict[str, str]] = {
    "051": "Düsseldorf", "053": "Köln", "055": "Münster", "057": "Detmold", "059": "Arnsberg",
}  # fmt: skip

INDEPENDENT_CITIES: Final[dict[str, str]] = {
    "05111": "Düsseldorf", "05112": "Duisburg", "05113": "Essen", "05114": "Krefeld",
    "05116": "Mönchengladbach", "05117": "Mülheim an der Ruhr", "05119": "Oberhausen", "05120": "Remscheid",
    "05122": "Solingen", "05124": "Wuppertal", "05314": "Bonn", "05315": "Köln", "05316": "Leverkusen",
    "05512": "Bottrop", "05513": "Gelsenkirchen", "05515": "Münster", "05711": "Bielefeld", "05911": "Bochum",
    "05913": "Dortmund", "05914": "Hagen", "05915": "Hamm", "05916": "Herne",
}  # fmt: skip

DISTRICTS: Final[dict[str, str]] = {
    "05154": "Kreis Kleve", "05158": "Kreis Mettmann", "05162": "Rhein-Kreis Neuss", "05166": "Kreis Viersen",
    "05170": "Kreis Wesel", "05334": "Städteregion Aachen", "05358": "Kreis Düren", "05362": "Rhein-Erft-Kreis",
    "05366": "Kreis Euskirchen", "05370": "Kreis Heinsberg", "05374": "Oberbergischer Kreis",
    "05378": "Rheinisch-Bergischer Kreis", "05382": "Rhein-Sieg-Kreis", "05554": "Kreis Borken",
    "05558": "Kreis Coesfeld", "05562": "Kreis Recklinghausen", "05566": "Kreis Steinfurt",
    "05570": "Kreis Warendorf", "05754": "Kreis Gütersloh", "05758": "Kreis Herford", "05762": "Kreis Höxter",
    "05766": "Kreis Lippe", "05770": "Kreis Minden-Lübbecke", "05774": "Kreis Paderborn",
    "05954": "Ennepe-Ruhr-Kreis", "05958": "Hochsauerlandkreis", "05962": "Märkischer Kreis",
    "05966": "Kreis Olpe", "05970": "Kreis Siegen-Wittgenstein", "05974": "Kreis Soest", "05978": "Kreis Unna",
}  # fmt: skip

KREISE: Final[frozenset[str]] = frozenset(INDEPENDENT_CITIES) | frozenset(DISTRICTS)

VALID_FROM: Final = "2009-10-21"
"""Since this day every key of the state denotes the territory it denotes today."""

AACHEN_CITY: Final = "05334002"
AACHEN_BEFORE_2009: Final[dict[str, str]] = {"05313": "05334", "05354": "05334"}
"""Crosswalk of Kreis parts. ``05313`` was the city (now the municipality ``05334002``), ``05354`` the Kreis around it;
its nine municipalities kept their last three digits."""


def kreis_kind(kreis: str) -> str:
    """German designation of a Kreis-level unit."""
    if kreis in INDEPENDENT_CITIES:
        return "kreisfreie Stadt"
    return "Städteregion" if DISTRICTS.get(kreis, "").startswith("Städteregion") else "Kreis"
