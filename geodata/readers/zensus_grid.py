"""Zensus 2022 grid: cells summed to municipalities and to every layer below them, by the place of their mid-point.

A cell the source does not show makes the sum a lower bound. Up to ``MOST_HIDDEN`` of an area's cells that is told in
the report and in the caution of the indicator; beyond it the sum is SUPPRESSED, because it would say little about the
area. Averages are joined with the count beside them as weight; without one they cannot be joined and are left out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from geodata import observations as observations_module
from geodata.areas import KNOWN_LEVELS
from geodata.catalog import Catalog, Dataset, Direction, Indicator, IndicatorKind, Source, Topic, merge_catalogs
from geodata.errors import Problem, Severity, problem, refuse
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.readers.boundaries import Options, grouped
from geodata.readers.formats import Peek, peek
from geodata.readers.numbers import to_period
from geodata.readers.points import MUNICIPAL, AreaLayer, local_layers, locate, official_layer
from geodata.readers.unstated import slug
from geodata.readers.zensus_cells import CRS, Bounds, Cells, GridColumns, find_columns, is_grid, read_cells
from geodata.reports import FileReport, Kind
from geodata.workspace import Package

REFERENCE_DATE = "2022-05-15"
MOST_HIDDEN = 0.05
CELLS_PER_AREA = 5  # an area must be at least this many cells large
MARGIN_M = 2_000.0  # cells without people at the edge of an area are not in the file
MOST_NAMED = 20
OWNER = "Statistische Ämter des Bundes und der Länder"
LOWER_BOUND = "Untergrenze: Zellen, die die Quelle nicht ausweist, fehlen in der Summe."
BY_PLACE = (
    "Aus Gitterzellen nach der Lage ihres Mittelpunkts zusammengefasst; Zellen auf einer Grenze zählen ganz zu einer "
    "Seite. Die Zellwerte sind zur Geheimhaltung verändert, Summen weichen deshalb vom amtlichen Ergebnis ab."
)


def matches(seen: Peek) -> bool:
    return is_grid(seen)


def finest_first(seen: Peek) -> int:
    """Of several grids in one archive the one with the smallest cells is meant: it fits areas best."""
    columns = find_columns(seen)
    return columns.metres if columns is not None else 0


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Sum a grid to all layers that are loaded and fine enough.

    Raises ``GeodataError``: ``grid_of_other_census``, ``grid_only_averages``, ``areas_unknown``, ``bad_period`` and
    those of ``read_cells``.
    """
    columns = find_columns(peek(path))
    if columns is None:
        raise refuse("grid_of_other_census", file=path.name)
    if not columns.values:
        raise refuse("grid_only_averages", file=path.name, value=", ".join(columns.averages) or "–")
    period = _period(options)
    layers, coarse = _layers(known, columns, path.name)
    cells = read_cells(path, columns, _bounds(layers, columns.metres))
    sums = pd.concat([_summed(cells, layer) for layer in layers], ignore_index=True)
    described = _catalog(columns, sums)
    if catalog is not None:
        described = merge_catalogs([described, catalog])
    rows = _observations(sums, columns, described, period, known)
    observations_module.check(rows, described)
    dataset = described.datasets[0]
    report = _report(path.name, cells, layers, sums, rows, known)
    findings = [*coarse, *_findings(path.name, cells, sums, columns, options)]
    package = Package(dataset.id, dataset.title, described, observations=rows)
    return [package], FileReport(**{**report.__dict__, "problems": tuple(findings)})


def _period(options: Options) -> str:
    period = to_period(options.period or REFERENCE_DATE)
    if period is None:
        raise refuse("bad_period", value=options.period)
    return period


def _layers(known: Known, columns: GridColumns, file: str) -> tuple[list[AreaLayer], list[Problem]]:
    """Layers whose areas are large enough for the cells: the finest official level where all of them are, and every
    layer below where most are."""
    enough = CELLS_PER_AREA * columns.metres**2
    official = [official_layer(known, level, CRS) for level in (MUNICIPAL, "kreis", "regbez", "land")]
    if all(layer.outlines.empty for layer in official):
        raise refuse("areas_unknown", file=file)
    loaded = [layer for layer in official if len(layer.outlines)]
    fine = [la for la in loaded if la.outlines.area.min() >= enough]
    local = local_layers(known, CRS)
    kept = [*(fine or loaded[-1:])[:1], *(la for la in local if la.outlines.area.median() >= enough)]
    dropped = [la for la in [*loaded[: loaded.index(kept[0])], *local] if all(la is not k for k in kept)]
    names = ", ".join(dict.fromkeys(la.level for la in dropped))
    note = problem("grid_too_coarse", Severity.WARNING, file=file, value=columns.size, known=names)
    return kept, [note] if dropped else []


