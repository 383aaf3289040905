"""Which authority gave which answer: by key, by name, by hand; what only comes close is listed for review, never taken.

Every row ends in exactly one of three lists: matched, unmatched (with candidates), or left out because incomplete.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from geodata import place_names as names
from geodata.errors import Problem, Severity, problem
from geodata.keys import parse_key
from geodata.place_names import Form
from geodata.survey.schema import Keep
from geodata.survey.universe import Authority, Type, Universe

CLOSE_ENOUGH = 70.0
MOST_CANDIDATES = 5
WORD_KREIS = 15.0  # points a Kreis is ahead where the text says Kreis


class Method(StrEnum):
    KEY = "key"
    NAME = "name"
    SHORT_NAME = "short_name"  # without „(Westf.)“, „an der Ruhr“ and the like
    BY_HAND = "by_hand"


class Why(StrEnum):
    NOTHING = "nothing"  # neither key nor name
    UNKNOWN = "unknown"
    SEVERAL = "several"
    CONTRADICTION = "contradiction"  # key and name mean two authorities


@dataclass(frozen=True, slots=True)
class Respondent:
    """How one row of the file names its sender. ``type``: what it says of its type, "" = nothing."""

    row: int
    key: str
    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``score``: 100 for all that is certain. ``check``: the name also means another authority. ``text``: the name."""

    row: int
    key: str
    method: Method
    score: float = 100.0
    check: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    key: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Unmatched:
    row: int
    value: str
    why: Why
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An authority that answered more than once; ``kept``: the row that counts."""

    key: str
    rows: tuple[int, ...]
    kept: int
    rule: Keep


@dataclass(frozen=True)
class Matching:
    """``left_out``: rows that somebody decided not to count."""

    matched: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    left_out: tuple[int, ...] = ()


class Index:
    """Authorities by all forms of their names; a form that several share is ambiguous."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        words = {w for a in universe.authorities.values() for w in names.words_of(a.name)}
        self.keep = frozenset(w for w in words if w.endswith("stadt")) | names.REAL_STADT
        self._full: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
        self._short: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
        self._texts: dict[str, str] = {}
        for authority in universe.authorities.values():
            self._add(authority)

    def _add(self, authority: Authority) -> None:
        found = names.form(authority.name, self.keep)
        district = authority.type == Type.DISTRICT or found.district
        words = tuple(sorted(found.words)) if district else found.words
        self._full.setdefault((district, words), []).append(authority.key)
        for short in () if district else names.short_forms(words):
            if short != words:
                self._short.setdefault((False, short), []).append(authority.key)
        self._texts[authority.key] = " ".join(words)

    def by_name(self, raw: str, stated: str = "") -> tuple[list[str], Method, str]:
        """Keys that a name means exactly, how, and the key of another authority of the same name."""
        if inside := self._inside(raw):
            return inside, Method.NAME, ""
        found = names.form(raw, self.keep)
        kind = names.form(stated, self.keep) if stated else found
        district, municipal = found.district or kind.district, found.municipal or kind.municipal
        if district and municipal:  # „Stadt Aachen (Städteregion)“ says both; so does a column that contradicts it
            words = tuple(sorted(found.words))
            both = [*self._full.get((False, found.words), []), *self._full.get((True, words), [])]
            return (both, Method.NAME, "") if len(both) > 1 else ([], Method.NAME, "")
        words = Form(tuple(sorted(found.words)) if district else found.words, district, municipal).words
        for table, method in ((self._full, Method.NAME), (self._short, Method.SHORT_NAME)):
            keys = [] if not words else table.get((district, words), [])
            if keys:
                other = [] if district or municipal else table.get((True, tuple(sorted(words))), [])
                return keys, method, other[0] if other else ""
            if not district and not municipal and (keys := table.get((True, tuple(sorted(words))), [])):
                return keys, method, ""  # „Rhein-Sieg“ can only be the Kreis
        return [], Method.NAME, ""

    def _inside(self, raw: str) -> list[str]:
        """„Rheurdt (Kreis Kleve)“: municipalities of that name that lie in that Kreis. „Kleve, Kreis Kleve“ may be the
        town or the Kreis: both, unless the text says Stadt or Gemeinde."""
        parts = names.with_its_district(raw)
        if parts is None:
            return []
        place = names.form(parts[0], self.keep)
        kreise = self._full.get((True, names.form(parts[1], self.keep).words), [])
        if place.district or not kreise:
            return []
        towns = self._full.get((False, place.words)) or self._short.get((False, place.words), [])
        inside = [key for key in towns if self.universe.authorities[key].kreis in kreise]
        same = not place.municipal and self._full.get((True, tuple(sorted(place.words)))) == kreise
        return [*inside, *kreise] if inside and same else inside

    def candidates(self, raw: str) -> tuple[Candidate, ...]:
        """Authorities whose names come close, best first; of a town and its Kreis, what the text says first."""
        inside = names.with_its_district(raw)
        found = names.form(inside[0] if inside else raw, self.keep)
        close = process.extract(found.text, self._texts, scorer=fuzz.WRatio, limit=None, score_cutoff=CLOSE_ENOUGH)
        named = self.universe.authorities

        def order(hit: tuple[str, float, str]) -> tuple[float, bool]:
            district = named[hit[2]].type == Type.DISTRICT
            return -hit[1] - (WORD_KREIS if district and found.district else 0), district

        best = sorted(close, key=order)[:MOST_CANDIDATES]
        return tuple(Candidate(key, named[key].name, round(score, 1)) for _, score, key in best)

    def by_key(self, raw: str) -> str:
        """Key of the universe that a raw key means; "" if none."""
        bare = raw.strip()
        if bare in self.universe.authorities:
            return bare
        found = parse_key(bare)
        if not found.usable:
            return ""
        return next((k for k in (found.id, f"{found.id}000") if k in self.universe.authorities), "")


