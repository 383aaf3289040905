"""The embedded data are what the script makes of them today: a new gate or generator asks for a new build."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.sample.build import build_packages, write
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace


@pytest.mark.slow
def test_the_script_builds_what_is_embedded(tmp_path: Path) -> None:
    assert write(build_packages(None), tmp_path / "workspace") == Workspace(SAMPLE_ROOT).state()
