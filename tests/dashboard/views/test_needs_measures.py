"""How „Besondere Quartiere“ measures: goalposts, class borders, who takes part, what measures the same, lines over
time, and a frozen reference that is the same on the page as on the command line."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.needs_terms import cuts_text, goals_text, read_cuts, read_goals
from dashboard.state import ViewState, from_query, to_query
from dashboard.views.needs.alike import build_alike
from dashboard.views.needs.card import build_card
from dashboard.views.needs.goals import cuts_written, goals_lines, read_goal_lines, read_written_cuts
from dashboard.views.needs.page import NeedsView, build_needs
from dashboard.views.needs.result import Result, build_result
from dashboard.views.needs.trend import segments
from geodata import __main__ as cli
from geodata.errors import GeodataError
from geodata.methods.needs import Cuts
from geodata.repository import Repository
from layouts.needs_method import alike_table
from layouts.needs_trend import drawing, trends

QUARTERS = "?page=quartiere&region=muster&level=quartier"
CITY = "muster/k01/g01/quartier/01"
POOR, SGB2, JOBLESS = "muster_child_poverty_pct", "muster_sgb2_pct", "muster_unemployment_pct"


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def state(repository: Repository, query: str) -> ViewState:
    return from_query(QUARTERS + query, repository)[0]


def view(repository: Repository, query: str) -> NeedsView:
    return build_needs(repository, state(repository, query))


def result(repository: Repository, query: str) -> Result:
    found = build_result(repository, state(repository, query))
    assert isinstance(found, Result)
    return found


def told(repository: Repository, query: str) -> dict[str, str]:
    return dict(view(repository, query).method)


# -- scales -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_fixed_goalposts_stand_in_index_link_and_method(sample: Repository):
    query = f"&q_ind={SGB2},muster_gymnasium_pct&q_scale=minmax&q_goal={SGB2}:0..40,muster_gymnasium_pct:0..100"
    found = result(sample, query)
    need = found.inputs.values
    assert found.index.parts[:, 0] == pytest.approx(need[:, 0] / 40, nan_ok=True)
    assert found.index.parts[:, 1] == pytest.approx(1 - need[:, 1] / 100, nan_ok=True)  # low values mean need
    assert "SGB-II-Quote 0,0\u00a0% bis 40,0\u00a0%" in told(sample, query)["Formel"]
    assert from_query(to_query(state(sample, query)), sample)[0] == state(sample, query)


def test_every_scale_is_offered_named_and_gives_other_parts(sample: Repository):
    options = view(sample, "").options
    assert options.goals == ""  # only for the scale that has them
    formulas = {scale: told(sample, f"&q_scale={scale}")["Formel"] for scale in ("z", "minmax", "percent", "imd")}
    assert len(set(formulas.values())) == 4
    assert "(1 − e^(−100/23))" in formulas["imd"]
    highest = []
    for scale in ("minmax", "percent", "imd"):
        found = result(sample, f"&q_scale={scale}")
        highest.append(np.nanmax(found.index.parts[found.inputs.included, 0]))
    assert highest == pytest.approx([1, 1, 100])


def test_lines_of_goalposts_are_filled_in_and_read_back(sample: Repository):
    here = state(sample, "&q_scale=minmax")
    inputs = result(sample, "&q_scale=minmax").inputs
    names = {c.indicator.id: c.indicator.short_name for c in inputs.columns}
    lines = goals_lines(inputs, here)
    assert lines.splitlines()[1].startswith("SGB-II-Quote: ")
    kept = read_goal_lines(lines.replace(" bis ", " % bis "), names)
    assert list(read_goals(kept)) == [POOR, SGB2, JOBLESS]
    again = state(sample, f"&q_scale=minmax&q_goal={kept}")
    assert goals_lines(inputs, again) == lines


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SGB-II-Quote 0 bis 40", "einen Doppelpunkt"),
        ("SGB-II-Quote: 40 bis 0", "vertauscht"),
        ("SGB-II-Quote: 7 bis 7", "gleich"),
        ("Mietpreis: 0 bis 40", "gehört nicht zu den gewählten"),
        ("SGB-II-Quote: null bis vierzig", "zwei Zahlen"),
    ],
)
def test_bad_goalposts_are_answered_in_words(text: str, word: str):
    with pytest.raises(GeodataError) as error:
        read_goal_lines(text, {"a": "SGB-II-Quote", "b": "Arbeitslosenanteil"})
    assert word in error.value.problems[0].on_page


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(st.floats(-1e6, 0, exclude_max=True), st.floats(0, 1e6))))
def test_goalposts_read_back(goals: dict[str, tuple[float, float]]):
    assert read_goals(goals_text(goals)) == goals


@given(st.text(max_size=30))
def test_class_borders_are_read_or_refused(text: str):
    try:
        kept = read_written_cuts(text)
    except GeodataError as error:
        said = error.problems[0].on_page
        kept = "refused"
    if kept == "refused":
        assert "Schreiben Sie drei verschiedene Zahlen" in said
    else:
        assert read_written_cuts(cuts_written(read_cuts(kept))) == kept


def test_class_borders_are_the_users(sample: Repository):
    assert read_written_cuts("−1; 1; 1,5") == cuts_text(Cuts()) == ""
    assert read_written_cuts("-1,5; 0,5; 2") == "-1.5,0.5,2"
    found = result(sample, "&q_cuts=-1.5,0.5,2")
    assert set(found.status[found.index.value > 2]) == {4}
    assert set(found.status[(found.index.value > 0.5) & (found.index.value <= 2)]) == {3}
    assert view(sample, "&q_cuts=-1.5,0.5,2").browser["cuts"] == [-1.5, 0.5, 2]
    assert "über 0,5 ungünstig, über 2 sehr" in told(sample, "&q_cuts=-1.5,0.5,2")["Klassen"]


def test_exclusions_and_the_least_population_are_inputs(sample: Repository):
    query = f"&q_out={CITY}&q_min=1000"
    found = result(sample, query)
    at = found.inputs.ids.index(CITY)
    assert found.status[at] == 0
    assert found.index.reference.areas < result(sample, "").index.reference.areas
    assert (found.inputs.people[found.status > 0] >= 1000).all()
    shown = view(sample, query)
    assert shown.browser["out"].count("1") == 1
    assert shown.facts[-1].endswith("1 von Hand ausgeschlossen")
    assert "Von Hand ausgeschlossen: Innenstadt" in told(sample, query)["Ausschlüsse"]
    card = build_card(sample, state(sample, query), CITY)
    assert card is not None
    assert card.sentences == ("Nicht in die Rechnung einbezogen: von Hand ausgeschlossen.",)


# -- what measures the same -------------------------------------------------------------------------------------------


def test_the_table_names_what_measures_the_same_and_hides_nothing(sample: Repository):
    found = build_alike(result(sample, ""))
    assert found is not None
    assert [[c.text for c in row] for row in found.cells] == [
        ["", "0,97", "0,88"], ["0,97", "", "0,89"], ["0,88", "0,89", ""],
    ]  # fmt: skip
    assert {c.n for row in found.cells for c in row} == {"217"}
    assert [c.same for c in found.cells[0]] == [False, True, False]
    assert "messen fast dasselbe (Korrelation 0,97, n = 217)" in found.warnings[0]
    shown = str(alike_table(found))
    assert shown.count("≈ ") == 2
    assert shown.count("n = 217") == 9 + 1  # every cell, and the warning
    assert build_alike(result(sample, f"&q_ind={SGB2}")) is None


# -- lines over time --------------------------------------------------------------------------------------------------


def test_lines_stop_at_gaps_and_breaks():
    assert segments((1.0, 2.0, None, 4.0, 5.0), (4,)) == (((0, 1.0), (1, 2.0)), ((3, 4.0),), ((4, 5.0),))
    assert segments((None, None), ()) == ()


def test_the_card_has_a_line_per_indicator_with_mean_and_breaks(sample: Repository):
    card = build_card(sample, state(sample, f"&q_ind={SGB2},muster_language_pct"), CITY)
    assert card is not None
    sgb2, language = card.trends
    assert (len(sgb2.own), sgb2.breaks) == (len(sgb2.periods), ())
    assert "Mittel der Gebiete" in sgb2.text
    assert language.breaks == (language.periods.index("2019"),)
    assert "Neues Testverfahren" in language.text
    picture = ElementTree.fromstring(drawing(language))
    lines = [part for part in picture if part.tag.endswith("polyline")]
    assert len(lines) == 4  # own and mean, before and after the break
    assert [p for p in picture if p.tag.endswith("path")]
    assert not [p for p in picture.iter() if p.text]
    assert "Verlauf SGB-II-Quote: " in str(trends(card.trends))


def test_where_nothing_can_be_compared_the_card_says_so(sample: Repository):
    query = "?page=quartiere&region=05&level=gemeinde&q_ind=gisd_score"
    card = build_card(sample, from_query(query, sample)[0], "05315000")
    assert card is not None
    assert [(t.periods, t.text) for t in card.trends] == [
        ((), "Die Werte sind über die Zeit nicht vergleichbar, daher kein Verlauf.")
    ]


# -- frozen reference -------------------------------------------------------------------------------------------------


def table(sample: Repository, file: Path, year: int) -> Path:
    """Status, change over two years and inhabitants of all quarters, as an office would hand them to the command."""
    cells = {i: sample.values(i, "quartier", "muster", str(year))["value"] for i in (POOR, SGB2, JOBLESS)}
    before = {i: sample.values(i, "quartier", "muster", str(year - 2))["value"] for i in cells}
    people = sample.values("muster_population", "quartier", "muster", str(year))["value"]
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "people", *cells, *(f"d_{i}" for i in cells)])
        for area in people.index:
            numbers = [
                people[area],
                *(c[area] for c in cells.values()),
                *(cells[i][area] - before[i][area] for i in cells),
            ]
            writer.writerow([area, *("" if v != v else v for v in numbers)])
    return file


def test_a_frozen_reference_is_the_same_on_the_page_and_on_the_command_line(sample: Repository, tmp_path: Path):
    columns = ",".join((POOR, SGB2, JOBLESS))
    changes = ",".join(f"d_{i}" for i in (POOR, SGB2, JOBLESS))
    common = ("--id", "id", "--status", columns, "--dynamics", changes, "--min-population", "300", "--population",
              "people", "--out", str(tmp_path / "o.csv"))  # fmt: skip
    first, later = table(sample, tmp_path / "2018.csv", 2018), table(sample, tmp_path / "2023.csv", 2023)
    assert cli.main(["needs", str(first), *common, "--frozen-save", str(tmp_path / "f.json")]) == 0
    assert cli.main(["needs", str(later), *common, "--frozen-apply", str(tmp_path / "f.json")]) == 0
    with (tmp_path / "o.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    found = result(sample, "&q_ref=2018")
    assert found.frozen is not None
    assert found.moved is not None
    for name, values in (("status_index", found.index.value), ("dynamics_index", found.moved.value)):
        own = [float(r[name] or "nan") for r in rows]
        assert values == pytest.approx(own, abs=1e-9, nan_ok=True)
        assert np.isfinite(own).sum() > 200
    assert [int(r["status_class"]) for r in rows] == found.status.tolist()
    assert [r["dynamics_class"] for r in rows] == [str(d) for d in found.dynamics]
    assert [r["attention"] == "true" for r in rows] == found.attention.tolist()
    free = result(sample, "")
    assert not np.allclose(found.index.value[found.status > 0], free.index.value[found.status > 0])
    text = told(sample, "&q_ref=2018")["Vergleichsraum"]
    assert "eingefroren auf 2018" in text
    assert "ebenso der Veränderung bis 2018" in text


def test_the_browser_gets_what_it_needs_to_measure_with_another_year(sample: Repository):
    sent = view(sample, "&q_ref=2018").browser
    assert (len(sent["reference"]["parts"]), len(sent["reference"]["changes"])) == (3, 3)
    assert len(sent["reference"]["included"]) == len(sent["included"])
    assert view(sample, "").browser["reference"] is None


def test_a_year_that_cannot_measure_is_named_with_what_to_do(sample: Repository):
    notes = " ".join(view(sample, "&q_ref=2015").notes)  # two years before there are no figures
    assert "für das Jahr des Maßstabs (2015) nicht berechnen" in notes
    assert "Rechenweg" in notes
    assert "Jahr des Maßstabs (1999) haben nicht alle" in " ".join(view(sample, "&q_ref=1999").notes)


def test_any_span_that_reaches_figures_is_offered(sample: Repository):
    spans = [o.value for o in view(sample, "").options.spans]
    assert spans == [*map(str, range(1, 10)), "0"]  # 2014 to 2023
    found = result(sample, "&q_span=7")
    assert {(c.earlier, c.period) for c in found.inputs.changing} == {("2016", "2023")}


def test_no_notice_is_lost_in_a_link(sample: Repository):
    _, said = from_query(
        QUARTERS + "&q_goal=x:1..2,y&q_cuts=1,1,1&q_min=viel&q_out=atlantis&q_ind=muster_sgb2_pct:-2", sample
    )
    words = ("Eckwerte ohne Sinn", "Klassengrenzen", "Mindestzahl", "Ausgeschlossene Gebiete", "Gewicht „-2“")
    assert all(any(w in n for n in said) for w in words), said
    assert from_query(QUARTERS + f"&q_min={'9' * 5000}", sample)[0].q_min == ""
    assert quote(CITY) in quote(to_query(state(sample, f"&q_out={CITY}")))
