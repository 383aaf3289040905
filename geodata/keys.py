"""AGS, ARS and their relatives in the shapes people have: parse, derive, match. Keys are strings, always.

Canonical ids: ``05`` (Land), ``053`` (Regierungsbezirk), ``05315`` (Kreis), ``05315000`` (Gemeinde). An explicit
encoder decides for each raw key: good, fixable (with the reason), ignored (another Land) or refused (with the reason).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from numbers import Integral, Real

from geodata import nrw_keys


class Verdict(StrEnum):
    GOOD = "good"
    FIXABLE = "fixable"
    IGNORED = "ignored"
    REFUSED = "refused"


class Fix(StrEnum):
    """What was done to a key; the values are stable codes for reports."""

    CLEANED = "cleaned"
    ZERO = "zero"
    ARS = "ars"
    ASSOCIATION = "association"
    CITY = "city"
    PADDED_ZEROS = "padded_zeros"
    AACHEN = "aachen_2009"
    BY_HAND = "by_hand"
    WITH_NAME = "with_name"
    BY_NAME = "by_name"


FIX_SENTENCES: dict[Fix, str] = {
    Fix.CLEANED: "Leerzeichen oder Nachkommastellen wurden entfernt.",
    Fix.ZERO: "Führende Nullen wurden an die bekannte Schreibweise angepasst.",
    Fix.ARS: "Der zwölfstellige Regionalschlüssel wurde in den Gemeindeschlüssel umgesetzt.",
    Fix.ASSOCIATION: "Der neunstellige Gemeindeverbandsschlüssel wurde in den Gemeindeschlüssel umgesetzt.",
    Fix.CITY: "Der fünfstellige Schlüssel der kreisfreien Stadt wurde zum Gemeindeschlüssel ergänzt.",
    Fix.PADDED_ZEROS: "Angehängte Nullen wurden entfernt: der Schlüssel bezeichnet ein größeres Gebiet.",
    Fix.AACHEN: "Der Schlüssel aus der Zeit vor dem 21.10.2009 wurde auf die Städteregion Aachen umgesetzt.",
    Fix.BY_HAND: "Das Gebiet wurde von Hand zugeordnet.",
    Fix.WITH_NAME: "Schlüssel und Name standen in einer Zelle; beide bezeichnen dasselbe Gebiet.",
    Fix.BY_NAME: "Die Spalte enthält keine Schlüssel; zugeordnet wurde, wessen Name genau einem Gebiet gehört.",
}

LEVEL_BY_LENGTH: dict[int, str] = {2: "land", 3: "regbez", 5: "kreis", 8: "gemeinde"}
LENGTH_BY_LEVEL: dict[str, int] = {level: length for length, level in LEVEL_BY_LENGTH.items()}
_GERMAN: dict[str, str] = {"land": "Land", "regbez": "Regierungsbezirk", "kreis": "Kreis", "gemeinde": "Gemeinde"}
_ASSOCIATION_LENGTH, _ARS_LENGTH = 9, 12
_LENGTHS = (*LEVEL_BY_LENGTH, _ASSOCIATION_LENGTH, _ARS_LENGTH)
_WITH_REGBEZ = frozenset({"03", "06", "08", "09", "14"})  # other Länder with Regierungsbezirk digits ≠ 0
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass(frozen=True, slots=True)
class KeyResult:
    """``id`` and ``level`` are "" unless the verdict is good or fixable; ``fix`` lists what was done, in order;
    ``message`` is one German text, "" for a good key."""

    id: str
    level: str
    verdict: Verdict
    fix: tuple[Fix, ...] = ()
    message: str = ""

    @property
    def usable(self) -> bool:
        return self.verdict in (Verdict.GOOD, Verdict.FIXABLE)


def _refused(message: str) -> KeyResult:
    return KeyResult("", "", Verdict.REFUSED, (), message)


def _usable(key: str, level: str, fixes: tuple[Fix, ...]) -> KeyResult:
    verdict = Verdict.FIXABLE if fixes else Verdict.GOOD
    return KeyResult(key, level, verdict, fixes, " ".join(FIX_SENTENCES[f] for f in fixes))


def clean(raw: object) -> tuple[str, bool]:
    """Text of a raw key without blanks and without ``.0``, and whether that changed it. None and NaN become ""."""
    if raw is None or isinstance(raw, bool) or (isinstance(raw, float) and math.isnan(raw)):
        return "", False
    if isinstance(raw, Real) and not isinstance(raw, Integral):
        whole = float(raw)
        return (str(int(whole)), True) if math.isfinite(whole) and whole.is_integer() else (str(raw), False)
    text = str(raw)
    bare = re.sub(r"(?<=\d)[.,]0{1,2}$", "", _BLANKS.sub("", text))
    return bare, bare != text


def parse_key(raw: object, *, expect: str | None = None) -> KeyResult:
    """Read one official key.

    ``expect`` (``land``, ``regbez``, ``kreis``, ``gemeinde``): the level wanted; a key of another level is refused,
    except that five digits of a kreisfreie Stadt become its municipality, and the reverse. Whether a well-formed
    municipality exists is not known here; its Kreis is checked.
    """
    digits, changed = clean(raw)
    if not digits:
        return _refused("Die Zelle enthält keinen Schlüssel.")
    if not re.fullmatch(r"[0-9]+", digits):
        return _refused("Ein Schlüssel besteht nur aus Ziffern.")
    found = _read_digits(digits)
    if found.usable and changed:
        found = _usable(found.id, found.level, (Fix.CLEANED, *found.fix))
    return _at_level(found, expect)


def _read_digits(digits: str) -> KeyResult:
    if len(digits) in _LENGTHS and digits.startswith(nrw_keys.LAND):
        return _of_nrw(digits, ())
    if len(digits) + 1 in _LENGTHS and digits.startswith("5"):
        return _of_nrw("0" + digits, (Fix.ZERO,))
    if _is_other_land(digits) or _is_other_land("0" + digits):
        return KeyResult("", "", Verdict.IGNORED, (), "Der Schlüssel gehört zu einem anderen Land.")
    return _refused(f"{len(digits)} Ziffern: Das ist kein Schlüssel eines Gebiets in Nordrhein-Westfalen.")


def _is_other_land(digits: str) -> bool:
    land = digits[:2]
    if len(digits) not in _LENGTHS or land == nrw_keys.LAND or not "01" <= land <= "16":
        return False
    return len(digits) != LENGTH_BY_LEVEL["regbez"] or land in _WITH_REGBEZ


def _of_nrw(digits: str, fixes: tuple[Fix, ...]) -> KeyResult:
    """``digits`` has a canonical length and starts with 05."""
    if len(digits) == _ARS_LENGTH:
        digits, fixes = digits[:5] + digits[9:], (*fixes, Fix.ARS)
    elif len(digits) == _ASSOCIATION_LENGTH:
        digits, fixes = digits[:5] + digits[6:9], (*fixes, Fix.ASSOCIATION)
    digits, fixes = _without_padding(digits, fixes)
    digits, fixes = _after_aachen(digits, fixes)
    if len(digits) >= LENGTH_BY_LEVEL["regbez"] and digits[:3] not in nrw_keys.REGIERUNGSBEZIRKE:
        return _refused(f"Einen Regierungsbezirk {digits[:3]} gibt es in Nordrhein-Westfalen nicht.")
    if len(digits) >= LENGTH_BY_LEVEL["kreis"] and digits[:5] not in nrw_keys.KREISE:
        return _refused(f"Einen Kreis {digits[:5]} gibt es in Nordrhein-Westfalen nicht.")
    if len(digits) == LENGTH_BY_LEVEL["gemeinde"] and digits[5:] != "000" and is_independent_city(digits):
        return _refused(f"Die kreisfreie Stadt {digits[:5]} hat keine Gemeinde {digits[5:]}.")
    return _usable(digits, LEVEL_BY_LENGTH[len(digits)], fixes)


def _without_padding(digits: str, fixes: tuple[Fix, ...]) -> tuple[str, tuple[Fix, ...]]:
    """``05382000`` is the Kreis, ``05300000`` the Regierungsbezirk, ``05000000`` the Land."""
    if len(digits) != LENGTH_BY_LEVEL["gemeinde"] or not digits.endswith("000"):
        return digits, fixes
    for length, zeros in ((2, 6), (3, 5)):
        if digits.endswith("0" * zeros):
            return digits[:length], (*fixes, Fix.PADDED_ZEROS)
    if digits[:5] in nrw_keys.DISTRICTS or digits[:5] == "05354":
        return digits[:5], (*fixes, Fix.PADDED_ZEROS)
    return digits, fixes


def _after_aachen(digits: str, fixes: tuple[Fix, ...]) -> tuple[str, tuple[Fix, ...]]:
    today = nrw_keys.AACHEN_BEFORE_2009.get(digits[:5])
    if today is None:
        return digits, fixes
    if digits in ("05313", "05313000"):
        return nrw_keys.AACHEN_CITY, (*fixes, Fix.AACHEN)
    return today + digits[5:], (*fixes, Fix.AACHEN)


def _at_level(found: KeyResult, expect: str | None) -> KeyResult:
    if expect is None or not found.usable or found.level == expect:
        return found
    if expect == "gemeinde" and found.level == "kreis" and is_independent_city(found.id):
        return _usable(found.id + "000", expect, (*found.fix, Fix.CITY))
    if expect == "kreis" and found.level == "gemeinde" and is_independent_city(found.id):
        return _usable(found.id[:5], expect, (*found.fix, Fix.PADDED_ZEROS))
    wanted = _GERMAN.get(expect, expect)
    return _refused(f"Der Schlüssel bezeichnet die Ebene {_GERMAN[found.level]}; erwartet wird {wanted}.")


def is_independent_city(key: str) -> bool:
    """Whether an AGS or Kreis key belongs to one of the 22 kreisfreie Städte."""
    return key[:5] in nrw_keys.INDEPENDENT_CITIES


def level_of(area_id: str) -> str:
    """Level of a canonical id; "" if it is none. ``05315000/stadtteil/101`` → ``stadtteil``."""
    if "/" in area_id:
        parts = area_id.split("/")
        return parts[1] if len(parts) == 3 else ""
    return LEVEL_BY_LENGTH.get(len(area_id), "") if area_id.isascii() and area_id.isdigit() else ""


def ancestor_id(area_id: str, level: str) -> str:
    """Id above a canonical official id at ``level``: ``ancestor_id("05315000", "kreis")`` → ``05315``.

    Raises ``ValueError`` if ``level`` does not lie above.
    """
    length = LENGTH_BY_LEVEL.get(level, 99)
    own = area_id.partition("/")[0]
    if length > len(own) or (length == len(own) and own == area_id):
        raise ValueError(f"{level} liegt nicht über {area_id}")
    return own[:length]


def parent_id(area_id: str) -> str:
    """Next official id above; "" for the Land. A sub-municipal id gives its municipality."""
    level = level_of(area_id)
    above = {"regbez": "land", "kreis": "regbez", "gemeinde": "kreis", "land": ""}.get(level, "gemeinde")
    return ancestor_id(area_id, above) if above else ""


class KeyIndex:
    """Known keys of one layer below the municipality; raw keys may differ by blanks, ``.0`` or zeros in front."""

    def __init__(self, known: Collection[str], level: str = "") -> None:
        self.known = frozenset(known)
        self.level = level
        self._bare: dict[str, list[str]] = {}
        for key in sorted(self.known):
            self._bare.setdefault(key.lstrip("0") or "0", []).append(key)

    def match(self, raw: object) -> KeyResult:
        """Good for an identical key, fixable for one that differs harmlessly, refused otherwise."""
        if isinstance(raw, str) and raw in self.known:
            return KeyResult(raw, self.level, Verdict.GOOD)
        text, changed = clean(raw)
        fixes = (Fix.CLEANED,) if changed else ()
        if not text:
            return _refused("Die Zelle enthält keinen Schlüssel.")
        if text in self.known:
            return _usable(text, self.level, fixes)
        candidates = self._bare.get(text.lstrip("0") or "0", [])
        if len(candidates) == 1:
            return _usable(candidates[0], self.level, (*fixes, Fix.ZERO))
        if candidates:
            return _refused(f"Mehrdeutig: Gemeint sein kann {' oder '.join(candidates)}.")
        return _refused("Dieser Schlüssel ist nicht bekannt.")
