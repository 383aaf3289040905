"""Which column of a table holds the keys of known areas, and what to say when none does."""

from __future__ import annotations

import re

import pandas as pd

from geodata.errors import GeodataError, refuse
from geodata.keys import Verdict, parse_key
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.columns import LONGEST_KEY, find_official
from geodata.readers.joining import Layer, layers, match_layer

KEY_NAMES = re.compile(r"^(ags|ars|rs)$|_id$|_nr$|^nr\.?$|schl(ü|ue)ssel|kennziffer", re.IGNORECASE)
KEY_SHAPED = re.compile(rf"[\w./-]{{0,{LONGEST_KEY - 1}}}\d[\w./-]{{0,{LONGEST_KEY - 1}}}")
SAMPLE = 300
FEW = 5


def key_column(texts: pd.DataFrame, file: str, options: Options, known: Known) -> str:
    """The column most of whose values are keys of one known layer; usual names break ties.

    Raises ``GeodataError``: ``areas_unknown`` if nothing is loaded, ``areas_not_loaded`` if a column holds keys of
    other areas than those loaded, ``rows_outside_state``, ``key_column_missing``.
    """
    candidates = [
        layer
        for layer in layers(known, options.level or "", options.parent or "")
        if options.level or layer.level not in ("land", "regbez")  # any small number would fit
    ]
    if not candidates:
        raise refuse("areas_unknown", file=file)
    found = (
        _best(texts, candidates, spoken=False)
        or _best(texts, candidates, spoken=True)
        or _best(texts, candidates, spoken=False, fewest=1)  # rows of a single area
    )
    if not found:
        raise _unmatched(texts, file)
    return found


def _best(texts: pd.DataFrame, candidates: list[Layer], *, spoken: bool, fewest: int = 2) -> str:
    """The column that fits a layer best, "" if none fits; ``spoken``: names count too (``match_layer``);
    ``fewest``: different values that a column must hold."""
    best: tuple[float, bool, float, str] = (0.0, False, 0.0, "")
    for column in map(str, texts.columns):
        distinct = list(texts[column].unique())
        if len(distinct) < fewest <= len(texts) or not _may_hold_keys(distinct, candidates, spoken=spoken):
            continue
        share, good = max(_fit(layer, distinct, spoken=spoken) for layer in candidates)
        best = max(best, (share, bool(KEY_NAMES.search(column)), good, column))
    return best[3] if best[0] >= 0.3 or (best[1] and best[0] > 0) else ""


def _may_hold_keys(distinct: list[str], candidates: list[Layer], *, spoken: bool) -> bool:
    """Quick look at a sample: no key of any layer and none of another Land means no key column."""
    sample = distinct[:: max(1, len(distinct) // SAMPLE)]
    found = (match_layer(layer, sample, spoken=spoken).values() for layer in candidates)
    return any(r.verdict is not Verdict.REFUSED for results in found for r in results)


def _fit(layer: Layer, distinct: list[str], *, spoken: bool) -> tuple[float, float]:
    """Share of the relevant values that are keys of a layer (less if they are few), and how many need no fix."""
    results = match_layer(layer, distinct, spoken=spoken).values()
    hits = {r.id for r in results if r.usable}
    relevant = sum(r.verdict is not Verdict.IGNORED for r in results) or 1
    share = len(hits) / relevant * min(1.0, len(hits) / min(len(layer.names), FEW))
    return round(share, 3), sum(r.verdict is Verdict.GOOD for r in results) / relevant


def _unmatched(texts: pd.DataFrame, file: str) -> GeodataError:
    """A column of keys without borders asks for the borders; without such a column one must be named."""
    official = find_official(texts)
    named = (str(c) for c in texts.columns if KEY_NAMES.search(str(c)) and _key_shaped(texts[str(c)]))
    if column := official.column if official else next(named, ""):
        elsewhere = all(parse_key(key).verdict is Verdict.IGNORED for key in texts[column].unique() if key)
        return refuse("rows_outside_state" if elsewhere else "areas_not_loaded", file=file, column=column)
    return refuse("key_column_missing", file=file, known=", ".join(map(str, texts.columns)))


def _key_shaped(values: pd.Series) -> bool:
    filled = values[values.ne("")]
    return len(filled) > 0 and bool(filled.map(lambda text: KEY_SHAPED.fullmatch(text) is not None).all())
