"""ViewState: one frozen value that says everything about what is on screen, and its form in the address line.

The schema of the query string (version 1) is documented in docs/architecture.md. Reading is tolerant: an unknown or
stale part falls back to a default and gives a notice; it never raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, quote, urlencode

from dashboard import refining, resolving
from dashboard.changing import sources_of, told
from dashboard.comparison import Figures
from dashboard.conditions import Condition, ValueRange, conditions_text, join_ids, join_numbers, read_number, split_ids
from dashboard.entries import canonical
from dashboard.needs_terms import GAPS, SCALES, SPANS, read_weighted, resolve_needs
from dashboard.resolving import Wishes
from dashboard.survey_terms import resolve_survey
from geodata.changes import changes_since
from geodata.repository import Repository

VERSION = 1
PAGES = ("karte", "quartiere", "befragung", "daten")
SCHEMES = ("quantile", "jenks", "equal", "own", "threshold")
PALETTES = ("blau", "petrol", "violett", "orange", "grau")
FUNNEL, INEQUALITY = "trichter", "ungleichheit"
TABS = ("verteilung", "verlauf", "zusammenhang", FUNNEL, INEQUALITY)
MODES = ("", "projektion")
MAPS = ("1", "2")
INTERVALS = ("", "exact")
MAX_QUERY = 12_000  # of two full lists of ids; servers and proxies often stop at 8190
MAX_SELECTED = 200
OTHER_READINGS = {"vs": "Vergleich", "smooth": "Glättung"}
SAFE = ",/-:;"  # readable in an address line and without a meaning of their own there


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything on screen that a link must bring back.

    ``page``: which page. ``region``: area whose inside is shown. ``level``: level of the areas drawn.
    ``ind``/``group``/``period``: the figures. ``classes``, ``k``, ``bounds``, ``thr``, ``pal``: how they are drawn.
    ``f``: conditions on areas. ``vs``: what the figures are compared with (``dashboard.comparison``). ``sure``: "1"
    leaves out areas that cannot be told apart from what they are compared with; ``ci``: "exact" for exact intervals;
    ``smooth``: "1" shows smoothed values. ``nb``: "1" shows which areas lie among areas with similar values.
    ``ind2``: second indicator. ``tab``: open panel. ``maps``: number of maps.
    ``fac``: types of facilities shown. ``modus``: layout for a projector. ``sel``: selected area ids. ``q_…``: the page
    „Besondere Quartiere“, as canonical texts of ``dashboard.needs_terms``. ``b_…``: the page „Befragung“
    (``dashboard.survey_terms``). ``data``: fingerprint of the data the link was made with.
    """

    region: str
    level: str
    ind: str
    period: str
    page: str = PAGES[0]
    group: str = ""
    classes: str = SCHEMES[0]
    k: int = 5
    bounds: tuple[float, ...] = ()
    thr: str = ""
    pal: str = PALETTES[0]
    f: tuple[Condition, ...] = ()
    vs: str = ""
    sure: str = ""
    ci: str = ""
    smooth: str = ""
    nb: str = ""
    ind2: str = ""
    tab: str = TABS[0]
    maps: int = 1
    fac: tuple[str, ...] = ()
    modus: str = ""
    sel: tuple[str, ...] = ()
    q_ind: str = ""
    q_scale: str = SCALES[0]
    q_year: str = ""
    q_span: str = SPANS[0]
    q_ref: str = ""
    q_gap: str = GAPS[0]
    q_goal: str = ""
    q_cuts: str = ""
    q_min: str = ""
    q_out: str = ""
    q_rule: str = ""
    q_marks: str = ""
    q_special: str = ""
    b_svy: str = ""
    b_part: str = "ruecklauf"
    b_by: str = "type"
    b_ans: str = ""
    b_ind: str = ""
    b_ac: str = ""
    data: str = ""


DEFAULTS = {f.name: f.default for f in fields(ViewState) if isinstance(f.default, str | int | tuple)}


def to_query(state: ViewState) -> str:
    """Query string with leading ``?``; parts that have their default value are left out."""
    parts: list[tuple[str, str]] = [("v", str(VERSION))]
    for field in fields(ViewState):
        value = getattr(state, field.name)
        if value == DEFAULTS.get(field.name, object()):
            continue
        parts.append((field.name, _text(field.name, value)))
    return "?" + urlencode(parts, safe=SAFE)


def _text(name: str, value: object) -> str:
    write = {"sel": join_ids, "fac": join_ids, "bounds": join_numbers, "f": conditions_text}.get(name, str)
    return write(value)  # type: ignore[operator]


def selection_part(ids: Iterable[str]) -> str:
    """The selection as it stands in a query string."""
    return f"sel={quote(join_ids(ids), safe=SAFE)}"


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


