"""``python -m geodata audit``: what it reads, what it prints, how it returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geodata import __main__ as cli

HEADER = "quartier,gruppe,anzahl,state\n"
OPTIONS = ["--rows", "quartier", "--columns", "gruppe", "--value", "anzahl", "--threshold", "3"]
NUMBERS = {
    ("Q1", "a"): 2, ("Q1", "b"): 41, ("Q1", "Summe"): 43,
    ("Q2", "a"): 15, ("Q2", "b"): 60, ("Q2", "Summe"): 75,
    ("Q3", "a"): 22, ("Q3", "b"): 38, ("Q3", "Summe"): 60,
    ("Summe", "a"): 39, ("Summe", "b"): 139, ("Summe", "Summe"): 178,
}  # fmt: skip
RECTANGLE = {("Q1", "a"), ("Q1", "b"), ("Q2", "a"), ("Q2", "b")}


def lines(hidden: set[tuple[str, str]], numbers: dict[tuple[str, str], int] | None = None) -> str:
    """A file as ``protect`` writes it."""
    rows = [
        f"{q},{g},,geheim\n" if (q, g) in hidden else f"{q},{g},{n},ok\n"
        for (q, g), n in (NUMBERS if numbers is None else numbers).items()
    ]
    return HEADER + "".join(rows)


@pytest.fixture
def run(tmp_path: Path, capfdbinary):
    def call(text: str | bytes, *more: str, name: str = "t.csv") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        code = cli.main(["audit", str(path), *OPTIONS, *more])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.mark.parametrize(
    ("hidden", "printed", "code"),
    [
        ({("Q1", "a")}, "Q1,a,2,2,true\n", 1),
        ({("Q1", "a"), ("Q1", "b")}, "Q1,a,2,2,true\nQ1,b,41,41,true\n", 1),
        (RECTANGLE - {("Q2", "b")}, "Q1,a,2,2,true\nQ1,b,41,41,true\nQ2,a,15,15,true\n", 1),
        (RECTANGLE, "Q1,a,0,17,false\nQ1,b,26,43,false\nQ2,a,0,17,false\nQ2,b,58,75,false\n", 0),
        (
            {("Q1", "a"), ("Q1", "b"), ("Q3", "a"), ("Q3", "b")},
            "Q1,a,0,24,false\nQ1,b,19,43,false\nQ3,a,0,24,false\nQ3,b,36,60,false\n",
            0,
        ),
    ],
)
def test_worked_table(run, hidden, printed, code):
    assert run(lines(hidden)) == (code, "row,column,lower,upper,leak\n" + printed, "")


def test_one_way_table(run):
    numbers = {(f"Q{i}", "alle"): n for i, n in enumerate((2, 45, 60, 12, 31), 1)} | {("Summe", "alle"): 150}
    assert run(lines({("Q1", "alle")}, numbers))[1].endswith("Q1,alle,2,2,true\n")
    code, out, _ = run(lines({("Q1", "alle"), ("Q4", "alle")}, numbers))
    assert (code, out.splitlines()[1:]) == (0, ["Q1,alle,0,14,false", "Q4,alle,0,14,false"])


def test_two_primaries_in_one_row(run):
    numbers = {("A", "x"): 1, ("A", "y"): 2, ("A", "z"): 40, ("A", "Summe"): 43,
               ("B", "x"): 30, ("B", "y"): 40, ("B", "z"): 50, ("B", "Summe"): 120,
               ("Summe", "x"): 31, ("Summe", "y"): 42, ("Summe", "z"): 90, ("Summe", "Summe"): 163}  # fmt: skip
    first = {("A", "x"), ("A", "y")}
    assert run(lines(first, numbers))[1].splitlines()[1:] == ["A,x,1,1,true", "A,y,2,2,true"]
    code, out, _ = run(lines(first | {("B", "x"), ("B", "y")}, numbers))
    assert (code, out.splitlines()[1:3]) == (0, ["A,x,0,3,false", "A,y,0,3,false"])


def test_without_totals_there_is_no_upper_bound_and_a_hint(run):
    inner = {place: n for place, n in NUMBERS.items() if "Summe" not in place}
    code, out, err = run(lines({("Q1", "a")}, inner))
    assert (code, out.splitlines()[1]) == (0, "Q1,a,0,,false")
    assert "--total" in err


def test_totals_may_have_another_name(run):
    text = lines({("Q1", "a")}).replace("Summe", "Insgesamt")
    assert run(text, "--total", "Insgesamt")[:2] == (1, "row,column,lower,upper,leak\nQ1,a,2,2,true\n")


def test_combinations_without_a_line_do_not_exist(run):
    """Q1 has no b: its total is its a."""
    text = HEADER + "Q1,a,,geheim\nQ1,Summe,2,ok\nQ2,a,15,ok\nQ2,b,60,ok\nQ2,Summe,75,ok\n"
    assert run(text)[1].splitlines()[1] == "Q1,a,2,2,true"


@pytest.mark.parametrize("sign", ["", "•", "*", ".", "/"])
def test_files_from_elsewhere_hide_with_a_sign(run, sign):
    text = "quartier;gruppe;anzahl\n" + "".join(
        f"{q};{g};{sign if (q, g) in RECTANGLE else n}\n" for (q, g), n in NUMBERS.items()
    )
    code, out, _ = run(text.encode("cp1252", errors="ignore") if sign == "*" else text)
    assert (code, out.splitlines()[1:3]) == (0, ["Q1,a,0,17,false", "Q1,b,26,43,false"])


def test_german_thousands(run):
    text = "quartier;gruppe;anzahl\nQ1;a;\nQ1;b;1.200\nQ1;Summe;1.202\n"
    assert run(text)[1].splitlines()[1] == "Q1,a,2,2,true"


def test_a_number_beside_geheim_is_a_leak(run):
    text = lines(RECTANGLE).replace("Q1,a,,geheim", "Q1,a,2,geheim")
    code, out, _ = run(text)
    assert (code, out.splitlines()[1]) == (1, "Q1,a,2,2,true")


def test_options_of_the_rule(run):
    numbers = {("A", "x"): 1, ("A", "y"): 2, ("A", "Summe"): 3}
    hidden = {("A", "x"), ("A", "y")}
    assert run(lines(hidden, numbers))[0] == 0
    assert run(lines(hidden, numbers), "--zeros-open")[0] == 1


def test_json(run):
    code, out, _ = run(lines({("Q1", "a")}), "--json")
    assert code == 1
    assert json.loads(out)["cells"] == [{"row": "Q1", "column": "a", "lower": 2, "upper": 2, "leak": True}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            lines(RECTANGLE).replace("Summe,Summe,178", "Summe,Summe,180"),
            "Summe der Zeile „Summe“ geht um mindestens 2",
        ),
        (lines({("Q1", "a"), ("Q2", "a")}).replace("Q3,a,22", "Q3,a,60"), "Summe der Zeile „Q3“ geht um mindestens 38"),
        (lines({("Q1", "a")}).replace("Summe,a,39", "Summe,a,30"), "Summe der Zeile „Summe“ geht um mindestens 9"),
        (lines(set()).replace("Q2,a,15", "Q2,a,viele"), "Zeile 5, Spalte „anzahl“"),
        (lines(set()).replace("Q2,a,15", "Q2,a,15.5"), "„15.5“ ist keine Anzahl"),
        (lines(set()).replace("Q2,a,15", "Q2,a,-15"), "ganze Zahlen ab 0"),
        (lines(set()).replace("15,ok", "15,secret"), "„ok“ oder „geheim“"),
        (lines(set()).replace("15,ok", ",ok"), "fehlt die Zahl"),
        (lines(set()) + "Q1,a,2,ok\n", "steht schon in Zeile 2"),
        ("quartier;gruppe;anzahl\nQ1;a;1.000\nQ1;b;2.000\nQ1;Summe;3.000\n", "auf zwei Arten"),
        # Q1,a = 43 − 41, though only columns have a „Summe“
        (lines({("Q1", "a"), ("Q2", "a")}).replace(",Summe,", ",Insgesamt,"), "heißt aber nicht „Summe“"),
        (lines(RECTANGLE).replace("Summe", "Gesamt"), "nicht „Summe“. Nennen Sie mit --total"),
        # as floating point these are 4 apart, not 2
        (HEADER + "Q1,a,,geheim\nQ1,b,9007199254740993,ok\nQ1,Summe,9007199254740995,ok\n", "nicht genau prüfen"),
        ("quartier,gruppe\nQ1,a\n", "Eine Spalte „anzahl“ gibt es nicht"),
        ("", "leer"),
    ],
)
def test_bad_input_is_two_and_says_why(run, text, said):
    code, out, err = run(text)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_single_label_is_no_hidden_total(run):
    text = HEADER + "Q1,Gesamt,,geheim\nQ2,Gesamt,45,ok\nQ3,Gesamt,,geheim\nSumme,Gesamt,59,ok\n"
    assert run(text)[0] == 0


def test_blanks_around_the_word_for_totals_do_not_matter(run):
    assert run(lines({("Q1", "a")}).replace("Summe", "Alle"), "--total", " Alle ")[1].endswith("Q1,a,2,2,true\n")


def test_an_absurd_threshold_is_two(run):
    assert run(lines(RECTANGLE), "--threshold", "1" + "0" * 30)[0] == 2


def test_missing_file_is_two(capfd, tmp_path):
    assert cli.main(["audit", str(tmp_path / "nichts.csv"), *OPTIONS]) == 2
    assert "gibt es nicht" in capfd.readouterr().err


@pytest.mark.parametrize("state", ["", ",state"])
def test_small_counts_stand_in_the_open(run, state):
    """Also where somebody calls them ``ok``."""
    said = ",ok" if state else ""
    text = f"quartier,gruppe,anzahl{state}\n" + "".join(f"{q},{g},{n}{said}\n" for (q, g), n in NUMBERS.items())
    code, out, err = run(text)
    assert (code, out) == (1, "row,column,lower,upper,leak\nQ1,a,2,2,true\n")
    assert "Anzahlen unter 3, die offen in der Tabelle stehen: 1." in " ".join(err.split())


def test_a_raw_table_without_small_counts_is_safe(run):
    numbers = {("Q1", "a"): 3, ("Q2", "a"): 0, ("Summe", "a"): 3}
    text = "quartier,gruppe,anzahl\n" + "".join(f"{q},{g},{n}\n" for (q, g), n in numbers.items())
    assert run(text)[:2] == (0, "row,column,lower,upper,leak\n")
