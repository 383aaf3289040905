"""Vorgemerkt: quarters to talk about, what the data say beside what local actors say – differences first."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.needs_terms import SPECIAL_KINDS, Mark, read_marks, read_specials
from dashboard.state import ViewState
from dashboard.views.needs.against import against
from dashboard.views.needs.result import DYNAMICS_WORDS, STATUS_WORDS, Refused, Result, build_result
from geodata.methods.needs import Status
from geodata.repository import Repository

OFFICES = (
    "Jugendamt", "Sozialamt", "Gesundheitsamt", "Jobcenter", "Schulverwaltung", "Stadtplanung", "Integration",
    "Wohlfahrtsverband", "Gemeinde vor Ort",
)  # fmt: skip
DATA_SAY = {True: "auffällig", False: "nicht auffällig", None: "keine Aussage möglich"}
LOCAL_SAY = {"ja": "hier besteht Bedarf", "nein": "unauffällig", "offen": "noch offen"}


@dataclass(frozen=True)
class Noted:
    """One entry. ``differs``: data and local actors disagree; None while one of them says nothing. ``rank`` "" and
    ``lage`` "" where the area is not part of the view or was left out."""

    mark: Mark
    name: str
    place: str
    data: str
    local: str
    differs: bool | None
    rank: str
    lage: str
    dynamics: str
    index: float
    against: tuple[str, ...]
    specials: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return "" if self.differs is None else "unterschiedlich" if self.differs else "gleich"


def build_marks(repository: Repository, state: ViewState, result: Result | Refused | None = None) -> tuple[Noted, ...]:
    """All entries: disagreement first, then what is still open, then agreement; each by rank."""
    marks = read_marks(state.q_marks)
    if not marks:
        return ()
    result = result or build_result(repository, state)
    found = [_noted(repository, state, result, mark) for mark in marks]
    return tuple(sorted(found, key=lambda n: ((True, None, False).index(n.differs), -n.index if n.rank else 99.0)))


def _noted(repository: Repository, state: ViewState, result: Result | Refused, mark: Mark) -> Noted:
    area = repository.area(mark.area)
    town = repository.ancestor_at(area.id, "gemeinde")
    specials = tuple(s for s in read_specials(state.q_special) if s.area == area.id)
    words = tuple(f"{SPECIAL_KINDS[s.kind]}: {formatting.number(s.people)} Personen" for s in specials)
    at = result.inputs.ids.index(area.id) if area.id in result.inputs.ids else None
    there = isinstance(result, Result) and at is not None and result.status[at] > 0
    notable = bool(result.attention[at]) if there else None  # type: ignore[union-attr]
    told = None if mark.local == "offen" or notable is None else notable is not (mark.local == "ja")
    return Noted(
        mark=mark,
        name=area.name,
        place=town.name if town and town.id != area.id else "",
        data=DATA_SAY[notable],
        local=LOCAL_SAY[mark.local],
        differs=told,
        rank=str(int(result.rank[at])) if there else "",  # type: ignore[union-attr]
        lage=STATUS_WORDS[Status(int(result.status[at]))] if there else "",  # type: ignore[union-attr]
        dynamics=DYNAMICS_WORDS.get(result.dynamics[at], "") if there else "",  # type: ignore[union-attr,index]
        index=float(result.index.value[at]) if there else float("nan"),  # type: ignore[union-attr]
        against=against(repository, state, result, at, specials) if there else (),  # type: ignore[arg-type]
        specials=words,
    )
