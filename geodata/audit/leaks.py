"""Leaks by name, and what stands in the open although the catalogue forbids it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.audit.model import Findings
from geodata.audit.publication import REST, SERIES, Codes, K, N, Publication
from geodata.observations import ValueStatus

WHAT = {K: "Anzahl", N: "Nenner", REST: "Rest zum Nenner"}
DIFFERENCE = "Differenz"
COMPUTED, SHOWN, EARLIER = "berechenbar", "steht offen", "früher veröffentlicht"
BESIDE_EARLIER = "mit dem früheren Stand zusammen berechenbar"
AS_IT_WAS = "Zahl des früheren Stands, mit dem neuen berechenbar"
EARLIER_ALONE = "schon aus dem früheren Stand berechenbar"
CELL = ["dataset", "indicator", "period", "group", "area_id"]
COLUMNS = [*CELL, "what", "lower", "upper", "how"]


def none() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS)


def of(found: Findings, cells: pd.DataFrame, how: str) -> pd.DataFrame:
    """Leaks of an audit by code: code, lower, upper, how."""
    leaks = found.leaks
    codes = cells["code"].to_numpy()[leaks.index.to_numpy(dtype=np.int64)]
    return pd.DataFrame(
        {"code": codes, "lower": leaks["lower"].to_numpy(), "upper": leaks["upper"].to_numpy(), "how": how}
    )


def shown(world: Publication, codes: Codes) -> pd.DataFrame:
    """Published numbers that the rule of their indicator forbids, in the same form."""
    rules = {i.id: world.catalog.rule(i) for i in world.catalog.indicators}
    rows = world.rows[world.rows["status"].eq(ValueStatus.OK)]
    own = rows["indicator"].map(rules)
    minimum = np.array([rule.minimum for rule in own], dtype=np.float64)
    guarded = np.array([rule.protect_complement for rule in own], dtype=bool)
    zero = np.array([rule.protect_zero for rule in own], dtype=bool)
    keys = rows[SERIES].itertuples(index=False, name=None)
    series = np.array([codes.series_number(*key) for key in keys], dtype=np.int64)
    area = rows["area_id"].map(codes.area_number).to_numpy(dtype=np.int64)
    counts = {K: (rows["k"], zero), N: (rows["n"], False), REST: ((rows["n"] - rows["k"]).where(guarded), zero)}
    parts = []
    for quantity, (count, zero_too) in counts.items():
        small = ((count.gt(0) | (count.eq(0) & zero_too)) & count.lt(minimum)).to_numpy()
        value = count[small].to_numpy()
        code = codes.code(series[small], quantity, area[small])
        parts.append(pd.DataFrame({"code": code, "lower": value, "upper": value, "how": SHOWN}))
    return pd.concat(parts, ignore_index=True)


def described(leaks: pd.DataFrame, world: Publication, codes: Codes) -> pd.DataFrame:
    """Leaks with names in the columns COLUMNS, sorted; the rest is left out where cases or base of the cell leak.

    A count that is found to be zero is none where the rule shows zeros: it is hidden only beside a small base.
    """
    series, _, _ = codes.parts(leaks["code"].to_numpy(dtype=np.int64))
    guarded = {i.id: world.catalog.rule(i).protect_zero for i in world.catalog.indicators}
    secret = np.array([guarded[codes.series[s][0]] for s in series], dtype=bool)
    leaks = leaks[secret | leaks["upper"].gt(0).to_numpy()]
    series, quantity, area = codes.parts(leaks["code"].to_numpy(dtype=np.int64))
    owner = {i.id: i.dataset for i in world.catalog.indicators}
    keys = [codes.series[s] for s in series]
    frame = pd.DataFrame(
        {
            "dataset": [owner[indicator] for indicator, _, _ in keys],
            "indicator": [indicator for indicator, _, _ in keys],
            "period": [period for _, period, _ in keys],
            "group": [group for _, _, group in keys],
            "area_id": [codes.areas[a] for a in area],
            "what": [_what(world, codes, *place) for place in zip(series, quantity, area, strict=True)],
            "lower": leaks["lower"].to_numpy(),
            "upper": leaks["upper"].to_numpy(),
            "how": leaks["how"].to_numpy(),
        },
        columns=COLUMNS,
    )
    frame = frame.assign(rank=quantity).sort_values([*CELL, "rank"], kind="stable")
    repeated = frame["rank"].eq(REST) & frame.duplicated(CELL)
    return frame[~repeated].drop(columns="rank").reset_index(drop=True)


def _what(world: Publication, codes: Codes, series: int, quantity: int, area: int) -> str:
    indicator, _, group = codes.series[series]
    made_up = area >= len(world.area_ids) or (group and group not in world.catalog.indicator(indicator).groups)
    return DIFFERENCE if made_up else WHAT[quantity]
