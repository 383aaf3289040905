"""A Datenanforderung asks exactly, and its filled form comes home without a mapping."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dashboard.formatting import STATUS_SYMBOL, STATUS_TEXT
from geodata import __main__ as cli
from geodata.catalog import Catalog
from geodata.errors import GeodataError
from geodata.importing import ImportPlan, commit, known_of, plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.readers.boundaries import Options
from geodata.readers.packages import package_format
from geodata.readers.request_sheet import CATALOG, DATA, HINTS, read_form
from geodata.repository import Repository
from geodata.request import build_form, build_letter
from geodata.request_terms import SIGNS
from geodata.request_workbook import SYMBOLS
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace
from tests.geodata import small

TODAY = date(2026, 11, 22)
RATE, QUARTERS = "muster_child_poverty_pct", "muster/k01/g01"
FIRST, COUNTY = f"{QUARTERS}/quartier/01", "05382"
Edit = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def repository(embedded: Repository) -> Repository:
    return embedded


@pytest.fixture(scope="module")
def quarters(repository: Repository) -> bytes:
    return build_form(repository, RATE, "quartier", QUARTERS, "2030")


@pytest.fixture(scope="module")
def towns(repository: Repository) -> bytes:
    return build_form(repository, "sgb2_rate_pct", "gemeinde", COUNTY, "2023")


def header_row(book: Workbook) -> int:
    return next(row for row in range(1, 30) if book[DATA].cell(row, 1).value == "Schlüssel")


def fill(*rows: tuple[object, ...]) -> Edit:
    """Enter numbers into the first areas."""

    def edit(book: Workbook) -> None:
        top = header_row(book)
        for line, cells in enumerate(rows, top + 1):
            for column, cell in enumerate(cells, 4):
                book[DATA].cell(line, column).value = cell

    return edit


def put(area: int, column: int, value: object) -> Edit:
    """Write into the row of the n-th area (from 1)."""

    def edit(book: Workbook) -> None:
        book[DATA].cell(header_row(book) + area, column).value = value  # type: ignore[assignment]

    return edit


def returned(folder: Path, form: bytes, *edits: Edit, name: str = "Rücklauf Amt.xlsx") -> Path:
    book = load_workbook(io.BytesIO(form))
    for edit in edits:
        edit(book)
    book.save(folder / name)
    return folder / name


@cache
def embedded() -> Known:
    return known_of(Workspace(SAMPLE_ROOT))


def planned(file: Path, space: Workspace | None = None) -> ImportPlan:
    known = known_of(space, Workspace(SAMPLE_ROOT)) if space is not None else embedded()
    return plan([file], Options(), known)


def problems(file: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    found = planned(file)
    assert found.packages == ()
    return [(p.code, p.row, p.column, p.value) for p in found.report.problems]


def load(folder: Path, file: Path) -> Repository:
    space = Workspace(folder / "w")
    report = commit(planned(file, space), space, sample=None)
    assert not report.refused, report.problems
    return Repository.open(space.root)


# -- the letter -------------------------------------------------------------------------------------------------


def test_the_letter_says_what_is_asked_of_whom(repository):
    letter = build_letter(repository, RATE, "quartier", QUARTERS, "2030-12-31", TODAY)
    text = " ".join(letter.split())
    entry = repository.indicator(RATE)
    for part in (entry.name, entry.description, entry.numerator, entry.denominator, "Zähler je 100 im Nenner"):
        assert part in text
    assert "An: Quartiersblick (fiktiv)" in text
    assert "Datum: 22.11.2026" in text
    assert "Stichtag 31.12.2030" in text
    assert "Quartiere, Anzahl: 20" in text
    assert f"zum Beispiel {FIRST}" in text
    assert "eigene Geheimhaltung" in text
    assert "keine Anzahl unter 3 (aber größer als 0)" in text
    assert "Musterstadt ist fiktiv" in text
    for sign, meaning in SIGNS:
        assert f"{sign}: {meaning}" in text


def test_the_letter_fits_one_page_for_every_indicator(repository):
    for entry in repository.catalog.indicators:
        if entry.derived is None:
            lines = build_letter(repository, entry.id, "gemeinde", COUNTY, "2023", TODAY).splitlines()
            assert len(lines) <= 60
            assert max(map(len, lines)) <= 90


@pytest.mark.parametrize(
    ("level", "text"),
    [
        ("gemeinde", "AGS), 8 Stellen mit führender Null, zum Beispiel 05382004"),
        ("kreis", "ersten 5 Stellen des AGS mit führender Null, zum Beispiel 05382"),
    ],
)
def test_the_letter_names_the_form_of_the_keys(repository, level, text):
    letter = " ".join(build_letter(repository, "sgb2_rate_pct", level, COUNTY, "2023", TODAY).split())
    assert text in letter
    assert "Berichtsjahr 2023" in letter
    assert "hinter denen weniger als 3 Fälle stehen" in letter


def test_keys_of_a_city_are_named():
    quarters = small.areas(*small.MAIN, *small.QUARTERS)
    package = small.package(catalog=small.BASIC)
    place = Repository([type(package)("made", "Gemacht", small.BASIC, quarters)], "test")
    letter = " ".join(build_letter(place, "poor", "stadtteil", "05315000", "2023-11", TODAY).split())
    assert "eigener Schlüssel der Kommune, zum Beispiel 05315000/stadtteil/1" in letter
    assert "Berichtsmonat November 2023" in letter


def test_signs_and_words_are_those_of_the_screen():
    for sign, meaning in SIGNS:
        assert STATUS_SYMBOL[SYMBOLS[sign]] == sign
        assert meaning.startswith(STATUS_TEXT[SYMBOLS[sign]])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("population_density", "gemeinde", COUNTY, "2023"), "request_derived"),
        (("population", "quartier", COUNTY, "2023"), "request_no_areas"),
        (("population", "gemeinde", "05999", "2023"), "unknown_area"),
        (("nothing", "gemeinde", COUNTY, "2023"), "unknown_indicator"),
        (("population", "gemeinde", COUNTY, "irgendwann"), "bad_period"),
    ],
)
def test_what_cannot_be_asked_for(repository, arguments, code):
    with pytest.raises(GeodataError) as caught:
        build_form(repository, *arguments)
    assert [p.code for p in caught.value.problems] == [code]


# -- the form ---------------------------------------------------------------------------------------------------


def test_the_form_is_ready_to_fill(repository, towns):
    book = load_workbook(io.BytesIO(towns))
    sheet, top = book[DATA], header_row(book)
    assert book.sheetnames == [DATA, HINTS, CATALOG]
    assert [c.value for c in sheet[top]][:5] == ["Schlüssel", "Name", "Zeitpunkt", "Wert", "Bemerkung"]
    assert sheet.max_row == top + 19
    assert [c.value for c in sheet[top + 1]][:4] == ["05382004", "Alfter", "2023", None]
    assert sheet.freeze_panes == f"C{top + 1}"
    assert sheet.protection.sheet
    locked = [sheet.cell(top + 1, column).protection.locked for column in range(1, 6)]
    assert locked == [True, True, False, False, False]
    assert sheet.cell(top + 1, 1).number_format == "@"
    assert sheet.cell(top + 1, 4).number_format == "#,##0.0"
    rule = sheet.data_validations.dataValidation[0]
    assert str(rule.sqref) == f"D{top + 1}:D{top + 19}"
    hints = {row[0].value: row[1].value for row in book[HINTS].iter_rows()}
    for sign, meaning in SIGNS:
        assert hints[sign].startswith(meaning)
    assert "Null" in hints["Zahl"]


def test_rates_and_counts_have_their_own_columns(repository, quarters):
    book = load_workbook(io.BytesIO(quarters))
    top = header_row(book)
    header = [c.value for c in book[DATA][top]]
    assert header == ["Schlüssel", "Name", "Zeitpunkt", "Zähler", "Nenner", "Bemerkung"]
    rule = book[DATA].data_validations.dataValidation[0].formula1
    assert f"D{top + 1}>=0,D{top + 1}=INT(D{top + 1})" in rule
    assert len(rule) <= 255
    assert '"•"' in rule
    assert '"k. A."' in rule
    count = load_workbook(io.BytesIO(build_form(repository, "population", "kreis", "05", "2025")))
    assert "Anzahl" in [c.value for c in count[DATA][header_row(count)]]


def test_nothing_in_a_form_runs():
    nasty = small.areas(name="=1+1")
    nasty.loc[nasty["area_id"].eq(small.TOWN), "name"] = "@SUM(A1)\x07"
    place = Repository([type(small.package())("made", "Gemacht", small.BASIC, nasty)], "test")
    book = load_workbook(io.BytesIO(build_form(place, "poor", "gemeinde", small.STATE, "2023")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert {"=1+1", "@SUM(A1)"} <= {c.value for c in cells}


# -- the way back -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_filled_form_shows_all_states_and_zero(tmp_path, quarters):
    file = returned(
        tmp_path, quarters, fill((30, 120), ("•", 110), ("k. A.", "k. A."), (0, 50), (0, 0), ("×", "×"), ("/", 40),
                                 (2, 90), ("*", 60), ("1.200", "2.400")),
    )  # fmt: skip
    found = planned(file)
    report = found.report.files[0]
    assert (report.matched, report.known, report.level, report.periods) == (10, 20, "quartier", ["2030"])
    assert len(report.missing) == 10
    assert "10 von 20 Zeilen sind nicht ausgefüllt" in str(report.problems[0])
    repository = load(tmp_path, file)
    cells = repository.values(RATE, "quartier", QUARTERS, "2030")
    assert [ValueStatus(s).name for s in cells["status"][:11]] == [
        "OK", "SUPPRESSED", "MISSING", "OK", "NOT_MEANINGFUL", "NOT_MEANINGFUL", "BELOW_MINIMUM",
        "SUPPRESSED",  # two cases: the gate hides them
        "SUPPRESSED", "OK", "MISSING",
    ]  # fmt: skip
    assert cells["value"].iloc[0] == 25
    assert cells["value"].iloc[3] == 0
    assert cells["value"].iloc[9] == 50
    assert cells["k"].iloc[7] != 2
    assert cells.loc[cells["status"].ne("OK"), ["k", "value"]].isna().all(axis=None)
    assert repository.periods(RATE, "quartier", QUARTERS)[-1] == "2030"
    assert "2023" in repository.periods(RATE, "quartier", QUARTERS)


@pytest.mark.slow
def test_real_municipalities_of_one_kreis(tmp_path, towns):
    repository = load(tmp_path, returned(tmp_path, towns, fill((7.25,), ("8,5",), (0,))))
    cells = repository.values("sgb2_rate_pct", "gemeinde", COUNTY, "2023")
    assert list(cells["value"][:3]) == [7.25, 8.5, 0]
    assert cells["status"].value_counts().to_dict() == {"MISSING": 16, "OK": 3}
    assert repository.cell("sgb2_rate_pct", COUNTY, "2023").status is ValueStatus.OK


@pytest.mark.slow
def test_a_new_indicator_brings_its_definition(tmp_path, repository):
    new = small.catalog(small.indicator("asked", "count"), dataset="made")
    form = build_form(repository, "asked", "gemeinde", COUNTY, "2023", catalog=new)
    shown = load(tmp_path, returned(tmp_path, form, fill((5,), (2,))))
    assert shown.indicator("asked").name == "asked"
    cells = shown.values("asked", "gemeinde", COUNTY, "2023")
    assert cells["value"].iloc[0] == 5
    assert cells["status"].iloc[1] == "SUPPRESSED"


@pytest.mark.slow
def test_a_group_is_asked_for_and_comes_back_as_one(tmp_path, repository):
    form = build_form(repository, RATE, "quartier", QUARTERS, "2030", group="unter_3")
    shown = load(tmp_path, returned(tmp_path, form, fill((10, 40))))
    assert shown.cell(RATE, FIRST, "2030", "unter_3").value == 25
    assert shown.cell(RATE, FIRST, "2030").status is ValueStatus.MISSING


@pytest.mark.slow
def test_the_period_may_be_changed(tmp_path, quarters):
    file = returned(tmp_path, quarters, fill((30, 120), (20, 80), (9, 90)), put(1, 3, 2029), put(2, 3, "31.12.2029"))
    file = returned(tmp_path, file.read_bytes(), put(3, 3, None))
    codes = {p.code for p in planned(file).report.problems}
    assert {"request_period_changed", "request_period_assumed"} <= codes
    repository = load(tmp_path, file)
    assert repository.cell(RATE, FIRST, "2029").value == 25
    assert repository.cell(RATE, f"{QUARTERS}/quartier/02", "2029-12-31").value == 25
    assert repository.cell(RATE, f"{QUARTERS}/quartier/03", "2030").value == 10


@pytest.mark.slow
def test_a_second_return_replaces_the_first_and_nothing_else(tmp_path, quarters, repository):
    first = load(tmp_path, returned(tmp_path, quarters, fill((30, 120), (20, 80))))
    other = build_form(repository, RATE, "quartier", QUARTERS, "2031")
    load(tmp_path, returned(tmp_path, other, fill((40, 80))))
    last = load(tmp_path, returned(tmp_path, quarters, fill((60, 120)), name="korrigiert.xlsx"))
    assert first.cell(RATE, FIRST, "2030").value == 25
    assert last.cell(RATE, FIRST, "2030").value == 50
    assert last.cell(RATE, f"{QUARTERS}/quartier/02", "2030").status is ValueStatus.MISSING
    assert last.cell(RATE, FIRST, "2031").value == 50
    assert len(Workspace(tmp_path / "w").packages()) == 2


@pytest.mark.slow
def test_a_form_cannot_weaken_the_definition(tmp_path, quarters):
    def weaken(book: Workbook) -> None:
        cell = next(c for (c,) in book[CATALOG].iter_rows(max_col=1) if c.value == "  kind: rate")
        cell.value = "  kind: rate\n  disclosure: {minimum: 1}"

    file = returned(tmp_path, quarters, weaken, fill((2, 90)))
    assert read_form(file).indicator.disclosure.minimum == 1
    shown = load(tmp_path, file)
    assert shown.catalog.rule(shown.indicator(RATE)).minimum == 3
    assert shown.cell(RATE, FIRST, "2030").status is ValueStatus.SUPPRESSED


@pytest.mark.slow
def test_leading_zeros_lost_in_a_spreadsheet_are_found_again(tmp_path, towns):
    shown = load(tmp_path, returned(tmp_path, towns, put(1, 1, 5382004), fill((7.5,))))
    assert shown.cell("sgb2_rate_pct", "05382004", "2023").value == 7.5


@pytest.mark.slow
def test_a_workbook_with_macros_is_read_as_data(tmp_path, quarters):
    plain = returned(tmp_path, quarters, fill((30, 120)))
    macro = tmp_path / "Makro.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(macro, "w") as target:
        for item in source.namelist():
            target.writestr(item, source.read(item))
        target.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert load(tmp_path, macro).cell(RATE, FIRST, "2030").value == 25


def test_only_the_marker_makes_a_form(tmp_path, quarters):
    file = returned(tmp_path, quarters, fill((30, 120)), name="irgendwas.xlsx")
    form = package_format(file)
    assert form is not None
    assert form.id == "request_form"
    found = inspect(file, Options(), embedded())
    assert (found.kind, found.level, found.kept, found.periods) == ("table", "quartier", 1, ("2030",))
    other = Workbook()
    other.active.title = CATALOG  # type: ignore[union-attr]
    other.create_sheet(DATA)
    other.save(tmp_path / "Datenanforderung.xlsx")
    assert package_format(tmp_path / "Datenanforderung.xlsx") is None


# -- wrong edits ------------------------------------------------------------------------------------------------


def refused_at(folder: Path, form: bytes, *edits: Edit) -> list[tuple[str, int, str | None, str | None]]:
    """Findings with the row counted from the first area (1)."""
    file = returned(folder, form, *edits)
    top = header_row(load_workbook(file))
    return [(code, (row or 0) - top, column, value) for code, row, column, value in problems(file)]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([put(2, 1, "05315000")], ("request_key", 2, "Schlüssel", "05315000")),
        ([put(21, 1, "Summe"), put(21, 4, 30)], ("request_key", 21, "Schlüssel", "Summe")),
        ([put(2, 4, "viele"), put(2, 5, 50)], ("request_number", 2, "Zähler", "viele")),
        ([put(2, 4, "-")], ("request_number", 2, "Zähler", "-")),
        ([put(2, 4, -3), put(2, 5, 50)], ("request_number", 2, "Zähler", "-3")),
        ([put(2, 4, 3.5), put(2, 5, 50)], ("request_number", 2, "Zähler", "3.5")),
        ([put(2, 4, 60), put(2, 5, 50)], ("request_k_above_n", 2, "Zähler", "60")),
        ([put(1, 3, "neulich")], ("bad_period", 1, "Zeitpunkt", "neulich")),
        ([put(2, 1, FIRST), put(2, 2, "Innenstadt"), put(2, 4, 6), put(2, 5, 50)],
         ("duplicate_rows", 2, "Schlüssel", FIRST)),
    ],
)  # fmt: skip
def test_wrong_edits_are_refused_with_their_place(tmp_path, quarters, edits, expected):
    assert expected in refused_at(tmp_path, quarters, fill((30, 120)), *edits)


def test_columns_sorted_alone_are_noticed(tmp_path, towns):
    found = refused_at(tmp_path, towns, fill((7.5,)), put(1, 2, "Bad Honnef"))
    assert [(code, row, column) for code, row, column, _ in found] == [("request_row_moved", 1, "Name")]


def test_deleted_rows_are_named(tmp_path, towns):
    def delete(book: Workbook) -> None:
        book[DATA].delete_rows(header_row(book) + 1)

    found = planned(returned(tmp_path, towns, delete, fill((7.5,))))
    texts = [p.message for p in found.report.problems if p.code == "request_rows_gone"]
    assert len(texts) == 1
    assert "05382004 Alfter" in texts[0]
    assert found.report.files[0].missing[0] == {"id": "05382004", "name": "Alfter"}


def test_half_filled_rows_and_remarks_are_told(tmp_path, quarters):
    file = returned(tmp_path, quarters, fill((30, 120, "nur 3 Familien"), (20, None)))
    found = planned(file)
    codes = {p.code: p for p in found.report.problems}
    assert codes["request_row_half"].column == "Nenner"
    assert "Anzahl: 1" in codes["request_remarks"].message
    assert "Familien" not in str(found.packages[0].report)


def _drop(name: str) -> Edit:
    return lambda book: book.remove(book[name])


def _rename(position: int, text: str) -> Edit:
    def edit(book: Workbook) -> None:
        book[DATA].cell(header_row(book), position).value = text

    return edit


def _catalog_cell(place: str, text: str) -> Edit:
    def edit(book: Workbook) -> None:
        book[CATALOG][place] = text

    return edit


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (_drop(DATA), "request_damaged"),
        (_rename(1, "Nummer"), "request_damaged"),
        (_rename(5, "Basis"), "column_unknown"),
        (_catalog_cell("A1", "Quartiersblick-Datenanforderung 99"), "request_newer"),
        (_catalog_cell("A2", "nonsense: 1"), "bad_catalog"),
        (lambda book: None, "request_empty"),
    ],
)
def test_damaged_forms_say_so(tmp_path, quarters, edit, code):
    filled = fill((30, 120)) if code != "request_empty" else (lambda book: None)
    assert problems(returned(tmp_path, quarters, filled, edit))[0][0] == code


def test_a_changed_kind_of_indicator_is_noticed(tmp_path, repository):
    new = small.catalog(small.indicator("asked", "count"))
    form = build_form(repository, "asked", "gemeinde", COUNTY, "2023", catalog=new)
    file = returned(tmp_path, form, fill((5,)))
    changed: Catalog = small.catalog(small.indicator("asked", "rate"))
    found = plan([file], Options(), embedded(), changed)
    assert [p.code for p in found.report.problems] == ["request_outdated"]


# -- command line -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_writes_form_and_letter(tmp_path, capfd):
    form, letter = tmp_path / "f.xlsx", tmp_path / "l.txt"
    arguments = ["request", "--indicator", RATE, "--level", "quartier", "--region", QUARTERS, "--period", "2030",
                 "--out", str(form), "--letter", str(letter), "--workspace", str(tmp_path / "w")]  # fmt: skip
    assert cli.main(arguments) == 0
    assert "Geschrieben" in capfd.readouterr().err
    assert "Quartiere, Anzahl: 20" in letter.read_text("utf-8")
    file = returned(tmp_path, form.read_bytes(), fill((30, 120)))
    assert cli.main(["import", str(file), "--workspace", str(tmp_path / "w")]) == 0
    arguments[2] = "nothing"
    assert cli.main(arguments) == 1
