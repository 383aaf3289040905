"""The command that measures: what it writes, and what it says of targets missed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from benchmarks.karte import __main__ as command
from benchmarks.karte import report as reporting
from benchmarks.karte.report import CaseReport
from benchmarks.karte.targets import Row

SLOW = Row("load_change_p95", "answer to a change", "ms", 400.0, most=300.0)
QUICK = Row("load_change_p95", "answer to a change", "ms", 40.0, most=300.0)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Number of reports in each table that was written."""
    found: list[int] = []
    monkeypatch.setattr(reporting, "write_document", lambda facts, reports: found.append(len(reports)))
    return found


def measured(monkeypatch: pytest.MonkeyPatch, rows: dict[str, Row]) -> None:
    reports = {key: CaseReport(key, [row], {}) for key, row in rows.items()}
    monkeypatch.setattr(command, "run", lambda *_: ({}, reports))


def test_a_whole_run_writes_its_table_and_succeeds(monkeypatch: pytest.MonkeyPatch, written: list[int]) -> None:
    measured(monkeypatch, {"nrw": QUICK, "synthetic": QUICK})
    result = CliRunner().invoke(command.main, [])
    assert (result.exit_code, written) == (0, [2])
    assert "all targets met" in result.output


@pytest.mark.parametrize("options", [["--quick"], ["--runs", "2"], ["--no-document"]])
def test_a_trial_leaves_the_table_as_it_is(
    monkeypatch: pytest.MonkeyPatch, written: list[int], options: list[str]
) -> None:
    measured(monkeypatch, {"nrw": QUICK, "synthetic": QUICK})
    assert CliRunner().invoke(command.main, options).exit_code == 0
    assert written == []


def test_what_was_missed_is_named_and_the_command_fails(monkeypatch: pytest.MonkeyPatch, written: list[int]) -> None:
    measured(monkeypatch, {"nrw": SLOW})
    result = CliRunner().invoke(command.main, [])
    assert result.exit_code == 1
    assert "nrw: answer to a change · 400 ms" in result.output
    assert "synthetic: not measured" in result.output
    assert written == []
