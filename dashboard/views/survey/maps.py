"""Maps of a survey: municipalities as areas, Kreise as points above them; quarters of one city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd

from dashboard import formatting
from dashboard.views.survey.models import Legend, Link, Map, Shape
from dashboard.views.survey.picture import WIDTH, Canvas
from geodata.repository import Repository


def authority_map(
    repository: Repository, title: str, keys: Mapping[str, str], legend: tuple[Legend, ...], links: tuple[Link, ...],
    selected: Sequence[str] = (),
) -> Map:  # fmt: skip
    """``keys``: authority → entry of the legend. Authorities without outlines are counted in the legend only."""
    known = [k for k in keys if repository.has_area(k)]
    root = repository.area(known[0]).region if known else ""
    towns = repository.geometry("gemeinde", root)
    counted = tuple(Legend(e.key, f"{e.label}: {formatting.number(sum(v == e.key for v in keys.values()))}", e.look)
                    for e in legend)  # fmt: skip
    text = f"{title} " + "; ".join(e.label for e in counted)
    if towns.empty:
        return Map(title, WIDTH, 1, (), (), counted, text, links=links)
    canvas = Canvas.of(towns)
    shapes = [
        Shape(keys[area], canvas.path(shape))
        for area, shape in zip(towns["area_id"], towns.geometry, strict=True) if area in keys
    ]  # fmt: skip
    kreise = repository.geometry("kreis", root)
    outlines = tuple(canvas.path(shape) for shape in kreise.geometry)
    for area, shape in zip(kreise["area_id"], kreise.geometry, strict=True):
        if area in keys:
            middle = shape.representative_point()
            shapes.append(Shape(keys[area], at=canvas.point(middle.x, middle.y)))
    marked = _marked(canvas, towns, selected)
    return Map(title, WIDTH, canvas.height, tuple(shapes), outlines, counted, text, links=links, marked=marked)


def quarter_map(
    repository: Repository, city: str, keys: Mapping[str, str], legend: tuple[Legend, ...], selected: Sequence[str] = ()
) -> Map:
    """Quarters of one city; ``keys``: quarter → entry of the legend."""
    name = repository.area(city).name
    inside = [k for k in keys if repository.has_area(k) and city in repository.area(k).parents]
    quarters = repository.geometry(repository.area(inside[0]).level if inside else "quartier", city)
    if quarters.empty:
        return Map(name, WIDTH, 1, (), (), legend, name)
    canvas = Canvas.of(quarters)
    shapes = tuple(
        Shape(keys.get(area, "none"), canvas.path(shape))
        for area, shape in zip(quarters["area_id"], quarters.geometry, strict=True)
    )
    text = f"Quartiere von {name}; die Werte stehen in der Liste."
    return Map(name, WIDTH, canvas.height, shapes, (), legend, text, marked=_marked(canvas, quarters, selected))


def _marked(canvas: Canvas, areas: gpd.GeoDataFrame, selected: Sequence[str]) -> tuple[str, ...]:
    """Outlines of the areas selected on the page „Karte“."""
    found = areas[areas["area_id"].isin(list(selected))]
    return tuple(canvas.path(shape) for shape in found.geometry)
