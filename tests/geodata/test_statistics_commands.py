"""``rates`` and ``clusters``: what they write, digit by digit, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.examples import get_path
from shapely.geometry import box

from geodata import __main__ as cli
from geodata.methods.intervals import Method, rate_intervals
from geodata.methods.smoothing import Smoother, smooth
from tests.geodata.methods.lattice import columbus, grid

COUNTS = "AGS;Name;Fälle;Basis\n05315;Köln;81;263\n00007;Null;0;50\n05316;Verdeckt;•;40\nx,1;Leer;;\n05001;Keiner;0;0\n"
HEAD = ["id", "k", "n", "rate", "lower", "upper", "smoothed", "verdict"]


def run(capfd, *arguments: object) -> tuple[int, str, str]:
    code = cli.main([str(a) for a in arguments])
    out, err = capfd.readouterr()
    return code, out, err


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "faelle.csv"
    file.write_text(COUNTS, "utf-8-sig", newline="\r\n")
    return file


def rates(capfd, file: Path, *more: object, out: str = "raten.csv") -> tuple[int, Path, str]:
    target = file.parent / out
    code, _, err = run(capfd, "rates", file, "--id", "AGS", "--numerator", "Fälle", "--denominator", "Basis",
                       "--out", target, *more)  # fmt: skip
    return code, target, err


def test_rates_row_by_row(capfd, table):
    code, out, err = rates(capfd, table)
    assert code == 0
    assert "5 Zeilen, 2 mit Anteil" in err
    found = rows(out)
    assert list(found[0]) == HEAD
    assert [r["id"] for r in found] == ["05315", "00007", "05316", "x,1", "05001"]
    wilson = rate_intervals([81, 0], [263, 50])
    for at in (0, 1):
        assert [float(found[at][c]) for c in ("rate", "lower", "upper")] == [
            wilson.rate[at], wilson.lower[at], wilson.upper[at]
        ]  # fmt: skip
        assert found[at]["rate"] == repr(float(wilson.rate[at]))
    assert [r["verdict"] for r in found] == ["same", "lower", "", "", ""]
    assert [(r["k"], r["n"]) for r in found] == [("81", "263"), ("0", "50"), ("", "40"), ("", ""), ("0", "0")]
    assert all(r[c] == "" for r in found[2:] for c in ("rate", "lower", "upper", "smoothed"))
    assert not any(r["smoothed"] for r in found)


def test_suppressed_rows_enter_nothing(capfd, table):
    """Overall 81 / 313; with the hidden row's 40 people it would be 81 / 353."""
    code, out, _ = run(capfd, "rates", table, "--id", "AGS", "--numerator", "Fälle", "--denominator", "Basis",
                       "--smooth", "eb", "--out", table.parent / "o.csv", "--json")  # fmt: skip
    answer = json.loads(out)
    assert code == 0
    assert answer["overall"] == 81 / 313
    assert (answer["rows"], answer["rates"], answer["smoothing"]) == (5, 2, "beta-binomial")
    assert answer["verdicts"] == {"higher": 0, "lower": 1, "same": 1}
    found = rows(table.parent / "o.csv")
    expected = smooth([81, 0], [263, 50]).value
    assert [float(r["smoothed"]) for r in found[:2]] == list(expected)
    assert not any(r["smoothed"] for r in found[2:])


@pytest.mark.parametrize(("name", "method"), [("wilson", Method.WILSON), ("exact", Method.EXACT)])
def test_the_method_can_be_chosen(capfd, table, name, method):
    _, out, _ = rates(capfd, table, "--method", name)
    assert float(rows(out)[0]["upper"]) == rate_intervals(81, 263, method).upper


def test_published_smoothing_from_a_file(capfd, tmp_path):
    sids = gpd.read_file(get_path("sids2.shp"))
    file = tmp_path / "sids.csv"
    sids[["NAME", "SID74", "BIR74"]].to_csv(file, index=False)
    call = (
        "rates",
        file,
        "--id",
        "NAME",
        "--numerator",
        "SID74",
        "--denominator",
        "BIR74",
        "--out",
        tmp_path / "o.csv",
    )
    assert run(capfd, *call, "--smooth", "eb")[0] == 0
    found = {r["id"]: float(r["smoothed"]) for r in rows(tmp_path / "o.csv")}
    assert found["Anson"] == pytest.approx(0.0048388, abs=5e-8)
    assert found["Camden"] == pytest.approx(0.0018230, abs=5e-8)
    whole = (tmp_path / "o.csv").read_bytes()
    assert run(capfd, *call, "--smooth", "marshall")[0] == 0
    assert (tmp_path / "o.csv").read_bytes() == whole
    assert run(capfd, *call, "--smooth", "beta-binomial")[0] == 0
    expected = smooth(sids["SID74"], sids["BIR74"], Smoother.BETA_BINOMIAL).value
    assert [float(r["smoothed"]) for r in rows(tmp_path / "o.csv")] == list(expected)


