"""Units as statistical tables write them: which texts are units, which of them count, how we show them."""

from __future__ import annotations

import re

_THOUSANDS = r"(?:1\s?000|tsd\.?|mill?\.?|mio\.?|mrd\.?)"
_THINGS = (
    r"anzahl|personen|pers\.?|einwohner|fälle|stimmen|stück|qkm|km²|km2|ha|qm|m²|m2|cbm|m³|ar|km|m|eur|euro|€|teur|dm|"
    r"einw\.?|ew|number|persons|cases|sq\.?\s?km|years?|t|kg|dt|h|std\.?|stunden|tage|jahre?|punkte|index|mwh|kwh|gwh|gj|tj"
)
_UNIT = re.compile(
    rf"%|prozent|per\s?cent|prozentpunkte|promille|‰|{_THOUSANDS}|(?:{_THOUSANDS}\s*)?(?:{_THINGS})|"
    rf"(?:{_THINGS}|%)?\s?(?:je\s.+|/\s?\S+)|\d{{4}}\s?=\s?100",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"anzahl|number|persons|cases|personen|pers\.?|einwohner|fälle|stimmen|stück", re.IGNORECASE)
_AVERAGES = re.compile(r"\bje\b|average|mean|durchschnitt|mittler|median|kaufwert|preis", re.IGNORECASE)
_SHOWN = {
    "number": "Anzahl", "persons": "Personen", "cases": "Fälle", "years": "Jahre", "percent": "%", "per cent": "%",
    "sqkm": "km²", "sq km": "km²", "1000": "Tsd.", "1 000": "Tsd.",
    "qkm": "km²", "km2": "km²", "qm": "m²", "m2": "m²", "cbm": "m³", "prozent": "%", "eur": "€", "euro": "€",
    "tsd. eur": "Tsd. €", "teur": "Tsd. €", "mill. eur": "Mio. €", "mio. eur": "Mio. €",
}  # fmt: skip
_IN = re.compile(r"^in\s+\(?(.+?)\)?$", re.IGNORECASE)
_BRACKETS = re.compile(r"^(?P<label>.+?)\s*\((?:in )?(?P<unit>[^()]+)\)$")


def bare(text: str) -> str:
    """„in (%)“ → „%“, „in Prozent“ → „Prozent“."""
    text = text.strip()
    return found[1] if (found := _IN.match(text)) else text


def is_unit(text: str) -> bool:
    return bool(_UNIT.fullmatch(bare(text)))


def is_count(unit: str) -> bool:
    """Whether a unit counts people, cases or things one by one."""
    return bool(_COUNTS.fullmatch(bare(unit)))


def is_average(name: str, unit: str) -> bool:
    """Whether a figure is a mean or a price: where nothing is counted it has no value."""
    return bare(unit) not in ("%", "Prozent") and ("/" in unit or bool(_AVERAGES.search(f"{name} {unit}")))


def display(unit: str) -> str:
    """The unit as we show it: „qkm“ → „km²“."""
    text = bare(unit)
    return _SHOWN.get(text.lower(), text)


def split(label: str) -> tuple[str, str]:
    """„Bevölkerung (Anzahl)“ → („Bevölkerung“, „Anzahl“); without a unit in brackets the label and ""."""
    if (found := _BRACKETS.match(label.strip())) and is_unit(found["unit"]):
        return found["label"], found["unit"]
    return label.strip(), ""
