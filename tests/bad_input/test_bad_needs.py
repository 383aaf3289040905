"""„Besondere Quartiere“ asked for what cannot be: page and command line say in German what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.state import from_query
from dashboard.views.needs.page import build_needs
from geodata import __main__ as cli
from geodata.repository import Repository

QUARTERS = "?page=quartiere&region=muster&level=quartier"
# what is wrong, what the link says, what the page answers and what to do
ON_PAGE = [
    ("nothing that may be chosen", "&q_ind=muster_foreigners_pct", "Kontextmerkmal", "in einer Regel"),
    ("an indicator nobody knows", "&q_ind=atlantis", "gibt es in den Daten nicht", "entfällt"),
    ("all excluded by population", "&q_min=9999999", "Nur 0 Gebiete haben alle nötigen", "weniger Ausschlüsse"),
    ("no earlier period", "&q_year=2014", "weil 2012 fehlt", "wählen Sie oben einen anderen Zeitraum"),
    ("a year without figures", "&q_year=1999", "Für 1999 liegen nicht alle", "gezeigt wird"),
    ("a reference year without figures", "&q_ref=1999", "Maßstabs (1999)", "Wählen Sie unter „Rechenweg“"),
    ("a reference set too small", "&region=muster/k01/g01&q_min=3000", "brauchen mindestens 8",
     "größeren Vergleichsraum"),
    ("a reference too small in its year", "&q_ref=2018&q_min=5800", "brauchen mindestens 8", "weniger Ausschlüsse"),
    ("all weights zero", "&q_ind=muster_sgb2_pct:0", "ergeben keinen Index", "Ziehen Sie einen Regler"),
    ("a negative weight", "&q_ind=muster_sgb2_pct:-2", "Das Gewicht „-2“ geht nicht", "ziehen Sie den Regler"),
    ("a weight that is no number", "&q_ind=muster_sgb2_pct:viel", "Das Gewicht „viel“", "ziehen Sie den Regler"),
    ("a rule that nothing meets", "&q_rule=muster_sgb2_pct über 20 UND muster_sgb2_pct unter 10", "kann nie zutreffen",
     "Ändern Sie eine der beiden"),
    ("an unknown indicator in a rule", "&q_rule=atlantis_pct über 3", "so heißt hier kein Indikator", "Möglich sind:"),
    ("a rule without sense", "&q_rule=muster_sgb2_pct", "bei Zeichen 16", "erwartet"),
    ("borders in the wrong order", "&q_cuts=2,1,0", "Klassengrenzen", "Schreiben Sie drei verschiedene Zahlen"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


@pytest.mark.parametrize(("link", "said", "todo"), [c[1:] for c in ON_PAGE], ids=[c[0] for c in ON_PAGE])
def test_the_page_says_what_is_wrong_and_what_to_do(sample: Repository, link: str, said: str, todo: str):
    query = QUARTERS + link.replace(" ", "+")
    state, notices = from_query(query, sample)
    view = build_needs(sample, state)
    sentences = (*notices, *view.notes, *view.problems, view.rule.problem)
    assert [s for s in sentences if said in s and todo in s], sentences


TABLE = "id;people;a;b;late\n" + "".join(f"{i:02d};{100 * i};{i};{i % 3};\n" for i in range(1, 13))
NEEDS, STABLE = ("needs", "t.csv", "--id", "id"), ("stability", "t.csv", "--id", "id")
IN_TERMINAL = [
    ("nothing chosen", (*NEEDS, "--status", " , "), "kein Indikator gewählt", "mindestens eine Spalte"),
    ("all excluded", (*NEEDS, "--status", "a", "--exclude", "alle.txt"), "Nur 0 Gebiete", "weniger Ausschlüsse"),
    ("too few people everywhere", (*NEEDS, "--status", "a", "--min-population", "9999", "--population", "people"),
     "Nur 0 Gebiete", "weniger Ausschlüsse"),
    ("one end of the period missing", (*NEEDS, "--status", "a", "--dynamics", "late"),
     "alle nötigen Angaben", "Lücken"),
    ("a reference set too small", (*NEEDS, "--status", "a", "--min-population", "900", "--population", "people"),
     "Nur 4 Gebiete", "größeren Vergleichsraum"),
    ("an unknown column", (*NEEDS, "--status", "armut"), "armut", "Vorhanden"),
    ("the same column twice", (*NEEDS, "--status", "a,a"), "mehrfach", "nur einmal"),
    ("weights held by nothing", (*STABLE, "--columns", "a,b", "--top", "2", "--draws", "9", "--seed", "1",
                                 "--concentration", "-1"), "größer als 0", "Ändern Sie"),
    ("more on top than there are", (*STABLE, "--columns", "a,b", "--top", "99", "--draws", "9", "--seed", "1"),
     "von 1 bis 11", "Ändern Sie"),
    ("no draws", (*STABLE, "--columns", "a,b", "--top", "2", "--draws", "0", "--seed", "1"),
     "mindestens eine", "Ändern"),
    ("nothing to draw", (*STABLE, "--columns", ",", "--top", "2", "--draws", "9", "--seed", "1"), "kein Indikator",
     "mindestens eine Spalte"),
    ("denominators that do not fit", (*STABLE, "--columns", "a,b", "--top", "2", "--draws", "9", "--seed", "1",
                                      "--denominators", "people"), "1 Nenner", "zu jeder Spalte"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "said", "todo"), [c[1:] for c in IN_TERMINAL], ids=[c[0] for c in IN_TERMINAL])
def test_the_commands_say_it_and_write_nothing(tmp_path: Path, capfd, monkeypatch, call, said: str, todo: str):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE, "utf-8")
    Path("alle.txt").write_text("\n".join(f"{i:02d}" for i in range(1, 13)), "utf-8")
    code = cli.main([*call, "--out", "o.csv"])
    told = " ".join(capfd.readouterr().err.split())
    assert code == 1
    assert said in told
    assert todo in told
    assert "Traceback" not in told
    assert not Path("o.csv").exists()
