"""What the application would see after a change, built in memory: a state it cannot open is never written."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from geodata.errors import GeodataError, Problem, problem
from geodata.package import Package
from geodata.repository import Repository
from geodata.workspace import Settle, Workspace

log = logging.getLogger(__name__)


def after_writing(
    workspace: Workspace, arriving: Sequence[Package], settle: Settle | None, sample: Workspace | None
) -> list[Package]:
    """All packages the application would open once ``arriving`` is written, in its order (not protected yet)."""
    return _with_sample(_settled(_by_id(workspace.packages()) | _by_id(arriving), settle), sample)


def after_removal(workspace: Workspace, package_id: str, settle: Settle, sample: Workspace | None) -> list[Package]:
    """The same once a package is gone."""
    kept = {name: package for name, package in _by_id(workspace.packages()).items() if name != package_id}
    return _with_sample(_settled(kept, settle), sample)


def trial(packages: Iterable[Package]) -> Problem | None:
    """Why the application could not open these packages; None if it can. What it opens passes the disclosure gate."""
    try:
        Repository(packages, "trial")
    except GeodataError as error:
        return problem("trial_failed", details=str(error))
    except Exception as error:  # a mistake of ours is no reason to write what cannot be opened
        log.exception("trial repository failed")
        return problem("trial_failed", details=f"{type(error).__name__}: {error}"[:200])
    return None


def _by_id(packages: Iterable[Package]) -> dict[str, Package]:
    return {package.id: package for package in packages}


def _settled(packages: dict[str, Package], settle: Settle | None) -> dict[str, Package]:
    if settle is None:
        return packages
    return packages | _by_id(settle([p for p in packages.values() if p.areas is not None]))


def _with_sample(packages: dict[str, Package], sample: Workspace | None) -> list[Package]:
    return [*(sample.packages() if sample is not None else ()), *packages.values()]
