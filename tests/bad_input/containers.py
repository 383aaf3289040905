"""Damaged workbooks and archives, and files of every format that were cut, overwritten or misnamed."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from openpyxl import Workbook

from tests.bad_input.case import case
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import quarters

ROWS = [["nr", "name", "arbeitslose", "personen"], ["101", "Südstadt", 5, 10], ["102", "Nordend", 6, 20]]
XLSX_FORMATS = ("arbeit.xlsx", "arbeit.xlsm")


def workbook(path: Path, rows: list[list[object]] = ROWS, **sheets: list[list[object]]) -> None:
    book = Workbook()
    book.active.title = "Daten"
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        extra = book.create_sheet(name)
        for row in content:
            extra.append(row)
    book.save(path)


def archive(path: Path, **files: bytes | str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)


@cache
def sound(name: str) -> bytes:
    """Content of a sound file of a format, to be damaged."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        frame = quarters()
        match path.suffix:
            case ".xlsx" | ".xlsm":
                workbook(path)
            case ".ods":
                pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(path, index=False, engine="odf")
            case ".zip":
                frame.to_file(path.with_suffix(".shp"))
                archive(path, **{p.name: p.read_bytes() for p in Path(folder).glob("Stadtteil.*") if p != path})
            case ".parquet":
                frame.to_parquet(path)
            case ".dbf":
                frame.to_file(path.with_suffix(".shp"))
            case ".geojson":
                frame.to_crs(4326).to_file(path)
            case _:
                frame.to_file(path)
        return path.read_bytes()


def cut(name: str, share: float) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(sound(name)[: int(len(sound(name)) * share)])


def blanked(name: str, start: float, end: float) -> Callable[[Path], object]:
    """Zeros in the place of a part of the file."""

    def make(path: Path) -> None:
        content = bytearray(sound(name))
        first, last = int(len(content) * start), int(len(content) * end)
        content[first:last] = bytes(last - first)
        path.write_bytes(content)

    return make


UNREADABLE = (
    "part_cut table_missing file_unreadable not_what_it_says no_table file_empty no_polygons layer_unknown "
    "zip_without_layer"
)
BOUNDARY_FILES = ("Stadtteil.gpkg", "Stadtteil.shp", "Stadtteil.geojson", "Stadtteil.parquet", "Stadtteil.zip",
                  "Stadtteil.fgb")  # fmt: skip
TABLE_FILES = ("arbeit.xlsx", "arbeit.xlsm", "arbeit.dbf")

MUTATED = [
    *(case(f"{n} cut to {s:.0%}", n, cut(n, s), UNREADABLE) for n in BOUNDARY_FILES for s in (0.02, 0.5)),
    *(case(f"{n} cut to {s:.0%}", n, cut(n, s), UNREADABLE) for n in TABLE_FILES[:2] for s in (0.02, 0.5, 0.95)),
    *(case(f"{n} without a beginning", n, blanked(n, 0, 0.1), UNREADABLE) for n in (*BOUNDARY_FILES, "arbeit.dbf")),
    *(case(f"{n} is text", n, "Das ist keine solche Datei.\n" * 9, UNREADABLE) for n in (*BOUNDARY_FILES,
         *TABLE_FILES)),
    *(case(f"{n} is a workbook", n, lambda p: p.write_bytes(sound("arbeit.xlsx")), UNREADABLE) for n in BOUNDARY_FILES),
    *(case(f"{n} is empty", n, b"", "file_blank") for n in (*BOUNDARY_FILES, *TABLE_FILES, "arbeit.ods", "arbeit.xls")),
    case("half a dBase file", "arbeit.dbf", cut("Stadtteil.dbf", 0.4), UNREADABLE),
    case("an .xls that is none", "arbeit.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, UNREADABLE),
    case("an .ods that is none", "arbeit.ods", lambda p: archive(p, mimetype="text/plain"), UNREADABLE),
]  # fmt: skip


def encrypted(path: Path) -> None:
    """The outside of a workbook with a password: an OLE container with these streams."""
    names = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names)


def formulas(path: Path) -> None:
    workbook(path, [*ROWS, ["103", "Weiß", "=C2+C3", 30]])


def with_error(path: Path) -> None:
    workbook(path, [*ROWS, ["103", "Weiß", "#DIV/0!", 30]])


