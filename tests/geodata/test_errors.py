"""What a finding says at the command line, on the page and in what is stored."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from geodata.errors import GeodataError, Severity, problem, refuse
from geodata.messages import MESSAGES, ON_COMMAND_LINE, ON_PAGE, OWN_VALUES
from geodata.reports import FileReport, kept_report

OPTION = re.compile(r"--[a-z]+")
ROOT = Path(__file__).parents[2]
COMMANDS = re.compile(r"geodata/(commands/.*|__main__|fetch|audit/table_file|protection/.*)\.py")


def only_commands() -> set[str]:
    """Codes that no upload can bring about: those of downloads and of commands with files of their own."""
    sources = [p for room in ("geodata", "dashboard", "callbacks") for p in (ROOT / room).rglob("*.py")]
    pages = " ".join(p.read_text("utf-8") for p in sources if not COMMANDS.fullmatch(p.relative_to(ROOT).as_posix())
                     and p.name != "messages.py")  # fmt: skip
    return {code for code in MESSAGES if f'"{code}"' not in pages}


ONLY_COMMANDS = only_commands()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def filled(code: str) -> dict[str, str]:
    return {name: "x" for name in fields(MESSAGES[code]) if name not in ON_PAGE} | {"value": "Erika Muster"}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_the_page_never_names_an_option(code: str) -> None:
    found = problem(code, **filled(code))
    if code not in ONLY_COMMANDS:
        assert not OPTION.search(found.on_page), found.on_page
        assert not OPTION.search(str(found))
    assert not re.search(r"\{|\}|None", found.message + found.on_page + found.stored)


def test_both_forms_advise_the_same_things() -> None:
    assert set(ON_COMMAND_LINE) == set(ON_PAGE)
    used = set().union(*(fields(text) for text in MESSAGES.values()))
    assert set(ON_PAGE) <= used
    assert set(MESSAGES) >= OWN_VALUES


@pytest.mark.parametrize("code", ["figures_hidden", "source_hides", "grid_unreliable"])
def test_a_count_of_one_reads_like_any_other(code: str) -> None:
    assert "(Anzahl: 1)" in problem(code, count=1).message.replace("KLAMMERN; ", "")


def test_a_missing_period() -> None:
    found = problem("period_missing", file="a.csv")
    assert found.message.endswith("Nennen Sie sie mit --period, zum Beispiel --period 2023.")
    assert str(found) == (
        "a.csv: Zu welcher Zeit die Zahlen gehören, ist nicht erkennbar. "
        "Nennen Sie sie im Feld „Zeitpunkt“, zum Beispiel 2023."
    )
    assert "on_page" not in found.as_dict()


@pytest.mark.parametrize("code", sorted(c for c in MESSAGES if {"value", "cells"} & fields(MESSAGES[c])))
def test_contents_of_cells_are_not_stored(code: str) -> None:
    details = filled(code) | {"cells": "Erika Muster"}
    note = problem(code, Severity.WARNING, **details).note()
    assert ("Erika Muster" in note) == (code in OWN_VALUES and "value" in fields(MESSAGES[code]))


def test_a_note_keeps_its_place() -> None:
    found = problem("keys_refused", Severity.WARNING, file="a.xlsx", sheet="Daten", row=7, column="nr",
                    value="Erika Muster", details="Der Schlüssel fehlt.")  # fmt: skip
    kept = kept_report(FileReport("a.xlsx", unmatched=[{"id": "1", "name": "Erika Muster"}], problems=(found,)))
    assert kept["notes"] == [
        "Nicht zugeordnet und weggelassen: 1.",
        "Blatt „Daten“, Zeile 7, Spalte „nr“: Dieser Schlüssel wurde nicht übernommen. Der Schlüssel fehlt.",
    ]
    assert "Erika Muster" not in str(kept)
    assert "Erika Muster" in str(found)


def test_an_error_says_its_findings() -> None:
    error = refuse("level_unknown", file="a.gpkg")
    assert isinstance(error, GeodataError)
    text = "a.gpkg: Die Raumebene ist nicht erkennbar."
    assert str(error) == f"{text} Nennen Sie sie mit --level, zum Beispiel --level stadtteil."
    assert str(error.problems[0]) == f"{text} Wählen Sie sie im Feld „Ebene“."
