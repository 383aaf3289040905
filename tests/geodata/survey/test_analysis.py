"""From files as tools export them to counts."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

from geodata.errors import GeodataError
from geodata.survey.analysis import Survey, analyse
from geodata.survey.schema import Kind, Schema, parse_schema
from tests.geodata.survey.world import LIME, SMALL, write

SCHEMA = """
name: G01Q01
questions:
  - id: G01Q02
    label: Gibt es Sozialplanung?
    labels: {A1: Ja, A2: Nein}
  - id: G04Q01
    label: Handlungsfelder
    asked_if: {question: G01Q02, codes: [A1]}
    items: {SQ001: Kinder und Jugend, SQ002: Wohnen}
    fields: {SQ001: kinder, SQ002: wohnen}
"""


def read(tmp_path: Path, text: str = LIME, schema: str = SCHEMA) -> Survey:
    return analyse(write(tmp_path, text), parse_schema(schema), SMALL)


def counts(found: Survey, question: str) -> dict[str, tuple[int, int]]:
    tally = next(t for t in found.tallies() if t.id == question)
    return {a.label: (a.k, a.n) for a in tally.answers}


def codes(error: pytest.ExceptionInfo[GeodataError]) -> set[str]:
    return {p.code for p in error.value.problems}


def test_limesurvey_with_codes(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert list(found.keys) == ["05315000", "05358008", "05382"]
    assert found.answers.incomplete == (3,)
    assert [t.kind for t in found.tallies()] == [
        Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX, Kind.MATRIX, Kind.NUMBER, Kind.TEXT,
    ]  # fmt: skip
    assert counts(found, "G01Q02") == {"Ja": (2, 3), "Nein": (1, 3)}


def test_multiple_response_goes_beyond_the_whole_and_names_its_base(tmp_path: Path) -> None:
    found = next(t for t in read(tmp_path).tallies() if t.id == "G04Q01")
    assert (found.base, found.asked, found.not_applicable) == (2, 2, 1)
    assert {a.label: a.k for a in found.answers} == {"Kinder und Jugend": 2, "Wohnen": 1, "Sonstiges": 1}
    assert sum(a.share for a in found.answers) == 2.0
    assert [a.field for a in found.answers] == ["kinder", "wohnen", ""]


def test_every_item_of_a_matrix_has_its_own_base(tmp_path: Path) -> None:
    assert counts(read(tmp_path), "G05Q01[SQ001]") == {"A1": (2, 3), "A2": (1, 3)}
    assert counts(read(tmp_path), "G05Q01[SQ002]") == {"A1": (0, 2), "A2": (2, 2)}


def test_numbers_in_german_and_free_text_without_answers(tmp_path: Path) -> None:
    found = {t.id: t for t in read(tmp_path).tallies()}
    assert found["G06Q01"].numbers.mean == pytest.approx((3 + 5.5 + 12) / 3)
    assert found["G06Q01"].numbers.median == 5.5
    assert (found["G07Q01"].base, found["G07Q01"].answers) == (3, ())


def test_code_and_text_gives_the_same(tmp_path: Path) -> None:
    rows = [line.split(",") for line in LIME.replace("5,5", "5.5").splitlines()]
    texts = {
        '"G01Q01"': '"G01Q01. Kommune"', '"G01Q02"': '"G01Q02. Gibt es Sozialplanung?"',
        '"G04Q01[SQ001]"': '"G04Q01[SQ001]. Felder? [Kinder und Jugend]"',
        '"G04Q01[SQ002]"': '"G04Q01[SQ002]. Felder? [Wohnen]"', '"submitdate"': '"submitdate. Datum Abgeschickt"',
    }  # fmt: skip
    rows[0] = [texts.get(cell, cell) for cell in rows[0]]
    for row in rows[1:]:
        row[5] = {'"A1"': '"A1. Ja"', '"A2"': '"A2. Nein"'}[row[5]]
    text = "\n".join(",".join(row) for row in rows) + "\n"
    found = read(tmp_path, text, "name: Kommune")
    assert counts(found, "G01Q02") == {"Ja": (2, 3), "Nein": (1, 3)}
    # Row 4 ticked nothing: without the condition it cannot be told from not answering.
    assert counts(found, "G04Q01") == {"Kinder und Jugend": (2, 2), "Wohnen": (1, 2), "Sonstiges": (1, 2)}


def test_another_order_of_questions_changes_nothing(tmp_path: Path) -> None:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(LIME)))
    out = io.StringIO()
    csv.writer(out).writerows([row[::-1] for row in rows])
    turned = {t.id: t.answers for t in read(tmp_path, out.getvalue()).tallies() if t.kind is Kind.SINGLE}
    assert turned == {t.id: t.answers for t in read(tmp_path).tallies() if t.kind is Kind.SINGLE}


def test_workbook_and_plain_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["AGS", "Sozialplanung", "Stellen"])
    for key, yes, jobs in ((5315000, "Ja", 2.5), (5358, "Nein", 0), (5382056, "ja", 14), (5334002, "Yes", 3)):
        sheet.append([key, yes, jobs])
    book.save(tmp_path / "a.xlsx")
    found = analyse(tmp_path / "a.xlsx", Schema(), SMALL)
    assert list(found.keys) == ["05315000", "05358", "05382056", "05334002"]
    assert counts(found, "Sozialplanung") == {"Ja": (3, 4), "Nein": (1, 4)}
    assert found.tallies()[1].numbers.high == 14


def test_who_answered_is_found_by_its_cells(tmp_path: Path) -> None:
    text = "Absender;Frage\nStadt Köln;Ja\nDüren, Kreis;Nein\nMeckenheim;Ja\n"
    assert list(analyse(write(tmp_path, text), Schema(), SMALL).keys) == ["05315000", "05358", "05382032"]
    with pytest.raises(GeodataError) as error:
        analyse(write(tmp_path, "Absender;Frage\nA;Ja\nB;Nein\n"), Schema(), SMALL)
    assert codes(error) == {"survey_no_sender"}


def test_answering_twice_counts_once(tmp_path: Path) -> None:
    text = "Kommune;Frage\nStadt Köln;Ja\nKöln;Nein\nMeckenheim;Ja\n"
    found = analyse(write(tmp_path, text), Schema(), SMALL)
    assert counts(found, "Frage") == {"Ja": (1, 2), "Nein": (1, 2)}
    assert [(d.key, d.rows, d.kept) for d in found.duplicates] == [("05315000", (2, 3), 3)]


def test_not_applicable_is_no_answer_and_no_silence(tmp_path: Path) -> None:
    text = "Kommune;Frage\nKöln;Ja\nMeckenheim;entfällt\nAachen;keine Angabe\nHalle;Nein\nKreis Düren;\n"
    schema = "questions: [{id: Frage, kind: single}]"
    found = next(t for t in analyse(write(tmp_path, text), parse_schema(schema), SMALL).tallies())
    assert (found.base, found.asked, found.not_applicable) == (2, 4, 1)


def test_response_names_the_universe(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [(r.group, r.k, r.n) for r in found.response()] == [
        ("Kreis", 1, 3), ("kreisfreie Stadt", 1, 3), ("kreisangehörige Kommune", 1, 4),
    ]  # fmt: skip
    assert sum(r.n for r in found.response("size")) == sum(r.n for r in found.response("kreis")) == len(SMALL)


def test_a_question_for_some_is_not_projected_to_all(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.weighted("G04Q01", "SQ001") is None
    assert found.weighted("G01Q02", "A1") is not None


def test_a_description_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, schema="name: Stadtname\nquestions: []")
    assert codes(error) == {"survey_column_missing"}
    with pytest.raises(GeodataError) as error:
        read(tmp_path, schema="name: G01Q01\nquestions: [{id: G99Q99}]")
    assert codes(error) == {"survey_column_missing"}
    with pytest.raises(GeodataError) as error:
        read(tmp_path, schema="name: G01Q01\nquestions: [{id: G01Q02, labels: {B1: Oft, B2: Nie}}]")
    assert codes(error) == {"survey_labels_misfit"}


def test_a_code_without_label_is_counted_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, schema="name: G01Q01\nquestions: [{id: G01Q02, labels: {A1: Ja}}]")
    assert counts(found, "G01Q02") == {"Ja": (2, 3), "A2": (1, 3)}
    assert [p.code for p in found.problems if p.severity == "warning"] == ["survey_code_unknown"]


def test_an_export_cut_in_half(tmp_path: Path) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, LIME[: len(LIME) - 40])
    assert codes(error) == {"file_cut"}


def test_nothing_but_begun_answers(tmp_path: Path) -> None:
    head, _, second = LIME.splitlines()[0:3]
    with pytest.raises(GeodataError) as error:
        read(tmp_path, f"{head}\n{second}\n")
    assert codes(error) == {"survey_no_answers"}


def test_an_anonymous_survey_is_complete(tmp_path: Path) -> None:
    found = read(tmp_path, LIME.replace("2020-03-01 10:00:00", "1980-01-01 00:00:00"))
    assert len(found.keys) == 3


def test_languages_are_mixed(tmp_path: Path) -> None:
    found = read(tmp_path, LIME.replace('"de","Köln"', '"en","Köln"'))
    assert "survey_languages" in {p.code for p in found.problems}
    text = "Kommune;Frage\nKöln;Yes\nMeckenheim;Ja\nAachen;No\nHalle;nein\n"
    assert counts(analyse(write(tmp_path, text), Schema(), SMALL), "Frage") == {"Ja": (2, 4), "Nein": (2, 4)}


def test_shares_of_an_empty_base_are_no_number(tmp_path: Path) -> None:
    text = "Kommune;Frage;Zweite\nKöln;;Ja\nMeckenheim;;Nein\n"
    schema = "questions: [{id: Frage, kind: single, labels: {A1: Ja}}]"
    found = analyse(write(tmp_path, text), parse_schema(schema), SMALL).tallies()[0]
    assert found.base == 0
    assert math.isnan(found.answers[0].share)


@pytest.mark.parametrize(
    "text", ["questions: 5", "minimun: 3", "questions: [{id: a}, {id: a}]", "a: [", "questions: [{id: a, kind: pie}]"]
)
def test_broken_descriptions(text: str) -> None:
    with pytest.raises(GeodataError) as error:
        parse_schema(text)
    assert codes(error) == {"survey_schema_bad"}


def test_codes_in_yaml_stay_text() -> None:
    found = parse_schema("assign: {Amt: 05315000}\nquestions: [{id: Q, labels: {1: Ja, 2: Nein, Y: Yes}}]")
    assert found.assign == {"Amt": "05315000"}
    assert found.questions[0].labels == {"1": "Ja", "2": "Nein", "Y": "Yes"}
    assert parse_schema(found.to_yaml()) == found
