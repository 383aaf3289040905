"""Match the keys of a table with known areas: which layer is meant, what fits, what does not and what comes close."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd
from rapidfuzz import fuzz, process, utils

from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import (
    FIX_SENTENCES,
    LENGTH_BY_LEVEL,
    Fix,
    KeyIndex,
    KeyResult,
    Verdict,
    is_independent_city,
    parse_key,
)
from geodata.known import Known
from geodata.readers.spoken_keys import with_names

CLOSE_ENOUGH = 60
MOST_CLOSEST = 3
_CHANGES_LEVEL = {Fix.CITY, Fix.PADDED_ZEROS}


@dataclass(frozen=True)
class Layer:
    """Candidate for what a key column means: a level, below ``parent`` unless that is ""."""

    level: str
    parent: str
    names: dict[str, str]  # key as the city writes it, or official id → name

    def area_id(self, key: str) -> str:
        return f"{self.parent}/{self.level}/{key}" if self.parent else key


@dataclass(frozen=True)
class Match:
    """What became of one raw key; ``area_id`` is "" unless the verdict is good or fixable."""

    raw: str
    name: str
    area_id: str
    level: str
    result: KeyResult


@dataclass(frozen=True)
class Join:
    """Matches by raw key; ``layer`` is the one the table is about."""

    layer: Layer
    matches: dict[str, Match]

    def in_layer(self) -> list[Match]:
        return [m for m in self.matches.values() if m.area_id and m.level == self.layer.level]

    def elsewhere(self) -> list[Match]:
        return [m for m in self.matches.values() if m.area_id and m.level != self.layer.level]

    def with_verdict(self, verdict: Verdict) -> list[Match]:
        return [m for m in self.matches.values() if m.result.verdict is verdict]


def layers(known: Known, level: str = "", parent: str = "") -> list[Layer]:
    """Layers with real areas, optionally of one level and inside one municipality."""
    found = []
    real = known.areas[~known.areas["fictional"].astype(bool)]
    if real.empty:
        return []
    for (name, above), rows in real.groupby(["level", real["area_id"].str.rpartition("/")[0]]):
        municipality = str(above).partition("/")[0]
        if (level and name != level) or (parent and municipality != parent):
            continue
        keys = rows["area_id"].str.rpartition("/")[2]
        found.append(Layer(str(name), municipality, dict(zip(keys, rows["name"], strict=True))))
    return found


def match_layer(layer: Layer, raws: Iterable[str], *, spoken: bool = False) -> dict[str, KeyResult]:
    """Verdict of every raw key, read as a key of this layer; ``spoken``: also as key with name, or name alone."""
    match = _matcher(layer)
    results = {raw: match(raw) for raw in raws}
    return with_names(results, layer.level, layer.names, match) if spoken else results


def _matcher(layer: Layer) -> Callable[[str], KeyResult]:
    if layer.level not in LENGTH_BY_LEVEL:
        return KeyIndex(layer.names, layer.level).match
    return lambda raw: _known_official(parse_key(raw, expect=layer.level), layer)


def _known_official(found: KeyResult, layer: Layer) -> KeyResult:
    if not found.usable or found.id in layer.names:
        return found
    return KeyResult("", "", Verdict.REFUSED, (), "Dieser Schlüssel ist nicht bekannt.")


def join(raw_names: dict[str, str], known: Known, level: str = "", parent: str = "", *, official: bool = False) -> Join:
    """Match raw keys (with the names beside them, "" = none) with the layer that fits best.

    ``official``: the keys are known to be official ones, so each says its own level and the finest one is the table's.

    Raises ``GeodataError``: ``areas_unknown`` if no layer comes into question, ``areas_ambiguous`` if several fit
    equally well, ``no_matches``.
    """
    candidates = [layer for layer in layers(known, level, parent) if not (official and layer.parent)]
    if not candidates:
        raise refuse("areas_unknown")
    scored = [(layer, match_layer(layer, raw_names, spoken=not official)) for layer in candidates]
    best = max(_score(layer, results, raw_names) for layer, results in scored)
    if best[0] == 0:
        raise refuse("no_matches")
    fitting = [(la, r) for la, r in scored if _score(la, r, raw_names) == best]
    if official:
        fitting = [max(fitting, key=lambda pair: LENGTH_BY_LEVEL.get(pair[0].level, 0))]
    if len(fitting) > 1:
        raise refuse("areas_ambiguous", known=", ".join(f"{la.level} in {la.parent or 'NRW'}" for la, _ in fitting))
    layer, results = fitting[0]
    results = _one_each(results)
    own = {raw: Match(raw, n, layer.area_id(results[raw].id), layer.level, results[raw])
           for raw, n in raw_names.items() if results[raw].usable}  # fmt: skip
    rest = {raw: n for raw, n in raw_names.items() if raw not in own}
    return Join(layer, own | _elsewhere(rest, results, layer, known, own))


def assign(joined: Join, pairs: Iterable[tuple[str, str]], known: Known) -> Join:
    """With keys that someone assigned by hand. Raises ``unknown_area`` for an area that is not known."""
    levels = dict(zip(known.areas["area_id"], known.areas["level"], strict=True))
    matches = dict(joined.matches)
    for raw, area_id in pairs:
        if raw not in matches:
            continue  # the pair belongs to another file of the same import
        if area_id not in levels:
            raise refuse("unknown_area", value=area_id)
        level = str(levels[area_id])
        result = KeyResult(area_id, level, Verdict.FIXABLE, (Fix.BY_HAND,), FIX_SENTENCES[Fix.BY_HAND])
        matches[raw] = Match(raw, matches[raw].name, area_id, level, result)
    return replace(joined, matches=matches)


def _one_each(results: dict[str, KeyResult]) -> dict[str, KeyResult]:
    """Where a table lists a kreisfreie Stadt both as ``05111`` and as ``05111000``, each keeps its own level."""
    exact = {r.id for r in results.values() if r.usable and not _CHANGES_LEVEL & set(r.fix)}
    other = KeyResult("", "", Verdict.REFUSED, (), "Der Schlüssel bezeichnet eine andere Ebene.")
    return {raw: other if r.id in exact and _CHANGES_LEVEL & set(r.fix) else r for raw, r in results.items()}


def on_both_levels(cells: pd.DataFrame, known: Known, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Cells (with ``area_id``) plus those of kreisfreie Städte at the other of the two levels they stand for.

    The territory is the same, so is the figure; nothing is added to sums, since either level is a partition of its
    own. Cells that the table holds itself are kept.
    """
    city = cells[cells["area_id"].str.len().isin([5, 8]) & cells["area_id"].map(is_independent_city).astype(bool)]
    twin = city["area_id"].map(lambda i: i[:5] if len(i) > 5 else f"{i}000")
    copies = city.assign(area_id=twin)[twin.isin(known.areas["area_id"])]
    merged = pd.concat([cells, copies], ignore_index=True)
    repeated = merged.duplicated(["indicator", "area_id", "period", "group", "role"])
    merged = merged[~repeated | (merged.index < len(cells))]
    count = copies["area_id"].nunique() if len(merged) > len(cells) else 0
    notes = [problem("cities_both_levels", Severity.INFO, file=file, count=count)] if count else []
    return merged.reset_index(drop=True), notes


