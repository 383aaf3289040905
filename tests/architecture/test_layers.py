"""The rooms of the house stay apart: what import-linter proves from the text, and what it cannot see."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("geodata", "dashboard", "layouts", "callbacks")
WEB = {"dash", "flask", "plotly", "dash_leaflet", "dash_mantine_components", "dash_ag_grid"}

IMPORT_AND_TELL = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def modules_of(package: str) -> list[str]:
    """Dotted names of a package or module and everything below it, from the file tree; nothing is imported."""
    folder = PROJECT / package.replace(".", "/")
    below = pkgutil.walk_packages([str(folder)], prefix=f"{package}.") if folder.is_dir() else []
    return [package, *(found.name for found in below if not found.name.endswith("__main__"))]


def loaded_by(modules: list[str]) -> set[str]:
    """Top-level names in ``sys.modules`` of a fresh interpreter after importing ``modules``."""
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL, json.dumps(modules)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.slow
@pytest.mark.parametrize("package", ["geodata", "dashboard.views", "dashboard.state", "dashboard.formatting"])
def test_pure_layers_load_nothing_of_the_web(package: str) -> None:
    names = modules_of(package)
    assert names
    assert loaded_by(names) & WEB == set()


def test_the_probe_sees_what_it_looks_for() -> None:
    assert "flask" in loaded_by(["flask"])


def test_package_files_are_empty() -> None:
    """A re-export in ``__init__.py`` pulls in what the layer must not know, and import-linter does not notice."""
    full = [
        str(file.relative_to(PROJECT))
        for package in PACKAGES
        for file in (PROJECT / package).rglob("__init__.py")
        if file.read_text("utf-8").strip()
    ]
    assert full == []


def test_every_package_folder_has_its_package_file() -> None:
    """Without it, import-linter and mypy pass over the folder in silence."""
    missing = {
        str(file.parent.relative_to(PROJECT))
        for package in PACKAGES
        for file in (PROJECT / package).rglob("*.py")
        if not (file.parent / "__init__.py").exists()
    }
    assert missing == set()


def test_contracts_of_import_linter_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    if not tool.exists():
        pytest.skip("import-linter ist nicht installiert (make install-dev)")
    run = subprocess.run(
        [str(tool), "--no-cache"], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


STATISTICS = {"esda", "libpysal", "statsmodels"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("modules", "forbidden"),
    [
        (["geodata.repository"], STATISTICS | {"sklearn"}),
        (["dashboard.factory"], STATISTICS | {"sklearn", "mapclassify", "matplotlib"}),
        (modules_of("geodata.methods"), STATISTICS | {"sklearn"}),
        (["geodata.commands.rates", "dashboard.views.sentences"], STATISTICS),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_libraries_of_one_method_are_read_when_it_runs(modules: list[str], forbidden: set[str]) -> None:
    """They take seconds to load, and most visits never ask for neighbourhoods."""
    assert loaded_by(modules) & forbidden == set()
