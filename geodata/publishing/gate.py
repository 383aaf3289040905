"""The gate every write of a workspace passes: hide what must be hidden, then let the attacker try.

Suppressor and attacker share no code. What the attacker can compute is refused, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from geodata.errors import GeodataError, problem
from geodata.package import Package

Progress = Callable[[str, int, int], None]
MOST_NAMED = 5


def gate(
    base: Sequence[Package] = (),
    progress: Progress = lambda step, done, total: None,
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

        published = publish(
            packages, before, base, lambda done, total: progress("Geheimhaltung", done, total), should_stop
        )
        if should_stop():
            raise GeodataError([problem("import_stopped")])
        found = audit_packages(
            published, base=base, progress=lambda done, total: progress("Prüfung", done, total), should_stop=should_stop
        )
        if should_stop():
            raise GeodataError([problem("import_stopped")])
        if not found.safe:
            raise GeodataError(_leaks(found.leaks.head(MOST_NAMED).to_dict("records"), len(found.leaks), found.unproven))
        return published

    return through


def _leaks(named: list[dict[str, object]], leaks: int, unproven: int) -> list[object]:
    where = "; ".join(f"{r['indicator']}, {r['area_id']}, {r['period']}" for r in named)
    return [problem("workspace_leaks", value=leaks + unproven, details=where or "nicht bewiesen")]