def _score(layer: Layer, results: dict[str, KeyResult], raw_names: dict[str, str]) -> tuple[int, int, int]:
    """Keys that fit, then names that agree, then keys that needed no fix (eight digits mean a Gemeinde first)."""
    usable = {raw: r.id for raw, r in results.items() if r.usable}
    agree = sum(_same(raw_names[raw], layer.names[key]) for raw, key in usable.items())
    return len(set(usable.values())), agree, sum(r.verdict is Verdict.GOOD for r in results.values())


def _same(one: str, other: str) -> bool:
    return bool(one) and utils.default_process(one) == utils.default_process(other)


def _elsewhere(
    rest: dict[str, str], results: dict[str, KeyResult], layer: Layer, known: Known, own: dict[str, Match]
) -> dict[str, Match]:
    """Keys of other levels in the same column: the whole city, coarser layers; the rest keeps its verdict."""
    official = layer.level in LENGTH_BY_LEVEL
    others = [la for la in layers(known, parent=layer.parent) if la.level != layer.level] if layer.parent else []
    padded = not any(raw.strip().startswith("0") for raw in own)
    found = {}
    for raw, name in rest.items():
        if official:
            found[raw] = _other_official(raw, name, results[raw], known)
        else:
            found[raw] = _other_local(raw, name, results[raw], layer, others, padded and raw.strip().startswith("0"))
    return found


def _other_official(raw: str, name: str, refused: KeyResult, known: Known) -> Match:
    """Kreise, Regierungsbezirke and the Land between municipalities (and the reverse)."""
    found = parse_key(raw)
    if found.usable and known.areas["area_id"].eq(found.id).any() and refused.verdict is not Verdict.IGNORED:
        return Match(raw, name, found.id, found.level, found)
    return Match(raw, name, "", "", refused)


def _other_local(raw: str, name: str, refused: KeyResult, layer: Layer, others: list[Layer], coarser: bool) -> Match:
    """``000`` is the city, ``007`` area 7 of a coarser layer; one that is not known is ignored, not guessed."""
    if coarser and set(raw.strip()) == {"0"}:
        result = KeyResult(layer.parent, "gemeinde", Verdict.FIXABLE, (Fix.ZERO,), "Gemeint ist die ganze Gemeinde.")
        return Match(raw, name, layer.parent, "gemeinde", result)
    for other in others:
        result = KeyIndex(other.names, other.level).match(raw)
        if result.usable and (coarser or _same(name, other.names[result.id])):
            return Match(raw, name, other.area_id(result.id), other.level, result)
    if coarser:
        text = "Der Schlüssel gehört zu einer gröberen Ebene, deren Grenzen nicht geladen sind."
        return Match(raw, name, "", "", KeyResult("", "", Verdict.IGNORED, (), text))
    return Match(raw, name, "", "", refused)


def closest(match: Match, layer: Layer) -> dict[str, list[str]]:
    """``closest``: known names that resemble an unmatched one, best first (without a name: keys that resemble the
    key); ``closest_ids``: the ids of the same areas."""
    choices = layer.names
    if match.name:
        scorer = fuzz.WRatio
        found = process.extract(
            match.name, choices, scorer=scorer, processor=utils.default_process, limit=MOST_CLOSEST,
            score_cutoff=CLOSE_ENOUGH,
        )  # fmt: skip
        names, ids = [name for name, _, _ in found], [layer.area_id(key) for _, _, key in found]
        return {"closest": names, "closest_ids": ids}
    keys = process.extract(match.raw, list(choices), scorer=fuzz.ratio, limit=MOST_CLOSEST, score_cutoff=CLOSE_ENOUGH)
    names, ids = [f"{choices[key]} ({key})" for key, _, _ in keys], [layer.area_id(key) for key, _, _ in keys]
    return {"closest": names, "closest_ids": ids}


def raw_names(frame: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    """Distinct key texts of a table with the first name beside each."""
    if not name:
        return dict.fromkeys(frame[key].unique(), "")
    first = frame.drop_duplicates(key)
    return dict(zip(first[key], first[name].str.strip(), strict=True))
