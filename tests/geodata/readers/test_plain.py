"""Columns as they stand in a file: ids as text, counts and values, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import GeodataError
from geodata.readers import plain

FILE = "zahlen.csv"


def cells(*found: object) -> pd.Series:
    return pd.Series(found, index=range(2, len(found) + 2), name="k", dtype=object)


def refusals(function, *found: object) -> list[tuple[object, ...]]:
    with pytest.raises(GeodataError) as refused:
        function(cells(*found), FILE)
    return [(p.code, p.file, p.row, p.column, p.value) for p in refused.value.problems]


def test_ids_stay_as_they_are():
    assert plain.ids(cells("00101", " x ", "1,5", "=1+1", 5315.0), FILE) == ["00101", " x ", "1,5", "=1+1", "5315"]


def test_ids_must_be_there_once():
    assert refusals(plain.ids, "a", " ", "a", "A") == [
        ("id_missing", FILE, 3, "k", None),
        ("id_twice", FILE, 4, "k", "a"),
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("5", " 0 ", "12"), [5, 0, 12]),
        (("1.234", "5"), [1234, 5]),
        (("1,234", "5"), [1234, 5]),
        (("1.000", "1.234"), [1000, 1234]),
        (("12,0", "7,0"), [12, 7]),
        (("12.0", "7.0"), [12, 7]),
        (("1 234", "1\u202f000"), [1234, 1000]),
        ((5.0, 7, "8"), [5, 7, 8]),
    ],
)
def test_counts_in_either_notation(texts, expected):
    assert plain.counts(cells(*texts), FILE).tolist() == expected


@pytest.mark.parametrize("sign", ["", " ", "•", "*", "k. A.", "k.A.", "×", "x", "/", None, float("nan"), pd.NA, pd.NaT])
def test_signs_are_no_number(sign):
    assert np.isnan(plain.counts(cells("5", sign), FILE)).tolist() == [False, True]
    assert np.isnan(plain.values(cells("5", sign), FILE)).tolist() == [False, True]


@pytest.mark.parametrize("text", ["-", ".", "abc", "2,5", "-3", "1e-3", "5 Fälle", "<3", True, "12.5"])
def test_what_is_no_count_is_refused_with_its_place(text):
    assert refusals(plain.counts, "5", text) == [("bad_count", FILE, 3, "k", str(text))]


def test_a_count_that_can_be_two_is_refused():
    assert refusals(plain.counts, "7", "1.000", "5") == [("count_ambiguous", FILE, 3, "k", "1.000")]


def test_values_in_either_notation():
    assert plain.values(cells("12,5", "-3", "1.234,5"), FILE).tolist() == [12.5, -3, 1234.5]
    assert plain.values(cells("12.5", "3 %"), FILE).tolist() == [12.5, 3]
    assert plain.values(cells(0.1, 7), FILE).tolist() == [0.1, 7]


def test_bad_values_are_refused_with_their_place():
    assert refusals(plain.values, "5", "hoch", "-") == [
        ("bad_value", FILE, 3, "k", "hoch"),
        ("bad_value", FILE, 4, "k", "-"),
    ]
    assert refusals(plain.values, "1", "1.234") == [("value_ambiguous", FILE, 3, "k", "1.234")]


def test_rows_of_which_only_the_id_is_known_are_kept(tmp_path: Path):
    file = tmp_path / FILE
    file.write_text("Titel der Tabelle\nid;k;n\na;1;2\nb;;\nc;3;4\nd;;\nQuelle: Amt\n", "utf-8")
    found = plain.read_rows(file)
    assert found.frame["id"].tolist() == ["a", "b", "c", "d"]
    assert found.frame.index.tolist() == [3, 4, 5, 6]
    assert [p.code for p in found.problems] == ["rows_skipped"]


def test_other_files_are_no_tables(tmp_path: Path):
    (tmp_path / "a.geojson").write_text("{}")
    with pytest.raises(GeodataError, match="Speichern Sie sie als CSV"):
        plain.read_rows(tmp_path / "a.geojson")


def test_a_column_of_two_is_refused(tmp_path: Path):
    file = tmp_path / FILE
    file.write_text("id;k;k;n\na;1;2;3\n", "utf-8")
    table = plain.read_rows(file)
    assert plain.column(table, "N").tolist() == ["3"]
    for name, code in (("k", "column_ambiguous"), ("m", "column_unknown")):
        with pytest.raises(GeodataError) as refused:
            plain.column(table, name)
        assert refused.value.problems[0].code == code


def test_the_same_letters_win_over_the_same_word(tmp_path: Path):
    file = tmp_path / FILE
    file.write_text("K;k;n\n1;2;3\n4;5;6\n", "utf-8")
    table = plain.read_rows(file)
    assert plain.column(table, "k").tolist() == ["2", "5"]
    assert plain.column(table, "K").tolist() == ["1", "4"]
