"""Relations between counts of one area: rest and base, printed shares, groups, derived indicators, catalogue sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.audit.model import Floats, Ints, Relations
from geodata.audit.publication import K, N, REST, SERIES, Codes
from geodata.audit.territory import contains
from geodata.catalog import Catalog, GroupSum, Indicator, IndicatorKind, Share
from geodata.observations import ValueStatus

MOST_DECIMALS = 6  # what exports show


@dataclass
class Terms:
    """Collects equations of the same shape: Σ coefficient · cell within bounds, one row per entry of the arrays."""

    codes: list[Ints]
    coefficients: list[Floats]

    @classmethod
    def of(cls, *pairs: tuple[Ints, float | Floats]) -> Terms:
        return cls(
            [code for code, _ in pairs],
            [np.broadcast_to(np.asarray(a, dtype=np.float64), code.shape) for code, a in pairs],
        )

    def relations(self, label: Callable[[int], str], lower: float = 0.0, upper: float = 0.0) -> Relations:
        count = len(self.codes[0])
        return Relations(
            np.tile(np.arange(count), len(self.codes)),
            np.concatenate(self.codes),
            np.concatenate(self.coefficients),
            np.full(count, lower),
            np.full(count, upper),
            label,
        )


Named = Callable[[str, int], str]
"""``named(what, code)``: German name of a relation around a cell."""


def rests(present: Ints, codes: Codes, named: Named) -> Relations:
    """k + rest = n wherever there is a rest."""
    series, quantity, area = codes.parts(present)
    rest = present[quantity == REST]
    series, area = series[quantity == REST], area[quantity == REST]
    terms = Terms.of(
        (codes.code(series, K, area), 1.0), (rest, 1.0), (codes.code(series, N, area), -1.0)
    )
    return terms.relations(lambda r: named("Zähler und Rest ergeben den Nenner", int(rest[r])))


def printed(rows: pd.DataFrame, catalog: Catalog, codes: Codes, named: Named) -> tuple[list[Relations], int]:
    """What shares tell that are published without k or n: per · k / n lies within half a unit of the last digit shown.

    Also returns how many shares fit no whole k and were left aside (they were not computed from this base).
    """
    per = rows["indicator"].map({i.id: i.per for i in catalog.indicators if i.kind is IndicatorKind.RATE})
    shown = rows["status"].eq(ValueStatus.OK) & per.notna() & rows["value"].notna() & (rows["k"].isna() | rows["n"].isna())
    rows, per = rows[shown], per[shown].astype("float64")
    if rows.empty:
        return [], 0
    half = rows.groupby("indicator")["value"].transform(lambda v: half_unit(v.to_numpy()))
    low, high = (rows["value"] - half).clip(lower=0) / per, (rows["value"] + half) / per
    n = rows["n"].where(rows["k"].isna())
    empty = np.ceil(low * n - 1e-9).gt(np.floor(high * n + 1e-9))
    rows, low, high = rows[~empty], low[~empty].to_numpy(), high[~empty].to_numpy()
    series = np.array([codes.series_number(*key) for key in rows[SERIES].itertuples(index=False, name=None)], dtype=np.int64)
    area = rows["area_id"].map(codes.area_number).to_numpy(dtype=np.int64)
    k, base = codes.code(series, K, area), codes.code(series, N, area)

    def label(r: int) -> str:
        return named("der veröffentlichte Anteil", int(k[r]))

    return [
        Terms.of((k, 1.0), (base, -high)).relations(label, lower=-np.inf),
        Terms.of((k, 1.0), (base, -low)).relations(label, upper=np.inf),
    ], int(empty.sum())


def half_unit(values: Floats) -> float:
    """Half a unit of the last decimal that any of the values has, at most of the sixth."""
    size = 1e-9 * np.maximum(1.0, abs(values))
    for decimals in range(MOST_DECIMALS):
        if (abs(values - np.round(values, decimals)) <= size).all():
            return 0.5 * 10.0**-decimals
    return 0.5 * 10.0**-MOST_DECIMALS


Reference = tuple[str, str]
"""Indicator and group."""


def sums_of(indicator: Indicator) -> list[GroupSum]:
    """Everything the catalogue says about groups of an indicator; ``additive_groups`` in the same form."""
    plain = [GroupSum(total="", parts=tuple(indicator.groups))] if indicator.additive_groups and indicator.groups else []
    return [*plain, *indicator.group_sums]


def reference(text: str, indicator: Indicator) -> Reference:
    """``group`` or ``indicator:group``."""
    other, colon, group = text.partition(":")
    return (other, group) if colon else (indicator.id, text)


def group_sums(present: Ints, catalog: Catalog, codes: Codes, named: Named) -> tuple[list[Relations], Ints, Ints]:
    """Sums over groups in areas where at least two of their cells are there.

    Also returns codes of totals that no row speaks of, and of rests (parts that do not fill the total).
    """
    found: list[Relations] = []
    totals, rest_codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    periods = sorted({period for _, period, _ in codes.series})
    kinds = {i.id: i.kind for i in catalog.indicators}
    for indicator in catalog.indicators:
        for rule in sums_of(indicator):
            refs = [reference(t, indicator) for t in (rule.total, *rule.parts)]
            rates = all(kinds.get(i) is IndicatorKind.RATE for i, _ in refs) and len({i for i, _ in refs}) == 1
            for period in periods:
                for quantity in (K, N) if rates else (K,):
                    cells = _group_cells(present, codes, refs, period, quantity)
                    if cells is None:
                        continue
                    pairs = [(cells[0], -1.0), *((c, 1.0) for c in cells[1:])]
                    if rule.rest:
                        name = f"{rule.total} ohne {', '.join(rule.parts)}"
                        series = np.full(len(cells[0]), codes.series_number(indicator.id, period, name))
                        rest = codes.code(series, quantity, codes.parts(cells[0])[2])
                        rest_codes.append(rest)
                        pairs.append((rest, 1.0))
                    first = cells[0]
                    totals.append(first)
                    found.append(Terms.of(*pairs).relations(lambda r, c=first: named("die Summe der Gruppen", int(c[r]))))
    return found, np.unique(np.concatenate(totals)), np.unique(np.concatenate(rest_codes))


def _group_cells(present: Ints, codes: Codes, refs: list[Reference], period: str, quantity: int) -> list[Ints] | None:
    """Codes of total and parts in all areas that have a part and one more of the cells; None if there is none."""
    if not any(codes.find(i, period, g) is not None for i, g in refs[1:]):
        return None
    every = np.arange(codes.width)
    series = [codes.series_number(i, period, g) for i, g in refs]
    cells = [codes.code(np.full(codes.width, s), quantity, every) for s in series]
    there = np.array([contains(present, c) for c in cells])
    used = there[1:].any(axis=0) & (there.sum(axis=0) >= 2)
    return [c[used] for c in cells] if used.any() else None


def shares(present: Ints, catalog: Catalog, codes: Codes, named: Named) -> tuple[list[Relations], Ints, Ints]:
    """What derived indicators say: numerator + rest = denominator; a share with rows of its own has the same counts.

    Also returns the codes of rests and the least count that may be shown of each (0: rests are not protected).
    """
    found: list[Relations] = []
    rest_codes, limits = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for indicator in catalog.indicators:
        if not isinstance(rule := indicator.derived, Share):
            continue
        for name, period, group in [s for s in codes.series if s[0] == rule.numerator]:
            below = codes.find(rule.denominator, period, group)
            if below is None:
                continue
            top = codes.series_number(name, period, group)
            own = codes.series_number(indicator.id, period, group)
            area = _together(present, codes, top, below)
            cell = {s: codes.code(np.full(len(area), s), K, area) for s in (top, below)}
            rest, k, n = (codes.code(np.full(len(area), own), q, area) for q in (REST, K, N))
            found.append(
                Terms.of((cell[top], 1.0), (rest, 1.0), (cell[below], -1.0)).relations(
                    lambda r, c=rest: named("Zähler und Rest ergeben den Nenner", int(c[r]))
                )
            )
            rest_codes.append(rest)
            limits.append(np.full(len(rest), indicator.disclosure.minimum * indicator.disclosure.protect_complement))
            for mine, theirs in ((k, cell[top]), (n, cell[below])):
                held = contains(present, mine)
                found.append(
                    Terms.of((mine[held], 1.0), (theirs[held], -1.0)).relations(
                        lambda r, c=mine[held]: named("dieselbe Anzahl in zwei Indikatoren", int(c[r]))
                    )
                )
    return found, np.concatenate(rest_codes), np.concatenate(limits)


def _together(present: Ints, codes: Codes, first: int, second: int) -> Ints:
    every = np.arange(codes.width)
    both = [contains(present, codes.code(np.full(codes.width, s), K, every)) for s in (first, second)]
    return np.flatnonzero(both[0] & both[1])
