"""Rules in words: „Kinderarmut“ über 20 UND („Arbeitslosigkeit“ über 8 ± 1 ODER „Mindestsicherung“ über Durchschnitt).

Grammar (UND binds tighter than ODER; words in any case)::

    rule      = group { ODER group }
    group     = term { UND term }
    term      = ( rule ) | condition
    condition = name comparison bound [ ± number ]
    name      = „…“ | "…" | word { word }
    comparison= über | unter | mindestens | höchstens | > | < | >= | <=
    bound     = number [unit] | Durchschnitt | Median

A tolerance (± in the unit of the indicator) says how near a miss still counts as near. An area whose figure is not
published is neither in nor out: logic has three values (Kleene 1952).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import refuse

FloatArray = NDArray[np.float64]
LONGEST, DEEPEST = 1000, 8
MEAN, MEDIAN = "Durchschnitt", "Median"


class Compare(StrEnum):
    OVER = "über"
    UNDER = "unter"
    AT_LEAST = "mindestens"
    AT_MOST = "höchstens"


class Verdict(StrEnum):
    """NEAR: met within the tolerance only. UNKNOWN: depends on a figure that is not published."""

    YES = "yes"
    NEAR = "near"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Condition:
    """``bound``: a number, or ``Durchschnitt``/``Median`` of the reference set. ``tolerance`` in the same unit."""

    indicator: str
    compare: Compare
    bound: float | str
    tolerance: float = 0.0


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Rule, ...]


Rule = Condition | AllOf | AnyOf

SIGNS = {">": Compare.OVER, "<": Compare.UNDER, ">=": Compare.AT_LEAST, "≥": Compare.AT_LEAST, "<=": Compare.AT_MOST,
         "≤": Compare.AT_MOST, "ueber": Compare.OVER, "hoechstens": Compare.AT_MOST}  # fmt: skip
UNITS = ("%", "Prozent", "Prozentpunkte", "Punkte", "€", "€/m²")  # may follow a number; say nothing
TOKEN = re.compile(
    r"""\s*(?:(?P<name>[„“"][^„“”"]*[“”"])|(?P<open>\()|(?P<close>\))|(?P<sign>>=|<=|[<>≥≤])|(?P<near>±|\+/-)
    |(?P<number>[-−]?\d+(?:\.\d{3})*(?:,\d+)?(?:\.\d+)?)|(?P<word>[^\s()<>≥≤±„“”"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_rule(text: str, names: Mapping[str, str]) -> Rule:
    """Read a rule. ``names``: indicator id → name; a rule may use either.

    Raises ``GeodataError``: ``rule_empty``, ``rule_too_long``, ``rule_expected`` (with the place),
    ``rule_unknown_indicator``, ``rule_ambiguous``, ``rule_impossible``.
    """
    if not text.strip():
        raise refuse("rule_empty", known=next(iter(names.values()), "Arbeitslosigkeit"))
    if len(text) > LONGEST:
        raise refuse("rule_too_long", value=len(text), known=LONGEST)
    reader = _Reader(tuple(_tokens(text)), names, len(text))
    rule = reader.rule(0)
    if (left := reader.peek()) is not None:
        said = "diese Klammer wurde nie geöffnet" if left.kind == "close" else "hier fehlt UND oder ODER"
        raise refuse("rule_expected", value=left.at + 1, details=f"„{left.text}“ – {said}")
    _refuse_impossible(rule, names)
    return rule


def _tokens(text: str) -> Iterator[_Token]:
    at, text = 0, text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            sign = text[at:].strip()[:1]
            raise refuse("rule_expected", value=at + 1, details=f"das Zeichen „{sign}“ gehört nicht hierher")
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind))
        at = found.end()


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: Sequence[_Token], names: Mapping[str, str], end: int) -> None:
        self.tokens, self.names, self.end, self.position = tokens, names, end, 0

    def peek(self) -> _Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, word: str) -> bool:
        """Step over a word if it comes next."""
        token = self.peek()
        if token is None or token.kind != "word" or token.text.casefold() != word.casefold():
            return False
        self.position += 1
        return True

    def wrong(self, details: str) -> Exception:
        token = self.peek()
        return refuse("rule_expected", value=(token.at if token else self.end) + 1, details=details)

    def rule(self, depth: int) -> Rule:
        if depth > DEEPEST:
            raise refuse("rule_too_long", value=self.end, known=LONGEST)
        parts = [self.group(depth)]
        while self.take("oder"):
            parts.append(self.group(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def group(self, depth: int) -> Rule:
        parts = [self.term(depth)]
        while self.take("und"):
            parts.append(self.term(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def term(self, depth: int) -> Rule:
        token = self.peek()
        if token is not None and token.kind == "open":
            self.position += 1
            inner = self.rule(depth + 1)
            close = self.peek()
            if close is None or close.kind != "close":
                raise self.wrong("hier fehlt eine schließende Klammer „)“")
            self.position += 1
            return inner
        return self.condition()

    def condition(self) -> Condition:
        indicator = self.indicator()
        return Condition(indicator, self.compare(), self.bound(), self.tolerance())

    def indicator(self) -> str:
        token = self.peek()
        if token is not None and token.kind == "name":
            self.position += 1
            return find_indicator(token.text[1:-1], self.names)
        words = []
        while (token := self.peek()) is not None and token.kind in ("word", "number") and not _comparison(token):
            if token.text.casefold() in ("und", "oder"):
                break
            words.append(token.text)
            self.position += 1
        if not words:
            raise self.wrong("hier wird der Name eines Indikators erwartet, am besten in „Anführungszeichen“")
        return find_indicator(" ".join(words), self.names)

    def compare(self) -> Compare:
        token = self.peek()
        found = _comparison(token) if token is not None else None
        if found is None:
            raise self.wrong("hier wird „über“, „unter“, „mindestens“ oder „höchstens“ erwartet")
        self.position += 1
        return found

    def bound(self) -> float | str:
        for word in (MEAN, MEDIAN):
            if self.take(word):
                return word
        return self.number("hier wird eine Zahl, „Durchschnitt“ oder „Median“ erwartet")

    def tolerance(self) -> float:
        token = self.peek()
        if token is None or token.kind != "near":
            return 0.0
        self.position += 1
        return abs(self.number("nach „±“ wird eine Zahl erwartet, die Toleranz"))

    def number(self, expected: str) -> float:
        token = self.peek()
        if token is None or token.kind != "number":
            raise self.wrong(expected)
        self.position += 1
        unit = self.peek()
        if unit is not None and unit.kind == "word" and unit.text in UNITS:
            self.position += 1
        return read_number(token.text)


def read_number(text: str) -> float:
    """``1.234,5`` and ``1234.5`` alike; a point followed by exactly three digits groups thousands."""
    plain = text.replace("−", "-")
    if "," in plain or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain)


def _comparison(token: _Token) -> Compare | None:
    text = token.text.casefold()
    if token.kind not in ("word", "sign"):
        return None
    return SIGNS.get(text) or (Compare(text) if text in tuple(Compare) else None)


def find_indicator(text: str, names: Mapping[str, str]) -> str:
    """Id by id, by name, or by a beginning or part of a name that fits only one."""
    wanted = " ".join(text.split()).casefold()
    if text in names:
        return text
    folded = {i: n.casefold() for i, n in names.items()}
    exact = [i for i, n in folded.items() if n == wanted]
    partly = [i for i, n in folded.items() if wanted and wanted in n]
    for found in (exact, partly):
        if len(found) == 1:
            return found[0]
        if found:
            raise refuse("rule_ambiguous", value=text[:60], known=", ".join(f"„{names[i]}“" for i in found[:5]))
    offered = "Möglich sind: " + ", ".join(f"„{n}“" for n in list(names.values())[:6])
    raise refuse("rule_unknown_indicator", value=text[:60], known=f"{offered}{' …' if len(names) > 6 else '.'}")


def _refuse_impossible(rule: Rule, names: Mapping[str, str]) -> None:
    """Two conditions on one indicator that nothing can meet."""
    if isinstance(rule, Condition):
        return
    for part in rule.parts:
        _refuse_impossible(part, names)
    if isinstance(rule, AnyOf):
        return
    own = [p for p in _flat(rule) if isinstance(p.bound, float)]
    for low in own:
        for high in own:
            if low.indicator == high.indicator and _empty(low, high):
                words = " und ".join(f"{c.compare} {_number(float(c.bound))}" for c in (low, high))
                raise refuse("rule_impossible", value=names.get(low.indicator, low.indicator), details=words)


def _flat(rule: Rule) -> list[Condition]:
    """Conditions that all must hold."""
    if isinstance(rule, Condition):
        return [rule]
    return [c for part in rule.parts for c in _flat(part)] if isinstance(rule, AllOf) else []


def _empty(low: Condition, high: Condition) -> bool:
    if low.compare not in (Compare.OVER, Compare.AT_LEAST) or high.compare not in (Compare.UNDER, Compare.AT_MOST):
        return False
    touching = low.compare is Compare.AT_LEAST and high.compare is Compare.AT_MOST
    return float(low.bound) > float(high.bound) or (float(low.bound) == float(high.bound) and not touching)


def rule_text(rule: Rule, names: Mapping[str, str] | None = None, *, inner: bool = False) -> str:
    """The rule as text that ``parse_rule`` reads back: with names for people, or with ids for links."""
    if isinstance(rule, Condition):
        name = f"„{names[rule.indicator]}“" if names and rule.indicator in names else rule.indicator
        bound = rule.bound if isinstance(rule.bound, str) else _number(rule.bound)
        return f"{name} {rule.compare} {bound}" + (f" ± {_number(rule.tolerance)}" if rule.tolerance else "")
    word = " UND " if isinstance(rule, AllOf) else " ODER "
    text = word.join(rule_text(part, names, inner=True) for part in rule.parts)
    return f"({text})" if inner else text


def _number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def indicators_of(rule: Rule) -> tuple[str, ...]:
    """Ids of the indicators a rule names, in order of appearance."""
    if isinstance(rule, Condition):
        return (rule.indicator,)
    return tuple(dict.fromkeys(i for part in rule.parts for i in indicators_of(part)))


def judge(rule: Rule, values: Mapping[str, FloatArray]) -> list[Verdict]:
    """Verdict per area. ``values``: indicator id → figures as shown (NaN = not published), all of one length;
    ``Durchschnitt`` and ``Median`` are those of the published figures."""
    strict, loose = _truth(rule, values, near=False), _truth(rule, values, near=True)
    return [
        Verdict.YES if s == 1 else Verdict.NEAR if n == 1 else Verdict.NO if n == 0 else Verdict.UNKNOWN
        for s, n in zip(strict, loose, strict=True)
    ]


def _truth(rule: Rule, values: Mapping[str, FloatArray], *, near: bool) -> FloatArray:
    """1 true, 0 false, NaN unknown."""
    if isinstance(rule, Condition):
        return _holds(rule, values[rule.indicator], rule.tolerance if near else 0.0)
    parts = np.stack([_truth(part, values, near=near) for part in rule.parts])
    decisive, other = (0.0, 1.0) if isinstance(rule, AllOf) else (1.0, 0.0)
    rest = np.where(np.isnan(parts).any(axis=0), np.nan, other)
    return np.where((parts == decisive).any(axis=0), decisive, rest)


def _holds(condition: Condition, values: FloatArray, tolerance: float) -> FloatArray:
    there = values[~np.isnan(values)]
    if isinstance(condition.bound, str):
        if not len(there):
            return np.full(len(values), np.nan)
        bound = float(there.mean() if condition.bound == MEAN else np.median(there))
    else:
        bound = condition.bound
    match condition.compare:
        case Compare.OVER:
            met = values > bound - tolerance if not tolerance else values >= bound - tolerance
        case Compare.AT_LEAST:
            met = values >= bound - tolerance
        case Compare.UNDER:
            met = values < bound + tolerance if not tolerance else values <= bound + tolerance
        case Compare.AT_MOST:
            met = values <= bound + tolerance
    return np.where(np.isnan(values), np.nan, met.astype(float))
