"""What the import page makes of its controls and of a job that ended; no server, no browser."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from dash import no_update
from plotly.utils import PlotlyJSONEncoder

from callbacks.imports import TOO_LATE, assigned_by_hand, check_outcome, chosen, import_outcome, shown_values
from dashboard.imports import Checked, Choices
from dashboard.jobs import Job, JobState
from dashboard.views.imports import Assigned, CreditView, FileView, Finding, ImportView
from layouts.imports import CONTROLS, import_report
from tests.dashboard.small import small

EMPTY: dict[str, str | None] = dict.fromkeys(CONTROLS)
VIEW = ImportView(
    refused=False,
    files=(FileView("teil.shp", "Grenzen", "4 Gebiete"),),
    catalog="datasets: []",
    assigned=(Assigned("0531X", "05314000", "Bonn"),),
    credit=CreditView("© Stadt Köln", "", "01.01.2024"),
)
CHECKED = Checked(Choices(level="stadtteil", assign=(("0531X", "05314000"),)), "abc", VIEW)


def words(components: Any) -> str:
    return json.dumps(components, cls=PlotlyJSONEncoder, ensure_ascii=False)


def job(state: JobState, **more: Any) -> Job:
    return Job(state, "import_confirm", **more)


def test_controls_are_read_without_blanks() -> None:
    found = chosen({**EMPTY, "parent": " 05315000 ", "period": None}, {"7": "05314000"}, None)
    assert found == Choices(parent="05315000", assign=(("7", "05314000"),))


def test_only_an_edited_mapping_counts_as_chosen() -> None:
    """A proposal that went out comes back with every check; other fields must still be able to change it."""
    shown = check_outcome(job(JobState.DONE), CHECKED, None)[3]
    assert chosen({**EMPTY, "catalog": "datasets: []\n"}, {}, shown).catalog == ""
    assert chosen({**EMPTY, "catalog": "datasets: [x]"}, {}, shown).catalog == "datasets: [x]"
    assert chosen({**EMPTY, "catalog": "datasets: []"}, {}, None).catalog == "datasets: []"


def test_an_emptied_select_takes_an_assignment_back() -> None:
    entries = [{"id": {"type": "assign", "index": "7"}, "value": None}, {"id": {"type": "assign", "index": "8"}}]
    assert assigned_by_hand(entries) == {}
    assert assigned_by_hand([{**entries[0], "value": "05314000"}]) == {"7": "05314000"}


def test_after_a_dry_run_the_controls_show_what_was_chosen_and_found() -> None:
    values = shown_values(CHECKED)
    assert list(values) == list(CONTROLS)
    assert (values["level"], values["attribution"], values["vintage"], values["catalog"]) == (
        "stadtteil", "© Stadt Köln", "01.01.2024", "datasets: []",
    )  # fmt: skip


def test_confirming_is_compared_with_what_the_dry_run_was_asked() -> None:
    report, fault, values, compared = check_outcome(job(JobState.DONE), CHECKED, None)
    assert fault == []
    assert "Probelauf: Es wurde noch nichts geändert." in words(report)
    assert "Von Hand zugeordnet" in words(report)
    assert compared == {
        "values": list(values.values()), "catalog": "datasets: []", "assign": {"0531X": "05314000"},
        "confirmable": True, "unnamed": False, "survey": "", "listed": True,
    }  # fmt: skip


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED, JobState.REFUSED, JobState.GONE])
def test_a_dry_run_without_result_leaves_the_fields_and_cannot_be_confirmed(state: JobState) -> None:
    ended = job(state, problems=("„gestern“ ist kein Datum.",))
    report, fault, values, compared = check_outcome(ended, None, None)
    assert (fault, values, compared["confirmable"]) == ([], {}, False)
    assert ("kein Datum" in words(report)) == (state is JobState.REFUSED)


def test_a_fault_leaves_the_last_good_list_and_what_was_chosen_in_it() -> None:
    good = check_outcome(job(JobState.DONE), CHECKED, None)[3]
    report, fault, values, compared = check_outcome(
        job(JobState.REFUSED, problems=("Zeile 3: Tippfehler",)), None, good
    )
    assert (report, values, compared["confirmable"], compared["listed"]) == (no_update, {}, False, True)
    assert "Zeile 3: Tippfehler" in words(fault)

    file = FileView("umfrage.csv", "Befragung", "", (Finding("error", "Abgelehnt", "Eine Frage „Q9“ gibt es nicht."),))
    view = replace(VIEW, refused=True, files=(file,), survey="questions: [{id: Q9}]")
    refused = Checked(Choices(survey="questions: [{id: Q9}]"), "abc", view)
    report, fault, values, compared = check_outcome(job(JobState.DONE), refused, compared)
    assert (report, compared["confirmable"], values["survey"]) == (no_update, False, "questions: [{id: Q9}]")
    assert "umfrage.csv: Eine Frage „Q9“ gibt es nicht." in words(fault)
    assert "letzten gültigen Prüfung" in words(fault)

    report, fault, _, compared = check_outcome(job(JobState.DONE), CHECKED, compared)
    assert (fault, compared["confirmable"]) == ([], True)
    assert "Probelauf" in words(report)


def test_a_finished_import_links_to_the_map_and_can_be_undone() -> None:
    value = {"text": "„a.csv“ wurde importiert.", "packages": ["small"], "after": "f1"}
    result, staged, fingerprint, hidden = import_outcome(job(JobState.DONE, value=value), small(), "")
    assert "„a.csv“ wurde importiert." in words(result)
    assert "region=fik" in words(result)
    assert (staged, fingerprint, hidden) == (None, "f1", False)


def test_a_cancelled_import_says_whether_it_was_written() -> None:
    result, _, _, hidden = import_outcome(job(JobState.CANCELLED), small(), "")
    assert "Es wurde nichts geändert." in words(result)
    assert hidden
    late, staged, fingerprint, hidden = import_outcome(job(JobState.CANCELLED), small(), "f2")
    assert TOO_LATE in words(late)
    assert (staged, fingerprint, hidden) == (None, "f2", False)


def test_what_was_assigned_by_hand_is_headed_by_what_it_is() -> None:
    heads = [words(import_report(replace(VIEW, survey=text))) for text in ("", "title: Probe")]
    assert ["Absender in der Datei" in head for head in heads] == [False, True]
