"""ViewState: one frozen value that says everything about what is on screen, and its form in the address line.

The schema of the query string (version 1) is documented in docs/architecture.md. Reading is tolerant: an unknown or
stale part falls back to a default and gives a notice; it never raises.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from geodata.catalog import Indicator
from geodata.repository import Repository

VERSION = 1
PAGES = ("karte", "daten")
SCHEMES = ("quantile", "jenks", "equal")
PALETTES = ("blau", "petrol", "violett", "orange", "grau")
MIN_CLASSES, MAX_CLASSES = 3, 7
MAX_QUERY = 4000
MAX_SELECTED = 20


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything on screen that a link must bring back.

    ``page``: which page. ``region``: area whose inside is shown. ``level``: level of the areas drawn.
    ``ind``/``group``/``period``: the figures. ``classes``, ``k``, ``pal``: how they are drawn. ``sel``: selected
    area ids. ``data``: fingerprint of the data the link was made with.
    """

    region: str
    level: str
    ind: str
    period: str
    page: str = PAGES[0]
    group: str = ""
    classes: str = SCHEMES[0]
    k: int = 5
    pal: str = PALETTES[0]
    sel: tuple[str, ...] = ()
    data: str = ""


DEFAULTS = {f.name: f.default for f in fields(ViewState) if isinstance(f.default, str | int | tuple)}


def to_query(state: ViewState) -> str:
    """Query string with leading ``?``; parts that have their default value are left out."""
    parts: list[tuple[str, str]] = [("v", str(VERSION))]
    for field in fields(ViewState):
        value = getattr(state, field.name)
        if value == DEFAULTS.get(field.name, object()):
            continue
        parts.append((field.name, ",".join(value) if isinstance(value, tuple) else str(value)))
    return "?" + urlencode(parts, safe=",/-")


def read_query(query: str) -> dict[str, str]:
    """Last value of every known key in a query string; anything unreadable is an empty mapping."""
    if not isinstance(query, str) or len(query) > MAX_QUERY:
        return {}
    try:
        pairs = parse_qs(query.removeprefix("?"), max_num_fields=50)
    except ValueError:
        return {}
    return {key: values[-1] for key, values in pairs.items()}


def from_query(query: str, repository: Repository) -> tuple[ViewState, tuple[str, ...]]:
    """Resolve a query string against the data: a state that can be shown, and German notices on what was changed."""
    wanted = read_query(query)
    state, notices = resolve(wanted, repository)
    if not wanted and isinstance(query, str) and query.strip("?"):
        notices = ("Der Link ließ sich nicht lesen; gezeigt wird die erste Ansicht.", *notices)
    return state, notices


def resolve(wanted: dict[str, str], repository: Repository) -> tuple[ViewState, tuple[str, ...]]:
    """Turn wishes (any subset of the keys, any text) into a state that can be shown.

    Order of trust: region, then indicator, then level (moved to one where the indicator has figures), then group,
    period and drawing.
    """
    notices: list[str] = []
    if wanted.get("v", str(VERSION)) != str(VERSION):
        notices.append("Der Link stammt aus einer anderen Version; nicht alles ließ sich übernehmen.")
    region = _region(wanted, repository, notices)
    indicator = _indicator(wanted, repository, region, notices)
    level = _level(wanted, repository, region, indicator, notices)
    group = _pick(wanted, "group", repository.groups(indicator.id), notices, "Die Gruppe")
    period = _period(wanted, repository, indicator, level, region, group, notices)
    inside = set(repository.areas(level, region)["area_id"])
    asked = [part for part in wanted.get("sel", "").split(",") if part][:MAX_SELECTED]
    state = ViewState(
        region=region,
        level=level,
        ind=indicator.id,
        group=group,
        period=period,
        page=_pick(wanted, "page", PAGES, notices, "Die Seite"),
        classes=_pick(wanted, "classes", SCHEMES, notices, "Die Klasseneinteilung"),
        k=_class_count(wanted, notices),
        pal=_pick(wanted, "pal", PALETTES, notices, "Die Farbreihe"),
        sel=tuple(dict.fromkeys(part for part in asked if part in inside)),
        data=repository.fingerprint,
    )
    if wanted.get("data", state.data) != state.data:
        notices.append("Seit dieser Link entstand, haben sich die Daten geändert. Zahlen können abweichen.")
    return state, tuple(notices)


def _region(wanted: dict[str, str], repository: Repository, notices: list[str]) -> str:
    region = wanted.get("region")
    found = region is not None and repository.has_area(region)
    here = (_whole_kreis(repository, region) or region) if region and found else None
    if here and repository.levels(here):
        return here
    if region is not None:
        notices.append(f"Das Gebiet „{region[:40]}“ gibt es in den Daten nicht; gezeigt wird das ganze Land.")
    return repository.roots[0].id


def _whole_kreis(repository: Repository, region: str) -> str:
    """The Kreis that a kreisfreie Stadt is: one territory is offered once, under the larger name."""
    kreis = repository.ancestor_at(region, "kreis")
    alone = kreis is not None and len(repository.areas("gemeinde", kreis.id)) == 1
    return kreis.id if kreis and alone and repository.area(region).level == "gemeinde" else ""


