"""Docs name every setting, command and indicator, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.command_line import main as dashboard_commands
from dashboard.settings import Settings
from dashboard.state import DEFAULTS, ViewState
from geodata.__main__ import COMMANDS
from geodata.repository import Repository

ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "docs/handbook.md").read_text("utf-8")
SOURCES = (ROOT / "docs/data-sources.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_handbook_lists_the_settings_with_their_defaults() -> None:
    rows = dict(re.findall(r"^\| `(QUARTIERSBLICK_\w+)` \| `([^`]*)` \|", HANDBOOK, re.M))
    expected = {f"QUARTIERSBLICK_{name.upper()}": str(f.default) or "leer" for name, f in Settings.model_fields.items()}
    assert {k: v.lower() for k, v in rows.items()} == {k: v.lower() for k, v in expected.items()}


def test_handbook_lists_the_commands() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)[^`]*` \| ", HANDBOOK, re.M))
    assert set(COMMANDS) <= rows


def test_handbook_shows_the_commands_for_views_with_options_they_have() -> None:
    shown = re.findall(r"python -m dashboard (\w+) (.*)", HANDBOOK)
    assert {name for name, _ in shown} == set(dashboard_commands.commands)
    for name, rest in shown:
        known = {opt for p in dashboard_commands.commands[name].params for opt in p.opts}
        assert set(re.findall(r"--\w+", rest)) <= known, (name, rest)


@pytest.mark.slow
def test_data_sources_list_the_embedded_catalogue() -> None:
    catalog = Repository.open(None).catalog
    assert set(re.findall(r"^### `(\w+)`", SOURCES, re.M)) == {d.id for d in catalog.datasets}
    assert set(re.findall(r"^\| `(\w+)` \|", SOURCES, re.M)) == {i.id for i in catalog.indicators}


def test_architecture_lists_the_keys_of_the_address_line() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \| ", ARCHITECTURE, re.M))
    assert rows == {"v", *ViewState.__dataclass_fields__}
    assert f"| `k` | number of classes, 3–7 | `{DEFAULTS['k']}` |" in ARCHITECTURE


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name)
def test_links_and_pictures_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert not broken


def test_readme_names_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"make ([a-z-]+)", README)) <= targets
