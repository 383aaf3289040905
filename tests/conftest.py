"""Shared by all tests: where the real files lie, and the embedded sample."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Package, Workspace

# Machines differ in speed; what takes long shows in --durations, not as a failed property.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

PROJECT = Path(__file__).resolve().parent.parent
REAL_DATA_VARIABLE = "QUARTIERSBLICK_REAL_DATA"
CHROMIUM_VARIABLE = "QUARTIERSBLICK_CHROMIUM"


def real_data_folder() -> Path:
    """``../shared/data`` beside the checkout, or what ``QUARTIERSBLICK_REAL_DATA`` names."""
    return Path(os.environ.get(REAL_DATA_VARIABLE, PROJECT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real files that are not part of the project; skips with the reason where it is absent."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"echte Dateien fehlen: {folder} (anderer Ort mit {REAL_DATA_VARIABLE})")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; without one, browser tests skip with the reason, and fail under CI."""
    found = os.environ.get(CHROMIUM_VARIABLE) or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = f"Chromium fehlt (apt-get install chromium, oder den Pfad in {CHROMIUM_VARIABLE} nennen)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sample_packages() -> dict[str, Package]:
    """The committed packages of the embedded sample by id."""
    return {package.id: package for package in Workspace(SAMPLE_ROOT).packages()}


@pytest.fixture(scope="session")
def embedded() -> Repository:
    """The embedded sample alone, opened once: it takes seconds and never changes."""
    return Repository.open(None)
