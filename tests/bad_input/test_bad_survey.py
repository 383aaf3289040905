"""Surveys that are damaged or described wrongly: the command says in German what is wrong, where, and what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from geodata import __main__ as cli
from tests.geodata.survey.world import LIME, SMALL

PLAIN = "Kommune;Frage\nKöln;Ja\nMeckenheim;Nein\nStadt Düren;Ja\n"
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command over a file, a description and the small universe; exit code and what it said to people."""
    monkeypatch.chdir(tmp_path)
    rows = [f"{a.key};{a.name};{a.type}" for a in SMALL.authorities.values()]
    Path("liste.csv").write_text("\n".join(["key;name;type", *rows]) + "\n", "utf-8")

    def run(answers: str | bytes, schema: str = "", *more: str, file: str = "antworten.csv") -> tuple[int, str]:
        Path(file).write_bytes(answers.encode() if isinstance(answers, str) else answers)
        Path("s.yaml").write_text(schema, "utf-8")
        universe = () if "--universe" in more else ("--universe", "liste.csv")
        code = cli.main(["survey", file, "--schema", "s.yaml", *universe, *more])
        told = " ".join(capfd.readouterr().err.split())
        assert "Traceback" not in told
        return code, told

    return run


def described(text: str) -> str:
    return f"name: G01Q01\nquestions:\n- id: G01Q02\n  {text}\n"


DESCRIPTIONS = [
    ("a column that is missing", "name: Stadtname", "Eine Spalte oder Frage „Stadtname“ gibt es", "Vorhanden: id"),
    ("a question that is missing", "name: G01Q01\nquestions: [{id: G99Q99}]", "„G99Q99“ gibt es", "Prüfen Sie"),
    ("labels of another survey", described("labels: {B1: Oft, B2: Nie}"), "Frage „G01Q02“ passt nicht zur Datei",
     "Gehört die Beschreibung zu einer anderen Befragung?"),
    ("items of another survey", "name: G01Q01\nquestions: [{id: G04Q01, items: {X1: Wohnen}}]",
     "Frage „G04Q01“ passt nicht", "Gehört die Beschreibung"),
    ("an item misspelt", "name: G01Q01\nquestions: [{id: G04Q01, items: {SQ001: Kinder, SQ02: Wohnen}}]",
     "unter G04Q01, items „SQ02“", "Vorhanden: SQ001, SQ002"),
    ("a field of nothing", "name: G01Q01\nquestions: [{id: G04Q01, fields: {SQ003: wohnen}}]",
     "unter G04Q01, fields „SQ003“", "Vorhanden: SQ001, SQ002"),
    ("a condition on no question", described("asked_if: {question: G09Q09, codes: [A1]}"),
     "unter G01Q02, asked_if „G09Q09“", "Vorhanden: G01Q02, G04Q01"),
    ("a condition on no answer", "name: G01Q01\nquestions:\n- {id: G04Q01, asked_if: {question: G01Q02, codes: [A9]}}",
     "unter G04Q01, asked_if „A9“", "Vorhanden: A1, A2"),
    ("an estimate of no answer", "name: G01Q01\nheadline: {question: G01Q02, code: ja}", "unter headline „ja“",
     "Vorhanden: A1, A2"),
    ("a key misspelt", "name: G01Q01\nqestions: []", "Zeile 2: In der Beschreibung stimmt etwas nicht: „qestions“",
     "gemeint ist vielleicht „questions“"),
    ("a key of a question misspelt", described("lables: {A1: Ja}"), "Zeile 4", "gemeint ist vielleicht „labels“"),
    ("a kind nobody knows", described("kind: torte"), "Zeile 4: In der Beschreibung stimmt etwas nicht: "
     "„questions, 1. Eintrag, kind“: „torte“ ist nicht möglich", "erlaubt sind single, multiple"),
    ("a label twice", described("labels:\n    A1: Ja\n    A1: Nein"), "Zeile 6", "„A1“ steht zweimal"),
    ("a colon missing", "name: G01Q01\nquestions\n- id: G01Q02", "Zeile 2",
     "„questions“: nach dem Namen der Angabe fehlt der Doppelpunkt"),
    ("a quotation left open", 'title: "Befragung\nname: G01Q01', "Zeile 1: In der Beschreibung", "Anführungszeichen"),
    ("a bracket left open", "name: G01Q01\nassign: {Kölle: 05315000\ntitle: x", "Zeile 2", "Klammer"),
    ("a tabulator", "name: G01Q01\n\ttitle: x", "Zeile 2", "Tabulator"),
    ("a kind of one column for several", "name: G01Q01\nquestions: [{id: G04Q01, kind: single}]",
     "„kind: single“ passt nicht, die Frage „G04Q01“ hat mehrere Spalten", "möglich sind multiple, matrix und text"),
    ("a number of several columns", "name: G01Q01\nquestions: [{id: G05Q01, kind: number}]",
     "„kind: number“ passt nicht", "möglich sind multiple, matrix und text"),
    ("a matrix of one column", "name: G01Q01\nquestions: [{id: G01Q02, kind: matrix}]",
     "die Frage „G01Q02“ hat nur eine Spalte", "möglich sind single, scale, number und text"),
    ("entries that hold themselves", "assign: &a {Köln: *a}", "Zeile 1", "verweisen auf sich selbst"),
    ("a billion entries in ten lines", "\n".join(["k0: &k0 [x, x, x, x]",
     *(f"k{n}: &k{n} [*k{n - 1}, *k{n - 1}, *k{n - 1}, *k{n - 1}]" for n in range(1, 15))]),
     "In der Beschreibung stimmt etwas nicht", "oder es sind zu viele"),
    ("brackets without end", "assign: " + "[" * 3000, "In der Beschreibung stimmt etwas nicht", "Klammern"),
    ("a number that is none", "title: !!float x", "In der Beschreibung stimmt etwas nicht", "Anführungszeichen"),
    ("a time that is none", "title: !!timestamp x", "In der Beschreibung stimmt etwas nicht", "Anführungszeichen"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "said", "todo"), [c[1:] for c in DESCRIPTIONS], ids=[c[0] for c in DESCRIPTIONS])
