"""What a link says about the page „Besondere Quartiere“ (keys that begin with ``q_``): text ⇄ values.

Reading is tolerant: what cannot be read is left out with a notice. Canonical text is what the same values are written
as. See docs/architecture.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from dashboard.conditions import join_ids, plain_number, read_number, split_ids
from dashboard.resolving import Wishes, indicator_name
from geodata.catalog import Direction
from geodata.errors import GeodataError, problem
from geodata.methods.needs import Cuts

SCALES = ("z", "minmax", "percent", "imd")
SPANS = ("2", "1", *map(str, range(3, 31)), "0")  # years; 0 = Soziale Lage alone
GAPS = ("", "mittel")  # what happens to areas with gaps: left out, or mean of what they have
LOCALS = ("offen", "ja", "nein")  # what local actors say: is the quarter one to talk about?
MOST_INDICATORS, MOST_MARKS, LONGEST_REASON = 12, 30, 200
MOST_EXCLUDED = 100
FEWEST_PEOPLE = 300  # inhabitants below which a quarter is not included (Monitoring Soziale Stadtentwicklung)
MOST_PEOPLE = 1_000_000
HEAVIEST = 100.0
BAD_WEIGHT = (
    "Das Gewicht „{value}“ geht nicht: Gewichte sind Zahlen von 0 bis {most}. Gerechnet wird mit 1; ziehen Sie den "
    "Regler, wenn Sie etwas anderes wollen."
)
YEAR = re.compile(r"\d{4}", re.ASCII)
SPECIAL_KINDS = {
    "unterkunft": "Unterkunft für Geflüchtete",
    "studierende": "Studierendenwohnheim",
    "pflege": "Pflegeheim",
    "jva": "Justizvollzugsanstalt",
    "anderes": "anderer Sonderfall",
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """An indicator of the index with its weight (1 = the usual one)."""

    indicator: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A quarter noted for discussion. ``office``: which Fachamt noted it; ``local``: one of ``LOCALS``."""

    area: str
    office: str = ""
    local: str = LOCALS[0]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Special:
    """So many people of a quarter live in a special institution (``kind`` of ``SPECIAL_KINDS``)."""

    area: str
    kind: str
    people: int


# -- indicators and weights -----------------------------------------------------------------------------------------


def read_weighted(text: str) -> tuple[Weighted, ...]:
    """``a:2,b,c:0.5``; unreadable weights count 1, later repetitions are left out."""
    found: dict[str, Weighted] = {}
    for part in filter(None, text.split(",")):
        name, _, weight = part.strip().partition(":")
        number = read_number(weight) if weight else 1.0
        usable = number is not None and 0 <= number <= HEAVIEST
        found.setdefault(name, Weighted(name, float(number) if usable and number is not None else 1.0))
    return tuple(found.values())[:MOST_INDICATORS]


def weighted_text(chosen: Iterable[Weighted]) -> str:
    return ",".join(w.indicator if w.weight == 1 else f"{w.indicator}:{plain_number(w.weight)}" for w in chosen)


def bad_weights(text: str) -> tuple[str, ...]:
    """Weights of a link that are none: not a number, negative or too large."""
    weights = [part.partition(":")[2] for part in text.split(",")]
    numbers = {w: read_number(w) for w in weights if w}
    return tuple(w for w, n in numbers.items() if n is None or not 0 <= n <= HEAVIEST)


# -- how it is measured ---------------------------------------------------------------------------------------------


def read_goals(text: str) -> dict[str, tuple[float, float]]:
    """``a:0..40,b:20..80``: indicator → lowest and highest value of its scale; what is no range is left out."""
    found = {}
    for part in filter(None, text.split(",")):
        name, _, ends = part.partition(":")
        low, high = (read_number(end) for end in (ends.partition("..")[0], ends.partition("..")[2]))
        if name and low is not None and high is not None and low < high:
            found[name] = (low, high)
    return dict(list(found.items())[:MOST_INDICATORS])


def goals_text(goals: dict[str, tuple[float, float]]) -> str:
    return ",".join(f"{name}:{plain_number(low)}..{plain_number(high)}" for name, (low, high) in goals.items())


def read_cuts(text: str) -> Cuts:
    """``-1,1,1.5``: where classes part. Raises ``GeodataError`` (``needs_cuts``)."""
    if not text.strip():
        return Cuts()
    numbers = [read_number(part.strip()) for part in text.split(",")]
    if len(numbers) != 3 or None in numbers:
        raise GeodataError([problem("needs_cuts", value=text[:40])])
    return Cuts(*[n for n in numbers if n is not None])


def cuts_text(cuts: Cuts) -> str:
    """ "" for the usual ones."""
    if cuts == Cuts():
        return ""
    return ",".join(plain_number(c) for c in (cuts.favourable, cuts.unfavourable, cuts.very_unfavourable))


def read_least(text: str) -> int:
    """Inhabitants below which a quarter is not included."""
    return int(text) if text else FEWEST_PEOPLE


# -- notes on single quarters ---------------------------------------------------------------------------------------


def read_marks(text: str) -> tuple[Mark, ...]:
    """``area:office:local:reason;…``, every part percent-encoded."""
    found: dict[str, Mark] = {}
    for entry in filter(None, text.split(";")):
        area, office, local, reason = ([unquote(p) for p in entry.split(":")] + ["", "", "", ""])[:4]
        local = local if local in LOCALS else LOCALS[0]
        found[area] = Mark(area, office[:60], local, reason[:LONGEST_REASON])
    return tuple(found.values())[:MOST_MARKS]


