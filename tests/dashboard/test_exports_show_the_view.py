"""One line per way to look at the page „Karte“: pictures and files of figures show what its view model says, no
more and no less."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from openpyxl import load_workbook

from dashboard.exporting import export
from dashboard.snapshot.request import make, read_parts
from dashboard.state import resolve
from dashboard.views.current import Current, build_current
from dashboard.views.facilities import chosen_types, in_area
from dashboard.views.legend import build_legend
from dashboard.views.map import build_map
from dashboard.views.place import build_place
from dashboard.views.snapshot import build_snapshot
from geodata.repository import Repository
from tests.dashboard.facilities import with_facilities
from tests.dashboard.small import AHORN, AMSEL, BUCHE, CLARA, LAND, small
from tests.dashboard.snapshot.test_charts import named
from tests.dashboard.snapshot.test_neighbours import QUERY as CLUSTERS
from tests.dashboard.snapshot.test_neighbours import found as clustered  # noqa: F401 a fixture
from tests.dashboard.snapshot.test_pictures import pdf_text, shapes, svg_group, svg_texts

SMALL = f"?region={LAND}&level=gemeinde&ind=poverty&period=2021"
MUSTER = "?region=muster&level=gemeinde&ind=muster_child_poverty_pct"
CITY = "?region=muster/k01&level=quartier&ind=muster_sgb2_pct"
PICKED = ",".join(f"muster/k01/g01/quartier/{n}" for n in ("03", "05", "07"))
pytestmark = pytest.mark.slow
DAY = {"date": "2026-11-22"}
VIEWS: dict[str, tuple[str, str]] = {  # name → (whose data, query)
    "states": ("small", SMALL),
    "earlier year with not meaningful": ("small", SMALL.replace("2021", "2020")),
    "group": ("small", f"{SMALL}&group=u3"),
    "conditions": ("small", f"{SMALL}&f=value:poverty:5..15"),
    "hand-picked": ("small", f"{SMALL}&f=ids:{AMSEL},{BUCHE}"),
    "several selected": ("small", f"{SMALL}&sel={AMSEL},{CLARA}"),
    "own bounds": ("small", f"{SMALL}&classes=own&bounds=5,20"),
    "threshold": ("small", f"{SMALL}&classes=threshold&thr=12"),
    "against the Kreis": ("small", f"{SMALL}&vs=kreis"),
    "against another area": ("small", f"{SMALL}&vs=gebiet:{AMSEL}&sel={BUCHE}"),
    "another year": ("small", f"{SMALL}&vs=zeit:2020"),
    "low is need": ("small", f"?region={LAND}&level=kreis&ind=school"),
    "one Kreis": ("small", f"?region={AHORN}&level=gemeinde&ind=poverty&period=2021"),
    "facilities": ("facilities", f"{SMALL}&fac=kita,beratung"),
    "steps": ("sample", "?region=05&level=kreis&ind=gisd_germany_quintile"),
    "smoothed": ("sample", f"{CITY}&smooth=1&sel={PICKED}"),
    "against the Land": ("sample", f"{MUSTER}&vs=land"),
    "sure ones only": ("sample", f"{MUSTER}&vs=land&sure=1"),
    "several conditions": ("sample", f"{MUSTER}&f=value:muster_sgb2_pct:10..20;kind:Gemeinde"),
    "clusters": ("clusters", f"?{CLUSTERS}"),
}
Data = Callable[[str], Repository]


@pytest.fixture(scope="module")
def data(embedded: Repository, clustered: Repository) -> Data:  # noqa: F811
    held = {"small": small(), "facilities": with_facilities(), "sample": embedded, "clusters": clustered}
    return held.__getitem__


@pytest.fixture(params=list(VIEWS))
def view(request: pytest.FixtureRequest, data: Data) -> tuple[Repository, str, Current]:
    whose, query = VIEWS[request.param]
    repository = data(whose)
    state, notices = resolve(read_parts(query), repository)
    assert not notices
    return repository, query, build_current(repository, state)


View = tuple[Repository, str, Current]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_picture_draws_as_many_areas_of_each_look_as_the_legend_counts(view: View) -> None:
    repository, query, current = view
    body = make(repository, query, {"format": "svg", "labels": "keine", **DAY}, "https://example.org/").body
    legend, place = build_legend(current), build_place(repository, current.state.level, current.state.region)
    texts = svg_texts(body)
    for entry in legend.classes:
        assert shapes(svg_group(body, f"klasse-{entry.index}")) == entry.count, entry
    for state in legend.states:
        assert shapes(svg_group(body, f"zustand-{state.status}")) == state.count, state
    left_out = legend.outside + (legend.unsure.count if legend.unsure and legend.unsure.hidden else 0)
    assert shapes(svg_group(body, "ausgeblendet")) == left_out == len(current.outside)
    hatched = 0 if legend.unsure is None or legend.unsure.hidden else legend.unsure.count
    assert shapes(svg_group(body, "unsicher")) == hatched
    assert shapes(svg_group(body, "markiert")) == len(set(current.state.sel) & set(place.ids))
    numbers = [t for t in texts if t.isdigit()]
    assert Counter(str(c.count) for c in legend.classes) <= Counter(numbers)
    for kind in chosen_types(repository, current.state):
        rows = in_area(repository, current.state.region)
        placed = int((rows["type"].eq(kind.type) & rows["lon"].notna()).sum())
        assert shapes(svg_group(body, f"einrichtungen-{kind.number}")) == placed == kind.count - kind.unplaced
        assert kind.label in texts


def test_the_words_of_the_picture_are_those_of_the_view(view: View) -> None:
    repository, query, current = view
    shown = build_snapshot(repository, current.state)
    text = plain(
        " ".join(pdf_text(make(repository, query, {"format": "pdf", **DAY}, "https://example.org/").body).split())
    )
    legend = build_map(current, build_place(repository, current.state.level, current.state.region)).legend
    said = [shown.title, shown.subtitle, *(c.text for c in legend.classes), *(s.text for s in legend.states)]
    said += [f"Ohne Wert: {shown.not_shown}", current.narrowing.sentence, shown.marked_note, legend.note, shown.source]
    said += [legend.unsure.text] if legend.unsure and legend.unsure.count else []
    squeezed = text.replace(" ", "")
    for words in filter(None, said):
        assert plain(words).replace(" ", "") in squeezed, words


def test_the_ranking_as_a_picture_has_the_areas_and_values_of_the_page(view: View) -> None:
    repository, query, current = view
    if current.neighbours is not None:  # the chart shows the values themselves
        current = build_current(repository, replace(current.state, nb=""))
    body = make(repository, query, {"format": "svg", "show": "rangfolge", **DAY}).body
    assert len(named(body, "wert")) == current.count_shown
    assert named(body, "name")[0].rstrip("…") in str(current.shown["name"].iloc[0])


def test_the_table_has_the_values_states_and_classes_of_the_view(view: View) -> None:
    repository, query, current = view
    body = export(repository, query, {"format": "csv-int"}).body.decode()
    rows = {row["area_id"]: row for row in csv.DictReader(io.StringIO(body))}
    assert set(rows) == set(current.table.index)
    table = current.table.loc[list(rows)]
    assert [row["state"] for row in rows.values()] == table["own_status"].tolist()
    for column, measure in (("value", "value"), ("shown_value", "measure")):
        found = np.array([float(row[column] or "nan") for row in rows.values()])
        known = table["own_status" if column == "value" else "status"].eq("OK")
        np.testing.assert_allclose(found, table[measure].where(known).to_numpy("float64"), atol=1e-9)
    legend = build_legend(current)
    counted = Counter(row["shown_class"] for row in rows.values())
    assert counted == {e.text: e.count for e in (*legend.classes, *legend.states) if e.count}
    if legend.unsure and not legend.unsure.hidden:
        words = current.certainty.words if current.certainty else {}
        unsure = {legend.unsure.text, words.get("small")}
        assert sum(row["verdict"] in unsure for row in rows.values()) == legend.unsure.count
    assert {i for i, row in rows.items() if row["selected"] == "ja"} == set(current.state.sel) & set(rows)
    assert len({row["shown_is"] for row in rows.values()}) == 1


def test_the_workbook_says_what_narrows_and_classes_the_view(view: View) -> None:
    repository, query, current = view
    book = load_workbook(io.BytesIO(export(repository, query, {"format": "xlsx"}).body))
    about = {row[0].value: str(row[1].value) for row in book["Metadaten"].iter_rows()}
    legend = build_legend(current)
    assert about["Klassen der Ansicht"].count(";") + 1 >= len(legend.classes)
    assert all(f"{c.text}: {c.count}" in about["Klassen der Ansicht"] for c in legend.classes)
    assert about.get("Bedingungen", "") == current.narrowing.sentence
    assert ("Ausgelassen" in about) == bool(current.outside)
    without = sum(state.count for state in legend.states)
    assert about["Ohne ausgewiesenen Wert"].startswith(f"{without} von {len(current.table)} ")
    if current.difference is not None:
        assert current.difference.title in about["Ansicht zeigt"]


def test_layers_carry_the_same_class_numbers_and_a_colour_for_each(view: View, tmp_path: Path) -> None:
    repository, query, current = view
    legend = build_legend(current)
    wanted = {str(c.index): c.count for c in legend.classes if c.count} | {s.status: s.count for s in legend.states}
    features = json.loads(export(repository, query, {"format": "geojson"}).body)["features"]
    assert Counter(f["properties"]["klasse"] for f in features) == wanted
    file = tmp_path / "a.gpkg"
    file.write_bytes(export(repository, query, {"format": "gpkg"}).body)
    layer = gpd.read_file(file, layer="gebiete")
    assert Counter(layer["klasse"]) == wanted
    style = gpd.read_file(file, layer="layer_styles")["styleQML"].iloc[0]
    assert all(f'value="{key}"' in style for key in wanted)
