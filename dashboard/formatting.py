"""German numbers, units, dates and states: the only place that turns figures into text."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
from babel.dates import format_date

from geodata.observations import ValueStatus
from geodata.periods import Period, PeriodKind, parse_period

LOCALE = "de_DE"
NBSP = "\u00a0"
MINUS = "\u2212"

STATUS_TEXT = {
    ValueStatus.OK: "ausgewiesen",
    ValueStatus.SUPPRESSED: "aus Datenschutzgründen nicht ausgewiesen",
    ValueStatus.MISSING: "keine Angabe",
    ValueStatus.NOT_MEANINGFUL: "nicht sinnvoll",
    ValueStatus.BELOW_MINIMUM: "zu wenige Einwohner",
}
STATUS_SYMBOL = {
    ValueStatus.OK: "",
    ValueStatus.SUPPRESSED: "•",
    ValueStatus.MISSING: "k. A.",
    ValueStatus.NOT_MEANINGFUL: "×",
    ValueStatus.BELOW_MINIMUM: "/",
}


SWAP = str.maketrans(",.", ".,")
FIRST_GROUP = 999  # below this there is no thousands separator, even after rounding up
SURE = 1e11  # below this, a float carries the digits that decide whether to round up
EVERY_DIGIT = Context(prec=400)  # of the largest number there is; the usual 28 refuse some of them
TIE = 1e-4  # nearer to a half than this, the decimal digits decide


def number(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """``1234.5`` → ``1.234,5``; NaN → ``k. A.``; half is rounded up (DIN 1333); what rounds to zero has no sign.

    Rounds what the shortest decimal text of the float says (0.15 → 0,2). About a microsecond where the float itself
    decides; only near a half are its decimal digits looked at.
    """
    if value is None or value != value:
        return STATUS_SYMBOL[ValueStatus.MISSING]
    size = abs(value)
    scaled = size * 10**decimals
    if scaled >= SURE or abs(scaled % 1 - 0.5) < TIE:
        text = f"{_half_up(size, decimals):,f}".translate(SWAP)
    elif size < FIRST_GROUP:
        text = f"{size:.{decimals}f}".replace(".", ",")
    else:
        text = f"{size:,.{decimals}f}".translate(SWAP)
    if scaled < 1 and not text.strip("0,"):
        return text
    if value < 0:
        return MINUS + text
    return "+" + text if signed else text


def _half_up(size: float, decimals: int) -> Decimal:
    return Decimal(str(size)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EVERY_DIGIT)


def rounded(value: float, decimals: int) -> float:
    """The number that ``number`` shows; NaN stays."""
    return value if value != value else math.copysign(float(_half_up(abs(value), decimals)), value)


def rounded_all(values: np.ndarray, decimals: int) -> np.ndarray:
    """``rounded`` of many numbers at once."""
    scale = 10.0**decimals
    with np.errstate(over="ignore", invalid="ignore"):  # too large to be scaled: rounded one by one
        scaled = np.abs(values) * scale
        out = np.copysign(np.floor(scaled + 0.5) / scale, values)
        unsure = (np.abs(scaled % 1 - 0.5) < TIE) | (scaled >= SURE)
    for i in np.flatnonzero(unsure):
        out[i] = rounded(float(values[i]), decimals)
    return out


def quantity(value: float, unit: str, decimals: int = 0, *, signed: bool = False) -> str:
    """Number and unit, joined by a no-break space: ``16,5 %``."""
    return f"{number(value, decimals, signed=signed)}{beside_number(unit)}"


LONGEST_INLINE_UNIT = 5
COUNT, NOT_STATED = "Anzahl", "nicht angegeben"  # units that are none: they never stand beside a number
BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
DATIVE = {"Indexpunkte": "Indexpunkten", "Prozentpunkte": "Prozentpunkten", "Punkte": "Punkten", "Jahre": "Jahren"}


def beside_number(unit: str) -> str:
    """The unit as it follows a number in a sentence, with the no-break space: `` %``; nothing for a plain count."""
    return f"{NBSP}{BETWEEN_DIGITS.sub(NBSP, unit)}" if unit not in ("", COUNT, NOT_STATED) else ""


def in_unit(unit: str) -> str:
    """The unit after a title: ``in %``, ``in Indexpunkten``, ``je 1 000``; nouns stand alone (``Personen``)."""
    if unit == NOT_STATED:
        return "(Einheit nicht angegeben)"
    if unit in DATIVE:
        return f"in{NBSP}{DATIVE[unit]}"
    unit = BETWEEN_DIGITS.sub(NBSP, unit)
    symbol = unit and not any(len(word) > 2 and word.isalpha() for word in unit.split())
    return f"in{NBSP}{unit}" if symbol and not unit.startswith("je ") else unit


def column_label(unit: str) -> str:
    """Head of a column of values: ``Wert (%)``, ``Anzahl``, ``Personen``."""
    return COUNT if unit == COUNT else f"Wert ({unit})" if unit not in ("", NOT_STATED) else "Wert"


def inline_unit(unit: str) -> str:
    """The unit if it is short enough to stand beside every number (``%``, ``€/m²``), otherwise nothing: the column
    or caption names it then."""
    return unit if len(unit) <= LONGEST_INLINE_UNIT else ""


def cell(value: float, status: str, unit: str, decimals: int) -> str:
    """The value with its unit, or the symbol of the state that stands in its place."""
    state = ValueStatus(status)
    return quantity(value, unit, decimals) if state is ValueStatus.OK else STATUS_SYMBOL[state]


def k_of_n(k: float, n: float) -> str:
    """``1.234 von 5.678``; empty if either is not known."""
    if math.isnan(k) or math.isnan(n):
        return ""
    return f"{number(k)} von {number(n)}"


def period(text: str) -> str:
    """``2021`` · ``November 2021`` · ``31.12.2021`` · ``2018–2020``."""
    return _period(parse_period(text))


def _period(value: Period) -> str:
    match value.kind:
        case PeriodKind.YEAR:
            return value.text
        case PeriodKind.MONTH:
            return format_date(value.start, "MMMM y", locale=LOCALE)
        case PeriodKind.DATE:
            return day(value.start)
        case PeriodKind.SPAN:
            first, last = value.text.split("/")
            return f"{period(first)}–{period(last)}"


def day(value: date) -> str:
    """``31.12.2021``."""
    return format_date(value, "dd.MM.y", locale=LOCALE)


ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")


def german_dates(text: str) -> str:
    """``Stand 2021-12-31`` → ``Stand 31.12.2021``; what is no date stays."""

    def german(found: re.Match[str]) -> str:
        try:
            return day(date(*map(int, found.groups())))
        except ValueError:
            return found[0]

    return ISO_DATE.sub(german, text)


def interval(lower: float, upper: float, decimals: int, *, first: bool) -> str:
    """Bounds of a right-closed class: the first includes its lower bound (``3,1 bis 5,2``), others say ``über``."""
    if lower == upper:
        return number(upper, decimals)
    return f"{'' if first else 'über '}{number(lower, decimals)} bis {number(upper, decimals)}"


def in_sentence(names: list[str]) -> str:
    """``A``, ``A und B``, ``A, B und C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} und {names[-1]}" if names else ""


def sortable(name: str) -> str:
    """„Kreis Borken“ sorts under B, umlauts beside their base letter (DIN 5007-1)."""
    plain = name.removeprefix("Kreis ").casefold()
    return plain.translate(str.maketrans("äöü", "aou")).replace("ß", "ss")


def sentence(text: str) -> str:
    """With a capital at its start; unlike ``capitalize`` it leaves the nouns theirs."""
    return text[:1].upper() + text[1:]
