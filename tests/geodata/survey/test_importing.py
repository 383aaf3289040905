"""A survey as one file of an import: recognised, described, reviewed, and kept as aggregates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata.areas import normalise
from geodata.errors import GeodataError
from geodata.importing import plan
from geodata.known import Known
from geodata.package import Package
from geodata.readers.boundaries import Options
from geodata.reports import FileReport, Kind
from geodata.survey.heads import counted
from geodata.survey.importing import survey_id
from geodata.survey.schema import Schema, parse_schema
from tests.geodata.survey.world import LIME, SMALL, write

LISTED = Schema(universe="liste.csv")
QUARTERS = [("05315000/quartier/01", "Altstadt"), ("05315000/quartier/02", "Neustadt")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"{a.key};{a.name};{a.type};{a.kreis};{a.regbez};{a.inhabitants}" for a in SMALL.authorities.values()]
    write(tmp_path, "key;name;type;kreis;regbez;einwohner\n" + "\n".join(rows) + "\n", "liste.csv")
    return tmp_path


def known() -> Known:
    areas = pd.DataFrame(
        [{"area_id": i, "name": n, "level": "quartier", "region": "05", "parent_id": "05315000"} for i, n in QUARTERS]
    )
    return Known(areas=normalise(areas))


def planned(
    path: Path, schema: Schema = LISTED, options: Options | None = None, kind: Kind | None = None
) -> tuple[list[Package], FileReport]:
    found = plan([path], options or Options(), known(), kind=kind, survey=schema)
    return list(found.packages), found.report.files[0]


def test_the_proposal_names_every_question_and_reads_to_the_same(folder: Path) -> None:
    packages, report = planned(write(folder, LIME), Schema(universe="liste.csv", name="G01Q01"))
    proposed = parse_schema(report.survey.description)
    assert {q.id: q.kind for q in proposed.questions} == {
        "G01Q02": "single", "G04Q01": "multiple", "G05Q01": "matrix", "G06Q01": "number", "G07Q01": "text",
    }  # fmt: skip
    again, report = planned(write(folder, LIME), proposed)
    assert again[0].survey == packages[0].survey
    assert parse_schema(report.survey.description) == proposed


def test_what_was_recognised_is_counted_among_answers_that_count(folder: Path) -> None:
    twice = LIME + '"5","2020-03-09 10:00:00","4","de","Köln","A2","","","","","","",""\n'
    _, report = planned(write(folder, twice))
    survey = report.survey
    assert (survey.incomplete, survey.counted, survey.asked, report.rows) == (1, 3, 10, 5)
    assert survey.doubles == (("Köln", "2, 6", "6"),)
    assert ("G01Q02", "G01Q02", "single", 3, 2) in survey.questions
    assert survey.rule == "last"


def test_nobody_is_guessed_and_a_choice_or_an_empty_one_decides(folder: Path) -> None:
    path = write(folder, LIME.replace('"Köln"', '"Kölle"'))
    _, report = planned(path)
    kolle = next(u for u in report.unmatched if u["id"] == "Kölle")
    assert kolle["closest_ids"][0] == "05315000"
    assert "Ähnlichkeit" in kolle["closest"][0]
    assert report.survey.counted == 2
    _, report = planned(path, options=Options(assign=(("Kölle", "05315000"),)))
    assert (report.survey.counted, report.unmatched) == (3, [])
    _, report = planned(path, parse_schema("universe: liste.csv\nassign: {Kölle: ''}\n"))
    assert (report.survey.counted, report.unmatched) == (2, [])
    assert [p.code for p in report.problems] == ["survey_incomplete", "survey_left_out"]


def test_a_name_that_a_town_shares_with_its_kreis_is_up_for_review(folder: Path) -> None:
    path = write(folder, LIME.replace("Stadt Düren", "Düren"))
    _, report = planned(path)
    assert [(u["id"], u["closest_ids"], u["otherwise"]) for u in report.unmatched] == [
        ("Düren", ["05358", "05358008"], "Düren (05358008)")
    ]
    packages, report = planned(
        path, Schema(universe="liste.csv", named=True), Options(assign=(("Düren", "05358"),))
    )  # fmt: skip
    assert "05358" in packages[0].survey.answered_keys
    assert report.unmatched == []


def test_only_one_row_of_key_and_name_in_contradiction_can_be_decided(folder: Path) -> None:
    text = "ags;kommune;Frage\n05315000;Meckenheim;Ja\n05117000;Mülheim;Nein\n"
    path = write(folder, text)
    _, report = planned(path, kind=Kind.SURVEY)
    assert report.unmatched[0]["id"] == "05315000, Meckenheim"
    _, report = planned(path, LISTED, Options(assign=(("05315000, Meckenheim", "05382032"),)), Kind.SURVEY)
    assert (report.survey.counted, report.unmatched) == (2, [])


def test_a_description_makes_a_plain_table_a_survey(folder: Path) -> None:
    path = write(folder, "kommune;Gibt es eine Sozialplanung?\nKöln;Ja\nBonn;Nein\n")
    described = parse_schema("universe: liste.csv\nquestions: [{id: 'Gibt es eine Sozialplanung?'}]\n")
    assert planned(path, described)[1].kind == "survey"
    assert planned(path)[1].kind != "survey"


def test_residents_are_recognised_by_their_quarter(folder: Path) -> None:
    rows = "".join(f"{1 + n % 2:02d};{'Ja' if n % 3 else 'Nein'}\n" for n in range(60))
    path = write(folder, f"quartier;zufrieden\n{rows}Altstatt;Ja\n;Nein\n")
    packages, report = planned(path, kind=Kind.SURVEY, schema=Schema())
    assert packages[0].survey.respondents == "residents"
    assert report.survey.counted == 60
    texts = {u["id"]: u["closest_ids"] for u in report.unmatched}
    assert texts == {"Altstatt": ["05315000/quartier/01"]}
    _, report = planned(path, Schema(), Options(assign=(("Altstatt", QUARTERS[0][0]),)), Kind.SURVEY)
    assert report.survey.counted == 61


def test_what_does_not_fit_is_said_and_the_description_stays_at_hand(folder: Path) -> None:
    wrong = parse_schema("universe: liste.csv\nquestions: [{id: G01Q02, labels: {B1: Ja, B2: Nein}}]\n")
    packages, report = planned(write(folder, LIME), wrong)
    assert packages == []
    assert [p.code for p in report.problems] == ["survey_labels_misfit"]
    assert "B1: Ja" in report.survey.description
    _, report = planned(write(folder, LIME), Schema(universe="fehlt.csv"))
    assert [p.code for p in report.problems] == ["survey_universe_missing"]


def test_two_surveys_of_one_title_do_not_replace_each_other(folder: Path) -> None:
    named = LISTED.model_copy(update={"title": "Sozialplanung"})
    files = [write(folder, LIME, name) for name in ("a.csv", "b.csv")]
    found = plan(files, Options(), known(), survey=named)
    assert [p.code for p in found.report.problems if p.severity == "error"] == ["survey_twice"]
    assert found.packages == ()


def test_nothing_a_respondent_wrote_is_kept(folder: Path) -> None:
    packages, _ = planned(write(folder, LIME))
    kept = packages[0].survey.model_dump_json() + str(packages[0].report)
    for text in ("Frei erfundener", "Wohnungslose", "Stadt Düren", "Rhein-Sieg"):
        assert text not in kept


@pytest.mark.parametrize(
    ("title", "period", "expected"),
    [("Befragung der Kommunen", "2025", "befragung_der_kommunen_2025"), ("Älter werden", "", "befragung_aelter_werden"),
     ("„“", "", "befragung"), ("x" * 200, "2025", "befragung_" + "x" * 70)],
)  # fmt: skip
def test_names_of_packages(title: str, period: str, expected: str, folder: Path) -> None:
    packages, _ = planned(write(folder, LIME), LISTED.model_copy(update={"title": title, "period": period}))
    assert survey_id(packages[0].survey) == packages[0].id == expected


def test_an_assignment_that_would_do_nothing_is_said(folder: Path) -> None:
    path = write(folder, LIME.replace('"Köln"', '"Kölle"'))
    packages, report = planned(path, parse_schema("universe: liste.csv\nassign: {Kölle: Köln}\n"))
    assert packages == []
    assert "„Kölle“ unter assign dem Schlüssel „Köln“" in report.problems[0].message
    packages, report = planned(path, parse_schema("universe: liste.csv\nassign: {Nirgendwo: 05315000}\n"))
    assert packages
    assert "„Nirgendwo“; keine abgeschickte Antwort" in report.problems[-1].message
    residents = write(folder, "quartier;zufrieden\n" + "01;Ja\n02;Nein\n" * 30)
    _, report = planned(
        residents, parse_schema("respondents: residents\nassign: {'01': '99', Altstatt: ''}\n"), kind=Kind.SURVEY
    )
    assert [p.code for p in report.problems] == ["survey_assign_key"]


def test_a_survey_of_residents_without_their_quarter_asks_for_it(folder: Path) -> None:
    path = write(folder, "ort;zufrieden\nhier;Ja\ndort;Nein\n")
    _, report = planned(path, parse_schema("respondents: residents\nquestions: [{id: zufrieden}]\n"))
    assert "in welchem Quartier jemand wohnt" in report.problems[0].message


def test_one_is_told_in_the_singular_and_a_title_has_an_end() -> None:
    assert [counted(n, "Kommune hat", "Kommunen haben") for n in (1, 2)] == ["1 Kommune hat", "2 Kommunen haben"]
    with pytest.raises(GeodataError, match="höchstens 200 Zeichen"):
        parse_schema(f"title: {'x' * 201}\n")