def test_all_unknown_is_an_answer_too(capfd, tmp_path):
    file = tmp_path / "f.csv"
    file.write_text("AGS,Fälle,Basis\na,,\nb,•,10\nc,0,0\n", "utf-8")
    code, out, _ = rates(capfd, file, "--smooth", "eb")
    assert code == 0
    assert out.read_text("utf-8") == "id,k,n,rate,lower,upper,smoothed,verdict\na,,,,,,,\nb,,10,,,,,\nc,0,0,,,,,\n"


def test_one_area_is_its_own_reference(capfd, tmp_path):
    file = tmp_path / "f.csv"
    file.write_text("AGS,Fälle,Basis\na,3,10\n", "utf-8")
    _, out, _ = rates(capfd, file, "--smooth", "eb")
    assert (rows(out)[0]["verdict"], rows(out)[0]["smoothed"]) == ("same", "0.3")


def test_a_row_that_adds_up_all_others_is_said(capfd, tmp_path):
    file = tmp_path / "f.csv"
    file.write_text("AGS,Fälle,Basis\na,3,10\nb,4,20\nc,,9\nd,5,30\nInsgesamt,12,60\n", "utf-8")
    code, out, err = rates(capfd, file)
    assert code == 0
    assert "Zeile 6: Die Zeile „Insgesamt“ ist genau die Summe" in err
    assert len(rows(out)) == 5
    file.write_text("AGS,Fälle,Basis\na,3,10\nb,3,10\n", "utf-8")
    assert "Summe" not in rates(capfd, file)[2]


HEADER = "AGS;Fälle;Basis\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "a;1;9\nb;x1;9\n", ["Zeile 3", "Spalte „Fälle“", "„x1“", "keine Anzahl"]),
        (HEADER + "a;1;9\nb;-1;9\n", ["Zeile 3", "„-1“"]),
        (HEADER + "a;1;9\nb;1,5;9\n", ["Zeile 3", "„1,5“"]),
        (HEADER + "a;1;9\nb;9;8\n", ["Zeile 3", "Zähler 9", "Nenner 8"]),
        (HEADER + "a;1;9\nb;1;0\n", ["Zeile 3", "Zähler 1", "Nenner 0"]),
        (HEADER + "a;1;9\n;1;9\n", ["Zeile 3", "Spalte „AGS“", "fehlt"]),
        (HEADER + "a;1;9\na;2;9\n", ["Zeile 3", "Kennung „a“", "Zeile 2"]),
        (HEADER + "a;1;1.000\nb;1;5\n", ["Zeile 2", "Spalte „Basis“", "1 oder 1000"]),
        ("AGS;Faelle;Basis\na;1;9\n", ["Spalte „Fälle“ gibt es nicht", "AGS, Faelle, Basis"]),
        ("AGS;Fälle;Fälle;Basis\na;1;2;9\n", ["gibt es mehrfach"]),
        (HEADER, ["Kopfzeile"]),
        ("", ["leer (0 Bytes)"]),
        (HEADER + "a;1;9;7\nb;1;9\n", ["Zeile 2", "4 statt 3"]),
    ],
)
def test_bad_tables_are_refused_and_nothing_is_written(capfd, tmp_path, text, words):
    file = tmp_path / "f.csv"
    file.write_text(text, "utf-8")
    out = tmp_path / "raten.csv"
    out.write_text("vorher")
    code, _, err = rates(capfd, file)
    assert code == 1
    for word in words:
        assert word in err
    assert "Traceback" not in err
    assert out.read_text() == "vorher"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.csv", "raten.csv"]


def test_every_bad_row_is_named(capfd, tmp_path):
    file = tmp_path / "f.csv"
    file.write_text(HEADER + "a;ja;9\nb;nein;9\nc;1;9\n", "utf-8")
    _, _, err = rates(capfd, file)
    assert "Zeile 2, Spalte „Fälle“: „ja“" in err
    assert "Zeile 3, Spalte „Fälle“: „nein“" in err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["rates"], "Es fehlt: TABELLE"),
        (["rates", "x.csv"], "Es fehlt: --id"),
        (["rates", "x.csv", "--id", "a", "--numerator", "k", "--denominator", "n"], "Es fehlt: --out"),
        (["rates", "x.csv", "--method", "wald"], "Möglich: wilson, exact"),
        (["clusters", "x.shp", "--id", "a"], "Es fehlt: --value"),
        (["clusters", "x.shp", "--permutations", "5"], "--permutations"),
        (["clusters", "x.shp", "--seed", "-1"], "--seed"),
        (["clusters", "x.shp", "--seed", "eins"], "--seed"),
    ],
)
def test_calls_that_are_not_understood(capfd, arguments, word):
    code, out, err = run(capfd, *arguments)
    assert (code, out) == (2, "")
    assert word in err


