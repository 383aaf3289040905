"""The same answers in all forms survey tools export give the same counts; damaged files are refused or noted."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from geodata.errors import GeodataError
from geodata.survey.analysis import Survey, analyse
from geodata.survey.schema import Kind, Schema, parse_schema
from tests.geodata.survey.world import SMALL, write

# Three answers and one begun: Köln ticks both, Düren the first, Meckenheim none; all rate two items.
HEADS = ["id", "submitdate", "lastpage", "startlanguage", "G01Q01", "G02Q01", "G04Q01[SQ001]", "G04Q01[SQ002]",
         "G05Q01[SQ001]", "G05Q01[SQ002]"]  # fmt: skip
ROWS = [
    ["1", "2025-03-01 10:00:00", "4", "de", "Stadt Köln", "A1", "Y", "Y", "A1", "A2"],
    ["2", "2025-03-02 10:00:00", "4", "de", "Stadt Düren", "A2", "Y", "N", "A2", "A2"],
    ["3", "2025-03-03 10:00:00", "4", "de", "Meckenheim", "A1", "N", "N", "A3", "A1"],
    ["4", "", "1", "de", "Kreis Düren", "A1", "", "", "", ""],
]
TEXTS = {"G02Q01": "Gibt es Sozialplanung?", "G04Q01": "Felder?", "G05Q01": "Wie stark?"}
ITEMS = {"SQ001": "Wohnen", "SQ002": "Pflege"}
ANSWERS = {"A1": "gar nicht", "A2": "teils", "A3": "stark"}
Table = tuple[list[str], list[list[str]]]


def cells(change: dict[str, str], columns: str) -> Table:
    at = [i for i, h in enumerate(HEADS) if h.startswith(columns)]
    return HEADS, [[change.get(c, c) if i in at else c for i, c in enumerate(row)] for row in ROWS]


def with_texts(form: str) -> Table:
    heads = []
    for head in HEADS:
        code, _, item = head.rstrip("]").partition("[")
        text = TEXTS.get(code, "")
        inner = f" [{ITEMS[item]}]" if item else ""
        heads.append(form.format(code=head, text=text, item=inner) if text else head)
    return heads, ROWS


def reordered() -> Table:
    order = [9, 4, 7, 1, 5, 8, 0, 6, 3, 2]
    return [HEADS[i] for i in order], [[row[i] for i in order] for row in reversed(ROWS)]


FORMS: dict[str, Table] = {
    "codes": (HEADS, ROWS),
    "unticked left blank": cells({"N": ""}, "G04Q01"),
    "1 and 2": cells({"Y": "1", "N": "2"}, "G04Q01"),
    "1 and 0": cells({"Y": "1", "N": "0"}, "G04Q01"),
    "Ja and Nein": cells({"Y": "Ja", "N": "Nein"}, "G04Q01"),
    "Yes and No": cells({"Y": "Yes", "N": "No"}, "G04Q01"),
    "code & text in cells": cells({k: f"{k}. {v}" for k, v in ANSWERS.items()}, "G05Q01"),
    "code in brackets": cells({k: f"[{k}] {v}" for k, v in ANSWERS.items()}, "G05Q01"),
    "code & text in headings": with_texts("{code}. {text}{item}"),
    "another order of questions and rows": reordered(),
    "for statistics programs": ([h.replace("[", "_").rstrip("]") for h in HEADS], ROWS),
}


def read(folder: Path, table: Table, schema: Schema | None = None) -> Survey:
    lines = [",".join(f'"{c}"' for c in row) for row in (table[0], *table[1])]
    return analyse(write(folder, "\n".join(lines) + "\n"), schema or Schema(name="G01Q01"), SMALL)


def counted(found: Survey) -> dict[str, tuple[int, dict[str, int]]]:
    """Base and counts by code. Who ticked nothing left a question blank, unless the file says No."""
    return {t.id: (t.base, {a.code: a.k for a in t.answers}) for t in found.tallies()}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_export_gives_the_same_counts(form: str, tmp_path: Path) -> None:
    found = read(tmp_path, FORMS[form])
    assert sorted(found.keys) == ["05315000", "05358008", "05382032"]
    assert len(found.answers.incomplete) == 1
    counts = counted(found)
    base = 2 if form == "unticked left blank" else 3
    assert counts["G04Q01"] == (base, {"SQ001": 2, "SQ002": 1})
    assert {q: {c: k for c, k in counts[q][1].items() if k} for q in ("G02Q01", "G05Q01[SQ001]", "G05Q01[SQ002]")} == {
        "G02Q01": {"A1": 2, "A2": 1},
        "G05Q01[SQ001]": {"A1": 1, "A2": 1, "A3": 1},
        "G05Q01[SQ002]": {"A1": 1, "A2": 2},
    }


def test_a_workbook_gives_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADS, *ROWS):
        book.active.append(row)
    book.save(tmp_path / "antworten.xlsx")
    found = analyse(tmp_path / "antworten.xlsx", Schema(name="G01Q01"), SMALL)
    assert counted(found) == counted(read(tmp_path, FORMS["codes"]))


def test_one_and_two_are_said_to_be_read_as_ticks_and_can_be_steps(tmp_path: Path) -> None:
    found = read(tmp_path, FORMS["1 and 2"])
    assert [p.code for p in found.problems if p.severity == "warning"] == ["survey_ticks_assumed"]
    schema = parse_schema("name: G01Q01\nquestions: [{id: G04Q01, kind: matrix}]")
    steps = read(tmp_path, FORMS["1 and 2"], schema)
    assert "survey_ticks_assumed" not in {p.code for p in steps.problems}
    assert counted(steps)["G04Q01[SQ002]"] == (3, {"1": 1, "2": 2})


@pytest.mark.parametrize("end", ['"3",', '"3"', '"3","2025-03-03 10:00:00","4","de","Meckenheim","A1","N","N","A3",'])
def test_an_export_cut_behind_a_delimiter_or_the_first_cell_is_noticed(end: str, tmp_path: Path) -> None:
    """Nothing is open there and, behind the last delimiter, no cell is missing."""
    lines = [",".join(f'"{c}"' for c in row) for row in (HEADS, *ROWS[:2])]
    with pytest.raises(GeodataError) as error:
        analyse(write(tmp_path, "\n".join([*lines, end])), Schema(name="G01Q01"), SMALL)
    assert [(p.code, p.row) for p in error.value.problems] == [("file_cut", 4)]


def test_a_last_line_without_its_end_is_complete_where_empty_cells_have_no_marks(tmp_path: Path) -> None:
    text = "kommune;planung;notiz\nStadt Köln;Ja;x\nStadt Düren;Nein;"
    assert len(analyse(write(tmp_path, text), Schema(), SMALL).keys) == 2


@pytest.mark.parametrize("share", [0.15, 0.35, 0.5, 0.65, 0.8, 0.97])
def test_an_export_cut_anywhere_is_noticed(share: float, tmp_path: Path) -> None:
    """Cut inside a row, a file ends in fewer cells or an open quotation; cut between rows, nothing can be seen."""
    lines = [",".join(f'"{c}"' for c in row) for row in (HEADS, *ROWS[:3])]
    text = "\n".join(lines) + "\n"
    cut = text[: int(len(text) * share)]
    assert not cut.endswith("\n")
    with pytest.raises(GeodataError) as error:
        analyse(write(tmp_path, cut), Schema(name="G01Q01"), SMALL)
    assert error.value.problems[0].code


def test_a_workbook_cut_in_half_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    path = tmp_path / "antworten.xlsx"
    book.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(GeodataError):
        analyse(path, Schema(), SMALL)


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ("key: AGS", "survey_column_missing"),
        ("name: G01Q01\nweight: gewicht", "survey_column_missing"),
        ("name: G01Q01\nquestions: [{id: G09Q09, kind: single}]", "survey_column_missing"),
        ("name: G01Q01\nquestions: [{id: G02Q01, labels: {X1: Ja, X2: Nein}}]", "survey_labels_misfit"),
        ("name: G01Q01\nquestions: [{id: G04Q01, items: {X1: Wohnen}}]", "survey_labels_misfit"),
        ("name: G01Q01\nquestions: [{id: G05Q01, labels: {'1': gar nicht, '2': stark}}]", "survey_labels_misfit"),
    ],
)
def test_a_description_of_another_survey_is_refused(schema: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, FORMS["codes"], parse_schema(schema))
    assert {p.code for p in error.value.problems} == {code}


def test_answers_in_two_languages_are_joined_where_that_is_sure_and_noted(tmp_path: Path) -> None:
    rows = [["1", "2025-03-01", "4", "de", "Köln", "Ja", "eher ja"],
            ["2", "2025-03-01", "4", "en", "Stadt Düren", "Yes", "rather yes"],
            ["3", "2025-03-01", "4", "en", "Meckenheim", "No", "rather yes"],
            ["4", "2025-03-01", "4", "de", "Halle (Westf.)", "Nein", "eher ja"]]  # fmt: skip
    table = ([*HEADS[:5], "G02Q01", "G03Q01"], rows)
    found = read(tmp_path, table, parse_schema("name: G01Q01\nquestions: [{id: G03Q01, kind: single}]"))
    assert counted(found)["G02Q01"] == (4, {"Ja": 2, "Nein": 2})
    assert counted(found)["G03Q01"] == (4, {"eher ja": 2, "rather yes": 2})
    assert [(p.code, p.value) for p in found.problems] == [("survey_languages", "de, en")]


def test_free_text_that_stands_alone_is_never_an_answer(tmp_path: Path) -> None:
    table = ([*HEADS, "G07Q01"], [[*row, f"Frau {row[0]} aus dem Amt"] for row in ROWS])
    found = read(tmp_path, table)
    assert found.schema.question("G07Q01").kind is Kind.TEXT
    assert counted(found)["G07Q01"] == (3, {})


def test_a_text_that_stands_alone_among_answers_to_choose_is_counted_and_not_kept(tmp_path: Path) -> None:
    """Half a sentence in a column of Ja and Nein may name somebody; the description can say it is an answer."""
    said = ["Ja", "Ja", "Nein", "Nein", "Ja, aber Frau M. ist krank", "k. A.", "Ja"]
    names = ["Köln", "Kreis Düren", "Stadt Düren", "Meckenheim", "Stadt Aachen", "Halle (Westf.)", "Mülheim"]
    table = (["G01Q01", "G02Q01"], [list(pair) for pair in zip(names, said, strict=True)])
    guessed = parse_schema("name: G01Q01\nquestions: [{id: G02Q01, kind: single}]")
    found = read(tmp_path, table, guessed)
    assert counted(found)["G02Q01"] == (6, {"Ja": 3, "Nein": 2, "-oth-": 1})
    assert "Frau" not in found.schema.to_yaml()
    assert [(p.code, p.row, p.column) for p in found.problems] == [("survey_text_once", 6, "G02Q01")]
    text = "name: G01Q01\nquestions: [{id: G02Q01, kind: single, labels: {Ja: Ja, Nein: Nein, '%s': krank}}]"
    named = read(tmp_path, table, parse_schema(text % said[4]))
    assert counted(named)["G02Q01"][1] == {"Ja": 3, "Nein": 2, said[4]: 1}
    strange = read(
        tmp_path, table, parse_schema("name: G01Q01\nquestions: [{id: G02Q01, labels: {Ja: Ja, Nein: Nein}}]")
    )
    assert counted(strange)["G02Q01"][1] == {"Ja": 3, "Nein": 2, "-oth-": 1}
