"""What the application imports is asked for, and what is asked for is pinned."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
OWN = {"app", "geodata", "dashboard", "layouts", "callbacks"}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==(?P<version>[^\s;#]+)\s*(?:#.*)?$")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    """Distribution → version of every line that asks for something; fails on a line that is not pinned."""
    found = {}
    for line in (PROJECT / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-r ")):
            match = PIN.match(line)
            assert match, f"{file}: nicht mit == festgelegt: {line}"
            found[canonical(match["name"])] = match["version"]
    return found


def imported() -> set[str]:
    """Top-level names of foreign modules the application imports."""
    files = [PROJECT / "app.py", *(f for package in OWN for f in (PROJECT / package).rglob("*.py"))]
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names.add(node.module.partition(".")[0])
    return names - OWN - set(sys.stdlib_module_names)


@pytest.mark.slow
def test_every_foreign_import_is_a_direct_requirement() -> None:
    distributions = packages_distributions()
    asked = pins("requirements.in")
    missing = {name for name in imported() if not any(canonical(d) in asked for d in distributions.get(name, [name]))}
    assert missing == set()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_direct_requirements_are_pinned_alike(name: str) -> None:
    locked = pins(f"{name}.txt")
    asked = pins(f"{name}.in")
    assert asked
    assert {key: locked.get(key) for key in asked} == asked
