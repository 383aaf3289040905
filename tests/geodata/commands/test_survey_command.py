"""``python -m geodata survey``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geodata import __main__ as cli
from geodata.repository import Repository
from geodata.survey.known_universe import universe_of
from geodata.workspace import Workspace
from tests.geodata.survey.world import SMALL, write


def call(capfdbinary, *arguments: str) -> tuple[int, dict, str]:
    code = cli.main(["survey", *arguments, "--json"])
    out, err = capfdbinary.readouterr()
    return code, json.loads(out), err.decode()


@pytest.fixture
def opened_once(embedded: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The command with the embedded sample that is already open; a workspace that exists is opened for real."""

    class Opened:
        @staticmethod
        def open(root: Path | None) -> Repository:
            return embedded if root is None or not root.exists() else Repository.open(root)

    monkeypatch.setattr("geodata.commands.survey.Repository", Opened)
    return embedded


def test_the_reference_survey_of_the_whole_state(capfdbinary, tmp_path: Path, opened_once: Repository) -> None:
    came = {"Kreis": (25, 13), "kreisfreie Stadt": (20, 15), "kreisangehörige Kommune": (213, 26)}
    everybody = universe_of(opened_once, "05").authorities.values()
    lines = ["AGS;Sozialplanung"]
    for kind, (n, y) in came.items():
        keys = [a.key for a in everybody if a.type == kind][:n]
        lines += [f"{key};{'Ja' if i < y else 'Nein'}" for i, key in enumerate(keys)]
    code, found, _ = call(capfdbinary, str(write(tmp_path, "\n".join(lines) + "\n")), "--weights", "type")
    assert code == 0
    assert found["universe"] == {"Kreis": 31, "kreisfreie Stadt": 23, "kreisangehörige Kommune": 373}
    assert found["response"][2] == {
        "type": "kreisangehörige Kommune", "k": 213, "n": 373, "share": pytest.approx(213 / 373),
    }  # fmt: skip
    answer = found["questions"][0]["answers"][0]
    assert (answer["code"], answer["k"], answer["n"]) == ("Ja", 54, 258)
    assert answer["lower"] < answer["share"] < answer["upper"]
    weighted = found["weighted"]
    assert [round(c["weight"], 4) for c in weighted["cells"]] == [1.24, 1.15, 1.7512]
    percent = {k: round(100 * weighted[k], 3) for k in ("naive", "estimate", "se", "lower", "upper")}
    assert percent == {"naive": 20.930, "estimate": 18.478, "se": 1.341, "lower": 15.850, "upper": 21.106}
    assert round(weighted["n_eff"], 2) == 253.91
    assert [round(100 * b, 2) for b in weighted["bounds"]] == [12.65, 52.22]


def _universe(folder: Path) -> str:
    rows = [f"{a.key};{a.name};{a.type}" for a in SMALL.authorities.values()]
    return str(write(folder, "\n".join(["key;name;type", *rows]) + "\n", "liste.csv"))


def test_whom_nobody_knows_ends_with_one_and_the_list(capfdbinary, tmp_path: Path) -> None:
    file = write(tmp_path, "Kommune;Frage\nKöln;Ja\nMekenheim;Nein\n")
    code, found, said = call(capfdbinary, str(file), "--universe", _universe(tmp_path))
    assert code == 1
    assert [(u["row"], u["value"], u["candidates"][0]["name"]) for u in found["unmatched"]] == [
        (3, "Mekenheim", "Meckenheim")
    ]
    assert "Meckenheim" in said
    schema = write(tmp_path, "assign: {Mekenheim: 05382032}\n", "s.yaml")
    code, found, _ = call(capfdbinary, str(file), "--universe", _universe(tmp_path), "--schema", str(schema))
    assert (code, [m["method"] for m in found["matched"]]) == (0, ["name", "by_hand"])


def test_for_people(capfdbinary, tmp_path: Path) -> None:
    file = write(tmp_path, "Kommune;Frage\nKöln;Ja\nMeckenheim;Nein\n")
    assert cli.main(["survey", str(file), "--universe", _universe(tmp_path), "--weights", "type"]) == 0
    said = capfdbinary.readouterr()[1].decode()
    assert "Rücklauf: 2 von 10" in said
    assert "Basis: 2 Antwortende" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["nirgends.csv"], ["{}", "--weights", "alter"], ["{}", "--universe", "nein.csv"]]
)
def test_refused(capfdbinary, tmp_path: Path, arguments: list[str], opened_once: Repository) -> None:
    file = write(tmp_path, "Kommune;Frage\nKöln;Ja\n")
    code, found, _ = call(capfdbinary, *[a.replace("{}", str(file)) for a in arguments])
    assert code == 1
    assert found["problems"]


@pytest.mark.slow
def test_saved_is_what_may_be_published(capfdbinary, tmp_path: Path, opened_once: Repository) -> None:
    rows = [
        f"{a.name};{'Ja' if i % 2 else 'Nein'};Satz {i} von {a.name}" for i, a in enumerate(SMALL.authorities.values())
    ]
    file = write(tmp_path, "\n".join(["Kommune;Frage;Notiz", *rows]) + "\n")
    space = str(tmp_path / "w")
    code, _, _ = call(
        capfdbinary, str(file), "--universe", _universe(tmp_path), "--save", "eigene", "--workspace", space
    )
    assert code == 0
    found = Workspace(tmp_path / "w").packages()[0].survey
    assert (found.answered, found.question("Frage").answers[0].k) == (10, 5)
    assert not any(b"Satz 1" in p.read_bytes() for p in (tmp_path / "w").rglob("*") if p.is_file())
    code, refused, _ = call(capfdbinary, str(file), "--universe", _universe(tmp_path), "--save", "Meine Befragung!")
    assert (code, refused["problems"][0]["code"]) == (1, "survey_name_bad")
    file.write_text(file.read_text("utf-8") + "Atlantis;Ja;x\n", "utf-8")
    code, _, _ = call(
        capfdbinary, str(file), "--universe", _universe(tmp_path), "--save", "zweite", "--workspace", space
    )
    assert code == 1
    assert [p.id for p in Workspace(tmp_path / "w").packages()] == ["eigene"]


@pytest.mark.slow
def test_residents_by_quarter(capfdbinary, tmp_path: Path, opened_once: Repository) -> None:
    rows = [f"muster/k01/g01/quartier/0{q};{'Ja' if i < 8 else 'Nein'}" for q in (1, 2, 3) for i in range(30)]
    file = write(tmp_path, "\n".join(["quartier;Zufrieden", *rows]) + "\n")
    schema = write(tmp_path, "respondents: residents\nkey: quartier\n", "s.yaml")
    code, found, _ = call(capfdbinary, str(file), "--schema", str(schema), "--workspace", str(tmp_path / "w"))
    assert (code, found["answered"]) == (0, 90)
    groups = found["questions"][0]["groups"]["quarter"]
    assert [(g["label"], g["answers"][0]["k"], g["base"]) for g in groups] == [
        ("Innenstadt", 8, 30), ("Weststadt", 8, 30), ("Nordstadt", 8, 30),
    ]  # fmt: skip
    assert call(capfdbinary, str(file), "--schema", str(schema), "--weights", "type")[0] == 1
