"""``status`` and ``remove``: what lies in the workspace."""

from __future__ import annotations

import click

from geodata import console, hierarchy
from geodata.commands.base import DONE, Call, answer, common
from geodata.errors import refuse
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace


@click.command("status", help="Zeigen, was im Arbeitsordner liegt.")
@common
@click.pass_obj
def status_command(call: Call) -> int:
    space = call.space()
    packages, state = space.packages(), space.state()
    entries = [
        {
            "id": p.id,
            "title": p.title,
            "areas": 0 if p.areas is None else len(p.areas),
            "observations": 0 if p.observations is None else len(p.observations),
            "indicators": [i.id for i in p.catalog.indicators],
            "report": p.report,
        }
        for p in packages
    ]
    answer(call, {"workspace": str(space.root), "fingerprint": state.fingerprint, "packages": entries})
    if not call.json:
        console.status(console.console(), str(space.root), state.fingerprint, packages)
    return DONE


@click.command("remove", help="Einen Datensatz samt seinen Dateien aus dem Arbeitsordner löschen.")
@click.argument("dataset", metavar="DATENSATZ")
@common
@click.pass_obj
def remove_command(call: Call, dataset: str) -> int:
    space = call.space()
    before = space.state()
    if not before.packages:
        raise refuse("package_unknown", value=dataset, known="keiner")
    after = hierarchy.remove(space, dataset, Workspace(SAMPLE_ROOT))
    answer(call, {"removed": dataset, "fingerprint_before": before.fingerprint, "fingerprint_after": after.fingerprint})
    if not call.json:
        console.console().print(f"Datensatz {dataset} gelöscht. Datenstand {after.fingerprint}", markup=False)
    return DONE