def test_missing_files_are_said(capfd, tmp_path):
    code, _, err = rates(capfd, tmp_path / "fehlt.csv")
    assert code == 1
    assert "fehlt.csv“ gibt es nicht" in err
    code, _, err = clusters(capfd, tmp_path / "fehlt.shp", "CRIME", tmp_path / "o.csv")
    assert code == 1
    assert "fehlt.shp“ gibt es nicht" in err


def test_outputs_that_cannot_be_written(capfd, table):
    code, _, err = rates(capfd, table, out="nirgends/o.csv")
    assert code == 1
    assert re.search(r"nirgends“ lässt sich nicht schreiben \(gibt es nicht\)", err)
    code, _, err = rates(capfd, table, out=".")
    assert code == 1
    assert "ist ein Ordner" in err
    before = table.read_bytes()
    code, _, err = rates(capfd, table, out=table.name)
    assert code == 1
    assert "ist die Eingabe selbst" in err
    assert table.read_bytes() == before
    assert [p.name for p in table.parent.iterdir()] == [table.name]


def test_what_was_there_stays_when_writing_fails(capfd, table, monkeypatch):
    out = table.parent / "raten.csv"
    out.write_text("vorher")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = rates(capfd, table)
    assert code == 1
    assert "kein freier Platz" in err
    assert out.read_text() == "vorher"
    assert sorted(p.name for p in table.parent.iterdir()) == ["faelle.csv", "raten.csv"]


def test_help_explains_the_tokens(capfd):
    assert run(capfd, "rates", "--help")[0] == 0
    cli.main(["rates", "--help"])
    out = " ".join(capfd.readouterr().out.split())
    for word in ("higher", "lower", "same", "Bruchteile von 1", "id,k,n,rate,lower,upper,smoothed,verdict"):
        assert word in out
    cli.main(["clusters", "--help"])
    out = " ".join(capfd.readouterr().out.split())
    for word in ("HH", "LH", "LL", "HL", "zweiseitig", "id,quadrant,local_i,p,p_fdr,label"):
        assert word in out


# --- clusters


def clusters(capfd, layer: Path, value: str, out: Path, *more: object, key: str = "POLYID") -> tuple[int, str, str]:
    return run(capfd, "clusters", layer, "--id", key, "--value", value, "--out", out, *more)


def test_columbus(capfd, tmp_path):
    code, out, _ = clusters(capfd, Path(get_path("columbus.shp")), "CRIME", tmp_path / "o.csv", "--json")
    assert code == 0
    assert json.loads(out)["areas"] == 49
    found = rows(tmp_path / "o.csv")
    assert list(found[0]) == ["id", "quadrant", "local_i", "p", "p_fdr", "label"]
    assert [r["id"] for r in found] == [str(i) for i in columbus()["POLYID"].astype(int)]
    quadrants = [r["quadrant"] for r in found]
    assert {q: quadrants.count(q) for q in set(quadrants)} == {"HH": 21, "LH": 5, "LL": 20, "HL": 3}
    assert all(float(r["p"]) <= float(r["p_fdr"]) for r in found)
    assert all((float(r["p_fdr"]) <= 0.05) == (r["label"] != "keine auffällige Häufung") for r in found)


def test_same_seed_same_bytes(capfd, tmp_path):
    layer = Path(get_path("columbus.shp"))
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        assert clusters(capfd, layer, "CRIME", tmp_path / name, "--seed", seed, "--permutations", 199)[0] == 0
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_other_order_and_other_names_same_answer(capfd, tmp_path):
    frame = columbus()[["POLYID", "CRIME", "geometry"]].assign(POLYID=lambda f: f["POLYID"].astype(int).astype(str))
    order = np.random.default_rng(6).permutation(49)
    renamed = frame.iloc[order].assign(POLYID=lambda f: "Z" + f["POLYID"].str[::-1])
    answers = []
    for name, layer in (("a", frame), ("b", renamed)):
        layer.to_file(tmp_path / f"{name}.gpkg")
        assert (
            clusters(capfd, tmp_path / f"{name}.gpkg", "CRIME", tmp_path / f"{name}.csv", "--permutations", 499)[0] == 0
        )
        answers.append([list(r.values())[1:] for r in rows(tmp_path / f"{name}.csv")])
    assert answers[1] == [answers[0][i] for i in order]


