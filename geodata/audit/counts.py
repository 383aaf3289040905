"""Relations between counts of one area: rest and base, printed shares, derived shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from geodata.audit.model import Floats, Ints, Relations
from geodata.audit.publication import REST, Codes, K, N
from geodata.audit.territory import contains
from geodata.catalog import Catalog, Indicator, IndicatorKind, Share
from geodata.observations import ValueStatus

MOST_DECIMALS = 6  # what exports show
REST_OF_BASE = "Zähler und Rest ergeben den Nenner"
PRINTED = "der veröffentlichte Anteil"
SAME_COUNT = "dieselbe Anzahl in zwei Indikatoren"

Named = Callable[[str, int], str]
"""``named(what, code)``: German name of a relation around a cell."""
Term = tuple[Ints, float | Floats]


def equations(terms: Sequence[Term], named: Named, what: str, lower: float = 0.0, upper: float = 0.0) -> Relations:
    """Relations of one shape: entry i of all terms makes relation i, named after its first cell."""
    around = terms[0][0]
    count = len(around)
    factors = [np.broadcast_to(np.asarray(factor, dtype=np.float64), count) for _, factor in terms]
    return Relations(
        np.tile(np.arange(count), len(terms)),
        np.concatenate([codes for codes, _ in terms]),
        np.concatenate(factors),
        np.full(count, lower),
        np.full(count, upper),
        lambda r: named(what, int(around[r])),
    )


def rests(present: Ints, codes: Codes, named: Named) -> Relations:
    """k + rest = n wherever there is a rest."""
    series, quantity, area = codes.parts(present)
    rest = present[quantity == REST]
    series, area = series[quantity == REST], area[quantity == REST]
    k, n = (codes.code(series, q, area) for q in (K, N))
    return equations([(rest, 1.0), (k, 1.0), (n, -1.0)], named, REST_OF_BASE)


def printed(rows: pd.DataFrame, catalog: Catalog, codes: Codes, named: Named) -> tuple[list[Relations], int]:
    """What shares tell that are published without k or n: per · k / n lies within half a unit of the last digit shown.

    Also returns how many shares fit no whole k and were left aside (they were not computed from this base).
    """
    per = rows["indicator"].map({i.id: i.per for i in catalog.indicators if i.kind is IndicatorKind.RATE})
    useful = per.notna() & rows["value"].notna() & (rows["k"].isna() | rows["n"].isna())
    useful &= rows["status"].eq(ValueStatus.OK)
    rows, per = rows[useful], per[useful].astype("float64")
    if rows.empty:
        return [], 0
    half = rows.groupby("indicator")["value"].transform(lambda v: half_unit(v.to_numpy()))
    low, high = (rows["value"] - half).clip(lower=0) / per, (rows["value"] + half) / per
    n = rows["n"].where(rows["k"].isna())
    fits = ~np.ceil(low * n - 1e-9).gt(np.floor(high * n + 1e-9))
    rows, low, high = rows[fits], low[fits].to_numpy(), high[fits].to_numpy()
    series, area = codes.of_rows(rows)
    k, base = codes.code(series, K, area), codes.code(series, N, area)
    return [
        equations([(k, 1.0), (base, -high)], named, PRINTED, lower=-np.inf),
        equations([(k, 1.0), (base, -low)], named, PRINTED, upper=np.inf),
    ], int((~fits).sum())


def half_unit(values: Floats) -> float:
    """Half a unit of the last decimal that any of the values has, at most of the sixth."""
    size = 1e-9 * np.maximum(1.0, abs(values))
    for decimals in range(MOST_DECIMALS):
        if (abs(values - np.round(values, decimals)) <= size).all():
            return float(0.5 * 10.0**-decimals)
    return float(0.5 * 10.0**-MOST_DECIMALS)


def shares(present: Ints, catalog: Catalog, codes: Codes, named: Named) -> tuple[list[Relations], pd.DataFrame]:
    """What derived indicators say: numerator + rest = denominator; a share with rows of its own has the same counts.

    Also returns what is asked of the rests, indexed by code: ``threshold`` and ``zero`` as in ``attack.audit``.
    """
    found: list[Relations] = []
    asked = [pd.DataFrame({"threshold": np.zeros(0, np.int64), "zero": np.zeros(0, dtype=bool)})]
    for indicator in catalog.indicators:
        if not isinstance(indicator.derived, Share):
            continue
        rule = catalog.rule(indicator)
        for relations, rest in _share(indicator, indicator.derived, present, codes, named):
            found += relations
            limits = {"threshold": rule.minimum, "zero": rule.protect_zero} if rule.protect_complement else {}
            asked.append(pd.DataFrame({"threshold": 0, "zero": False} | limits, index=rest))
    return found, pd.concat(asked)


def _share(
    indicator: Indicator, rule: Share, present: Ints, codes: Codes, named: Named
) -> list[tuple[list[Relations], Ints]]:
    """For every period and group with numerator and denominator: relations and codes of the rest."""
    found = []
    for _, period, group in [s for s in codes.series if s[0] == rule.numerator]:
        below = codes.find(rule.denominator, period, group)
        if below is None:
            continue
        top, own = (codes.series_number(i, period, group) for i in (rule.numerator, indicator.id))
        area = np.arange(codes.width)
        there = [contains(present, codes.code(np.full_like(area, s), K, area)) for s in (top, below)]
        area = np.flatnonzero(there[0] & there[1])
        above, base = (codes.code(np.full_like(area, s), K, area) for s in (top, below))
        k, n, rest = (codes.code(np.full_like(area, own), q, area) for q in (K, N, REST))
        relations = [equations([(rest, 1.0), (above, 1.0), (base, -1.0)], named, REST_OF_BASE)]
        for mine, theirs in ((k, above), (n, base)):
            held = contains(present, mine)
            relations.append(equations([(mine[held], 1.0), (theirs[held], -1.0)], named, SAME_COUNT))
        found.append((relations, rest))
    return found
