"""All cells and relations of a publication, in the form the attack takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.audit import counts, groups, territory
from geodata.audit.model import Ints, Relations
from geodata.audit.publication import REST, Codes, Figures, N, Publication, figures
from geodata.audit.territory import contains
from geodata.audit.zones import Cover


@dataclass(frozen=True)
class System:
    """``cells`` as ``attack.audit`` takes them, with the ``code`` of each; ``relations`` in positions of ``cells``.
    ``unusable``: printed shares that fit no whole number of cases."""

    cells: pd.DataFrame
    relations: Relations
    unusable: int


def build(world: Publication, codes: Codes, covers: Sequence[Cover]) -> System:
    """Cells of all figures and of everything that stands between them, and every relation we know of."""
    named = _Names(world, codes)
    known = figures(world.rows, world.catalog, codes)
    rows = np.unique(known.code)
    found = [counts.rests(rows, codes, named)]
    printed, unusable = counts.printed(world.rows, world.catalog, codes, named)
    grouped = groups.group_sums(rows, world.catalog, codes, named)
    shares, rests = counts.shares(rows, world.catalog, codes, named)
    found += [*printed, *grouped.relations, *shares]
    summed = _additive(np.unique(np.concatenate([rows, *grouped.totals])), world, codes)
    stated = np.intersect1d(np.concatenate([known.code[known.stated], *grouped.totals]), summed)
    layers = territory.layers(world.areas, codes)
    found.append(territory.area_sums(summed, stated, layers, codes, named.area_sum))
    zone_sums, zone_rests = _zone_sums(covers, summed, codes, named)
    found += zone_sums
    remainders = np.concatenate([*grouped.rests, zone_rests])
    limited = pd.concat([rests, pd.DataFrame({"threshold": _minimum(remainders, world, codes)}, index=remainders)])
    return System(*_cells(known, Relations.joined(found), limited.fillna({"zero": False})), unusable)


def _additive(present: Ints, world: Publication, codes: Codes) -> Ints:
    """Cases and bases of indicators whose areas add up."""
    series, quantity, _ = codes.parts(present)
    adding = {i.id for i in world.catalog.indicators if i.additive_areas}
    flags = np.array([indicator in adding for indicator, _, _ in codes.series], dtype=bool)
    return present[(quantity != REST) & flags[series]] if len(flags) else present


def _minimum(remainders: Ints, world: Publication, codes: Codes) -> Ints:
    rules = {i.id: world.catalog.rule(i).minimum for i in world.catalog.indicators}
    return np.array([rules[codes.series[s][0]] for s in codes.parts(remainders)[0]], dtype=np.int64)


def _zone_sums(covers: Sequence[Cover], summed: Ints, codes: Codes, named: _Names) -> tuple[list[Relations], Ints]:
    """The sums of each cover for every series with figures on both of its sides; codes of the rests."""
    upper = np.unique(summed // codes.width)
    found, rests = [], [np.zeros(0, np.int64)]
    for cover in covers:
        left, right = ([codes.area_number[i] for i in side] for side in (cover.left, cover.right))
        used = upper[np.logical_and(*(
            np.any([contains(summed, upper * codes.width + a) for a in side], axis=0) for side in (left, right)
        ))]  # fmt: skip
        if not len(used):
            continue
        pairs = [(used * codes.width + a, -1.0) for a in left] + [(used * codes.width + a, 1.0) for a in right]
        if cover.rest:
            rest = used * codes.width + codes.add_area(f"{cover.left[0]} ohne {', '.join(cover.right)}")
            pairs.append((rest, 1.0))
            rests.append(rest)
        found.append(counts.equations(pairs, named, "Gebiete, die sich decken"))
    return found, np.concatenate(rests)


def _cells(known: Figures, relations: Relations, limited: pd.DataFrame) -> tuple[pd.DataFrame, Relations]:
    """Cells that occur in a relation or in a row, ordered by code; relations by position."""
    codes = np.unique(np.concatenate([relations.cell, known.code]))
    size = len(codes)
    columns = {
        "value": np.full(size, np.nan),
        "secret": np.zeros(size, dtype=bool),
        "threshold": np.zeros(size, dtype=np.int64),
        "zero": np.zeros(size, dtype=bool),
    }
    at = np.searchsorted(codes, known.code)
    for name, column in columns.items():
        column[at] = getattr(known, name)
    at = np.searchsorted(codes, limited.index.to_numpy(dtype=np.int64))
    np.maximum.at(columns["threshold"], at, limited["threshold"].to_numpy(dtype=np.int64))
    np.logical_or.at(columns["zero"], at, limited["zero"].to_numpy(dtype=bool))
    cells = pd.DataFrame({"code": codes, **columns, "lower": 0.0, "upper": np.inf})
    return cells, replace(relations, cell=np.searchsorted(codes, relations.cell))


class _Names:
    """German names of relations, made when somebody asks."""

    def __init__(self, world: Publication, codes: Codes) -> None:
        self.world, self.codes = world, codes

    def __call__(self, what: str, code: int) -> str:
        series, quantity, area = self.codes.parts(np.array([code]))
        return self._text(what, int(series[0]), int(quantity[0]), int(area[0]))

    def area_sum(self, upper: int, area: int, level: str) -> str:
        series, quantity = divmod(upper, 3)
        known = self.world.levels.get(level)
        return self._text(f"die Summe der {known.plural if known else level}", series, quantity, area)

    def _text(self, what: str, series: int, quantity: int, area: int) -> str:
        indicator, period, group = self.codes.series[series]
        area_id = self.codes.areas[area]
        entry = self.world.catalog.indicator(indicator)
        parts = [entry.short_name + (" (Nenner)" if quantity == N else ""), entry.groups.get(group, group)]
        parts += [self.world.names.get(area_id, area_id), period]
        return f"{what}: {', '.join(part for part in parts if part)}"
