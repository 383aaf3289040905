"""Areas named by words: „05378004 Bergisch Gladbach“, „Südstadt (101)“, or a name where a key is expected.

Code and name in one cell must both mean the same area. A name alone counts only if it is the name of exactly one area
of the layer; what merely resembles a name is left to people (``joining.closest``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz import fuzz

from geodata.keys import FIX_SENTENCES, LENGTH_BY_LEVEL, Fix, KeyResult, Verdict
from geodata.place_names import form, words_of

_BOTH = re.compile(
    r"(?P<code>\d{1,12})\s*[-–:|,/.]?\s+(?P<name>[^\d\s(].*)|(?P<before>[^\d\s].*?)\s*[(\[](?P<behind>\d{1,12})[)\]]"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
ALIKE = 85  # of 100: „Aachen, krfr. Stadt“ beside „Aachen“
Match = Callable[[str], KeyResult]


def with_names(results: dict[str, KeyResult], level: str, names: dict[str, str], match: Match) -> dict[str, KeyResult]:
    """``results`` where texts that hold a name too are understood. ``names``: id → name of the layer's areas.

    Names alone count only in a column without any key, so that a title between keys does not become an area.
    """
    open_ = [raw for raw, r in results.items() if not r.usable and _LETTERS.search(raw)]
    if not open_:
        return results
    both = {raw: found for raw in open_ if (found := _code_and_name(raw, level, names, match)) is not None}
    if both or any(r.usable for r in results.values()):
        return results | both
    return results | _by_name(open_, level, names)


def _code_and_name(raw: str, level: str, names: dict[str, str], match: Match) -> KeyResult | None:
    parts = _BOTH.fullmatch(raw.strip())
    if parts is None:
        return None
    found = match(parts["code"] or parts["behind"])
    if not found.usable:
        return found if found.verdict is Verdict.IGNORED else None
    same = _alike(parts["name"] or parts["before"], names.get(found.id, ""), level)
    return _fixed(found.id, found.level, (*found.fix, Fix.WITH_NAME)) if same else None


def _alike(one: str, other: str, level: str) -> bool:
    here, there = " ".join(_words(one, level)), " ".join(_words(other, level))
    return bool(here and there) and fuzz.token_set_ratio(here, there) >= ALIKE


def _words(name: str, level: str) -> tuple[str, ...]:
    """„Köln, krfr. Stadt“ → („koeln“); quarters keep every word, „Nordstadt“ is none without „Stadt“."""
    return form(name).words if level in LENGTH_BY_LEVEL else tuple(words_of(name))


def _by_name(raws: Iterable[str], level: str, names: dict[str, str]) -> dict[str, KeyResult]:
    """Texts that are the name of one area, each area once."""
    by_words: dict[tuple[str, ...], list[str]] = {}
    for area, name in names.items():
        by_words.setdefault(_words(name, level), []).append(area)
    found = {}
    for raw in raws:
        areas = by_words.get(_words(raw, level), [])
        if len(areas) == 1 and not (level == "gemeinde" and form(raw).district):
            found[raw] = areas[0]
    times = Counter(found.values())
    return {raw: _fixed(area, level, (Fix.BY_NAME,)) for raw, area in found.items() if times[area] == 1}


def _fixed(area: str, level: str, fixes: tuple[Fix, ...]) -> KeyResult:
    return KeyResult(area, level, Verdict.FIXABLE, fixes, " ".join(FIX_SENTENCES[f] for f in fixes))
