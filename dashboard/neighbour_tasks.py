"""„Räumliche Häufung“ as a job (``dashboard.job_process.TASKS``): published values in, a label per area out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from scipy.sparse import csr_array, load_npz, save_npz

from dashboard.jobs import private
from dashboard.shelf import lay
from dashboard.state import ViewState, from_query
from dashboard.views.neighbours import key_of, permutations, view_values
from dashboard.views.snapshot import projection
from geodata.methods.contiguity import contiguity
from geodata.methods.neighbourhood import Clusters, GlobalMoran, global_moran, local_clusters
from geodata.progress import Progress, part, silent
from geodata.repository import Repository

DETAIL = 1  # level of detail of outlines


def neighbourhood(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """``workspace``, ``internal``, ``query``, ``shelf`` → key of the result, which lies on the shelf.

    Raises ``GeodataError``: ``too_few_areas``, ``values_constant``.
    """
    progress("Daten werden geöffnet", 0.0)
    repository = Repository.open(Path(arguments["workspace"]), internal=bool(arguments["internal"]))
    state, _ = from_query(arguments["query"], repository)
    return {"key": compute(repository, state, Path(arguments["shelf"]), progress)}


def compute(repository: Repository, state: ViewState, shelf: Path, progress: Progress = silent) -> str:
    """Put the result for a view on the shelf; returns its key."""
    values = view_values(repository, state)
    progress("Nachbarschaften werden bestimmt", 0.1)
    adjacency = _neighbours(repository, state.level, state.region, list(map(str, values.index)), shelf)
    numbers = values.to_numpy(dtype="float64")
    count = permutations(int(values.count()))
    whole = global_moran(numbers, adjacency, permutations=count, progress=_share(part(progress, 0.3, 0.5)))
    each = local_clusters(numbers, adjacency, permutations=count, progress=_share(part(progress, 0.5, 1.0)))
    key = key_of(repository, values)
    lay(shelf, key, _result(whole, each))
    return key


def _share(progress: Progress) -> Any:
    return lambda done, total: progress("Werte werden vertauscht", done / total)


def _result(whole: GlobalMoran, each: Clusters) -> dict[str, Any]:
    return {
        "i": whole.i, "expected": whole.expected, "p": whole.p, "areas": each.areas, "seed": each.seed,
        "permutations": each.permutations, "coarse": each.coarse,
        "labels": list(each.table["label"]), "neighbours": [int(n) for n in each.table["neighbours"]],
    }  # fmt: skip


def _neighbours(repository: Repository, level: str, region: str, ids: list[str], shelf: Path) -> csr_array:
    """Who borders on whom, in the order of ``ids``; the same for all figures, hence kept by the outlines' hash."""
    told = "\n".join([repository.geometry_hash, level, region, *ids])
    file = shelf / f"grenzen-{hashlib.sha256(told.encode()).hexdigest()[:32]}.npz"
    if file.exists():
        return csr_array(load_npz(file))
    frame = repository.geometry(level, region, DETAIL)
    outlines = frame.to_crs(projection(frame)).set_index("area_id").geometry.reindex(ids)
    found = contiguity(np.asarray(outlines.to_numpy(), dtype=object))
    private(shelf)
    temporary = file.with_name(f".tmp-{uuid4().hex}.npz")
    save_npz(temporary, found)
    temporary.replace(file)
    return found