def test_a_description_that_does_not_fit(call: Call, schema: str, said: str, todo: str) -> None:
    code, told = call(LIME, schema)
    assert code == 1
    assert said in told
    assert todo in told


def half_a_workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["Kommune", "Frage"], ["Köln", "Ja"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()[: len(out.getvalue()) // 2]


FILES = [
    ("cut in half", LIME[: len(LIME) - 40], "name: G01Q01", "antworten.csv",
     "Zeile 5: Die Datei „antworten.csv“ endet mitten in dieser Zeile", "exportieren Sie sie noch einmal"),
    ("a workbook cut in half", half_a_workbook(), "", "antworten.xlsx",
     "„antworten.xlsx“ lässt sich nicht lesen (keine lesbare Arbeitsmappe)", "Prüfen Sie, ob sie vollständig ist"),
    ("nothing sent", "\n".join(LIME.splitlines()[i] for i in (0, 2)) + "\n", "name: G01Q01", "antworten.csv",
     "Keine einzige Antwort in „antworten.csv“ wurde abgeschickt (begonnen: 1)", "Prüfen Sie den Export"),
    ("nobody named", "Frage;Zweite\nJa;Nein\nNein;Ja\n", "", "antworten.csv", "sagt keine Spalte, welche Kommune",
     "Nennen Sie die Spalte"),
    ("no table", b"%PDF-1.7", "", "antworten.pdf", "„antworten.pdf“ ist keine Tabelle", "als CSV oder XLSX"),
    ("matched to two", "AGS;Kommune;Frage\n05315000;Köln;Ja\n05315000;Meckenheim;Nein\n", "", "antworten.csv",
     "Schlüssel und Name meinen Verschiedenes; in Frage kommen Köln (05315000), Meckenheim (05382032)", "assign"),
    ("matched to none", "Kommune;Frage\nKöln;Ja\nMekenheim;Nein\n", "", "antworten.csv",
     "Zeile 3: „Mekenheim“ ließ sich keiner Kommune zuordnen: nicht bekannt; in Frage kommen Meckenheim", "assign"),
    ("without a name", "Kommune;Frage\nKöln;Ja\n;Nein\nMeckenheim;Ja\n", "", "antworten.csv",
     "Zeile 3: Diese Antwort nennt weder Schlüssel noch Namen", "Ergänzen Sie die Zelle"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "schema", "file", "said", "todo"), [c[1:] for c in FILES], ids=[c[0] for c in FILES]
)
def test_a_file_that_cannot_be_counted(
    call: Call, answers: str | bytes, schema: str, file: str, said: str, todo: str
) -> None:
    code, told = call(answers, schema, file=file)
    assert code == 1
    assert said in told
    assert todo in told


UNIVERSES = [
    ("no type", "key;name\n1;Köln\n", "„type“ gibt es in „wer.csv“ nicht"),
    ("a key twice", "key;name;type\n1;Köln;Stadt\n1;Bonn;Stadt\n", "Zeile 3: Der Schlüssel „1“ steht mehrfach"),
    ("no number of people", "key;name;type;einwohner\n1;Köln;Stadt;viele\n", "Zeile 2: „viele“ ist keine Zahl"),
]


@pytest.mark.parametrize(("listed", "said"), [c[1:] for c in UNIVERSES], ids=[c[0] for c in UNIVERSES])
def test_a_list_of_those_asked_that_is_wrong(call: Call, listed: str, said: str) -> None:
    Path("wer.csv").write_text(listed, "utf-8")
    code, told = call(PLAIN, "", "--universe", "wer.csv")
    assert code == 1
    assert said in told


def test_what_is_counted_all_the_same_is_said(call: Call, capfd: pytest.CaptureFixture[str]) -> None:
    mixed = LIME.replace('"de","Köln"', '"en","Köln"')
    code, told = call(mixed, "name: G01Q01\nquestions: [{id: G01Q02, labels: {A1: Ja}}]")
    assert code == 0
    assert "Die Antworten wurden in mehreren Sprachen gegeben (de, en). Exportieren Sie Antwortcodes" in told
    assert "Der Code „A2“ hat keine Beschriftung" in told
    assert "Nicht abgeschickte Antworten (ohne submitdate) zählen nicht (Anzahl: 1)" in told


def test_who_answers_twice_is_reported_with_the_row_that_counts(call: Call, capfd: pytest.CaptureFixture[str]) -> None:
    Path("antworten.csv").write_text("Kommune;Frage\nStadt Köln;Ja\nKöln;Nein\nMeckenheim;Ja\n", "utf-8")
    assert cli.main(["survey", "antworten.csv", "--universe", "liste.csv"]) == 0
    assert "Mehrfach geantwortet: 05315000, Zeilen 2, 3; es zählt Zeile 3." in capfd.readouterr().err
    assert cli.main(["survey", "antworten.csv", "--universe", "liste.csv", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["duplicates"] == [{"key": "05315000", "rows": [2, 3], "kept": 3, "rule": "last"}]


def test_another_order_of_questions_and_rows_counts_the_same(call: Call, capfd: pytest.CaptureFixture[str]) -> None:
    def counted(text: str) -> list[object]:
        Path("antworten.csv").write_text(text, "utf-8")
        assert cli.main(["survey", "antworten.csv", "--universe", "liste.csv", "--json"]) == 0
        return sorted(json.dumps(q) for q in json.loads(capfd.readouterr().out)["questions"])

    rows = [line.split(";") for line in "Kommune;A;B\nKöln;Ja;1\nMeckenheim;Nein;2\nStadt Düren;Ja;3\n".splitlines()]
    head, *body = [[row[2], row[0], row[1]] for row in rows]
    assert counted("\n".join(map(";".join, rows)) + "\n") == counted(
        "\n".join(map(";".join, [head, *body[::-1]])) + "\n"
    )
