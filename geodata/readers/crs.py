"""Which coordinate system a file is in. Its definition counts, not its name; without one, the coordinates decide."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geodata.errors import GeodataError, Problem, Severity, problem

METRIC, GEOGRAPHIC = "EPSG:25832", "EPSG:4326"
GERMANY = (5.5, 47.0, 15.6, 55.3)  # west, south, east, north in degrees
CANDIDATES = {
    4326: "Längen- und Breitengrade (WGS84)",
    25832: "ETRS89 / UTM Zone 32N",
    4647: "ETRS89 / UTM Zone 32N mit Zonenziffer",
    31466: "Gauß-Krüger Zone 2",
    31467: "Gauß-Krüger Zone 3",
    3857: "Web-Mercator",
    3035: "ETRS89 / LAEA Europa",
}
MOST_FINDINGS = 20
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CrsFinding:
    """``epsg`` is None for a definition that no EPSG code describes; ``how``: ``definition`` or ``deduced``."""

    epsg: int | None
    how: str

    def as_dict(self) -> dict[str, object]:
        return {"epsg": self.epsg, "how": self.how}


def to_metric(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, CrsFinding, list[Problem]]:
    """Transform to EPSG:25832 and say how its system was found. Raises ``GeodataError`` (``crs_unknown``)."""
    bounds: Bounds = tuple(float(v) for v in frame.total_bounds)  # type: ignore[assignment]
    declared = frame.crs
    if declared is not None and lies_in_germany(bounds, declared):
        problems = _misleading_name(declared, file)
        return frame.to_crs(METRIC), CrsFinding(declared.to_epsg(min_confidence=100), "definition"), problems
    fitting = [epsg for epsg in CANDIDATES if lies_in_germany(bounds, CRS.from_epsg(epsg))]
    if len(fitting) != 1:
        _explain(frame, bounds, file)
        shown = " / ".join(f"{v:.1f}" for v in bounds)
        raise GeodataError(problem("crs_unknown", file=file, value=shown))
    epsg = fitting[0]
    code = "crs_deduced" if declared is None else "crs_contradicts"
    finding = problem(code, Severity.WARNING, file=file, value=f"{CANDIDATES[epsg]}, EPSG:{epsg}")
    return frame.set_crs(epsg, allow_override=True).to_crs(METRIC), CrsFinding(epsg, "deduced"), [finding]


def _explain(frame: gpd.GeoDataFrame, bounds: Bounds, file: str) -> None:
    """Say more where more can be said. Raises ``GeodataError``: ``crs_swapped``, ``coordinates_outside`` (rows)."""
    west, south, east, north = bounds
    if any(lies_in_germany((south, west, north, east), CRS.from_epsg(epsg)) for epsg in CANDIDATES):
        raise GeodataError(problem("crs_swapped", file=file))
    for crs in filter(None, (frame.crs, *map(CRS.from_epsg, CANDIDATES))):
        boxes = frame.geometry.bounds
        outside = [not lies_in_germany(tuple(box), crs) for box in boxes.itertuples(index=False)]  # type: ignore[arg-type]
        if 0 < sum(outside) <= len(outside) / 2:
            rows = [at for at, wrong in enumerate(outside) if wrong][:MOST_FINDINGS]
            raise GeodataError(_outside(frame, at, tuple(boxes.iloc[at]), file) for at in rows)


def _outside(frame: gpd.GeoDataFrame, at: int, box: Bounds, file: str) -> Problem:
    key = frame["raw"].iloc[at] if "raw" in frame else None
    shown = f"{box[0]:.1f} / {box[1]:.1f}"
    return problem("coordinates_outside", file=file, row=int(frame.index[at]) + 1, value=key, shown=shown)


def lies_in_germany(bounds: Bounds, crs: CRS) -> bool:
    """Whether the box of coordinates, read in ``crs``, lies in Germany."""
    try:
        transformer = Transformer.from_crs(crs, GEOGRAPHIC, always_xy=True)
        west, south, east, north = transformer.transform_bounds(*bounds)
    except ProjError:
        return False
    return GERMANY[0] <= west < east <= GERMANY[2] and GERMANY[1] <= south < north <= GERMANY[3]


def _misleading_name(crs: CRS, file: str) -> list[Problem]:
    """A name that EPSG knows, with numbers that differ from EPSG's (seen: UTM 32N with false easting 2 500 000)."""
    supposed = crs.to_epsg(min_confidence=20)
    if supposed is None or crs.to_epsg(min_confidence=100) is not None:
        return []
    if _numbers(crs) == _numbers(CRS.from_epsg(supposed)):
        return []
    return [problem("crs_name_misleading", Severity.INFO, file=file, value=crs.name)]


def _numbers(crs: CRS) -> dict[str, float]:
    operation = crs.coordinate_operation
    return {p.name: round(float(p.value), 6) for p in operation.params} if operation else {}