def _bounds(layers: list[AreaLayer], margin: float) -> Bounds:
    boxes = np.array([layer.bounds for layer in layers])
    west, south = boxes[:, :2].min(axis=0) - margin
    east, north = boxes[:, 2:].max(axis=0) + margin
    return float(west), float(south), float(east), float(north)


def _summed(cells: Cells, layer: AreaLayer) -> pd.DataFrame:
    """One row per area with cells and value column: level, area_id, column, total, weight, cells, hidden, unreliable,
    whole (the file reaches around the area)."""
    frame, columns = cells.frame, cells.columns
    area = locate(frame["x"].to_numpy(), frame["y"].to_numpy(), layer).rename("area_id")
    inside = area.ne("")
    frame, area = frame[inside], area[inside]
    whole = dict(zip(layer.outlines["area_id"], _reached(layer, cells.extent, columns.metres), strict=True))
    parts = []
    for column in (*columns.values, *(columns.averages if columns.weight else ())):
        numbers = frame[column]
        weights = frame[columns.weight] if column in columns.averages else pd.Series(1.0, index=frame.index)
        shown = numbers.notna() & weights.notna()
        table = pd.DataFrame(
            {
                "total": (numbers * weights).where(shown),
                "weight": weights.where(shown),
                "cells": 1,
                "hidden": ~shown,
                "unreliable": frame["unreliable"] & shown,
            }
        )
        found = table.groupby(area).sum().reset_index()
        parts.append(found.assign(column=column, level=layer.level, whole=found["area_id"].map(whole)))
    return pd.concat(parts, ignore_index=True)


def _reached(layer: AreaLayer, extent: Bounds, size: int) -> list[bool]:
    """Whether the file reaches around each area. ``extent``: box of the mid-points; ``size``: metres of a cell."""
    box, more = layer.outlines.bounds, MARGIN_M + size
    west, south, east, north = extent
    inside = box["minx"].ge(west - more) & box["miny"].ge(south - more)
    inside &= box["maxx"].le(east + more) & box["maxy"].le(north + more)
    return [bool(i) for i in inside]


def _too_hidden(sums: pd.DataFrame) -> pd.Series:
    return sums["hidden"] > MOST_HIDDEN * sums["cells"]


def _observations(
    sums: pd.DataFrame, columns: GridColumns, catalog: Catalog, period: str, known: Known
) -> pd.DataFrame:
    """Canonical rows: sums as k, averages as value with their weight as n."""
    averaged = sums["column"].isin(columns.averages)
    status = np.where(
        ~sums["whole"].astype(bool),
        ValueStatus.MISSING,
        np.where(_too_hidden(sums), ValueStatus.SUPPRESSED, ValueStatus.OK),
    )
    ok = status == ValueStatus.OK
    vintages = known.areas.set_index("area_id")["boundary_vintage"]
    rows = pd.DataFrame(
        {
            "dataset": catalog.datasets[0].id,
            "indicator": sums["column"].map(lambda c: _id(c, columns)),
            "area_id": sums["area_id"],
            "boundary_vintage": sums["area_id"].map(vintages),
            "period": period,
            "k": sums["total"].where(ok & ~averaged),
            "n": sums["weight"].where(ok & averaged),
            "value": (sums["total"] / sums["weight"].where(sums["weight"] > 0)).where(ok & averaged),
            "status": status,
        }
    )
    return observations_module.with_values(observations_module.normalise(rows), catalog)


def _id(column: str, columns: GridColumns) -> str:
    return slug(f"zensus2022_{column}_{columns.size}")


def _catalog(columns: GridColumns, sums: pd.DataFrame) -> Catalog:
    used = [*columns.values, *(columns.averages if columns.weight else ())]
    title = f"Zensus 2022 im Gitter ({columns.size}): {used[0]}" if used else f"Zensus 2022 im Gitter ({columns.size})"
    source = Source(
        title=f"Zensus 2022, Ergebnisse im {columns.size}-Gitter",
        publisher=OWNER,
        licence="dl-de/by-2-0",
        attribution=f"© {OWNER}, Zensus 2022 (Daten verändert: Gitterzellen zu Gebieten zusammengefasst)",
        url="https://www.zensus2022.de",
    )
    dataset = Dataset(
        id=slug(f"zensus2022_gitter_{columns.size}_{'_'.join(used[:1])}"),
        title=title,
        owner=OWNER,
        source=source,
        notes=BY_PLACE,
    )
    hidden = set(sums.loc[sums["hidden"].gt(0) & ~_too_hidden(sums), "column"])
    indicators = tuple(_indicator(c, columns, dataset.id, c in hidden) for c in used)
    return Catalog(datasets=(dataset,), indicators=indicators)


