"""Coordinates of facilities in degrees, whichever usual system a list states them in, or does not say."""

from __future__ import annotations

import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geodata.errors import Problem, Severity, problem, refuse
from geodata.readers.crs import CANDIDATES, GEOGRAPHIC, lies_in_germany
from geodata.readers.facility_columns import GEOMETRY, FacilityColumns, number_column, split_points, text_column
from geodata.readers.raw import RawTable

POINT_PARTS = ("erste Zahl", "zweite Zahl")


def degrees(raw: RawTable, columns: FacilityColumns) -> tuple[pd.DataFrame, list[Problem]]:
    """Columns lon and lat in degrees, NaN for points without coordinates or at (0, 0); which system was found.

    Raises ``GeodataError``: ``points_missing``; ``bad_value``; ``crs_unknown`` if most points lie in Germany in none
    of the usual systems or the system stated is none.
    """
    x, y, notes = _pair(raw, columns)
    missing = x.isna() | y.isna() | (x.eq(0) & y.eq(0))
    x, y = x.mask(missing), y.mask(missing)
    if missing.all():
        shown = columns.point or f"{columns.x}, {columns.y}"
        raise refuse("points_missing", file=raw.path.name, sheet=raw.sheet, value=shown)
    geometry = (columns.x, columns.y) == GEOMETRY
    stated = (
        text_column(raw.frame, "" if geometry else columns.epsg).str.extract(r"(\d{4,6})$", expand=False).fillna("")
    )
    out = pd.DataFrame({"lon": x, "lat": y}).astype("float64")
    labels = []
    for code, rows in stated[~missing].groupby(stated[~missing]):
        lon, lat, label = _transformed(x[rows.index], y[rows.index], str(code), raw)
        out.loc[rows.index, "lon"], out.loc[rows.index, "lat"] = lon, lat
        labels.append(label)
    if geometry and labels == [CANDIDATES[4326]]:
        return out.round(7), notes
    shown = "; ".join(labels)
    return out.round(7), [*notes, problem("points_system", Severity.INFO, file=raw.path.name, value=shown)]


def _pair(raw: RawTable, columns: FacilityColumns) -> tuple[pd.Series, pd.Series, list[Problem]]:
    if columns.point:
        texts = split_points(raw, columns)
        raw = RawTable(raw.path, raw.format, pd.DataFrame(dict(zip(POINT_PARTS, texts, strict=True))), raw.sheet)
        names = POINT_PARTS
    else:
        names = (columns.x, columns.y)
    x, first = number_column(raw, names[0])
    y, second = number_column(raw, names[1])
    return x, y, [*first, *second]


def _transformed(x: pd.Series, y: pd.Series, code: str, raw: RawTable) -> tuple[object, object, str]:
    """Longitudes, latitudes and the name of the system. ``code``: EPSG code that the file states, "" = none."""
    epsg, swapped = (int(code), False) if code else _system(x, y, raw.path.name)
    if swapped:
        x, y = y, x
    try:
        lon, lat = Transformer.from_crs(epsg, GEOGRAPHIC, always_xy=True).transform(x.to_numpy(), y.to_numpy())
    except ProjError:
        raise refuse("crs_unknown", file=raw.path.name, value=f"EPSG:{code}") from None
    return lon, lat, CANDIDATES.get(epsg, f"EPSG:{epsg}") + (", Spalten vertauscht" if swapped else "")


def _system(x: pd.Series, y: pd.Series, file: str) -> tuple[int, bool]:
    """EPSG code in which the points lie in Germany, and whether the axes are swapped."""
    for swapped, (first, second) in enumerate(((x, y), (y, x))):
        for epsg in CANDIDATES:
            if fits(first, second, CRS.from_epsg(epsg)):
                return epsg, bool(swapped)
    raise refuse("crs_unknown", file=file, value=f"{x.median():.1f} / {y.median():.1f}")


def fits(x: pd.Series, y: pd.Series, crs: CRS) -> bool:
    """Whether the middle 90 % of the points lie in Germany when read in ``crs``; points at (0, 0) are none."""
    used = x.notna() & y.notna() & ~(x.eq(0) & y.eq(0))
    if not used.any():
        return False
    west, east = x[used].quantile([0.05, 0.95])
    south, north = y[used].quantile([0.05, 0.95])
    grow = 1e-6 if abs(east) < 200 else 1.0  # one point alone has no box
    return lies_in_germany((west - grow, south - grow, east + grow, north + grow), crs)