def marks_text(marks: Iterable[Mark]) -> str:
    return ";".join(":".join(quote(p, safe="/") for p in (m.area, m.office, m.local, m.reason)) for m in marks)


def read_specials(text: str) -> tuple[Special, ...]:
    """``area:kind:people;…``."""
    found: dict[tuple[str, str], Special] = {}
    for entry in filter(None, text.split(";")):
        area, kind, people = ([unquote(p) for p in entry.split(":")] + ["", "", ""])[:3]
        number = people if people.isascii() and people.isdigit() and len(people) <= 6 else "0"
        if kind in SPECIAL_KINDS and int(number):
            found[area, kind] = Special(area, kind, int(people))
    return tuple(found.values())[:MOST_MARKS]


def specials_text(specials: Iterable[Special]) -> str:
    return ";".join(f"{quote(s.area, safe='/')}:{s.kind}:{s.people}" for s in specials)


def with_mark(marks: Iterable[Mark], mark: Mark) -> tuple[Mark, ...]:
    """The list with this entry in place of an older one of the same quarter."""
    others = {m.area: m for m in marks}
    others[mark.area] = mark
    return tuple(others.values())


# -- what a link wishes ---------------------------------------------------------------------------------------------


def resolve_needs(wishes: Wishes) -> dict[str, str]:
    """Canonical texts of all keys of the page."""
    return {
        "q_ind": weighted_text(_suited(wishes)),
        "q_scale": wishes.pick("q_scale", SCALES, "Die Skala"),
        "q_year": _year(wishes, "q_year"),
        "q_span": wishes.pick("q_span", SPANS, "Der Zeitraum der Entwicklung"),
        "q_ref": _year(wishes, "q_ref"),
        "q_gap": wishes.pick("q_gap", GAPS, "Die Angabe zu fehlenden Werten"),
        "q_goal": _goals(wishes),
        "q_cuts": _cuts(wishes),
        "q_min": _least(wishes),
        "q_out": _excluded(wishes),
        "q_rule": " ".join(wishes.parts.get("q_rule", "").split()),
        "q_marks": marks_text(_inside(wishes, "q_marks", read_marks(wishes.parts.get("q_marks", "")))),
        "q_special": specials_text(_inside(wishes, "q_special", read_specials(wishes.parts.get("q_special", "")))),
    }


def _suited(wishes: Wishes) -> tuple[Weighted, ...]:
    """Chosen indicators that the catalogue knows and that may enter an index."""
    known = {i.id: i for i in wishes.repository.catalog.indicators}
    kept = []
    for weight in bad_weights(wishes.parts.get("q_ind", "")):
        wishes.say("q_ind", BAD_WEIGHT.format(value=weight[:20], most=plain_number(HEAVIEST)))
    for chosen in read_weighted(wishes.parts.get("q_ind", "")):
        if chosen.indicator not in known:
            wishes.say("q_ind", f"Den Indikator „{chosen.indicator[:40]}“ gibt es in den Daten nicht; er entfällt.")
        elif known[chosen.indicator].direction is Direction.CONTEXT:
            name = indicator_name(wishes.repository, chosen.indicator)
            wishes.say("q_ind", problem("index_context", value=name).on_page)
        else:
            kept.append(chosen)
    return tuple(kept)


def _year(wishes: Wishes, key: str) -> str:
    asked = wishes.parts.get(key, "")
    if asked and not YEAR.fullmatch(asked):
        wishes.say(key, f"„{asked[:20]}“ ist kein Jahr; gezeigt wird die Voreinstellung.")
        return ""
    return asked


def _goals(wishes: Wishes) -> str:
    asked = wishes.parts.get("q_goal", "")
    known = {i.id for i in wishes.repository.catalog.indicators}
    kept = {name: ends for name, ends in read_goals(asked).items() if name in known}
    if len(kept) < len([p for p in asked.split(",") if p]):
        wishes.say("q_goal", "Feste Eckwerte ohne Sinn oder zu unbekannten Indikatoren entfallen.")
    return goals_text(kept)


def _cuts(wishes: Wishes) -> str:
    asked = wishes.parts.get("q_cuts", "")
    try:
        return cuts_text(read_cuts(asked))
    except GeodataError as error:
        wishes.say("q_cuts", error.problems[0].on_page)
        return ""


def _least(wishes: Wishes) -> str:
    asked = wishes.parts.get("q_min", "")
    if not asked or asked == str(FEWEST_PEOPLE):
        return ""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST_PEOPLE))):
        wishes.say("q_min", f"„{asked[:20]}“ ist keine Mindestzahl an Einwohnern; es bleibt bei {FEWEST_PEOPLE}.")
        return ""
    return str(int(asked))


def _excluded(wishes: Wishes) -> str:
    asked = split_ids(wishes.parts.get("q_out", ""))
    kept = [i for i in asked if wishes.repository.has_area(i)][:MOST_EXCLUDED]
    if len(kept) < len(asked):
        wishes.say("q_out", f"Ausgeschlossene Gebiete, die es nicht gibt oder mehr als {MOST_EXCLUDED}, entfallen.")
    return join_ids(dict.fromkeys(kept))


def _inside(wishes: Wishes, key: str, entries: tuple) -> tuple:  # type: ignore[type-arg]
    kept = tuple(e for e in entries if wishes.repository.has_area(e.area))
    if len(kept) < len(entries):
        wishes.say(key, "Vorgemerkte Gebiete, die es in den Daten nicht gibt, entfallen.")
    return kept
