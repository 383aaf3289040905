"""The workspace itself is damaged, not writable, or the disk is full: a sentence, and what was there stays."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from geodata.importing import commit
from geodata.workspace import Workspace
from tests.bad_input.test_bad_input import ADVICE, FOREIGN, contents, run, sample, space
from tests.geodata.readers.test_tables import CATALOG

__all__ = ["sample", "space"]
FIGURES = "nr;name;arbeitslose;personen\n101;Südstadt;51;1000\n102;Nordend;61;2000\n"


def manifest(root: Path) -> Path:
    return root / "published" / "manifest.json"


def package(root: Path, start: str) -> Path:
    return next((root / "published").glob(f"{start}*"))


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def rewritten(**changes: object) -> Callable[[Path], object]:
    return lambda root: manifest(root).write_text(json.dumps({**json.loads(manifest(root).read_text()), **changes}))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "manifest empty": lambda root: manifest(root).write_bytes(b""),
    "manifest cut": lambda root: half(manifest(root)),
    "manifest binary": lambda root: manifest(root).write_bytes(bytes(range(256))),
    "manifest a list": lambda root: manifest(root).write_text("[]"),
    "manifest without packages": lambda root: manifest(root).write_text('{"schema": 1}'),
    "manifest with packages as text": rewritten(packages="alle"),
    "manifest with a schema as text": rewritten(schema="neu"),
    "manifest a folder": lambda root: (manifest(root).unlink(), manifest(root).mkdir()),
    "manifest of a newer program": rewritten(schema=99),
    "package missing": lambda root: shutil.rmtree(package(root, "jobs")),
    "package empty": lambda root: [f.unlink() for f in package(root, "jobs").iterdir()],
    "package.json cut": lambda root: half(package(root, "jobs") / "package.json"),
    "package.json a number": lambda root: (package(root, "jobs") / "package.json").write_text("7"),
    "package of a newer program": lambda root: (package(root, "jobs") / "package.json").write_text('{"schema": 99}'),
    "catalogue missing": lambda root: (package(root, "jobs") / "catalog.yaml").unlink(),
    "catalogue cut": lambda root: (package(root, "jobs") / "catalog.yaml").write_text("datasets: [{id"),
    "observations missing": lambda root: (package(root, "jobs") / "observations.parquet").unlink(),
    "observations cut": lambda root: half(package(root, "jobs") / "observations.parquet"),
    "areas cut": lambda root: half(package(root, "boundaries") / "areas.parquet"),
    "areas of another kind": lambda root: pd.DataFrame({"x": [1]}).to_parquet(package(root,
         "boundaries") / "areas.parquet"),
    "geometry cut": lambda root: half(package(root, "boundaries") / "geometry.parquet"),
    "geometry without geometry": lambda root: pd.DataFrame({"x": [1]}).to_parquet(
        package(root, "boundaries") / "geometry.parquet"
    ),
}  # fmt: skip


@pytest.fixture
def copy(space: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(space.root, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def call(tmp_path: Path, monkeypatch, capfd, sample: Path, copy: Workspace):
    """Import figures; returns exit code and problems."""
    monkeypatch.setattr("geodata.commands.import_.SAMPLE_ROOT", sample)
    monkeypatch.setattr("geodata.commands.import_.commit", partial(commit, sample=Workspace(sample)))
    (tmp_path / "jobs.csv").write_text(FIGURES, "utf-8")
    (tmp_path / "jobs.yaml").write_text(CATALOG, "utf-8")

    def imported() -> tuple[int, list[dict[str, object]]]:
        files = [str(tmp_path / "jobs.csv"), "--catalog", str(tmp_path / "jobs.yaml")]
        code, problems, err = run(capfd, "import", *files, "--workspace", str(copy.root))
        assert not FOREIGN.search(err), err
        return code, problems

    return imported


def check_refused(found: tuple[int, list[dict[str, object]]], code: str) -> None:
    assert found[0] == 1
    assert [p["code"] for p in found[1]] == [code]
    message = str(found[1][0]["message"])
    assert ADVICE.search(message), message
    assert not FOREIGN.search(message), message


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_workspace(damage: str, copy: Workspace, call) -> None:
    DAMAGES[damage](copy.root)
    before = contents(copy.root)
    check_refused(call(), "workspace_newer" if "newer" in damage else "workspace_damaged")
    assert contents(copy.root) == before


@pytest.mark.slow
def test_it_can_be_written_when_nothing_is_wrong(copy: Workspace, call) -> None:
    before = copy.state().fingerprint
    assert call()[0] == 0
    assert copy.state().fingerprint != before


def broken(monkeypatch, number: int, place: str) -> None:
    """Let one step of writing fail as the operating system would."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    targets = {
        "lock": (Path, "open"),
        "text": (Path, "write_text"),
        "parquet": (pd.DataFrame, "to_parquet"),
        "sync": (os, "fsync"),
        "rename": (Path, "replace"),
        "mkdir": (Path, "mkdir"),
    }
    monkeypatch.setattr(*targets[place], refuse)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "number", "words"),
    [
        *((place, errno.ENOSPC, "kein freier Platz") for place in ("text", "parquet", "sync", "rename", "mkdir")),
        ("mkdir", errno.EROFS, "nur lesbar"),
        ("parquet", errno.EACCES, "keine Berechtigung"),
    ],
)
def test_a_workspace_that_cannot_be_written(copy: Workspace, call, monkeypatch, place, number, words) -> None:
    state, names = copy.state(), {p.name for p in copy.published.iterdir() if not p.name.startswith(".tmp")}
    with monkeypatch.context() as patched:
        broken(patched, number, place)
        found = call()
    check_refused(found, "workspace_read_only")
    assert words in str(found[1][0]["message"])
    assert copy.state() == state
    assert names <= {p.name for p in copy.published.iterdir()}
    assert call()[0] == 0  # what was left behind is in nobody's way
    assert not list(copy.root.rglob(".tmp*"))


@pytest.mark.slow
def test_the_disk_fills_up_between_two_packages(copy: Workspace, call, monkeypatch) -> None:
    """Of several packages, none becomes visible if the last cannot be written."""
    state, real, calls = copy.state(), Path.replace, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", second_fails)
        check_refused(call(), "workspace_read_only")
    assert copy.state() == state
    assert copy.packages()


def test_a_workspace_that_is_a_file(tmp_path, monkeypatch, capfd, sample) -> None:
    monkeypatch.setattr("geodata.commands.import_.SAMPLE_ROOT", sample)
    monkeypatch.setattr("geodata.commands.import_.commit", partial(commit, sample=Workspace(sample)))
    (tmp_path / "w").write_text("")
    code, problems, _ = run(capfd, "import", "x.csv", "--workspace", str(tmp_path / "w"))
    assert code == 2
    assert "--workspace" in str(problems[0]["message"])
