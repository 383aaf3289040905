"""What changed in the data since a link or report was made, from the history of the workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from geodata.history import History, Past, Record
from geodata.periods import parse_period
from geodata.repository import Repository
from geodata.workspace import raw_name


class How(StrEnum):
    """ADDED, REMOVED: a dataset came or went. RELOADED: delivered anew. HIDDEN: the same delivery, but beside other
    data other cells have to be hidden."""

    ADDED = "added"
    RELOADED = "reloaded"
    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One dataset. ``day``: ISO date of the last import, removal or undo that made it so; "" if not known.

    ``added``, ``removed``, ``revised``: periods, oldest first; revised: published cells of that time differ in value
    or state. ``parts``: what else differs (words of ``geodata.history``). ``detailed``: False where only that it
    changed is known. All empty for RELOADED: what is published is the same as before.
    """

    package: str
    title: str
    how: How
    day: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    detailed: bool = True

    @property
    def weight(self) -> tuple[bool, bool, bool, bool]:
        """The larger, the more it matters to a reader of old figures."""
        lost = self.how is How.REMOVED or bool(self.removed)
        return (lost, bool(self.revised) or not self.detailed, bool(self.added), bool(self.parts))


@dataclass(frozen=True)
class Changes:
    """``same``: the data are the ones asked about. ``known``: whether that state is in the history; if not, nothing
    else is said. ``shown``: changes of the datasets asked for; ``others``: of all others; most important first."""

    same: bool
    known: bool
    shown: tuple[Change, ...] = ()
    others: tuple[Change, ...] = ()


def changes_since(repository: Repository, fingerprint: str, datasets: Iterable[str] = ()) -> Changes:
    """What changed between the data of ``fingerprint`` (``Repository.fingerprint`` of then) and now.

    ``datasets``: ids of packages or of datasets in the catalogue that are looked at; none: all are. Never raises: a
    fingerprint that is damaged, foreign or too old is not ``known``. Says of figures only which times differ.
    """
    if fingerprint == repository.fingerprint:
        return Changes(same=True, known=True)
    past = repository.past
    now = past.states.get(repository.fingerprint)
    then = past.states.get(fingerprint)
    if now is None or then is None:
        return Changes(same=False, known=False)
    found = [c for c in _all(past.history, then, now, past.internal) if c is not None]
    found.sort(key=lambda c: (tuple(not w for w in c.weight), c.title, c.package))
    wanted = set(datasets)
    records = {c.package: _known(past.history, (then, now), c.package) for c in found}
    near = [c for c in found if not wanted or wanted & {c.package, *chain(*(r.datasets for r in records[c.package]))}]
    return Changes(False, True, tuple(near), tuple(c for c in found if c not in near))


def _known(history: History, states: tuple[Past, ...], package: str) -> list[Record]:
    folders = [s.packages[package][0] for s in states if package in s.packages]
    return [history.records[f] for f in folders if f in history.records]


def _all(history: History, then: Past, now: Past, internal: bool) -> Iterable[Change | None]:
    for package in dict.fromkeys((*then.packages, *now.packages)):
        if then.packages.get(package, ("",))[0] == now.packages.get(package, ("",))[0]:
            continue
        known = _known(history, (then, now), package)
        if internal or (known and not any(r.internal for r in known)):
            yield _one(history, then, now, package)


def _one(history: History, then: Past, now: Past, package: str) -> Change | None:
    old, _ = then.packages.get(package, ("", ""))
    new, day = now.packages.get(package, ("", ""))
    before, after = history.records.get(old), history.records.get(new)
    title = after.title if after else before.title if before else package
    if not new:
        return Change(package, title, How.REMOVED, _gone_on(history, now, package))
    if not old:
        return Change(package, title, How.ADDED, day, _ordered(after.periods if after else ()))
    how = How.HIDDEN if raw_name(old) == raw_name(new) else How.RELOADED
    if before is None or after is None:
        return Change(package, title, how, day, detailed=False)
    both = before.periods.keys() & after.periods.keys()
    parts = [name for name in {**before.parts, **after.parts} if before.parts.get(name) != after.parts.get(name)]
    return Change(
        package, title, how, day,
        _ordered(after.periods.keys() - both), _ordered(before.periods.keys() - both),
        _ordered(p for p in both if before.periods[p] != after.periods[p]), tuple(parts),
    )  # fmt: skip


def _gone_on(history: History, now: Past, package: str) -> str:
    """Day of the first state without the package since it was there last."""
    day = ""
    for state in reversed(history.states[: history.states.index(now) + 1]):
        if package in state.packages:
            break
        day = state.day
    return day


def _ordered(periods: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(periods, key=lambda p: parse_period(p).sort_key))
