"""Build the embedded figures of real North Rhine-Westphalia from ``facts/*.csv`` and ``catalog/*.yaml``.

Each CSV holds published figures as they were printed; the YAML of the same name in ``facts`` says where they were
read, the one in ``catalog`` what they mean. Two forms of CSV:

- ``area_id,period,value``: head counts of the one counted indicator of the catalogue.
- ``indicator,area_id,period,group,k,n,value``: anything; ``k`` and ``n`` stay empty where only a rate was published.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geodata import observations
from geodata.catalog import Catalog, IndicatorKind, load_catalog
from geodata.sample.location import CATALOGS
from geodata.sample.nrw import SampleError
from geodata.workspace import Package

PATTERN = "nrw_*.csv"
SHORT_FORM = ["area_id", "period", "value"]
LONG_FORM = ["indicator", "area_id", "period", "group", "k", "n", "value"]
RENAMED = {
    "nrw_kreise_gisd": {"gisd_score": "gisd_germany_score", "gisd_quintile": "gisd_germany_quintile"},
}
"""Per file: ids in the CSV that mean another indicator here. GISD is normalised within NRW for the municipalities and
within Germany for the Kreise; both under one id would be compared with each other."""


def _read(file: Path) -> pd.DataFrame:
    table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")
    if list(table.columns) not in (SHORT_FORM, LONG_FORM):
        raise SampleError(f"{file.name}: unerwartete Spalten {', '.join(table.columns)}")
    for column in ("k", "n", "value"):
        if column in table:
            table[column] = pd.to_numeric(table[column].replace("", None))
    return table


def _counted(table: pd.DataFrame, catalog: Catalog, file: Path) -> pd.DataFrame:
    """Give the short form its indicator: the only count of the catalogue that is not derived."""
    if "indicator" in table:
        return table
    counts = [i.id for i in catalog.indicators if i.kind is IndicatorKind.COUNT and i.derived is None]
    if len(counts) != 1:
        raise SampleError(f"{file.name}: der Katalog muss genau eine Anzahl beschreiben, nicht {counts}")
    return table.rename(columns={"value": "k"}).assign(indicator=counts[0], group="")


def _without_idle_groups(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """An indicator that is about one group only (children under 15) has no groups: its name says it."""
    grouped = {i.id for i in catalog.indicators if i.groups}
    single = table.groupby("indicator")["group"].nunique().eq(1)
    idle = table["indicator"].map(single) & ~table["indicator"].isin(grouped)
    return table.assign(group=table["group"].where(~idle, ""))


def check_complete(table: pd.DataFrame, areas: pd.DataFrame, name: str) -> None:
    """Every indicator, period and group covers one level of ``areas`` entirely, each area with a number.

    Raises ``SampleError`` naming the first period that does not.
    """
    levels = {level: set(rows["area_id"]) for level, rows in areas.groupby("level")}
    for key, rows in table.groupby(["indicator", "period", "group"]):
        ids = set(rows["area_id"])
        level = max(levels, key=lambda candidate: len(levels[candidate] & ids))
        wrong = sorted(levels[level] ^ ids) or sorted(rows["area_id"][rows["area_id"].duplicated()])
        empty = sorted(rows["area_id"][rows[["k", "value"]].isna().all(axis=1)])
        if wrong or empty:
            where = " ".join(str(part) for part in key if part)
            raise SampleError(f"{name}: {where}: {len(ids)} Gebiete, falsch oder fehlend {wrong[:5]}, leer {empty[:5]}")


def build_facts(file: Path, areas: pd.DataFrame) -> Package:
    """Build one package from one CSV and its catalogue; raises ``SampleError`` or ``GeodataError``."""
    described = CATALOGS / f"{file.stem}.yaml"
    if not described.exists():
        raise SampleError(f"{file.name}: es fehlt der Katalog catalog/{described.name}")
    catalog = load_catalog(described)
    table = _counted(_read(file), catalog, file)
    table["indicator"] = table["indicator"].replace(RENAMED.get(file.stem, {}))
    table = _without_idle_groups(table, catalog).reindex(columns=LONG_FORM)
    check_complete(table, areas, file.name)
    owner = {i.id: catalog.dataset(i.dataset) for i in catalog.indicators}
    if unknown := sorted(set(table["indicator"]) - set(owner)):
        raise SampleError(f"{file.name}: nicht im Katalog: {', '.join(unknown)}")
    table["dataset"] = table["indicator"].map(lambda i: owner[i].id)
    table["boundary_vintage"] = table["indicator"].map(lambda i: owner[i].boundary_vintage)
    rows = observations.with_values(observations.normalise(table), catalog)
    observations.check(rows, catalog)
    return Package(
        id=file.stem,
        title=catalog.datasets[0].title,
        catalog=catalog,
        observations=rows,
        report={"rows": len(rows), "periods": sorted(rows["period"].unique())},
    )


def build_nrw_facts(folder: Path, areas: pd.DataFrame) -> list[Package]:
    """One package per CSV in ``folder``, by name. ``areas``: the area table the figures must cover completely."""
    return [build_facts(file, areas) for file in sorted(folder.glob(PATTERN))]