def _indicator(column: str, columns: GridColumns, dataset: str, hidden: bool) -> Indicator:
    averaged = column in columns.averages
    label = column.replace("_", " ")
    people = "einwohner" in column.lower() or "bevoelkerung" in column.lower()
    weighed = f" Mittel der Zellen, gewichtet mit „{columns.weight}“." if averaged else ""
    return Indicator(
        id=_id(column, columns),
        name=f"{label} (Zensus 2022, {columns.size}-Gitter)",
        short_name=label[:40],
        description=f"{label} am 15. Mai 2022.{weighed} {BY_PLACE}",
        topic=Topic.POPULATION,
        kind=IndicatorKind.VALUE_ONLY if averaged else IndicatorKind.COUNT,
        unit="Wert der Quelle" if averaged else "Personen" if people else "Anzahl",
        direction=Direction.CONTEXT,
        dataset=dataset,
        decimals=2 if averaged else 0,
        additive_areas=not averaged,
        caution=LOWER_BOUND if hidden else "",
    )


def _report(
    file: str, cells: Cells, layers: list[AreaLayer], sums: pd.DataFrame, rows: pd.DataFrame, known: Known
) -> FileReport:
    """How many areas got figures, and how many cells each of them lacks."""
    main = layers[0]
    reached = sums[sums["level"].eq(main.level)]["area_id"].unique()
    others = {la.level: 0 for la in layers[1:]}
    for level in others:
        others[level] = int(sums.loc[sums["level"].eq(level), "area_id"].nunique())
    lacking = sums[sums["hidden"].gt(0)]
    absent = main.outlines.loc[~main.outlines["area_id"].isin(reached), "area_id"]
    return FileReport(
        file=file,
        kind=Kind.TABLE.value,
        level=main.level,
        matched=len(reached),
        known=len(main.outlines),
        other_levels=others,
        missing=[{"id": i, "name": known.name(i)} for i in absent],
        hidden=[
            {"id": r.area_id, "name": known.name(str(r.area_id)), "level": r.level, "column": r.column,
             "hidden": int(r.hidden), "cells": int(r.cells)}  # type: ignore[call-overload]
            for r in lacking.itertuples()
        ],
        periods=sorted(set(rows["period"])),
        indicators=list(dict.fromkeys(rows["indicator"])),
        rows=cells.rows,
        kept=int(reached_cells(sums, main.level)),
    )  # fmt: skip


def reached_cells(sums: pd.DataFrame, level: str) -> int:
    """Cells that lie in an area of a level."""
    own = sums[sums["level"].eq(level)]
    return int(own.groupby("column")["cells"].sum().max()) if len(own) else 0


def _findings(file: str, cells: Cells, sums: pd.DataFrame, columns: GridColumns, options: Options) -> list[Problem]:
    """What the reader must know to trust the sums."""
    notes = [
        problem("grid_by_place", Severity.INFO, file=file, rows=grouped(cells.rows), kept=grouped(len(cells.frame)))
    ]
    if not options.period:
        notes.append(problem("grid_reference_date", Severity.INFO, file=file, value="15.05.2022"))
    if columns.averages and not columns.weight:
        notes.append(problem("grid_not_summable", Severity.WARNING, file=file, value=", ".join(columns.averages)))
    for (level, column), part in sums[sums["hidden"].gt(0)].groupby(["level", "column"]):
        lost = int(_too_hidden(part).sum())
        notes.append(
            problem("grid_hidden", Severity.WARNING, file=file, column=str(column), count=grouped(part["hidden"].sum()),
                    known=len(part), level=_plural(str(level)), lost=lost, share=round(100 * MOST_HIDDEN))
        )  # fmt: skip
    unreliable = cells.frame["unreliable"].sum()
    if unreliable:
        notes.append(problem("grid_unreliable", Severity.INFO, file=file, count=grouped(unreliable)))
    cut = sums.loc[~sums["whole"].astype(bool), "area_id"].drop_duplicates()
    if len(cut):
        named = ", ".join(cut[:MOST_NAMED]) + (" …" if len(cut) > MOST_NAMED else "")
        notes.append(problem("grid_cut", Severity.WARNING, file=file, count=len(cut), value=named))
    return notes


def _plural(level: str) -> str:
    return KNOWN_LEVELS[level].plural if level in KNOWN_LEVELS else level
