"""KML and GML, written by hand as portals and feature services send them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from shapely.geometry import Polygon

from geodata.importing import plan
from geodata.readers.boundaries import Options, read_boundaries
from tests.geodata.shapes import city, quarters

DEGREES, METRES = quarters().to_crs(4326), quarters()
NAMES = ["Südstadt", "Nordend", "Weiß", "Müngersdorf"]


def points(shape: Polygon, form: str) -> str:
    return " ".join(form.format(x=x, y=y) for x, y in shape.exterior.coords)


def placemark(key: str, name: str, shape: Polygon, data: str) -> str:
    ring = f"<LinearRing><coordinates>{points(shape, '{x:.8f},{y:.8f},0')}</coordinates></LinearRing>"
    return (
        f"<Placemark><name>{name}</name>{data.format(key=key, name=name)}"
        f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon></Placemark>"
    )


SCHEMA = (
    '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="STT_NR">{key}</SimpleData>'
    '<SimpleData name="STT_NAME">{name}</SimpleData></SchemaData></ExtendedData>'
)
DATA = (
    '<ExtendedData><Data name="STT_NR"><value>{key}</value></Data><Data name="STT_NAME"><value>{name}</value></Data>'
    "</ExtendedData>"
)


def kml(data: str) -> str:
    marks = "".join(
        placemark(*row, data) for row in zip(DEGREES["STT_NR"], DEGREES["STT_NAME"], DEGREES.geometry, strict=True)
    )
    fields = "".join(f'<SimpleField name="{n}" type="string"></SimpleField>' for n in ("STT_NR", "STT_NAME"))
    return (
        '<?xml version="1.0" encoding="utf-8" ?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f'<Schema name="Stadtteil" id="s">{fields}</Schema><Folder><name>Stadtteil</name>{marks}</Folder>'
        "</Document></kml>"
    )


@pytest.mark.parametrize("data", [SCHEMA, DATA])
@pytest.mark.parametrize("zipped", [False, True])
def test_kml_with_attributes(tmp_path: Path, data: str, zipped: bool) -> None:
    path = tmp_path / "Stadtteil.kml"
    path.write_text(kml(data), "utf-8")
    if zipped:
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.write(path, "kml/Stadtteil.kml")
        path = tmp_path / "x.zip"
    planned = plan([path], Options(), city())
    areas = planned.packages[0].areas
    assert areas["area_id"].tolist() == [f"05315000/stadtteil/{k}" for k in (101, 102, 103, 104)]
    assert areas["name"].tolist() == NAMES
    assert areas["area_km2"].tolist() == pytest.approx([1.0] * 4, rel=0.001)


def test_kml_without_keys_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "Stadtteil.kml").write_text(kml(""), "utf-8")
    report = plan([tmp_path / "Stadtteil.kml"], Options(), city()).report
    assert [p.code for p in report.problems] == ["key_column_missing"]
    assert "Vorhanden:" in report.problems[0].message


def gml(system: str, *, encoding: str = "UTF-8", swapped: bool = False) -> str:
    frame = DEGREES if "4326" in system else METRES
    form = "{y} {x}" if swapped else "{x} {y}"
    members = "".join(
        f'<gml:featureMember><ms:stadtteile gml:id="stadtteile.{key}"><ms:geom><gml:MultiSurface srsName="{system}">'
        f"<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing>"
        f'<gml:posList srsDimension="2">{points(shape, form)}</gml:posList></gml:LinearRing></gml:exterior>'
        "</gml:Polygon>"
        f"</gml:surfaceMember></gml:MultiSurface></ms:geom><ms:nr>{key}</ms:nr><ms:name>{name}</ms:name>"
        "</ms:stadtteile></gml:featureMember>"
        for key, name, shape in zip(frame["STT_NR"], frame["STT_NAME"], frame.geometry, strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<wfs:FeatureCollection '
        'xmlns:ms="http://mapserver.gis.umn.edu/mapserver" xmlns:gml="http://www.opengis.net/gml/3.2" '
        'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://mapserver.gis.umn.edu/mapserver https://example.invalid/wfs">'
        f"{members}</wfs:FeatureCollection>"
    )


@pytest.mark.parametrize(
    ("system", "swapped"),
    [("EPSG:25832", False), ("urn:ogc:def:crs:EPSG::25832", False),
     ("http://www.opengis.net/def/crs/EPSG/0/25832", False),
     ("urn:ogc:def:crs:EPSG::4326", True)],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_gml_of_feature_services(tmp_path: Path, system: str, swapped: bool, encoding: str) -> None:
    path = tmp_path / "stadtteile.gml"
    path.write_bytes(gml(system, encoding=encoding, swapped=swapped).encode(encoding))
    planned = plan([path], Options(), city())
    areas = planned.packages[0].areas
    assert areas["area_id"].tolist() == [f"05315000/stadtteil/{k}" for k in (101, 102, 103, 104)]
    assert areas["name"].tolist() == NAMES
    assert areas["area_km2"].tolist() == pytest.approx([1.0] * 4, rel=0.001)
    assert [p.name for p in tmp_path.iterdir()] == ["stadtteile.gml"]  # no notes of GDAL beside it


def test_a_structure_beside_a_gml_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "stadtteile.gml").write_text(gml("EPSG:25832"), "utf-8")
    (tmp_path / "stadtteile.gfs").write_text("<GMLFeatureClassList><kaputt/></GMLFeatureClassList>")
    assert len(read_boundaries(tmp_path / "stadtteile.gml").polygons) == 4


@pytest.mark.parametrize("cut", [0.3, 0.7])
@pytest.mark.parametrize("name", ["a.kml", "a.gml"])
def test_half_a_file_is_refused(tmp_path: Path, name: str, cut: float) -> None:
    text = kml(DATA) if name == "a.kml" else gml("EPSG:25832")
    (tmp_path / name).write_text(text[: int(len(text) * cut)], "utf-8")
    report = plan([tmp_path / name], Options(), city()).report
    assert [p.code for p in report.problems] == ["file_unreadable"]
    assert "GDAL" not in report.problems[0].message
