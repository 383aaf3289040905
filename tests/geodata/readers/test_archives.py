"""Tables in archives, as statistics offices ship them: one table, several grids, explanations beside."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.importing import Kind, commit, detect_kind, plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.readers.official import numbers, state, understood
from tests.geodata.readers.test_genesis_flat import ROWS, flat
from tests.geodata.readers.test_zensus_grid import CORNERS, HEADER, line

__all__ = ["state"]


def explanations(folder: Path) -> bytes:
    book = Workbook()
    book.active.append(["Merkmal", "Ausprägung", "Code"])
    book.active.append(["Einwohner", "Anzahl", "Einwohner"])
    book.save(folder / "beschreibung.xlsx")
    return (folder / "beschreibung.xlsx").read_bytes()


def archive(path: Path, **members: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def grid_of(size: int, *cells: str) -> str:
    label = {100: "100m", 1000: "1km", 10000: "10km"}[size]
    return "\n".join([HEADER.replace("100m", label), *cells, ""])


def census(folder: Path, **more: bytes | str) -> Path:
    """The grids of one topic in three sizes, with a description as PDF and XLSX, below a folder."""
    corners = {
        size: [line(share * x, share * y, 100, size=size) for x, y in CORNERS]
        for size, share in ((100, 1.0), (1000, 0.85), (10000, 0.85))
    }
    return archive(
        folder / "Zensus2022_Bevoelkerungszahl.zip",
        **{
            "Zensus2022_Bevoelkerungszahl/": "",
            "Zensus2022_Bevoelkerungszahl/Zensus2022_Bevoelkerungszahl_10km-Gitter.csv": grid_of(
                10000, *corners[10000]
            ),
            "Zensus2022_Bevoelkerungszahl/Zensus2022_Bevoelkerungszahl_1km-Gitter.csv": grid_of(1000, *corners[1000]),
            "Zensus2022_Bevoelkerungszahl/Zensus2022_Bevoelkerungszahl_100m-Gitter.csv": grid_of(
                100, line(0.5, 0.5, 30), line(1.5, 0.5, 7), *corners[100]
            ),
            "Zensus2022_Bevoelkerungszahl/Datensatzbeschreibung_Bevoelkerungszahl_Gitterzellen.pdf": b"%PDF-1.7 ...",
            "Zensus2022_Bevoelkerungszahl/Datensatzbeschreibung_Bevoelkerungszahl_Gitterzellen.xlsx": explanations(
                folder
            ),
            "__MACOSX/._Zensus2022.csv": b"\x00\x05\x16\x07",
            **more,
        },
    )


@pytest.mark.slow
def test_the_finest_grid_of_an_archive(tmp_path: Path, known: Known) -> None:
    path = census(tmp_path)
    assert detect_kind(path) is Kind.TABLE
    planned = plan([path], Options(), known)
    found = {(r.indicator, r.area_id): r.value for r in planned.packages[0].observations.itertuples()}
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/101"] == 30
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/102"] == 7
    assert found["zensus2022_einwohner_100m", "05315000"] == 437
    report = planned.report.files[0]
    assert (report.file, report.rows) == ("Zensus2022_Bevoelkerungszahl.zip", 6)
    note = next(p for p in report.problems if p.code == "member_chosen")
    assert "100m-Gitter.csv“ aus dem Archiv" in note.message
    assert "10km-Gitter.csv" in note.message
    assert all(p.file == "Zensus2022_Bevoelkerungszahl.zip" for p in report.problems)
    assert inspect(path, Options(), known).format == "Zensus-Gitter (ZIP)"
    space = Workspace(tmp_path / "w")
    assert not commit(planned, space, sample=None).refused
    assert Repository.open(space.root).cell("zensus2022_einwohner_100m", "05315000", "2022-05-15").k == 437


def test_another_grid_by_its_name(tmp_path: Path, known: Known) -> None:
    name = "Zensus2022_Bevoelkerungszahl/Zensus2022_Bevoelkerungszahl_1km-Gitter.csv"
    planned = plan([census(tmp_path)], Options(layer=name), known)
    rows = planned.packages[0].observations
    assert rows.set_index(["indicator", "area_id"]).loc[("zensus2022_einwohner_1km", "05315000"), "k"] == 400
    refused = plan([census(tmp_path)], Options(layer="fehlt.csv"), known).report
    assert [p.code for p in refused.problems] == ["layer_unknown"]
    assert name in refused.problems[0].message


def test_a_flat_genesis_file_in_its_archive(tmp_path: Path, state: Known) -> None:
    path = archive(tmp_path / "99411-0001_de_flat.zip", **{"99411-0001_de_flat.csv": "\ufeff" + flat(*ROWS)})
    read = understood(path, state)
    assert numbers(read, "Bewohner")["05315000"] == 30
    assert read.raw.path == path
    report = plan([path], Options(), state).report
    assert report.files[0].file == path.name
    assert {p.file for p in report.problems} == {path.name}
    assert "member_read" in {p.code for p in report.problems}


def test_what_is_wrong_in_a_member_is_told_of_the_archive(tmp_path: Path, state: Known) -> None:
    text = flat(*ROWS).replace(";20;Anzahl", ";20x;Anzahl")
    path = archive(tmp_path / "flat.zip", **{"innen.csv": text})
    problems = plan([path], Options(), state).report.problems
    assert [(p.code, p.file, p.row, p.column, p.value) for p in problems] == [
        ("symbol_unknown", "flat.zip", 3, "value", "20x")
    ]
    assert [p.code for p in inspect(path, Options(), state).problems] == ["symbol_unknown"]


def test_two_tables_of_one_rank_must_be_chosen(tmp_path: Path, state: Known) -> None:
    path = archive(tmp_path / "zwei.zip", **{"a.csv": flat(*ROWS), "b.csv": flat(*ROWS)})
    problems = plan([path], Options(), state).report.problems
    assert [p.code for p in problems] == ["layer_ambiguous"]
    assert "a.csv, b.csv" in problems[0].message
    assert plan([path], Options(layer="b.csv"), state).packages


def test_a_workbook_in_an_archive(tmp_path: Path, state: Known) -> None:
    from tests.geodata.readers.test_genesis_workbook import workbook

    path = archive(tmp_path / "werte.zip", **{"export.xlsx": workbook(tmp_path).read_bytes(), "lies.txt": "Hinweis"})
    read = understood(path, state)
    assert numbers(read, "Wähler")["05382008"] == 110


def test_geodata_in_an_archive_stay_geodata(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", **{"flat.csv": flat(*ROWS), "a.geojson": '{"type":"FeatureCollection"}'})
    assert detect_kind(path) is Kind.BOUNDARIES


@pytest.mark.parametrize("content", [b"PK\x03\x04kaputt", b"kein Archiv", b""])
def test_damaged_archives_are_left_to_the_reader_of_geodata(tmp_path: Path, state: Known, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    problems = plan([tmp_path / "x.zip"], Options(), state).report.problems
    assert problems[0].code in {"file_unreadable", "file_blank"}


def test_a_member_cut_inside_is_unreadable(tmp_path: Path, state: Known) -> None:
    path = archive(tmp_path / "x.zip", **{"innen.csv": flat(*ROWS) * 50})
    content = bytearray(path.read_bytes())
    content[300] ^= 0xFF
    path.write_bytes(content)
    codes = {p.code for p in plan([path], Options(), state).report.problems}
    assert codes & {"file_unreadable", "zip_without_layer"}
