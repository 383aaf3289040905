"""A saved list of views: read strictly, written so that reading gives it back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.documents.report_list import CONTENTS, Entry, ReportList, read_list, write_list
from dashboard.snapshot.options import plain
from geodata.errors import GeodataError

ENTRY = {"query": "?v=1&region=05", "show": ["karte"]}
GOOD = {"version": 1, "title": "Titel", "entries": [ENTRY]}


def said(body: bytes, file: str = "bericht.json") -> str:
    with pytest.raises(GeodataError) as caught:
        read_list(body, file)
    (problem,) = caught.value.problems
    assert problem.code == "bad_report"
    return str(problem)


def changed(**more: Any) -> bytes:
    return json.dumps({**GOOD, **more}).encode()


def with_entry(**more: Any) -> bytes:
    return changed(entries=[ENTRY, {**ENTRY, **more}])


def test_what_is_left_out_has_its_default() -> None:
    assert read_list(json.dumps(GOOD).encode()) == ReportList("Titel", (Entry("?v=1&region=05", ("karte",)),))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "beschädigt"),
        (b"\xff\xfe", "beschädigt"),
        (b'{"version": 1', "beschädigt"),
        (b"[" * 100_000, "beschädigt"),
        (b'{"version": NaN}', "beschädigt"),
        (b'{"version": 1, "version": 1}', "beschädigt"),
        (b"[]", "Objekt"),
        (changed(version=2), "„version“ ist „2“; bekannt ist nur 1"),
        (changed(version=True), "„version“ ist „true“"),
        (changed(quatsch=1), "„quatsch“ ist nicht bekannt"),
        (changed(title="x" * 5000), "„title“ hat 5000 Zeichen; höchstens 200"),
        (changed(title=" \x00\n"), "„title“ ist leer"),
        (changed(title=7), "„title“ ist „7“; hier muss ein Text stehen"),
        (changed(date="gestern"), "„date“ ist „gestern“"),
        (changed(entries=[]), "0 Einträge"),
        (changed(entries=[ENTRY] * 41), "41 Einträge"),
        (changed(entries={}), "hier muss eine Liste stehen"),
        (changed(entries=["x"]), "Eintrag 1, "),
        (with_entry(show=["torte"]), "Eintrag 2, „show“ ist „torte“; möglich sind karte"),
        (with_entry(show=[["karte"]]), "Eintrag 2, „show“"),
        (with_entry(show=[]), "mindestens eines"),
        (with_entry(show=["karte", "karte"]), "nur einmal"),
        (with_entry(period="2019"), "Eintrag 2, „period“ ist „2019“"),
        (with_entry(query=""), "Eintrag 2, „query“ ist leer"),
        (with_entry(farbe="rot"), "Eintrag 2, „farbe“ ist nicht bekannt"),
        (with_entry(heading="<b>" * 5000), "„heading“ hat 15000 Zeichen"),
        (json.dumps({"version": 1, "entries": [ENTRY]}).encode(), "„title“ fehlt"),
        (b" " * 500_000, "500000 Bytes"),
    ],
)
def test_what_is_wrong_is_named_with_file_entry_key_and_value(body: bytes, named: str) -> None:
    text = said(body)
    assert text.startswith("bericht.json: ")
    assert named in text


texts = st.text(max_size=40).map(plain)
entries = st.builds(
    Entry, texts.filter(bool), st.lists(st.sampled_from(list(CONTENTS)), min_size=1, unique=True).map(tuple), texts,
    texts, st.booleans(), texts.map(lambda t: t[:40]),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(
    st.builds(
        ReportList,
        texts.filter(bool),
        st.lists(entries, min_size=1, max_size=4).map(tuple),
        texts,
        texts,
        st.none() | st.dates(date(2000, 1, 1)),
    )
)
def test_written_and_read_again(found: ReportList) -> None:
    assert read_list(write_list(found)) == found


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_anything_else_is_a_message(body: bytes) -> None:
    with pytest.raises(GeodataError):
        read_list(body)
