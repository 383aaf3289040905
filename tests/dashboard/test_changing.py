from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.changing import LINK, is_about_data, sources_of, told
from dashboard.exporting import export
from dashboard.state import datasets_of, from_query, resolve
from geodata.changes import Change, Changes, How
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.dashboard.small import FIGURES, package
from tests.geodata import small

PEOPLE = Change("p", "Bevölkerung", How.RELOADED, "2026-03-03", added=("2024",), revised=("2022",))
GONE = Change("m", "Mieten", How.REMOVED, "2026-03-05")


def text(*shown: Change, others: tuple[Change, ...] = (), known: bool = True) -> str:
    return told(Changes(False, known, shown, others))


def test_one_dataset_says_what_came_and_what_changed():
    assert text(PEOPLE) == (
        "Seit dieser Link entstand, wurde „Bevölkerung“ am 3. März 2026 neu geladen: 2024 kam hinzu, "
        "Angaben für 2022 sind geändert."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (GONE, "wurde „Mieten“ am 5. März 2026 entfernt."),
        (Change("m", "Mieten", How.REMOVED), "wurde „Mieten“ entfernt."),
        (
            Change("m", "Mieten", How.ADDED, "2026-03-05", added=("2023", "2024")),
            "kam „Mieten“ am 5. März 2026 hinzu (2023 und 2024).",
        ),
        (
            Change("m", "Mieten", How.HIDDEN, "2026-03-05", revised=("2023",)),
            "wurden bei „Mieten“ am 5. März 2026 andere Angaben gesperrt als vorher (für 2023).",
        ),
        (
            Change("m", "Mieten", How.RELOADED),
            "wurde „Mieten“ neu geladen; die veröffentlichten Angaben sind dieselben.",
        ),
        (
            Change("m", "Mieten", How.RELOADED, detailed=False),
            "wurde „Mieten“ neu geladen; was daran anders ist, ist nicht verzeichnet.",
        ),
        (
            Change("m", "Mieten", How.RELOADED, removed=("2018/2020", "2021-11"), parts=("Grenzen",)),
            "wurde „Mieten“ neu geladen: 2018–2020 und November 2021 entfielen, "
            "Grenzen oder Namen von Gebieten sind geändert.",
        ),
        (
            Change("m", "Mieten", How.RELOADED, added=tuple(map(str, range(2010, 2020)))),
            "wurde „Mieten“ neu geladen: 10 Zeiträume von 2010 bis 2019 kamen hinzu.",
        ),
    ],
)
def test_every_way_in_which_data_change_has_its_clause(change, said):
    assert text(change) == f"{LINK}, {said}"


def test_further_changes_follow_as_sentences_and_those_not_shown_in_one_clause():
    assert text(GONE, PEOPLE, others=(Change("x", "Pflege", How.ADDED, "2026-02-01"),)) == (
        "Seit dieser Link entstand, wurde „Mieten“ am 5. März 2026 entfernt. „Bevölkerung“ wurde am 3. März 2026 neu "
        "geladen: 2024 kam hinzu, Angaben für 2022 sind geändert. "
        "Außerdem geändert, hier aber nicht gezeigt: „Pflege“ (am 1. Februar 2026)."
    )


def test_only_what_is_not_shown_changed():
    many = tuple(Change(str(i), f"D{i}", How.ADDED) for i in range(5))
    assert text(others=many) == (
        f"{LINK}, haben sich nur Daten geändert, die hier nicht gezeigt werden: "
        "„D0“, „D1“, „D2“ und 2 weitere Datensätze."
    )
    assert text().endswith("die hier nicht geladen sind.")


def test_an_unknown_state_is_said_to_be_unknown():
    assert "nicht verzeichnet" in text(known=False)
    assert told(Changes(True, True)) == ""
    assert told(Changes(False, False), "Seit diesem Bericht").startswith("Seit diesem Bericht, haben sich die Daten")


def test_only_notices_about_data_are_about_data():
    assert is_about_data(text(PEOPLE))
    assert is_about_data(text(known=False))
    assert not is_about_data("Die Gruppe „x“ ist nicht bekannt; gezeigt wird die Voreinstellung.")


def test_derived_indicators_rest_on_what_they_are_made_of():
    found = small.repository(catalog=small.FULL)
    assert sources_of("poor_change", found) == frozenset({"made"})
    assert sources_of("nothing", found) == frozenset()


def test_a_link_opened_on_newer_data_names_dataset_period_and_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    space = Workspace(tmp_path)
    monkeypatch.setattr("geodata.workspace.today", lambda: "2026-03-03")
    space.put(package([row for row in FIGURES if row[2] != "2021" or row[0] != "poverty"]))
    then = Repository.open(tmp_path, sample=None)
    link = f"?region=99&level=gemeinde&ind=poverty&period=2020&data={then.fingerprint}"
    assert from_query(link, then)[1] == ()
    space.put(package())
    now = Repository.open(tmp_path, sample=None)
    state, (notice,) = from_query(link, now)
    assert notice == f"{LINK}, wurde „t“ am 3. März 2026 neu geladen: Angaben für 2021 sind geändert."
    assert "small" in datasets_of(state, now)
    assert export(now, link, {"format": "csv"}).notices == (notice,)  # a file is made all the same


def test_data_that_the_view_does_not_show_are_told_as_such(tmp_path: Path):
    space = Workspace(tmp_path)
    space.put(package())
    then = Repository.open(tmp_path, sample=None)
    space.put(small.package(small.count("people", small.CITY, 500)))
    now = Repository.open(tmp_path, sample=None)
    wanted = {"region": "99", "ind": "poverty", "data": then.fingerprint}
    (notice,) = resolve(wanted, now)[1]
    assert notice.startswith(f"{LINK}, haben sich nur Daten geändert, die hier nicht gezeigt werden: „Gemacht“")
    assert "kam „Gemacht“" in resolve({**wanted, "page": "daten"}, now)[1][0]