WORKBOOKS = [
    *(case(f"password, {name}", name, encrypted, "workbook_encrypted") for name in (*XLSX_FORMATS, "arbeit.xlsb")),
    *(
        case(f"a formula without its value, {name}", name, formulas, "bad_number", catalog=CATALOG, row=4,
             column="arbeitslose", value="=C2+C3", words=("Daten",))
        for name in XLSX_FORMATS
    ),
    case("an error value", "arbeit.xlsx", with_error, "bad_number", catalog=CATALOG, row=4, value="#DIV/0!"),
    case("no sheet of this name", "arbeit.xlsx", workbook, "layer_unknown", arguments=("--layer", "Zahlen"),
         value="Zahlen"),
    case("an empty sheet", "arbeit.xlsx", lambda p: workbook(p, []), "no_table file_empty"),
    case("header only, workbook", "arbeit.xlsx", lambda p: workbook(p, ROWS[:1]), "no_table file_empty"),
    case("letters in a number, workbook", "arbeit.xlsx",
         lambda p: workbook(p, [*ROWS, ["103", "Weiß", "7x", 30]]), "bad_number", catalog=CATALOG, row=4,
         column="arbeitslose", value="7x", words=("Daten",)),
    case("a date for a number", "arbeit.xlsx",
         lambda p: workbook(p, [*ROWS, ["103", "Weiß", pd.Timestamp("2021-07-01"), 30]]), "bad_number",
         catalog=CATALOG, row=4, value="2021-07-01"),
    case("k above n, workbook", "arbeit.xlsx", lambda p: workbook(p, [*ROWS, ["103", "Weiß", 70, 30]]), "k_above_n",
         catalog=CATALOG, row=4, words=("Daten",)),
    case("duplicate rows, workbook", "arbeit.xlsx", lambda p: workbook(p, [*ROWS, ROWS[1]]), "duplicate_rows",
         catalog=CATALOG, row=4),
    case("a workbook without its sheets", "arbeit.xlsx", lambda p: archive(p, x="y"), UNREADABLE),
    case("a workbook of another program", "arbeit.xlsx",
         lambda p: archive(p, **{"xl/workbook.xml": "<kaputt", "[Content_Types].xml": "<kaputt"}), UNREADABLE),
]  # fmt: skip


def link(path: Path) -> None:
    info = zipfile.ZipInfo("Stadtteil.shp")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(info, "/etc/passwd")


def flagged(path: Path) -> None:
    """An archive that says its members are encrypted."""
    archive(path, **{"Stadtteil.shp": b"x" * 50})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)


def inflating(path: Path) -> None:
    """30 MB of zeros in 30 KB: a ratio that no figures reach."""
    archive(path, **{"Stadtteil.shp": bytes(30_000_000)})


def overstated(path: Path, stated: int = 0xFFFFFFF0) -> None:
    """An archive that says it holds 4 GB."""
    archive(path, **{"Stadtteil.shp": b"x"})
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, stated)
    path.write_bytes(content)


def many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for number in range(2_001):
            target.writestr(f"{number}.txt", "")


def inflating_workbook(path: Path) -> None:
    archive(path, **{"xl/worksheets/sheet1.xml": b" " * 30_000_000})


def sparse(path: Path, size: int = 301_000_000) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def companion(path: Path) -> None:
    """A small .shp beside a huge .dbf."""
    path.write_bytes(sound("Stadtteil.shp"))
    sparse(path.with_suffix(".dbf"))


ZIP = "Stadtteil.zip"
ARCHIVES = [
    case("a zip of texts", ZIP, lambda p: archive(p, **{"liesmich.txt": "hallo"}), "zip_without_layer"),
    case("a zip of tables", ZIP, lambda p: archive(p, **{"zahlen.csv": "a;b"}), "zip_without_layer"),
    case("a zip in a zip", ZIP, lambda p: archive(p, **{"innen.zip": sound(ZIP)}), "zip_without_layer"),
    case("an empty zip", ZIP, lambda p: archive(p), "zip_without_layer"),
    case("a .shp without its .shx and .dbf", ZIP,
         lambda p: archive(p, **{"Stadtteil.shp": sound("Stadtteil.shp")}), UNREADABLE + " no_attributes"),
    *(
        case(f"a zip with the path {name}", ZIP, lambda p, name=name: archive(p, **{name: b"x"}), "zip_unsafe",
             value=name)
        for name in ("../Stadtteil.shp", "/etc/Stadtteil.shp", "a/../../Stadtteil.shp", "C:/Stadtteil.shp",
                     "..\\Stadtteil.shp", "\\\\server\\Stadtteil.shp")
    ),
    case("a zip with a link", ZIP, link, "zip_unsafe", value="Stadtteil.shp"),
    case("a zip with a password", ZIP, flagged, "zip_encrypted"),
    case("a zip bomb", ZIP, inflating, "zip_bomb", words=("30 MB",)),
    case("a zip that states 4 GB", ZIP, overstated, "zip_bomb"),
    case("a zip of too many files", ZIP, many, "zip_bomb", words=("2001",)),
    case("a workbook that is a bomb", "arbeit.xlsx", inflating_workbook, "zip_bomb"),
    case("a workbook with a path", "arbeit.xlsx", lambda p: archive(p, **{"../x": b"y"}), "zip_unsafe"),
    *(
        case(f"301 MB, {name}", name, sparse, "file_too_large", words=("301 MB", "300 MB"))
        for name in ("arbeit.csv", "arbeit.xlsx", "Stadtteil.gpkg", "Stadtteil.geojson", "Stadtteil.zip")
    ),
    case("301 MB beside a .shp", "Stadtteil.shp", companion, "file_too_large"),
]  # fmt: skip

CASES = [*MUTATED, *WORKBOOKS, *ARCHIVES]
