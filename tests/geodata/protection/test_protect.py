"""A long table in, the same table protected out."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from geodata.errors import GeodataError, Severity
from geodata.protection.crosstab import Totals
from geodata.protection.protect import Protected, Wanted, protect_table
from tests.geodata.methods.suppression.brute import Table, cheapest, leaks


def grid(columns: str, **rows: str) -> dict[tuple[str, str], str]:
    """Counts by row and column; ``~`` leaves a cell out."""
    cells = {(r, c): n for r, line in rows.items() for c, n in zip(columns.split(), line.split(), strict=True)}
    return {cell: n for cell, n in cells.items() if n != "~"}


WORKED = grid("a b", Q1="2 41", Q2="15 60", Q3="22 38")
MARGINS = grid("a b S", Q1="~ ~ 43", Q2="~ ~ 75", Q3="~ ~ 60", S="39 139 178")


def renamed(cells: dict[tuple[str, str], str], row: str, column: str) -> dict[tuple[str, str], str]:
    """The total ``S`` under other words."""
    return {(row if q == "S" else q, column if g == "S" else g): n for (q, g), n in cells.items()}


def text(cells: dict[tuple[str, str], str]) -> bytes:
    return ("Q;G;N\n" + "".join(f"{q};{g};{n}\n" for (q, g), n in cells.items())).encode()


def protect(cells: dict[tuple[str, str], str] | bytes, threshold: int = 3, **options: object) -> Protected:
    content = cells if isinstance(cells, bytes) else text(cells)
    zero = bool(options.pop("protect_zero", False))
    return protect_table(content, "t.csv", Wanted("Q", "G", "N", threshold, Totals(**options), zero))  # type: ignore[arg-type]


def states(found: Protected) -> dict[tuple[str, str], str]:
    rows = list(csv.DictReader(io.StringIO(found.content.decode()), delimiter=";"))
    assert all((row["N"] == "") == (row["state"] == "geheim") for row in rows)
    return {(row["Q"], row["G"]): row["state"] for row in rows}


def hidden(found: Protected) -> set[tuple[str, str]]:
    return {cell for cell, state in states(found).items() if state == "geheim"}


def codes(cells: dict[tuple[str, str], str] | bytes, threshold: int = 3, **options: object) -> list[str]:
    with pytest.raises(GeodataError) as error:
        protect(cells, threshold, **options)
    assert all(problem.message for problem in error.value.problems)
    return [problem.code for problem in error.value.problems]


RECTANGLE = {("Q1", "a"), ("Q1", "b"), ("Q3", "a"), ("Q3", "b")}


def test_worked_rectangle_with_totals_in_the_file():
    found = protect(WORKED | MARGINS, label="S")
    assert hidden(found) == RECTANGLE
    assert found.as_dict() == {"primary": 1, "secondary": 3, "cost": 103, "optimal": True, "gap": 0.0}
    assert found.notes == ()


def test_worked_rectangle_with_totals_published_elsewhere():
    found = protect(WORKED, derived=True)
    assert hidden(found) == RECTANGLE
    assert len(states(found)) == 6  # derived totals are never in the output


@pytest.mark.parametrize("options", [{"label": "S"}, {"derived": True}])
def test_worked_line(options):
    cells = {(f"Q{k}", "n"): str(n) for k, n in enumerate([2, 45, 60, 12, 31])}
    if "label" in options:
        cells[("S", "n")] = "150"
    assert hidden(protect(cells, **options)) == {("Q0", "n"), ("Q3", "n")}


def test_without_totals_only_small_cells_go_and_it_is_said():
    found = protect(WORKED)
    assert hidden(found) == {("Q1", "a")}
    assert [(n.code, n.severity) for n in found.notes] == [("protect_without_totals", Severity.WARNING)]


def test_everything_else_stays_byte_for_byte():
    content = (
        '\ufeff"Q" ;G;Bemerkung;N\r\n"Q1";a;"sagt ""ja"";\r\nund nein";2\r\nQ1;b;;"41"\r\n\r\n'
        "Q2;a;é;15\r\nQ2;b;;60\r\n;;;\r\nQ3;a;;22\r\nQ3;b; x ;38"
    ).encode()
    found = protect(content, derived=True)
    assert found.content.decode() == (
        '\ufeff"Q" ;G;Bemerkung;N;state\r\n"Q1";a;"sagt ""ja"";\r\nund nein";;geheim\r\nQ1;b;;;geheim\r\n\r\n'
        "Q2;a;é;15;ok\r\nQ2;b;;60;ok\r\n;;;;\r\nQ3;a;;;geheim\r\nQ3;b; x ;;geheim"
    )


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "cp1252"), ("\t", "utf-16"), ("|", "utf-8")])
def test_delimiter_and_encoding_stay(delimiter, encoding):
    table = text({(f"Köln {q}", g): n for (q, g), n in WORKED.items()}).decode().replace(";", delimiter)
    found = protect(table.encode(encoding), derived=True)
    assert found.content.decode(encoding).splitlines()[0] == delimiter.join(["Q", "G", "N", "state"])
    assert f"Köln Q2{delimiter}a{delimiter}15{delimiter}ok" in found.content.decode(encoding)


def test_german_thousands_stay_as_they_are():
    cells = {("Q1", "a"): "2", ("Q1", "b"): "1.241", ("Q2", "a"): "915", ("Q2", "b"): "1.060"}
    assert "Q2;a;;geheim" in protect(cells, derived=True).content.decode()
    big = {("A", "a"): "1.234", ("A", "b"): "5.678"}
    assert "A;a;1.234;ok" in protect(big).content.decode()


def test_zeros():
    cells = grid("a b c", Q1="2 0 41", Q2="0 7 60", Q3="22 8 38")
    plain = protect(cells, derived=True)
    assert states(plain)[("Q1", "b")] == states(plain)[("Q2", "a")] == "ok"
    guarded = protect(cells, derived=True, protect_zero=True)
    assert {("Q1", "b"), ("Q2", "a")} <= hidden(guarded)
    assert guarded.primary == 3


def test_a_combination_that_is_not_listed_does_not_exist():
    """(Q2, b) is zero that everybody knows: Q2 has a total and one part, so it cannot help, however cheap."""
    cells = {k: v for k, v in WORKED.items() if k != ("Q2", "b")} | {("Q3", "a"): "220", ("Q3", "b"): "380"}
    assert hidden(protect(cells, derived=True)) == RECTANGLE
    totals = {("Q1", "S"): "43", ("Q2", "S"): "15", ("Q3", "S"): "600", ("S", "a"): "237", ("S", "b"): "421"}
    assert protect(cells | totals | {("S", "S"): "658"}, label="S").optimal


@pytest.mark.parametrize("sign", [".", "/", "x", "*", "–", "< 3", ""])
def test_suppressed_at_the_source(sign):
    found = protect(WORKED | MARGINS | {("Q1", "a"): sign}, label="S")
    assert hidden(found) == RECTANGLE  # its value follows from the sums: 2
    assert (found.primary, found.secondary, found.cost) == (1, 3, 101)
    assert [n.code for n in found.notes] == ["protect_source_hidden"]


def test_suppressed_at_the_source_with_totals_elsewhere():
    found = protect(WORKED | {("Q2", "b"): "."}, derived=True)
    assert hidden(found) == {("Q1", "a"), ("Q1", "b"), ("Q2", "a"), ("Q2", "b")}  # costs nothing, so it is the partner
    assert found.cost == 2 + 41 + 15


def test_unsafe_derived_total_is_protected_too_or_said_to_be_impossible():
    """The total of Q1 is 2; all other totals are published, so it follows from them."""
    assert codes({("Q1", "a"): "1", ("Q1", "b"): "1", ("Q2", "a"): "15", ("Q2", "b"): "60"}, derived=True) == [
        "suppress_unprotectable"
    ]
    with_another = grid("a b", Q1="1 1", Q2="1 1", Q3="9 8")
    assert {("Q1", "a"), ("Q1", "b"), ("Q2", "a"), ("Q2", "b")} <= hidden(protect(with_another, derived=True))


def test_unprotectable_cell_is_named():
    cells = {("Q1", "a"): "2", ("Q1", "b"): "0", ("Q1", "c"): "0", ("Q2", "a"): "9", ("Q2", "b"): "4", ("Q2", "c"): "5"}
    with pytest.raises(GeodataError) as error:
        protect(cells | {("Q1", "b"): "7", ("Q2", "b"): "0", ("Q2", "a"): "0"}, derived=True)
    assert "„Q1“ / „a“ lässt sich nicht schützen" in str(error.value)
    assert "--total" in str(error.value)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("derived", [False, True])
def test_as_cheap_as_enumeration(seed, derived):
    """The whole way from text, against an attacker that gets numbers only."""
    random = np.random.default_rng(seed)
    height, width = random.integers(2, 5, 2)
    inside = random.poisson(random.lognormal(2.3, 0.8, (height, width)))
    full = np.zeros((height + 1, width + 1), int)
    full[:-1, :-1] = inside
    full[-1] = full.sum(0)
    full[:, -1] = full.sum(1)
    names = [
        [(f"r{r}" if r < height else "S", f"c{c}" if c < width else "S") for c in range(width + 1)]
        for r in range(height + 1)
    ]
    margin = np.zeros(full.shape, bool)
    margin[-1, :] = margin[:, -1] = True
    numbers = np.arange(full.size).reshape(full.shape)
    rows = np.zeros((height + width + 2, full.size), int)
    for k, line in enumerate([*numbers.tolist(), *numbers.T.tolist()]):
        rows[k, line[:-1]], rows[k, line[-1]] = -1, 1
    published = margin & ((full == 0) | (full >= 4)) if derived else np.zeros(full.shape, bool)
    table = Table(full.ravel(), rows, (published | (full == 0)).ravel(), 4)
    cells = {names[r][c]: str(full[r, c]) for r, c in np.ndindex(*full.shape) if not (derived and margin[r, c])}
    wanted: dict[str, object] = {"derived": True} if derived else {"label": "S"}
    if set(leaks(table, table.everything)) & table.start:
        assert "suppress_unprotectable" in codes(cells, 4, **wanted)
        return
    found = protect(cells, 4, **wanted)
    out = hidden(found)
    gaps = {int(numbers[r, c]) for r, c in np.ndindex(*full.shape) if names[r][c] in out}
    unsafe_totals = {int(n) for n in numbers[margin & ~published & (full > 0) & (full < 4)]} if derived else set()
    assert leaks(table, frozenset(gaps | unsafe_totals)) == []
    aside = sum(int(full.ravel()[n]) for n in unsafe_totals)
    assert found.cost + aside == cheapest(table, found.cost + aside)


def test_same_bytes_every_time_and_labels_do_not_matter():
    random = np.random.default_rng(1)
    cells = {(f"r{r}", f"c{c}"): str(random.poisson(9)) for r in range(8) for c in range(5)}
    first = protect(cells, 6, derived=True)
    assert protect(cells, 6, derived=True).content == first.content
    shuffled = dict(random.permutation(np.array(list(cells.items()), dtype=object)).tolist())
    relabelled = {(q.replace("r", "Z"), g.replace("c", "y")): n for (q, g), n in shuffled.items()}
    assert protect(relabelled, 6, derived=True).cost == first.cost


@pytest.mark.parametrize(
    ("cells", "options", "code"),
    [
        (WORKED | MARGINS | {("Q1", "S"): "44"}, {"label": "S"}, "protect_total_wrong"),
        (
            WORKED | MARGINS | {("Q1", "a"): ".", ("Q1", "S"): "40", ("S", "S"): "175"},
            {"label": "S"},
            "protect_total_too_small",
        ),
        (WORKED | MARGINS, {"label": "Total"}, "protect_total_absent"),
        (WORKED, {"label": "S"}, "protect_total_absent"),
        ({k: v for k, v in (WORKED | MARGINS).items() if k != ("Q1", "S")}, {"label": "S"}, "protect_total_missing"),
        ({k: v for k, v in (WORKED | MARGINS).items() if k != ("S", "S")}, {"label": "S"}, "protect_total_missing"),
        (WORKED | MARGINS | {("Q4", "S"): "0"}, {"label": "S"}, "protect_total_alone"),
        ({("S", "a"): "39", ("S", "b"): "139", ("S", "S"): "178"}, {"label": "S"}, "protect_total_alone"),
        (WORKED | {("Summe", "a"): "39", ("Summe", "b"): "139"}, {}, "protect_total_hint"),
        (WORKED | {("Q1", "Insgesamt"): "43"}, {}, "protect_total_hint"),
        (WORKED | {("Q1", "Gesamt"): "43"}, {"derived": True}, "protect_total_derived"),
        # the sums of the other dimension under another word: 43 − 41 would be 2
        (renamed(WORKED | MARGINS, "Summe", "Insgesamt"), {"label": "Summe"}, "protect_total_other"),
        (renamed(WORKED | MARGINS, "Summe", "summe"), {"label": "Summe"}, "protect_total_other"),
        (renamed(WORKED | MARGINS, "Gesamt", "S"), {"label": "S"}, "protect_total_other"),
        ({("Q1", "a"): "2", ("Q1", "b"): str(2**40), ("Q2", "a"): "9"}, {"derived": True}, "protect_total_too_large"),
        (WORKED | {("Q1", "a"): "1,5"}, {}, "protect_not_whole"),
        (WORKED | {("Q1", "a"): "-2"}, {}, "protect_negative"),
        (WORKED | {("", "a"): "5"}, {}, "protect_label_missing"),
        (text(WORKED) + b"Q1;a;7\n", {}, "protect_cell_twice"),
        (b"Q;G;N;state\nQ1;a;7;ok\n", {}, "protect_state_taken"),
        (b"Q;G;N;N\nQ1;a;7;7\n", {}, "protect_column_twice"),
        (b"Q;G;Zahl\nQ1;a;7\n", {}, "column_unknown"),
        (b"Q;G;N\n", {}, "file_empty"),
        (b"", {}, "file_blank"),
    ],
)
def test_refused(cells, options, code):
    assert code in codes(cells, **options)


def test_refusals_say_where_and_by_how_much():
    with pytest.raises(GeodataError) as error:
        protect(WORKED | MARGINS | {("Q1", "S"): "44"}, label="S")
    first = error.value.problems[0]
    assert "„Q1“ / „S“ ist 44, ihre Teile ergeben 43 (Abweichung 1)" in first.message
    assert (first.row, first.column) == (8, "N")
    assert codes(WORKED | MARGINS | {("S", "S"): "179"}, label="S") == ["protect_total_wrong"]  # said once
    with pytest.raises(GeodataError) as error:
        protect(text(WORKED) + b"Q1;a;7\n")
    assert "zuerst in Zeile 2" in str(error.value)
    for threshold in (0, 10**30):
        assert codes(WORKED, threshold=threshold) == ["protect_threshold"]
    with pytest.raises(GeodataError) as error:
        protect_table(text(WORKED), "t.csv", Wanted("Q", "Q", "N", 3))
    assert error.value.problems[0].code == "protect_columns_same"


def test_a_single_label_is_no_hidden_total():
    line = {("Q1", "Gesamt"): "2", ("Q2", "Gesamt"): "45", ("Q3", "Gesamt"): "12", ("Summe", "Gesamt"): "59"}
    assert hidden(protect(line, label="Summe")) == {("Q1", "Gesamt"), ("Q3", "Gesamt")}


def test_totals_in_one_dimension_only_are_noted():
    cells = WORKED | {k: v for k, v in MARGINS.items() if k[0] == "S" and k[1] != "S"}
    found = protect(cells, label="S")
    assert [(n.code, n.column) for n in found.notes] == [("protect_dimension_open", "G")]
    assert hidden(found) == {("Q1", "a"), ("Q2", "a")}
