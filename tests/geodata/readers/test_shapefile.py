"""Shapefiles whose parts are cut, missing or from different exports."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.importing import plan
from geodata.inspection import inspect
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.dbase import read_dbase
from geodata.readers.shapefile import parts_of, sets_of
from tests.geodata.shapes import city, quarters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    quarters().to_file(tmp_path / "Stadtteil.shp", encoding="cp1252")
    return tmp_path


def packed(folder: Path, *, inside: str = "", upper: bool = False) -> Path:
    target = folder / "Grenzen.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.glob("Stadtteil.*")):
            archive.write(part, inside + (part.name.upper() if upper else part.name))
    return target


def cut(path: Path, bytes_less: int) -> None:
    path.write_bytes(path.read_bytes()[:-bytes_less])


def codes(path: Path) -> list[str]:
    return [p.code for p in plan([path], Options(), city()).report.problems]


@pytest.mark.parametrize("part", ["shp", "dbf", "shx"])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_part_that_is_cut_is_refused(folder: Path, part: str, zipped: bool) -> None:
    cut(folder / f"Stadtteil.{part}", 20)
    path = packed(folder) if zipped else folder / "Stadtteil.shp"
    report = plan([path], Options(), city()).report
    found = report.problems[0]
    assert (found.code, found.file, found.value) == ("part_cut", path.name, f"Stadtteil.{part}")
    size = (folder / f"Stadtteil.{part}").stat().st_size
    assert f"({size} statt {size + (20 if part != 'dbf' else 19)} Bytes)" in found.message  # dBase: + end mark
    assert [p.code for p in inspect(path, Options(), city()).problems] == ["part_cut"]


def test_a_dbf_alone_that_is_cut_is_refused(folder: Path) -> None:
    cut(folder / "Stadtteil.dbf", 20)
    with pytest.raises(GeodataError) as error:
        read_dbase(folder / "Stadtteil.dbf")
    assert error.value.problems[0].code == "part_cut"


def test_a_dbf_without_its_end_mark_is_whole(folder: Path) -> None:
    cut(folder / "Stadtteil.dbf", 1)
    assert len(read_dbase(folder / "Stadtteil.dbf").frame) == 4
    assert len(read_boundaries(folder / "Stadtteil.shp").polygons) == 4


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("upper", [False, True])
def test_a_missing_index_is_restored(folder: Path, zipped: bool, upper: bool) -> None:
    (folder / "Stadtteil.shx").unlink()
    if upper and not zipped:
        for part in list(folder.glob("Stadtteil.*")):
            part.rename(part.with_suffix(part.suffix.upper()))
    path = packed(folder, inside="nrw/grenzen/", upper=upper) if zipped else next(folder.glob("*.[sS][hH][pP]"))
    before = sorted(p.name for p in folder.iterdir())
    read = read_boundaries(path, Options())
    assert read.polygons["name"].tolist() == ["Südstadt", "Nordend", "Weiß", "Müngersdorf"]
    assert "index_restored" in {p.code for p in read.problems}
    assert read.vector.path == path
    assert sorted(p.name for p in folder.iterdir()) == before  # nothing is written beside it
    assert [p.id for p in plan([path], Options(), city()).packages] == ["boundaries_stadtteil_05315000"]


def test_several_shapefiles_without_index_in_one_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "zwei.zip", "w") as archive:
        for part in folder.glob("Stadtteil.*"):
            if part.suffix != ".shx":
                archive.write(part, f"alt/{part.name}")
                archive.write(part, f"neu/{part.name}")
    read = read_boundaries(folder / "zwei.zip", Options(layer="neu/Stadtteil.shp"))
    assert len(read.polygons) == 4
    assert next(p for p in read.problems if p.code == "index_restored").value == "alt/Stadtteil.shp, neu/Stadtteil.shp"


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "Stadtteil.dbf").unlink()
    assert codes(folder / "Stadtteil.shp") == ["table_missing"]
    assert codes(packed(folder)) == ["table_missing"]


def test_parts_of_two_exports_are_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("anders")
    quarters(3).to_file(other / "Stadtteil.shp")
    shutil.copy(other / "Stadtteil.dbf", folder / "Stadtteil.dbf")
    found = plan([folder / "Stadtteil.shp"], Options(), city()).report.problems[0]
    assert found.code == "parts_differ"
    assert "4 Flächen, aber 3 Zeilen" in found.message


def test_without_projection_the_coordinates_decide(folder: Path) -> None:
    (folder / "Stadtteil.prj").unlink()
    read = read_boundaries(folder / "Stadtteil.shp")
    assert read.crs.as_dict() == {"epsg": 25832, "how": "deduced"}


def test_parts_are_grouped_by_their_name(folder: Path) -> None:
    (folder / "Stadtteil alt.dbf").write_bytes((folder / "Stadtteil.dbf").read_bytes())
    found = sets_of(parts_of(folder / "Stadtteil.shp"))
    assert [sorted(f) for f in found] == [[".cpg", ".dbf", ".prj", ".shp", ".shx"]]
    assert {suffix: part.rows for suffix, part in found[0].items() if suffix in (".dbf", ".shx")} == {
        ".dbf": 4, ".shx": 4,
    }  # fmt: skip
