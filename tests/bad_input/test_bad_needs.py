"""„Besondere Quartiere“ asked for what cannot be: page and command line say in German what to do."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from dashboard.state import from_query
from dashboard.views.needs.page import build_needs
from geodata import __main__ as cli
from geodata.repository import Repository


def cases(table: str) -> list[object]:
    """Lines of a table, parts divided by „ | “; the first part names the case."""
    return [pytest.param(*row[1:], id=row[0]) for row in (line.split(" | ") for line in table.strip().splitlines())]


QUARTERS = "?page=quartiere&region=muster&level=quartier"
# what is wrong | what the link says | what the page answers | what to do
ON_PAGE = """
nothing that may be chosen | &q_ind=muster_foreigners_pct | Kontextmerkmal | in einer Regel
an indicator nobody knows | &q_ind=atlantis | gibt es in den Daten nicht | entfällt
all excluded by population | &q_min=9999999 | Nur 0 Gebiete haben alle nötigen | weniger Ausschlüsse
no earlier period | &q_year=2014 | weil 2012 fehlt | wählen Sie oben einen anderen Zeitraum
a year without figures | &q_year=1999 | Für 1999 liegen nicht alle | gezeigt wird
a reference year without figures | &q_ref=1999 | Maßstabs (1999) | Wählen Sie unter „Rechenweg“
a reference set too small | &region=muster/k01/g01&q_min=3000 | brauchen mindestens 8 | größeren Vergleichsraum
a reference too small in its year | &q_ref=2018&q_min=5800 | brauchen mindestens 8 | weniger Ausschlüsse
all weights zero | &q_ind=muster_sgb2_pct:0 | ergeben keinen Index | Ziehen Sie einen Regler
a negative weight | &q_ind=muster_sgb2_pct:-2 | Das Gewicht „-2“ geht nicht | ziehen Sie den Regler
a weight that is no number | &q_ind=muster_sgb2_pct:viel | Das Gewicht „viel“ | ziehen Sie den Regler
a rule nothing meets | &q_rule=muster_sgb2_pct über 20 UND muster_sgb2_pct unter 10 | kann nie | Ändern Sie eine der
an unknown indicator in a rule | &q_rule=atlantis_pct über 3 | so heißt hier kein Indikator | Möglich sind:
a rule without sense | &q_rule=muster_sgb2_pct | bei Zeichen 16 | erwartet
borders in the wrong order | &q_cuts=2,1,0 | Klassengrenzen | Schreiben Sie drei verschiedene Zahlen
"""


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


@pytest.mark.slow
@pytest.mark.parametrize(("link", "said", "todo"), cases(ON_PAGE))
def test_the_page_says_what_is_wrong_and_what_to_do(sample: Repository, link: str, said: str, todo: str):
    query = QUARTERS + link.replace(" ", "+")
    state, notices = from_query(query, sample)
    view = build_needs(sample, state)
    sentences = (*notices, *view.notes, *view.problems, view.rule.problem)
    assert [s for s in sentences if said in s and todo in s], sentences


TABLE = "id;people;a;b;late\n" + "".join(f"{i:02d};{100 * i};{i};{i % 3};\n" for i in range(1, 13))
# what is wrong | command and options over the table | what is said | what to do
IN_TERMINAL = """
nothing chosen | needs --status ' , ' | kein Indikator gewählt | mindestens eine Spalte
all excluded | needs --status a --exclude alle.txt | Nur 0 Gebiete | weniger Ausschlüsse
too few people | needs --status a --min-population 9999 --population people | Nur 0 Gebiete | weniger Ausschlüsse
one end of the period missing | needs --status a --dynamics late | alle nötigen Angaben | Lücken
a reference set too small | needs --status a --min-population 900 --population people | Nur 4 | größeren Vergleichsraum
an unknown column | needs --status armut | armut | Vorhanden
the same column twice | needs --status a,a | mehrfach | nur einmal
weights held by nothing | stability --columns a,b --top 2 --draws 9 --seed 1 --concentration -1 | größer als 0 | Ändern
more on top than there are | stability --columns a,b --top 99 --draws 9 --seed 1 | von 1 bis 11 | Ändern Sie
no draws | stability --columns a,b --top 2 --draws 0 --seed 1 | mindestens eine | Ändern
nothing to draw | stability --columns ',' --top 2 --draws 9 --seed 1 | kein Indikator | mindestens eine Spalte
wrong denominators | stability --columns a,b --top 2 --draws 9 --seed 1 --denominators people | 1 Nenner | zu jeder
"""


@pytest.mark.parametrize(("call", "said", "todo"), cases(IN_TERMINAL))
def test_the_commands_say_it_and_write_nothing(tmp_path: Path, capfd, monkeypatch, call: str, said: str, todo: str):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE, "utf-8")
    Path("alle.txt").write_text("\n".join(f"{i:02d}" for i in range(1, 13)), "utf-8")
    command, *options = shlex.split(call)
    code = cli.main([command, "t.csv", "--id", "id", *options, "--out", "o.csv"])
    told = " ".join(capfd.readouterr().err.split())
    assert code == 1
    assert said in told
    assert todo in told
    assert "Traceback" not in told
    assert not Path("o.csv").exists()
