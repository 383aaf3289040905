"""The provider notices imports and keeps the last good state when the new one cannot be read."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.provider import RepositoryProvider
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.small import CITY, package, poor


def shown(provider: RepositoryProvider) -> float:
    return provider.current().cell("poor", CITY, "2023").value


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path / "space")
    space.put(package(poor(10, 50)))
    return space


@pytest.fixture
def provider(space: Workspace) -> RepositoryProvider:
    return RepositoryProvider(space.root, sample=None)


def test_without_an_import_the_repository_stays_the_same(provider):
    assert provider.current() is provider.current()


def test_an_import_is_seen_by_the_next_call(provider, space):
    before = provider.current()
    space.put(package(poor(20, 50)))
    assert shown(provider) == 40
    assert provider.current().fingerprint != before.fingerprint
    assert before.cell("poor", CITY, "2023").value == 20  # who still holds the old one reads the old one


def test_the_first_import_into_a_new_folder_is_seen(tmp_path):
    provider = RepositoryProvider(tmp_path / "later", sample=None)
    assert provider.current().roots == ()
    Workspace(tmp_path / "later").put(package(poor(10, 50)))
    assert shown(provider) == 20


def test_without_a_workspace_there_is_only_the_sample(space):
    provider = RepositoryProvider(None, sample=space.root)
    assert shown(provider) == 20
    assert provider.current() is provider.current()


@pytest.mark.parametrize("damage", ["manifest", "no folder"])
def test_a_damaged_state_keeps_the_last_good_one_and_says_so(provider, space, caplog, damage):
    good = provider.current()
    if damage == "manifest":
        (space.published / "manifest.json").write_text("{")
    else:
        space.published.rename(space.root / "elsewhere")
        space.published.write_text("eine Datei")
    with caplog.at_level(logging.ERROR):
        assert provider.current() is good
        assert provider.current() is good
    assert caplog.text.count("der letzte Stand bleibt in Gebrauch") == 1


def test_a_fault_of_the_program_keeps_it_too(provider, space, caplog, monkeypatch):
    good = provider.current()
    space.put(package(poor(20, 50)))
    monkeypatch.setattr(Repository, "__init__", lambda *_, **__: 1 / 0)
    with caplog.at_level(logging.ERROR):
        assert provider.current() is good
    assert "ZeroDivisionError" in caplog.text


def test_after_a_repair_the_new_state_is_seen(provider, space):
    manifest = space.published / "manifest.json"
    good = manifest.read_text()
    manifest.write_text("{")
    provider.current()
    manifest.write_text(good)
    space.put(package(poor(20, 50)))
    assert shown(provider) == 40


def test_a_damaged_workspace_is_refused_at_the_start(space):
    (space.published / "manifest.json").write_text("{")
    with pytest.raises(GeodataError):
        RepositoryProvider(space.root, sample=None)


def test_many_threads_build_the_new_repository_once(provider, space, monkeypatch):
    opened = []
    original = Repository.open

    def counted(*args: object, **named: object) -> Repository:
        opened.append(args)
        return original(*args, **named)

    space.put(package(poor(20, 50)))
    monkeypatch.setattr(Repository, "open", counted)
    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(lambda _: shown(provider), range(40)))
    assert len(opened) == 1
    assert set(values) == {40}