def resolve(
    wanted: dict[str, str], repository: Repository, quiet: frozenset[str] = frozenset()
) -> tuple[ViewState, tuple[str, ...]]:
    """Turn wishes (any subset of the keys, any text) into a state that can be shown.

    Order of trust: region, then indicator, then level (moved to one where the indicator has figures), then group,
    period and drawing. Wishes that are ``quiet`` give way without a notice.
    """
    wishes = Wishes(wanted, repository, quiet)
    if wanted.get("v", str(VERSION)) != str(VERSION):
        wishes.notices.append("Der Link stammt aus einer anderen Version; nicht alles ließ sich übernehmen.")
    region = resolving.resolve_region(wishes)
    indicator = resolving.resolve_indicator(wishes, region)
    level = resolving.resolve_level(wishes, region, indicator)
    group = wishes.pick("group", repository.groups(indicator.id), "Die Gruppe")
    period = resolving.resolve_period(wishes, indicator, level, region, group)
    figures = Figures(indicator.id, level, region, period, group)
    state = replace(
        _refined(wishes, figures),
        page=wishes.pick("page", PAGES, "Die Seite"),
        tab=wishes.pick("tab", TABS, "Die Ansicht"),
        maps=int(wishes.pick("maps", MAPS, "Die Anzahl der Karten")),
        modus=wishes.pick("modus", MODES, "Der Modus"),
        sel=_selection(wishes, figures),
        data=repository.fingerprint,
    )
    state = replace(state, **resolve_needs(wishes), **resolve_survey(wishes))  # type: ignore[arg-type]
    if wanted.get("data", state.data) != state.data:
        wishes.notices.append(told(changes_since(repository, wanted["data"], datasets_of(state, repository))))
    return state, tuple(wishes.notices)


def datasets_of(state: ViewState, repository: Repository) -> frozenset[str]:
    """Ids of the datasets and packages a view rests on: its figures, what they are derived from, and its outlines.
    None where a page shows something of everything."""
    if state.page == "daten" or (state.page == "quartiere" and not state.q_ind):
        return frozenset()
    used = [state.ind, state.ind2, *(c.ind for c in state.f if isinstance(c, ValueRange))]
    if state.page == "quartiere":
        used = [entry.indicator for entry in read_weighted(state.q_ind)]
    if state.page == "befragung":
        return frozenset({state.b_svy}) | sources_of(state.b_ind, repository)
    outlines = frozenset(repository.areas(state.level, state.region)["package"])
    return outlines.union(*(sources_of(indicator, repository) for indicator in used))


def _refined(wishes: Wishes, figures: Figures) -> ViewState:
    """The figures with how they are drawn, narrowed down and compared."""
    versus = refining.resolve_versus(wishes, figures)
    smooth = refining.resolve_smooth(wishes, figures, versus)
    neighbours = refining.resolve_neighbours(wishes, figures, versus, smooth)
    return ViewState(
        region=figures.region,
        level=figures.level,
        ind=figures.ind,
        group=figures.group,
        period=figures.period,
        classes=wishes.pick("classes", SCHEMES, "Die Klasseneinteilung"),
        k=refining.resolve_class_count(wishes),
        bounds=refining.resolve_bounds(wishes),
        thr=refining.resolve_threshold(wishes, figures.region),
        pal=wishes.pick("pal", PALETTES, "Die Farbreihe"),
        f=refining.resolve_conditions(wishes, figures.level, figures.region),
        vs=versus,
        sure=refining.resolve_sure(wishes, figures, versus, smooth, neighbours),
        ci=wishes.pick("ci", INTERVALS, "Der Zufallsbereich"),
        smooth=smooth,
        nb=neighbours,
        ind2=refining.resolve_second(wishes, figures.level, figures.region),
        fac=refining.resolve_facilities(wishes),
    )


def _selection(wishes: Wishes, figures: Figures) -> tuple[str, ...]:
    inside = wishes.repository.area_ids(figures.level, figures.region)
    asked = split_ids(wishes.parts.get("sel", ""))[:MAX_SELECTED]
    return tuple(i for i in asked if i in inside)


def reduce_controls(
    state: ViewState, changes: dict[str, str], repository: Repository
) -> tuple[ViewState, tuple[str, ...]]:
    """The state after the user changed some controls (keys of the address line, or those of ``entries.canonical``).

    What does not fit any more gives way; a notice says so of what the user had chosen, that is of what differs from
    what would be shown without a choice.
    """
    changes, notices = canonical(state.f, changes)
    wanted = read_query(to_query(replace(state, data=repository.fingerprint)))
    quiet = frozenset(wanted) - _chosen(state, repository) - set(changes)
    if changes.get("region", state.region) != state.region:
        _leave_region(state, wanted, changes["region"], quiet, repository)
    if changes.get("level", state.level) != state.level:
        _leave_level(state, wanted, changes["level"], repository)
    if changes.get("ind", state.ind) != state.ind:
        notices += _leave_indicator(state, wanted, changes["ind"], repository)
    notices += _leave_other_reading(wanted, changes)
    after, more = resolve({**wanted, **changes}, repository, quiet)
    if "ind" not in {**wanted, **changes}:
        notices += (_swapped(state, after, repository),)
    return after, (*notices, *more)


