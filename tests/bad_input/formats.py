"""Damaged files of the recognised kinds: official tables, grids, lists of facilities, archives around them, layers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.bad_input.case import Case, case
from tests.bad_input.containers import archive, sound, workbook
from tests.geodata.readers.official import FOOTER
from tests.geodata.shapes import EAST, NORTH, quarters

# --- GENESIS: a table with two points in time
GENESIS = """GENESIS-Tabelle: 99211-01-03-4
Arbeitslose - Jahr - regionale Tiefe: Kreise und krfr. Städte;;;
Arbeitsmarktstatistik;;;
Arbeitslose (Anzahl);;;
;;2029;2030
05315;Köln, kreisfreie Stadt;100;101
05334;Städteregion Aachen;50;51
"""
FLAT = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label\n"
    "99211;Zählung;JAHR;Jahr;2030;KREISE;Kreise;05315;Köln;100;Anzahl;ERW001;Arbeitslose\n"
    "99211;Zählung;JAHR;Jahr;2030;KREISE;Kreise;05334;Städteregion Aachen;50;Anzahl;ERW001;Arbeitslose\n"
)
INKAR = """Kennziffer;Raumeinheit;Aggregat;Arbeitslosenquote;Arbeitslosenquote
;;;2029;2030
05315;Köln;kreisfreie Stadt;8,5;8,25
05334;Städteregion Aachen;Landkreis;7,5;7,25
"""
GISD = "kreis_id,kreis_name,year,gisd_score,gisd_5\n05315,Köln,2020,0.4,2\n05334,Aachen,2020,0.3,2\n"
KOMMONITOR = "ID;NAME;DATE_2029-12-31;DATE_2030-12-31\n101;Südstadt;5;6\n102;Nordend;7;8\n103;Weiß;9;10\n"
GRID = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
CELLS = [
    f"CRS3035RES100mN{30995 + i}00E{41000 + i}00;{4100050 + 100 * i};{3099550 + 100 * i};{10 + i}" for i in range(3)
]
FAR = [line.replace(";41", ";45").replace("E41", "E45") for line in CELLS]
OLD_GRID = "Gitter_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n100mN30995E41000;4100050;3099550;5\n"
FACILITIES = "id;name;art;x;y;plaetze;jahr\n"
PLACE = f"{EAST + 500:.0f};{NORTH + 500:.0f}"


def genesis(name: str, old: str, new: str, codes: str, **more: object) -> Case:
    text = GENESIS + FOOTER
    assert old in text
    return case(f"GENESIS: {name}", "tabelle.csv", text.replace(old, new), codes, **more)


def flat(name: str, old: str, new: str, codes: str, **more: object) -> Case:
    assert old in FLAT
    return case(f"flat GENESIS: {name}", "flach.csv", FLAT.replace(old, new), codes, **more)


OFFICIAL = [
    genesis("a number with a letter", ";101", ";1O1", "symbol_unknown", row=6, value="1O1"),
    genesis("a formula", ";101", ";=A1", "symbol_unknown", row=6, value="=A1"),
    genesis("two signs in one cell", ";51", ";.-", "symbol_unknown", row=7, value=".-"),
    genesis("names without keys", "05315;Köln, kreisfreie Stadt;100;101\n05334;Städteregion Aachen;50;51",
            "Köln;;100;101\nAachen;;50;51", "table_without_keys"),
    genesis("no area of the state", "05315;Köln, kreisfreie Stadt;100;101\n05334;Städteregion Aachen;50;51",
            "09162;München;100;101\n09564;Nürnberg;50;51", "table_outside_state"),
    genesis("one row twice", "05334;Städteregion Aachen;50;51", "05334;Städteregion Aachen;50;51\n05334;Aachen;60;61",
            "duplicate_rows", row=8),
    genesis("nothing below the header", "05315;Köln, kreisfreie Stadt;100;101\n05334;Städteregion Aachen;50;51\n", "",
            "table_without_keys file_empty no_table table_outside_state"),
    flat("a number with a letter", ";50;", ";5O;", "symbol_unknown", row=3, column="value", value="5O"),
    flat("a thousands separator", ";100;Anzahl", ";1 0 0 x;Anzahl", "symbol_unknown", row=2, column="value"),
    flat("no time", "JAHR;Jahr;2030;KREISE;Kreise;05334", "JAHR;Jahr;bald;KREISE;Kreise;05334", "bad_period", row=3,
         column="time", value="bald"),
    flat("a cell too few", ";50;Anzahl", ";50", "row_length", row=3),
    flat("a cell too many", ";50;Anzahl", ";50;;Anzahl", "row_length", row=3),
    case("flat GENESIS: other Länder only", "flach.csv", FLAT.replace("05315", "09162").replace("05334", "09564"),
         "table_outside_state no_matches outside_state"),
    case("flat GENESIS: header only", "flach.csv", FLAT.splitlines()[0] + "\n", "file_empty"),
    case("flat GENESIS: no areas", "flach.csv",
         FLAT.replace("KREISE;Kreise;05315;Köln", "GES;Geschlecht;GESM;männlich")
         .replace("KREISE;Kreise;05334;Städteregion Aachen", "GES;Geschlecht;GESW;weiblich"),
         "table_without_keys table_outside_state"),
    case("flat GENESIS: binary inside", "flach.csv", FLAT.encode() + b"\x00\xff\x81\n", "file_unreadable row_length"),
]  # fmt: skip


def sheet(*rows: list[object]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)

    return make


REQUEST_ROWS = (
    ["Wahl - Gemeinden - Wahltag"], ["Allgemeine Wahlstatistik"],
    ["Gemeinden\nWähler", None, None, "Einheit", "Listen"],
    [None, None, None, None, "Insgesamt", "Liste A"], ["15.05.2030"],
)  # fmt: skip

KINDS = [
    case("Werteabruf: a number with a letter", "abruf.xlsx",
         sheet(*REQUEST_ROWS, ["05315", "Köln", "Wähler", "Anzahl", 100, "4O"],
               ["05334", "Aachen", "Wähler", "Anzahl", 5, 5], ["© IT.NRW, Düsseldorf, 2031."]),
         "symbol_unknown", row=6, value="4O"),
    case("INKAR: a number with a letter", "inkar.csv", INKAR.replace("7,25", "7,2x"), "bad_number symbol_unknown",
         row=4, value="7,2x"),
    case("INKAR: a year that is none", "inkar.csv", INKAR.replace(";;;2029;2030", ";;;2029;bald"), "bad_period", row=2,
         value="bald"),
    case("INKAR: other Länder only", "inkar.csv", INKAR.replace("05315", "09162").replace("05334", "09564"),
         "no_matches outside_state"),
    case("INKAR: nothing below the header", "inkar.csv", "\n".join(INKAR.splitlines()[:2]) + "\n", "file_empty"),
    case("INKAR: one area twice", "inkar.csv", INKAR + "05334;Aachen;Landkreis;7;7\n", "duplicate_rows", row=5),
    case("INKAR: a cell too many", "inkar.csv", INKAR + "05382;Rhein-Sieg-Kreis;Landkreis;7;7;8\n", "row_length",
         row=5),
    case("GISD: a score with letters", "gisd.csv", GISD.replace("0.3,2", "0.3a,2"), "bad_number", row=3,
         column="gisd_score", value="0.3a"),
    case("GISD: a year that is none", "gisd.csv", GISD.replace("Aachen,2020", "Aachen,20"), "bad_period", row=3,
         value="20"),
    case("GISD: postal codes", "gisd.csv", "PLZ5,year,gisd_score,gisd_5\n50667,2020,0.4,2\n50668,2020,0.3,2\n",
         "gisd_other_areas"),
    case("KomMonitor: a number with a letter", "Quote.csv", KOMMONITOR.replace(";8\n", ";8x\n"), "bad_number", row=3,
         column="DATE_2030-12-31", value="8x"),
    case("KomMonitor: a day that does not exist", "Quote.csv", KOMMONITOR.replace("2030-12-31", "2030-13-31"),
         "bad_period", value="2030-13-31"),
    case("KomMonitor: unknown areas", "Quote.csv", KOMMONITOR.replace("10", "90", 3).replace("\n10", "\n90"),
         "no_matches"),
    case("KomMonitor: one area twice", "Quote.csv", KOMMONITOR + "101;Südstadt;5;6\n", "duplicate_rows", row=5),
    case("Zensus: an unknown sign", "grid.csv", GRID + CELLS[0] + "\n" + CELLS[1][:-2] + "1x\n", "bad_number", row=3,
         column="Einwohner", value="1x"),
    case("Zensus: a cell without a place", "grid.csv", GRID + CELLS[0].replace("4100050", "") + "\n", "bad_number",
         row=2, column="x_mp_100m"),
    case("Zensus: a cell too few", "grid.csv", GRID + CELLS[0] + "\n" + CELLS[1].rpartition(";")[0] + "\n",
         "row_length", row=3),
    case("Zensus: the census of 2011", "grid.csv",
         OLD_GRID, "grid_of_other_census"),
    case("Zensus: outside of the state", "grid.csv", GRID + "\n".join(FAR) + "\n", "outside_state"),
]  # fmt: skip


def facilities(name: str, rows: str, codes: str, header: str = FACILITIES, **more: object) -> Case:
    return case(f"facilities: {name}", "kitas.csv", header + rows, codes, **more)


def points(path: Path, **columns: list[object]) -> None:
    frame = quarters().assign(**columns)[[*columns, "geometry"]]
    frame.geometry = frame.geometry.centroid
    frame.to_file(path)


def mixed(path: Path) -> None:
    """Points, and one list of points."""
    frame = quarters().assign(name="Kita")[["name", "geometry"]]
    frame.geometry = [*frame.geometry.centroid[:3], frame.geometry.iloc[3].boundary.centroid.union(frame.centroid[0])]
    frame.to_file(path)


LISTS = [
    facilities("one number twice", f"1;A;Kita;{PLACE};20;2030\n1;B;Kita;{PLACE};20;2030\n", "facility_twice", row=3,
               value="1", column="id"),
    facilities("places with a letter", f"1;A;Kita;{PLACE};2O;2030\n", "bad_value", row=2, column="plaetze", value="2O"),
    facilities("a coordinate with two points", f"1;A;Kita;{PLACE};20;2030\n2;B;Kita;35.5.5;{NORTH};20;2030\n",
               "bad_value", row=3, column="x", value="35.5.5"),
    facilities("a time that is none", f"1;A;Kita;{PLACE};20;2030\n2;B;Kita;{PLACE};20;demnächst\n", "bad_period", row=3,
               column="jahr", value="demnächst"),
    facilities("no time at all", f"1;A;Kita;{PLACE}\n", "period_missing", header="id;name;art;x;y\n"),
    facilities("no coordinates at all", "1;A;Kita;;;20;2030\n", "points_missing", words=("x, y",)),
    facilities("coordinates of nowhere", "1;A;Kita;17;4;20;2030\n", "crs_unknown"),
    facilities("a system that does not exist", f"1;A;Kita;{PLACE};2030;99999\n", "crs_unknown",
               header="id;name;art;x;y;jahr;epsg\n", words=("99999",)),
    facilities("schools without a place", "100010;GS A;Grundschule;Hamm;4\n", "facilities_unplaced",
               header="Schulnummer;Kurzbezeichnung;Schulform;Gemeinde;Sozialindexstufe\n"),
    facilities("half a point", "A;Kita;50.94;2030\n", "bad_value", header="name;art;geo_point_2d;jahr\n", row=2,
               value="50.94"),
    case("facilities: places with a letter, workbook", "kitas.xlsx",
         lambda p: workbook(p, [["name", "art", "x", "y", "plaetze", "jahr"],
                                ["A", "Kita", EAST + 500, NORTH + 500, "2O", 2030]]),
         "bad_value", row=2, column="plaetze", value="2O", words=("Daten",)),
    case("facilities: lists in two sheets", "kitas.xlsx",
         lambda p: workbook(p, [["name", "art", "x", "y"], ["A", "Kita", 1, 2]],
                            Alt=[["name", "art", "x", "y"], ["B", "Kita", 1, 2]]),
         "layer_ambiguous", words=("Daten, Alt",)),
    case("facilities: points without names", "baeume.geojson", lambda p: points(p, art=["Linde"] * 4), "no_polygons",
         words=("Punkte",)),
    case("facilities: points without a time", "kitas.gpkg", lambda p: points(p, name=list("ABCD")), "period_missing"),
    case("facilities: a number twice, points", "kitas_2030.gpkg",
         lambda p: points(p, id=[1, 2, 2, 3], name=list("ABCD")), "facility_twice", row=3, value="2"),
    case("facilities: other shapes between points", "kitas_2030.gpkg", mixed, "points_mixed", row=4),
]  # fmt: skip


def layers(path: Path) -> None:
    for name in ("Stadtteil", "Stadtbezirk", "Flur"):
        quarters().to_file(path, layer=name)


def parts(*without: str, shorter: dict[str, int] | None = None) -> Callable[[Path], None]:
    """A zipped Shapefile without some parts, others cut by some bytes."""

    def make(path: Path) -> None:
        folder = path.parent / "teile"
        folder.mkdir()
        quarters().to_file(folder / "Stadtteil.shp")
        kept = {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix not in without}
        for name, less in (shorter or {}).items():
            kept[name] = kept[name][:-less]
        archive(path, **kept)

    return make


def foreign_table(path: Path) -> None:
    """A .dbf of another layer beside the outlines."""
    folder = path.parent / "teile"
    folder.mkdir()
    quarters(4).to_file(folder / "Stadtteil.shp")
    quarters(2).to_file(folder / "andere.shp")
    content = {p.name: p.read_bytes() for p in folder.glob("Stadtteil.*")}
    archive(path, **(content | {"Stadtteil.dbf": (folder / "andere.dbf").read_bytes()}))


def written_as(suffix: str, driver: str, share: float) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        quarters().to_crs(4326).to_file(path, driver=driver)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return make


def topology(path: Path) -> None:
    path.write_text(json.dumps({"type": "Topology", "objects": {}, "arcs": []}), "utf-8")


LAYERS = [
    case("zip: a cut .shp", "Grenzen.zip", parts(shorter={"Stadtteil.shp": 20}), "part_cut", value="Stadtteil.shp"),
    case("zip: a cut .dbf", "Grenzen.zip", parts(shorter={"Stadtteil.dbf": 30}), "part_cut", value="Stadtteil.dbf"),
    case("zip: no .dbf", "Grenzen.zip", parts(".dbf"), "table_missing", words=("Stadtteil.shp", ".dbf")),
    case("zip: the .dbf of another layer", "Grenzen.zip", foreign_table, "parts_differ"),
    case("zip: a layer that is not in it", "Grenzen.zip", parts(), "layer_unknown", arguments=("--layer", "Kreise"),
         value="Kreise"),
    case("KML cut in the middle", "Stadtteil.kml", written_as(".kml", "KML", 0.6), "file_unreadable"),
    case("GML cut in the middle", "Stadtteil.gml", written_as(".gml", "GML", 0.6), "file_unreadable"),
    case("KML that is a web page", "Stadtteil.kml", "<html><body>Nicht gefunden</body></html>", "not_what_it_says"),
    case("KML with an entity", "Stadtteil.kml",
         '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "not_what_it_says"),
    case("TopoJSON called GeoJSON", "Stadtteil.geojson", topology, "topojson_file"),
    case("a GeoPackage of several layers", "Grenzen.gpkg", layers, "layer_ambiguous", words=("Stadtbezirk", "Flur")),
]  # fmt: skip

PACKED = [
    case("zip: two tables of one kind", "tabellen.zip",
         lambda p: archive(p, **{"a.csv": GENESIS + FOOTER, "b.csv": GENESIS + FOOTER}), "layer_ambiguous",
         words=("a.csv, b.csv",)),
    case("zip: a broken table inside", "tabellen.zip",
         lambda p: archive(p, **{"innen.csv": FLAT.replace(";50;", ";5O;"), "liesmich.pdf": b"%PDF"}), "symbol_unknown",
         row=3, column="value", value="5O"),
    case("zip: the wanted table is not in it", "tabellen.zip", lambda p: archive(p, **{"a.csv": GENESIS + FOOTER}),
         "layer_unknown", arguments=("--layer", "b.csv"), value="b.csv"),
    case("zip: a grid of the census of 2011", "gitter.zip",
         lambda p: archive(p, **{"g.csv": OLD_GRID}),
         "grid_of_other_census zip_without_layer"),
    case("zip: a broken workbook inside", "tabellen.zip",
         lambda p: archive(p, **{"abruf.xlsx": sound("arbeit.xlsx")[:900]}), "zip_without_layer file_unreadable"),
]  # fmt: skip

CASES = [*OFFICIAL, *KINDS, *LISTS, *LAYERS, *PACKED]
