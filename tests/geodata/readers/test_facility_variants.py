"""Lists of facilities as ministries and open-data portals publish them: text, workbook, geodata with points."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from pyproj import Transformer
from shapely.geometry import MultiPoint, Point

from geodata.importing import plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from tests.geodata.shapes import EAST, NORTH, SIDE

TO_DEGREES = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)
METRES = [(EAST + (i + 0.5) * SIDE, NORTH + 0.5 * SIDE) for i in range(3)]
DEGREES = [TO_DEGREES.transform(x, y) for x, y in METRES]
NAMES = ["Kita Am Bach", "Kita Sonne", "Kita Übermut"]
PLACES = [20, 30, 45]


def rows(template: str) -> list[str]:
    """``template`` filled for each facility: number, name, places, lon, lat, x, y."""
    out = []
    for i, name in enumerate(NAMES):
        (lon, lat), (x, y) = DEGREES[i], METRES[i]
        line = template.format(i=i + 1, name=name, places=PLACES[i], lon=f"{lon:.7f}", lat=f"{lat:.7f}", x=x, y=y)
        out.append(line)
    return out


def text(header: str, template: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(("\n".join([header, *rows(template)]) + "\n").encode(encoding)) and None


def features(crs: str = "EPSG:4326", **columns: list[object]) -> gpd.GeoDataFrame:
    shapes = [Point(p) for p in METRES]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832").to_crs(crs)


def layer(crs: str = "EPSG:4326", **columns: list[object]) -> Callable[[Path], None]:
    more = {"driver": "KML"} if crs == "kml" else {}
    return lambda path: features("EPSG:4326" if more else crs, **columns).to_file(path, **more)


def zipped(crs: str, **columns: list[object]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        folder = path.parent / "shape"
        folder.mkdir()
        features(crs, **columns).to_file(folder / "Kitas_EPSG25832.shp", encoding="utf-8")
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(folder.iterdir()):
                archive.write(part, f"Kitas_Shape/{part.name}")

    return write


def workbook(
    *above: list[object], header: list[str], line: Callable[[int], list[object]], extra: str = ""
) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Kitas"
        for cells in [*above, header, *(line(i) for i in range(3))]:
            sheet.append(cells)
        if extra:
            book.create_sheet(extra).append(["Erläuterungen zu den Spalten"])
        book.save(path)

    return write


LISTS: dict[str, Callable[[Path], None]] = {
    # text, as city portals write it
    "kitas_2031.csv": text(
        "Name;Adresse;Träger;Plätze;X-Koordinate (UTM32);Y-Koordinate (UTM32)",
        "{name};Weg {i};Stadt;{places};{x};{y}",
    ),
    "kitas-2031.csv": text(
        "OBJECTID,NAME,STRASSE,HAUSNR,PLZ,PLAETZE,POINT_X,POINT_Y",
        "{i},{name},Weg,{i},50667,{places},{x},{y}",
    ),
    "kita 2031.csv": text('sep=;\nEinrichtung;Art;Anzahl Plätze;Rechtswert;Hochwert', "{name};Kita;{places};{x};{y}"),
    "kita_2031.csv": text(
        "Name;Anschrift;Kapazität;Breitengrad;Längengrad;Stand",
        "{name};Weg {i};{places};{lat};{lon};2031-03-0{i}", "cp1252",
    ),
    "kita2031.csv": text("name;adresse;plaetze;geo_point_2d", "{name};Weg {i};{places};{lat}, {lon}"),
    "kita_wkt_2031.csv": text("name;adresse;plaetze;WKT", "{name};Weg {i};{places};POINT ({lon} {lat})"),
    "kita_lang_2031.csv": text(
        "name;typ;plaetze;x_utm;y_utm;lon_wgs84;lat_wgs84",
        "{name};Kita;{places};{x};{y};{lon};{lat}",
    ),
    "kita_systeme_2031.csv": text(
        "name;typ;plaetze;x_wgs84;y_wgs84;x_utm;y_utm",
        "{name};Kita;{places};{lon};{lat};{x};{y}",
    ),
    "kita_epsg_2031.tsv": text("name\ttyp\tplaetze\tx\ty\tEPSG", "{name}\tKita\t{places}\t{x}\t{y}\tEPSG:25832"),
    "kita_stichtag.csv": text(
        "Nr.;Name;Strasse;Nr;Plätze;Ostwert;Nordwert;Stichtag",
        "{i};{name};Weg;7;{places};{x};{y};01.03.2031",
    ),
    # workbooks
    "kitas_2031.xlsx": workbook(
        header=["Name", "Art", "Plätze", "lon", "lat"], line=lambda i: [NAMES[i], "Kita", PLACES[i], *DEGREES[i]]
    ),
    "kitas.xlsx": workbook(
        ["Kindertageseinrichtungen, Stand 2031"], [],
        header=["Kita-Nr.", "Einrichtung", "Straße", "Plätze", "Rechtswert", "Hochwert"],
        line=lambda i: [100 + i, NAMES[i], "Weg", PLACES[i], *METRES[i]], extra="Hinweise",
    ),
    # geodata
    "kitas_2031.geojson": layer(NAME=NAMES, STRASSE=["Weg"] * 3, PLAETZE=PLACES),
    "kitas_2031.json": layer(name=NAMES, plaetze=PLACES, epsg=[31467] * 3),
    "kitas_2031.gpkg": layer("EPSG:25832", id=["a", "b", "c"], name=NAMES, art=["Kita"] * 3, plaetze=PLACES),
    "kitas_2031.shp": layer("EPSG:31466", Name=NAMES, Plaetze=PLACES),
    "kitas_2031.zip": zipped("EPSG:25832", Name=NAMES, Plaetze=PLACES),
    "kitas_2031.fgb": layer("EPSG:3857", Name=NAMES, Plaetze=PLACES),
    "kitas_2031.kml": layer("kml", Name=NAMES, plaetze=PLACES),
    "kitas_2031.gml": layer("EPSG:25832", name=NAMES, plaetze=PLACES),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_load(tmp_path: Path, known: Known, name: str) -> None:
    path = tmp_path / name
    LISTS[name](path)
    planned = plan([path], Options(), known)
    assert planned.packages, [p.message for p in planned.report.problems]
    package = planned.packages[0]
    assert package.facilities is not None
    assert package.observations is not None
    found = package.facilities.sort_values("lon")
    assert found["name"].tolist() == NAMES
    assert found["area_id"].tolist() == [f"05315000/stadtteil/10{i}" for i in (1, 2, 3)]
    assert found["places"].tolist() == PLACES
    assert found["lon"].tolist() == pytest.approx([lon for lon, _ in DEGREES], abs=3e-5)  # Gauß-Krüger: two metres
    assert found["lat"].tolist() == pytest.approx([lat for _, lat in DEGREES], abs=3e-5)
    period = "2031-03-01" if name == "kita_stichtag.csv" else "2031"
    assert set(package.observations["period"]) == {period}
    figures = package.observations.set_index(["indicator", "area_id"])["k"]
    dataset = package.catalog.datasets[0].id
    assert figures[f"{dataset}_count", "05315000"] == 3
    assert figures[f"{dataset}_places_count", "05315000"] == 95
    assert figures[f"{dataset}_places_count", "05315000/stadtteil/103"] == 45
    assert not inspect(path, Options(), known).refused
    assert not list(tmp_path.glob("*.gfs"))


def test_the_ministrys_register_of_schools(tmp_path: Path, known: Known) -> None:
    """First line for spreadsheets, system in every row, keys without year: the year is in the name or is given."""
    lines = [
        "sep=;",
        "Schulnummer;Schulform;Schulbezeichnung_1;Schulbezeichnung_2;Gemeindeschluessel;EPSG;UTMRechtswert;UTMHochwert",
    ]
    for i, (x, y) in enumerate(METRES):
        lines.append(f"10000{i};02;Schule {i};Am Bach;05315000;EPSG:25832;{x};{y}")
    lines.append("100009;20;Schule 9;;05315000;null;null;null")
    path = tmp_path / "schuldaten.csv"
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8")
    assert [p.code for p in plan([path], Options(), known).report.problems] == ["period_missing"]
    planned = plan([path], Options(period="2031/2032"), known)
    package = planned.packages[0]
    assert package.id == "schools"
    assert package.facilities["name"].tolist() == [
        "Schule 0 Am Bach",
        "Schule 1 Am Bach",
        "Schule 2 Am Bach",
        "Schule 9",
    ]
    figures = package.observations.set_index(["indicator", "area_id"])["k"]
    assert figures["schools_count", "05315000"] == 4
    codes = {p.code: p.message for p in planned.report.problems}
    assert "Schule 9 (100009)" in codes["points_without_place"]
    assert codes["points_system"].endswith("gelesen als: ETRS89 / UTM Zone 32N.")


def test_points_of_several_systems_in_one_list(tmp_path: Path, known: Known) -> None:
    to = Transformer.from_crs("EPSG:25832", "EPSG:31467", always_xy=True)
    lines = ["id;name;typ;x;y;epsg;jahr"]
    for i, (x, y) in enumerate(METRES):
        px, py = to.transform(x, y) if i == 2 else (x, y)
        lines.append(f"{i};{NAMES[i]};Kita;{px:.2f};{py:.2f};{31467 if i == 2 else 25832};2031")
    path = tmp_path / "liste.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = plan([path], Options(), known).packages[0].facilities
    assert found["area_id"].tolist() == [f"05315000/stadtteil/10{i}" for i in (1, 2, 3)]


def test_points_that_are_collections_of_one_or_none(tmp_path: Path, known: Known) -> None:
    frame = features("EPSG:25832", name=NAMES, plaetze=PLACES)
    frame.geometry = [MultiPoint([frame.geometry.iloc[0]]), None, MultiPoint([frame.geometry.iloc[2]])]
    path = tmp_path / "kitas_2031.gpkg"
    frame.to_file(path)
    planned = plan([path], Options(), known)
    assert planned.packages[0].facilities["area_id"].tolist() == [
        "05315000/stadtteil/101",
        "",
        "05315000/stadtteil/103",
    ]
    assert "Kita Sonne" in {p.code: p.message for p in planned.report.problems}["points_dropped"]


def test_a_system_that_cannot_be_right_is_found_by_the_coordinates(tmp_path: Path, known: Known) -> None:
    marks = [
        {"type": "Feature", "properties": {"name": n}, "geometry": {"type": "Point", "coordinates": list(p)}}
        for n, p in zip(NAMES, METRES, strict=True)
    ]
    path = tmp_path / "kitas_2031.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": marks}), "utf-8")
    planned = plan([path], Options(), known)
    assert planned.packages[0].facilities["area_id"].tolist() == [f"05315000/stadtteil/10{i}" for i in (1, 2, 3)]
    assert {p.code: p.value for p in planned.report.problems}["points_system"] == "ETRS89 / UTM Zone 32N"


def test_centres_of_areas_are_no_facilities(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "Einwohner_2031.csv"
    lines = ["Nr;Name;x;y;Einwohner", *(f"10{i + 1};Teil {i};{x};{y};{100 + i}" for i, (x, y) in enumerate(METRES))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = inspect(path, Options(), known)
    assert found.format == "CSV"
    assert found.level == "stadtteil"


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.200", "2.300", "1.000"], [1200, 2300, 1000]),
        (["1,200", "2,300", "1,000"], [1200, 2300, 1000]),
        (["20", "k.A.", ""], [20, None, None]),
    ],
)
def test_places_are_whole_numbers(tmp_path: Path, known: Known, cells: list[str], read: list[float | None]) -> None:
    path = tmp_path / "kitas_2031.csv"
    lines = [f"{n};Kita;{c};{x};{y}" for n, c, (x, y) in zip(NAMES, cells, METRES, strict=True)]
    path.write_text("\n".join(["name;typ;plaetze;x;y", *lines]) + "\n", "utf-8")
    planned = plan([path], Options(), known)
    assert [None if v != v else v for v in planned.packages[0].facilities["places"]] == read


def test_words_in_a_column_of_numbers_are_told(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "kitas_2031.csv"
    lines = [f"{n};Kita;{c};{x};{y}" for n, c, (x, y) in zip(NAMES, ["20", "auf Anfrage", "30"], METRES, strict=True)]
    path.write_text("\n".join(["name;typ;plaetze;x;y", *lines]) + "\n", "utf-8")
    planned = plan([path], Options(), known)
    told = next(p for p in planned.report.problems if p.code == "words_for_numbers")
    assert (told.row, told.column) == (3, "plaetze")
    assert "„auf Anfrage“" in told.message
    assert "Anfrage" not in " ".join(planned.packages[0].report["notes"])


REFUSED: dict[str, tuple[str, list[str], str, int | None, str | None]] = {
    "places": ("name;typ;plaetze;x;y", ["A;Kita;ca. 20;{x};{y}"], "bad_value", 2, "plaetze"),
    "coordinate": ("name;typ;plaetze;x;y", ["A;Kita;20;{x};{y}", "B;Kita;20;356.1.2;{y}"], "bad_value", 3, "x"),
    "point": ("name;typ;geo_point_2d", ["A;Kita;50.9,6.9", "B;Kita;50.9"], "bad_value", 3, "geo_point_2d"),
    "system": ("name;typ;x;y;epsg", ["A;Kita;{x};{y};EPSG:99999"], "crs_unknown", None, None),
    "number": (
        "schulnummer;name;schulform;x;y", ["7;A;GS;{x};{y}", "7;B;GS;{x};{y}"], "facility_twice", 3, "schulnummer"
    ),
    "period": ("name;typ;x;y;jahr", ["A;Kita;{x};{y};2031", "B;Kita;{x};{y};bald"], "bad_period", 3, "jahr"),
    "unplaced": (
        "Schulnummer;Kurzbezeichnung;Schulform;Gemeinde;Sozialindexstufe", ["100010;GS A;Grundschule;Hamm;4"],
        "facilities_unplaced", None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refusals_name_the_cell(tmp_path: Path, known: Known, what: str) -> None:
    header, lines, code, row, column = REFUSED[what]
    path = tmp_path / "kitas_2031.csv"
    filled = [line.format(x=METRES[0][0], y=METRES[0][1]) for line in lines]
    path.write_text("\n".join([header, *filled]) + "\n", "utf-8")
    assert [(p.code, p.row, p.column) for p in plan([path], Options(), known).report.problems] == [(code, row, column)]


def test_two_sheets_with_lists(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "kitas_2031.xlsx"
    LISTS["kitas_2031.xlsx"](path)
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["Kitas"]).title = "Schließungen"
    book.save(path)
    refused = plan([path], Options(), known).report.problems
    assert [p.code for p in refused] == ["layer_ambiguous"]
    assert "Kitas, Schließungen" in refused[0].message
    assert len(plan([path], Options(layer="Schließungen"), known).packages[0].facilities) == 3


def test_points_without_names_are_no_areas_either(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "punkte.geojson"
    features(baumart=["Linde", "Ahorn", "Eiche"]).to_file(path)
    refused = plan([path], Options(), known).report.problems
    assert [p.code for p in refused] == ["no_polygons"]
    assert "Spalte „name“" in refused[0].message


def test_other_shapes_between_points(tmp_path: Path, known: Known) -> None:
    frame = features("EPSG:25832", name=NAMES)
    frame.geometry = [frame.geometry.iloc[0], MultiPoint(METRES), frame.geometry.iloc[2]]
    path = tmp_path / "kitas_2031.gpkg"
    frame.to_file(path)
    assert [(p.code, p.row) for p in plan([path], Options(), known).report.problems] == [("points_mixed", 2)]