def layer_of(folder: Path, values: list[object], name: str = "ebene.gpkg") -> Path:
    """36 squares with ids 001 … and values as given (text or numbers)."""
    ids = [f"{i:03d}" for i in range(1, 37)]
    frame = gpd.GeoDataFrame({"id": ids, "wert": values}, geometry=list(grid(6, 6)), crs="EPSG:25832")
    frame.to_file(folder / name)
    return folder / name


def test_missing_and_hidden_values_stay_empty(capfd, tmp_path):
    texts = [f"{i},5" for i in range(36)]
    texts[3], texts[8] = "•", ""
    layer = layer_of(tmp_path, texts)
    assert clusters(capfd, layer, "wert", tmp_path / "o.csv", "--permutations", 99, key="id")[0] == 0
    found = rows(tmp_path / "o.csv")
    assert [r["id"] for r in found] == [f"{i:03d}" for i in range(1, 37)]
    assert [list(found[i].values())[1:] for i in (3, 8)] == [[""] * 5] * 2
    assert all(r["label"] for i, r in enumerate(found) if i not in (3, 8))


def test_an_island_is_named(capfd, tmp_path):
    frame = gpd.read_file(layer_of(tmp_path, [float(i) for i in range(36)]))
    island = gpd.GeoDataFrame({"id": ["insel"], "wert": [5.0]}, geometry=[box(90, 90, 91, 91)], crs=frame.crs)
    pd.concat([frame, island]).to_file(tmp_path / "insel.gpkg")
    clusters(capfd, tmp_path / "insel.gpkg", "wert", tmp_path / "o.csv", "--permutations", 99, key="id")
    assert list(rows(tmp_path / "o.csv")[36].values()) == ["insel", "", "", "", "", "keine Nachbarn"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0] * 36, ["denselben Wert (1)"]),
        ([None] * 36, ["erst ab 30 Gebieten", "hier sind es 0"]),
        ([1.5, *[None] * 35], ["hier sind es 0"]),
        (["hoch", *["1"] * 35], ["Zeile 1", "Spalte „wert“", "„hoch“"]),
        (["1.234", *["1"] * 35], ["Zeile 1", "Dezimalzahl"]),
    ],
)
def test_layers_without_an_answer_are_refused(capfd, tmp_path, values, words):
    layer = layer_of(tmp_path, values)
    code, _, err = clusters(capfd, layer, "wert", tmp_path / "o.csv", key="id")
    assert code == 1
    for word in words:
        assert word in err
    assert "Traceback" not in err
    assert not (tmp_path / "o.csv").exists()


def test_too_small_a_layer_and_wrong_columns(capfd, tmp_path):
    columbus()[["POLYID", "CRIME", "geometry"]].head(20).to_file(tmp_path / "klein.gpkg")
    assert "hier sind es 20" in clusters(capfd, tmp_path / "klein.gpkg", "CRIME", tmp_path / "o.csv")[2]
    code, _, err = clusters(capfd, tmp_path / "klein.gpkg", "KRIMI", tmp_path / "o.csv")
    assert code == 1
    assert "Spalte „KRIMI“ gibt es nicht" in err
    assert "Vorhanden: POLYID, CRIME." in err
    code, _, err = clusters(capfd, tmp_path / "klein.gpkg", "CRIME", tmp_path / "o.csv", key="geometry")
    assert code == 1
    assert "„geometry“ gibt es nicht" in err
    (tmp_path / "tabelle.csv").write_text("a;b\n1;2\n")
    assert clusters(capfd, tmp_path / "tabelle.csv", "b", tmp_path / "o.csv")[0] == 1


def test_twice_the_same_id_is_refused(capfd, tmp_path):
    frame = gpd.read_file(layer_of(tmp_path, [float(i) for i in range(36)]))
    frame.loc[5, "id"] = "001"
    frame.to_file(tmp_path / "doppelt.gpkg")
    code, _, err = clusters(capfd, tmp_path / "doppelt.gpkg", "wert", tmp_path / "o.csv", key="id")
    assert code == 1
    assert "Zeile 6" in err
    assert "steht schon in Zeile 1" in err


def test_coarse_permutations_are_said(capfd, tmp_path):
    _, _, err = clusters(capfd, Path(get_path("columbus.shp")), "CRIME", tmp_path / "o.csv", "--permutations", 99)
    assert "mindestens 1959" in err
