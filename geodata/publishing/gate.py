"""The gate every write of a workspace passes: hide what must be hidden, then let the attacker try.

Suppressor and attacker share no code. Both reckon with readers who kept the last publication. What the attacker can
compute, and could not from that one alone, is refused, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from geodata.catalog import Catalog, merge_catalogs
from geodata.errors import GeodataError, refuse
from geodata.package import Package, Publish
from geodata.progress import Progress, silent

if TYPE_CHECKING:
    from geodata.audit.packages import PackageFindings

Steps = Callable[[int, int], None]
MOST_NAMED = 5
HIDING = "Es wird bestimmt, was zusammen mit kleinen Fallzahlen verdeckt werden muss"
TRYING = "Es wird geprüft, ob sich Verdecktes berechnen lässt"


def gate(
    base: Sequence[Package] = (),
    progress: Progress = silent,
    should_stop: Callable[[], bool] = lambda: False,
) -> Publish:
    """What ``Workspace.put_all`` takes as ``publish``. ``base``: what stands published beside the workspace.

    The function raises ``GeodataError``: ``suppress_unprotectable`` (a figure that nothing protects),
    ``workspace_leaks`` (the attacker could compute what is hidden), ``workspace_leaks_remembered`` (he could with the
    last publication beside it), ``import_stopped``.
    """

    def through(
        packages: list[Package], before: Mapping[str, Package], delivered: Mapping[str, Package] | None = None, /
    ) -> list[Package]:
        # read when needed: both halves load scipy, which a running page can do without
        from geodata.audit.memory import Delivered
        from geodata.audit.packages import audit_packages
        from geodata.publishing.figures import completed
        from geodata.publishing.publish import publish_completed

        now = completed(packages, base)
        then = completed([(delivered or {}).get(name, p) for name, p in before.items()], base)
        published = publish_completed(now, before, then, base, _steps(progress, HIDING, 0.0, 0.5), should_stop)
        if should_stop():
            raise refuse("import_stopped")
        found = audit_packages(
            published,
            base=base,
            previous=list(before.values()),
            delivered=Delivered([*base, *now], [*base, *then]),
            progress=_steps(progress, TRYING, 0.5, 1.0),
            should_stop=should_stop,
        )
        if should_stop():
            raise refuse("import_stopped")
        if not found.safe:
            raise _refused(found, merge_catalogs(p.catalog for p in (*base, *before.values(), *packages)))
        return published

    return through


def _refused(found: PackageFindings, catalog: Catalog) -> GeodataError:
    """Leaks of what would be published, or those that only the last publication beside it gives away."""
    from geodata.audit.leaks import AS_IT_WAS, BESIDE_EARLIER

    leaks = found.leaks
    if len(leaks) and leaks["how"].isin([AS_IT_WAS, BESIDE_EARLIER]).all():
        return refuse("workspace_leaks_remembered", value=len(leaks), details=_counted(leaks, catalog))
    return refuse("workspace_leaks", value=len(leaks) + found.unproven, details=_named(leaks))


def _counted(leaks: pd.DataFrame, catalog: Catalog) -> str:
    """How many figures of which indicators and periods."""
    names = {i.id: i.name for i in catalog.indicators}
    counts = leaks.groupby(["indicator", "period"], sort=True).size()
    named = [f"{names[i]}, {period}: {count}" for (i, period), count in counts.head(MOST_NAMED).items()]  # type: ignore[misc]
    return "; ".join([*named, "…"] if len(counts) > MOST_NAMED else named)


def _steps(progress: Progress, text: str, start: float, end: float) -> Steps:
    return lambda done, total: progress(text, start + (end - start) * done / max(total, 1))


def _named(leaks: pd.DataFrame) -> str:
    """Which figures, never their values."""
    rows = leaks.head(MOST_NAMED)[["indicator", "area_id", "period"]].itertuples(index=False, name=None)
    return "; ".join(", ".join(row) for row in rows) or "nicht in der vorgesehenen Zeit bewiesen"
