"""Administrative areas as BKG and Geobasis NRW ship them: many layers, folders, tables and explanations in one file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata.importing import plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.gdal import pyogrio
from geodata.readers.vector import finest_official
from tests.geodata.shapes import METRIC, square

TOWNS = {"05315000": "Köln", "05334002": "Aachen", "05382020": "Hennef (Sieg)", "01001000": "Flensburg"}
OLD = ("USE", "RS", "RS_0", "AGS", "AGS_0", "GEN", "BEZ", "GF")
NEW = ("OBJID", "BEGINN", "ADE", "GF", "BSG", "ARS", "AGS", "SDV_ARS", "GEN", "BEZ", "IBZ", "BEM", "NBD", "SN_L",
       "SN_R", "SN_K", "SN_V1", "SN_V2", "SN_G", "FK_S3", "NUTS", "ARS_0", "AGS_0", "WSK")  # fmt: skip


def vg250(keys: dict[str, str], columns: tuple[str, ...] = NEW, **more: object) -> gpd.GeoDataFrame:
    """Squares with the columns of one level; the key is as long as the level has digits."""
    rows = []
    for key, name in keys.items():
        ars = f"{key[:5]}0{key[5:8]}{key[5:]}" if len(key) == 8 else key
        full = {"AGS": key, "ARS": ars, "RS": ars, "GEN": name, "BEZ": "Stadt", "GF": 4, "AGS_0": key.ljust(8, "0"),
                "ARS_0": ars.ljust(12, "0"), "RS_0": ars.ljust(12, "0"), "SDV_ARS": ars, "BEGINN": "2019-10-04",
                "OBJID": f"DEBKG{key}", "SN_L": key[:2], "NUTS": "DEA23", "BSG": 1, "ADE": 6}  # fmt: skip
        rows.append({c: full.get(c, "") for c in columns} | more)
    shapes = [square(i, len(next(iter(keys)))) for i in range(len(keys))]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=METRIC)


KREISE = {"05315": "Köln", "05334": "Städteregion Aachen", "05382": "Rhein-Sieg-Kreis", "01001": "Flensburg"}
LANDS = {"05": "Nordrhein-Westfalen", "01": "Schleswig-Holstein"}
DISTRICTS = {"053": "Köln", "051": "Düsseldorf"}


def geopackage(path: Path, prefix: str = "vg250", **more: object) -> Path:
    for name, keys in (("sta", {"00": "Deutschland"}), ("lan", LANDS), ("rbz", DISTRICTS), ("krs", KREISE)):
        vg250(keys).to_file(path, layer=f"{prefix}_{name}")
    vg250({"053150000": "Köln", "053340002": "Aachen"}).to_file(path, layer=f"{prefix}_vwg")
    vg250(TOWNS, **more).to_file(path, layer=f"{prefix}_gem")
    towns = vg250(TOWNS)
    towns.assign(geometry=towns.boundary).to_file(path, layer=f"{prefix}_li")
    towns.assign(geometry=towns.centroid).to_file(path, layer=f"{prefix}_pk")
    pyogrio.write_dataframe(
        pd.DataFrame({"AGS": ["05315000"], "GEN": ["Köln"]}), path, layer=f"{prefix}_tab", append=True
    )
    return path


def zipped(folder: Path, parts: dict[str, gpd.GeoDataFrame], inside: str, *, upper: bool = False) -> Path:
    with zipfile.ZipFile(folder / "grenzen.zip", "w") as archive:
        for name, frame in parts.items():
            frame.to_file(folder / f"{name}.shp", encoding="utf-8")
            for part in sorted(folder.glob(f"{name}.*")):
                archive.write(part, f"{inside}/{part.name.upper() if upper else part.name}")
        archive.writestr("dokumentation/vg250.pdf", b"%PDF-1.7")
        archive.writestr("dokumentation/struktur_und_attribute_vg250.xlsx", b"PK")
        archive.writestr("aktualitaet.txt", "01.01.2030")
    return folder / "grenzen.zip"


def municipalities(path: Path, **options: str) -> dict[str, str]:
    planned = plan([path], Options(**options), Known())
    assert not planned.report.refused, planned.report.problems
    areas = planned.packages[0].areas
    found = areas[areas["level"].eq("gemeinde")]
    return dict(zip(found["area_id"], found["name"], strict=True))


EXPECTED = {"05315000": "Köln", "05334002": "Aachen", "05382020": "Hennef (Sieg)"}


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["vg250", "VG250", "vg25", "vg1000"])
def test_geopackage_with_all_layers(tmp_path: Path, prefix: str) -> None:
    path = geopackage(tmp_path / "DE_VG250.gpkg", prefix)
    assert municipalities(path) == EXPECTED
    read = read_boundaries(path)
    assert read.vector.layer == f"{prefix}_gem"
    assert "layer_chosen" in {p.code for p in read.problems}
    assert inspect(path, Options(), Known()).kept == 3


def test_geopackage_inside_an_archive_with_folders(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "DE_VG250.gpkg", EWZ=1000, KFL=12.5)
    with zipfile.ZipFile(tmp_path / "vg250-ew.zip", "w") as archive:
        archive.write(path, "vg250-ew_12-31.utm32s.gpkg.ebenen/vg250-ew_ebenen_1231/DE_VG250.gpkg")
        archive.writestr("vg250-ew_12-31.utm32s.gpkg.ebenen/dokumentation/vg250.pdf", b"%PDF")
    assert municipalities(tmp_path / "vg250-ew.zip") == EXPECTED


@pytest.mark.parametrize("columns", [OLD, NEW])
@pytest.mark.parametrize("upper", [False, True])
def test_shapefiles_in_an_archive(tmp_path: Path, columns: tuple[str, ...], upper: bool) -> None:
    towns = vg250(TOWNS, columns)
    parts = {"VG250_STA": vg250({"00": "Deutschland"}, columns), "VG250_LAN": vg250(LANDS, columns),
             "VG250_RBZ": vg250(DISTRICTS, columns), "VG250_KRS": vg250(KREISE, columns), "VG250_GEM": towns,
             "VG250_LI": towns.assign(geometry=towns.boundary)}  # fmt: skip
    inside = "vg250_01-01.utm32s.shape.ebenen/vg250_ebenen_0101"
    path = zipped(tmp_path, parts, inside, upper=upper)
    assert municipalities(path) == EXPECTED
    kreise = plan([path], Options(layer="VG250_KRS"), Known()).packages[0].areas
    assert kreise["area_id"].tolist() == ["05315", "05334", "05382"]


@pytest.mark.parametrize("epsg", [25832, 31467, 3857, 4326])
def test_usual_coordinate_systems(tmp_path: Path, epsg: int) -> None:
    vg250(TOWNS).to_crs(epsg).to_file(tmp_path / "vg250_gem.shp")
    planned = plan([tmp_path / "vg250_gem.shp"], Options(), Known())
    sizes = planned.packages[0].areas.query("level == 'gemeinde'")["area_km2"]
    assert sizes.tolist() == pytest.approx([1.0, 1.0, 1.0], rel=0.001)


def dvg(keys: dict[str, str], *, digits: int) -> gpd.GeoDataFrame:
    rows = [{"ART": "N", "GN": name, "KN": key.ljust(digits, "0"), "STAND": "2030-01-01"} for key, name in keys.items()]
    return gpd.GeoDataFrame(rows, geometry=[square(i) for i in range(len(keys))], crs=METRIC)


@pytest.mark.parametrize("edition", ["dvg1", "dvg2"])
@pytest.mark.parametrize("digits", [0, 8])
def test_digital_boundaries_of_the_state(tmp_path: Path, edition: str, digits: int) -> None:
    """Keys of coarser areas may be filled up to eight digits."""
    towns = {k: n for k, n in TOWNS.items() if k.startswith("05")}
    districts = {"05315": "Köln", "05334": "Aachen", "05382": "Rhein-Sieg-Kreis", "05374": "Oberbergischer Kreis"}
    parts = {f"{edition}bld_nw": dvg({"05": "Nordrhein-Westfalen"}, digits=digits),
             f"{edition}rbz_nw": dvg(DISTRICTS, digits=digits), f"{edition}krs_nw": dvg(districts, digits=digits),
             f"{edition}gem_nw": dvg(towns, digits=8), f"{edition}gem_nw_o": dvg(towns, digits=8)}  # fmt: skip
    path = zipped(tmp_path, parts, f"{edition}_EPSG25832_Shape")
    assert municipalities(path) == EXPECTED
    kreise = plan([path], Options(layer=f"{edition}krs_nw"), Known())
    assert kreise.report.files[0].level == "kreis"
    assert kreise.packages[0].areas["area_id"].tolist() == sorted(districts)
    rbz = plan([path], Options(layer=f"{edition}rbz_nw"), Known())
    assert rbz.packages[0].areas["area_id"].tolist() == ["051", "053"]


def test_without_municipalities_the_next_finer_level(tmp_path: Path) -> None:
    parts = {"VG250_LAN": vg250(LANDS), "VG250_RBZ": vg250(DISTRICTS), "VG250_KRS": vg250(KREISE)}
    planned = plan([zipped(tmp_path, parts, "x")], Options(), Known())
    assert planned.report.files[0].level == "kreis"
    assert "layer_chosen" in {p.code for p in planned.report.problems}


@pytest.mark.parametrize(
    ("name", "rank"),
    [("VG250_GEM", 4), ("dvg2gem_nw", 4), ("dvg2gem_nw_o", 0), ("v_vg250_gem", 0), ("vg250_vwg", 0), ("VG5000_KRS", 3),
     ("nrw_gemeinden", 4), ("Kreise", 3), ("dvg1rbz_nw", 2), ("vg250_lan", 1), ("Stadtteile", 0), ("Gemarkungen", 0),
     ("a/b/VG250_GEM.shp", 4), ("landschaft", 0), ("Stadtbezirke", 0)],
)  # fmt: skip
def test_how_fine_a_layer_is_by_its_name(name: str, rank: int) -> None:
    assert finest_official(name) == rank