def _indicator(wanted: dict[str, str], repository: Repository, region: str, notices: list[str]) -> Indicator:
    offered = [v.id for v in repository.levels(region)]
    level = wanted.get("level", "")
    chosen = "ind" not in wanted and level in offered and repository.indicators(level, region)
    levels = [level] if chosen else offered
    usable = {i.id: i for at in levels for i in repository.indicators(at, region)}
    asked = wanted.get("ind")
    if asked in usable:
        return usable[asked]
    if asked is not None:
        names = {i.id: i.short_name for i in repository.catalog.indicators}
        name = names.get(asked, asked[:60])
        notices.append(f"Für den Indikator „{name}“ liegen hier keine Angaben vor; gezeigt wird ein anderer.")
    candidates = usable.values() or repository.indicators()
    own_level = repository.area(region).level
    return min(candidates, key=lambda i: (own_level in i.unsuited_within, i.headline == 0, i.headline))


def _level(
    wanted: dict[str, str], repository: Repository, region: str, indicator: Indicator, notices: list[str]
) -> str:
    offered = repository.levels(region)
    fitting = [v.id for v in offered if indicator in repository.indicators(v.id, region)]
    asked = wanted.get("level")
    without_figures = [v.id for v in offered if not repository.indicators(v.id, region)]
    if asked in fitting or asked in without_figures:  # boundaries alone are worth showing
        return str(asked)
    best = _best_level(repository, region, fitting or [v.id for v in offered])
    if asked is not None:
        shown = next(v.plural for v in offered if v.id == best)
        notices.append(f"„{indicator.short_name}“ liegt auf dieser Ebene nicht vor; gezeigt werden {shown}.")
    return best


def _best_level(repository: Repository, region: str, fitting: list[str]) -> str:
    """The smallest areas with figures – but Kreise for a whole Land, where a planner looks for their own first."""
    counts = {level: len(repository.areas(level, region)) for level in fitting}
    readable = [level for level in fitting if 8 <= counts[level] <= 100]
    return (readable or fitting)[-1]


def _pick(wanted: dict[str, str], key: str, allowed: tuple[str, ...], notices: list[str], what: str) -> str:
    asked = wanted.get(key)
    if asked in allowed:
        return str(asked)
    if asked:
        notices.append(f"{what} „{asked[:40]}“ ist nicht bekannt; gezeigt wird die Voreinstellung.")
    return allowed[0] if allowed else ""


def _period(
    wanted: dict[str, str],
    repository: Repository,
    indicator: Indicator,
    level: str,
    region: str,
    group: str,
    notices: list[str],
) -> str:
    periods = repository.periods(indicator.id, level, region, group)
    asked = wanted.get("period")
    if asked in periods:
        return str(asked)
    if asked:
        notices.append("Für den gewählten Zeitpunkt liegen keine Angaben vor; gezeigt wird der jüngste.")
    return periods[-1] if periods else ""


def _class_count(wanted: dict[str, str], notices: list[str]) -> int:
    asked = wanted.get("k")
    if asked is None:
        return int(DEFAULTS["k"])  # type: ignore[arg-type]
    if asked.isascii() and asked.isdigit() and MIN_CLASSES <= int(asked) <= MAX_CLASSES:
        return int(asked)
    notices.append(f"Möglich sind {MIN_CLASSES} bis {MAX_CLASSES} Klassen; gezeigt werden {DEFAULTS['k']}.")
    return int(DEFAULTS["k"])  # type: ignore[arg-type]


def reduce_controls(
    state: ViewState, changes: dict[str, str], repository: Repository
) -> tuple[ViewState, tuple[str, ...]]:
    """The state after the user changed some controls; parts that no longer fit are moved, quietly where obvious.

    A new region drops selection and level; a new indicator drops group and keeps the period if it has it.
    """
    wanted = read_query(to_query(replace(state, data=repository.fingerprint)))
    if changes.get("region", state.region) != state.region:
        wanted.pop("sel", None)
        if changes["region"] in repository.area(state.region).parents or not _same_root(state, changes, repository):
            wanted.pop("level", None)
    if changes.get("ind", state.ind) != state.ind:
        wanted.pop("group", None)
    if changes.get("level", state.level) != state.level:
        wanted.pop("sel", None)
        if repository.indicator(state.ind) not in repository.indicators(changes["level"], state.region):
            wanted.pop("ind")
    after, notices = resolve({**wanted, **changes}, repository)
    return after, tuple(n for n in notices if "Zeitpunkt" not in n or "period" in changes)


def _same_root(state: ViewState, changes: dict[str, str], repository: Repository) -> bool:
    asked = changes["region"]
    return repository.has_area(asked) and repository.area(asked).region == repository.area(state.region).region


def without_selection(state: ViewState) -> tuple[str, list[str]]:
    """Query string without the selection, and the selection: the browser keeps the two apart, so that a click on
    an area does not ask for the whole view again."""
    return to_query(replace(state, sel=())), list(state.sel)


def page_links(state: ViewState) -> dict[str, str]:
    """Address of every page with everything else as it is."""
    return {page: to_query(replace(state, page=page)) for page in PAGES}
