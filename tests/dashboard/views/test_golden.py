"""Whole view models of the embedded data, as last approved by somebody.

A failure means that what people see has changed. If that was intended, write the files anew and read their diff:

    UPDATE_GOLDEN=1 python -m pytest tests/dashboard/views/test_golden.py
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from dashboard.state import read_query, resolve, to_query
from dashboard.views.controls import build_controls
from dashboard.views.current import build_current
from dashboard.views.karte import build_karte
from dashboard.views.profile import build_profile
from geodata.repository import Repository

FOLDER = Path(__file__).parent / "golden"
STATES = {
    "nrw_kreise": {},
    "kreis_borken_gemeinden": {"region": "05554", "level": "gemeinde", "sel": "05554020"},
    "musterstadt_quartiere": {"region": "muster/k01", "level": "quartier", "sel": "muster/k01/g01/quartier/01"},
    "musterland_gemeinden_eingegrenzt_gegen_2019": {
        "region": "muster",
        "level": "gemeinde",
        "vs": "zeit:2019",
        "f": "value:muster_sgb2_pct:10..20;in:muster/k01,/k02",
    },
    "musterstadt_schwellenwert": {"region": "muster/k01", "level": "quartier", "classes": "threshold", "thr": "land"},
    "recklinghausen_als_ganzes": {"region": "05562", "ind": "sgb2_children_rate_pct"},
    "nrw_stufen": {"ind": "gisd_germany_quintile", "level": "kreis"},
    "beispielau_gymnasium_nach_eigenen_klassen": {
        "region": "muster/k04",
        "level": "quartier",
        "ind": "muster_gymnasium_pct",
        "classes": "jenks",
        "k": "4",
        "pal": "petrol",
    },
}


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def view_models(repository: Repository, wanted: dict[str, str]) -> dict[str, Any]:
    """All view models of the page as plain data; the long list of regions is left to its own test."""
    state, notices = resolve(wanted, repository)
    current = build_current(repository, state)
    profiles = [build_profile(repository, current, area) for area in state.sel]
    controls = asdict(build_controls(repository, state))
    del controls["regions"]
    return {
        "notices": notices,
        "controls": controls,
        "karte": asdict(build_karte(repository, state)),
        "profiles": [asdict(profile) for profile in profiles if profile],
    }


def rounded(value: Any) -> Any:
    """The last digits of a float depend on the machine; tuples and sets become lists."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list | tuple) else value


def written(value: Any, indent: str = "") -> str:
    """JSON with one line per row of a table, so that a diff can be read."""
    deeper = indent + " "
    if isinstance(value, dict) and len(json.dumps(value)) > 300:
        parts = [f"{deeper}{json.dumps(k, ensure_ascii=False)}: {written(v, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return "[\n" + ",\n".join(deeper + written(part, deeper) for part in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_view_models_are_as_approved(sample: Repository, name: str) -> None:
    found = rounded(view_models(sample, STATES[name]))
    file = FOLDER / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(written(found) + "\n", "utf-8")
    assert found == json.loads(file.read_text("utf-8"))


def test_the_files_are_those_of_the_states() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(STATES)


@pytest.mark.parametrize("name", STATES)
def test_the_states_are_what_their_names_say(sample: Repository, name: str) -> None:
    """Else a fallback would be approved unseen."""
    state, notices = resolve(STATES[name], sample)
    assert notices == ()
    query = read_query(to_query(state))
    assert {key: query.get(key, str(getattr(state, key))) for key in STATES[name]} == STATES[name]
