"""The gate every write of a workspace passes: hide what must be hidden, then let the attacker try.

Suppressor and attacker share no code. What the attacker can compute is refused, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from geodata.errors import refuse
from geodata.package import Package
from geodata.progress import Progress, silent

Steps = Callable[[int, int], None]
MOST_NAMED = 5
HIDING = "Es wird bestimmt, was zusammen mit kleinen Fallzahlen verdeckt werden muss"
TRYING = "Es wird geprüft, ob sich Verdecktes berechnen lässt"


def gate(
    base: Sequence[Package] = (),
    progress: Progress = silent,
    should_stop: Callable[[], bool] = lambda: False,
) -> Callable[[list[Package], Mapping[str, Package]], list[Package]]:
    """What ``Workspace.put_all`` takes as ``publish``. ``base``: what stands published beside the workspace.

    The function raises ``GeodataError``: ``suppress_unprotectable`` (a figure that nothing protects),
    ``workspace_leaks`` (the attacker could compute what is hidden), ``import_stopped``.
    """

    def through(packages: list[Package], before: Mapping[str, Package]) -> list[Package]:
        # read when needed: both halves load scipy, which a running page can do without
        from geodata.audit.packages import audit_packages
        from geodata.publishing.publish import publish

        published = publish(packages, before, base, _steps(progress, HIDING, 0.0, 0.5), should_stop)
        if should_stop():
            raise refuse("import_stopped")
        found = audit_packages(
            published, base=base, progress=_steps(progress, TRYING, 0.5, 1.0), should_stop=should_stop
        )
        if should_stop():
            raise refuse("import_stopped")
        if not found.safe:
            raise refuse("workspace_leaks", value=len(found.leaks) + found.unproven, details=_named(found.leaks))
        return published

    return through


def _steps(progress: Progress, text: str, start: float, end: float) -> Steps:
    return lambda done, total: progress(text, start + (end - start) * done / max(total, 1))


def _named(leaks: pd.DataFrame) -> str:
    """Which figures, never their values."""
    rows = leaks.head(MOST_NAMED)[["indicator", "area_id", "period"]].itertuples(index=False, name=None)
    return "; ".join(", ".join(row) for row in rows) or "nicht in der vorgesehenen Zeit bewiesen"