def _chosen(state: ViewState, repository: Repository) -> frozenset[str]:
    """Keys whose value differs from what would be shown without a wish for it."""
    here = {"region": state.region, "level": state.level, "ind": state.ind, "period": state.period}
    auto = {
        "ind": resolve({"region": state.region}, repository)[0],
        "level": resolve({k: here[k] for k in ("region", "ind")}, repository)[0],
        "period": resolve({k: here[k] for k in ("region", "ind", "level")}, repository)[0],
    }
    by_figures = {key for key, without in auto.items() if getattr(state, key) != getattr(without, key)}
    return frozenset(by_figures | {key for key, value in DEFAULTS.items() if getattr(state, key) != value})


def _leave_region(
    state: ViewState, wanted: dict[str, str], region: str, quiet: frozenset[str], repository: Repository
) -> None:
    """A selection belongs to its region; so does a level that nobody chose, on the way up or to another country."""
    wanted.pop("sel", None)
    up = region in repository.area(state.region).parents or not _same_root(state, region, repository)
    if up and "level" in quiet:
        wanted.pop("level", None)


def _leave_level(state: ViewState, wanted: dict[str, str], level: str, repository: Repository) -> None:
    """The indicator gives way where others have figures at the new level; where none has, it stays."""
    wanted.pop("sel", None)
    there = repository.indicators(level, state.region)
    if there and repository.indicator(state.ind) not in there:
        wanted.pop("ind")
        wanted.pop("group", None)


def _swapped(state: ViewState, after: ViewState, repository: Repository) -> str:
    before, shown = (repository.indicator(i).short_name for i in (state.ind, after.ind))
    return f"„{before}“ liegt nicht für {repository.level_of[after.level].plural} vor; gezeigt wird „{shown}“."


def _leave_indicator(state: ViewState, wanted: dict[str, str], ind: str, repository: Repository) -> tuple[str, ...]:
    """Groups, bounds and thresholds in numbers belong to their indicator."""
    before, notices = repository.indicator(state.ind), []
    known = ind in {i.id for i in repository.catalog.indicators}
    if state.group and (not known or state.group not in repository.groups(ind)):
        wanted.pop("group")
        notices.append(f"Die Gruppe „{before.groups.get(state.group, state.group)}“ gibt es hier nicht.")
    if state.bounds:
        wanted.pop("bounds")
        notices.append(f"Die eigenen Klassengrenzen galten für „{before.short_name}“ und sind aufgehoben.")
    if read_number(state.thr) is not None:
        wanted.pop("thr")
        notices.append(f"Der Schwellenwert galt für „{before.short_name}“ und ist aufgehoben.")
    if state.classes == "own":
        wanted.pop("classes")
    return tuple(notices)


def _leave_other_reading(wanted: dict[str, str], changes: dict[str, str]) -> tuple[str, ...]:
    """Smoothed values are not compared, and neither are values looked at among their neighbours: what was chosen last
    stays."""
    if changes.get("nb"):
        gone = [word for key, word in OTHER_READINGS.items() if wanted.pop(key, "")]
        wanted.pop("sure", None)
        return (f"Räumliche Häufungen werden für die Werte selbst gesucht; aufgehoben: {', '.join(gone)}.",) * bool(
            gone
        )
    other = next((key for key in (*OTHER_READINGS, "sure") if changes.get(key)), "")
    if other and wanted.pop("nb", "") and not any(wanted.get(key) for key in OTHER_READINGS):
        return ("Die räumliche Häufung ist aufgehoben.",)
    if changes.get("smooth") and wanted.pop("vs", ""):
        wanted.pop("sure", None)
        return ("Geglättete Werte werden nicht verglichen; der Vergleich ist aufgehoben.",)
    if changes.get("smooth"):
        wanted.pop("sure", None)
    if changes.get("vs") and wanted.pop("smooth", ""):
        return ("Verglichen werden die Werte selbst; die Glättung ist aufgehoben.",)
    return ()


def _same_root(state: ViewState, region: str, repository: Repository) -> bool:
    return repository.has_area(region) and repository.area(region).region == repository.area(state.region).region


def without_selection(state: ViewState) -> tuple[str, list[str]]:
    """Query string without the selection, and the selection: the browser keeps the two apart, so that a click on
    an area does not ask for the whole view again."""
    return to_query(replace(state, sel=())), list(state.sel)


def page_links(state: ViewState) -> dict[str, str]:
    """Address of every page with everything else as it is."""
    return {page: to_query(replace(state, page=page)) for page in PAGES}