def match(respondents: Iterable[Respondent], universe: Universe, assign: Mapping[str, str]) -> Matching:
    """Match every respondent. ``assign``: text of the file → key, decided by hand; "" leaves the answer out."""
    index = Index(universe)
    found = [_one(r, index, assign) for r in respondents]
    return Matching(
        tuple(m for m in found if isinstance(m, Match)),
        tuple(u for u in found if isinstance(u, Unmatched)),
        tuple(row for row in found if isinstance(row, int)),
    )


def misassigned(texts: Collection[str], assign: Mapping[str, str], keys: Collection[str]) -> list[Problem]:
    """What a description assigns and nobody would notice: a key that is none of ``keys`` (an error), a sender that is
    none of ``texts``, the senders of the answers that were sent (a warning: descriptions are used again)."""
    found = [
        problem("survey_assign_key", value=key, cells=text) for text, key in assign.items() if key and key not in keys
    ]
    return found + [
        problem("survey_assign_nobody", Severity.WARNING, value=text) for text in assign if text not in texts
    ]


def senders(respondents: Iterable[Respondent]) -> set[str]:
    """All texts by which ``assign`` may name the senders."""
    return {text for who in respondents for text in (f"{who.key}, {who.name}", who.key, who.name) if text}


def _one(who: Respondent, index: Index, assign: Mapping[str, str]) -> Match | Unmatched | int:
    """A match, what could not be matched, or the row if it was decided to leave it out."""
    for text in (f"{who.key}, {who.name}", who.key, who.name):
        if text and assign.get(text) in index.universe.authorities:
            return Match(who.row, assign[text], Method.BY_HAND)
        if text and assign.get(text) == "":
            return who.row
    if not who.key and not who.name:
        return Unmatched(who.row, "", Why.NOTHING)
    in_name = "" if _is_text(who.name) else index.by_key(who.name)  # a key where the name should stand
    by_key = index.by_key(who.key) if who.key else in_name
    keys, method, other = index.by_name(who.name, who.type) if who.name else ([], Method.NAME, "")
    if by_key and keys and by_key not in (*keys, other):
        return Unmatched(who.row, f"{who.key}, {who.name}", Why.CONTRADICTION, _listed(index, [by_key, *keys]))
    if by_key:
        return Match(who.row, by_key, Method.KEY)
    if who.key and keys and not _is_text(who.key):
        # A key that means nobody beside a name that does: one of them is wrong.
        return Unmatched(who.row, f"{who.key}, {who.name}", Why.CONTRADICTION, _listed(index, keys))
    if len(keys) == 1:
        return Match(who.row, keys[0], method, check=other, text=who.name)
    shown = who.name or who.key
    if keys:
        return Unmatched(who.row, shown, Why.SEVERAL, _listed(index, keys))
    return Unmatched(who.row, shown, Why.UNKNOWN, index.candidates(shown))


def _is_text(key: str) -> bool:
    return not any(c.isdigit() for c in key)


def _listed(index: Index, keys: Iterable[str]) -> tuple[Candidate, ...]:
    return tuple(Candidate(k, index.universe.authorities[k].name, 100.0) for k in dict.fromkeys(keys))


def duplicates(
    matched: Iterable[Match], rule: Keep, fullness: Mapping[int, int], when: Mapping[int, str]
) -> tuple[Duplicate, ...]:
    """Authorities with several answers and which of them counts.

    ``fullness``: answered cells per row. ``when``: time of submission as text; rows without one come in file order.
    """
    rows: dict[str, list[int]] = {}
    for found in matched:
        rows.setdefault(found.key, []).append(found.row)

    def order(row: int) -> tuple[str, int]:
        return when.get(row, ""), row

    def kept(of: list[int]) -> int:
        if rule is Keep.FIRST:
            return min(of, key=order)
        if rule is Keep.FULLEST:
            return max(of, key=lambda row: (fullness.get(row, 0), *order(row)))
        return max(of, key=order)

    return tuple(Duplicate(key, tuple(of), kept(of), rule) for key, of in rows.items() if len(of) > 1)
