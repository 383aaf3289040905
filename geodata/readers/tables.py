"""Read a table of figures: cells of the file joined with known areas become observations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.areas import KNOWN_LEVELS, vintage_fits
from geodata.catalog import Catalog, TableMapping, merge_catalogs
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.keys import FIX_SENTENCES, LENGTH_BY_LEVEL, Fix, Verdict
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.readers import mapping as mapping_module
from geodata.readers.boundaries import Options
from geodata.readers.columns import as_text, require
from geodata.readers.formats import Recognised
from geodata.readers.joining import Join, assign, closest, join, on_both_levels, raw_names
from geodata.readers.proposal import propose
from geodata.readers.raw import RawTable
from geodata.readers.registry import recognise, table_reader

MOST_FINDINGS = 20
CELL_KEY = ["indicator", "area_id", "period", "group"]
WORST_FIRST = ["SUPPRESSED", "BELOW_MINIMUM", "NOT_MEANINGFUL", "MISSING", "OK"]


@dataclass(frozen=True)
class TableFile:
    """A table as understood. ``observations`` is canonical, with values filled in; ``duplicated``: id, name,
    indicator, period, rows of figures given more than once (an import with any is refused)."""

    raw: RawTable
    mapping: TableMapping
    catalog: Catalog
    join: Join
    observations: pd.DataFrame
    duplicated: tuple[dict[str, object], ...]
    problems: tuple[Problem, ...]
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)

    def place(self, observation: pd.Series) -> dict[str, object]:
        """Where an observation comes from: file, sheet and first row."""
        same = self.cells[CELL_KEY].eq(observation[CELL_KEY]).all(axis=1)
        rows = self.cells.loc[same, "row"]
        return {"file": self.raw.path.name, "sheet": self.raw.sheet, "row": int(rows.min()) if len(rows) else None}

    def unmatched(self) -> list[dict[str, object]]:
        refused = self.join.with_verdict(Verdict.REFUSED)
        return [{"id": m.raw, "name": m.name, **closest(m, self.join.layer)} for m in refused]

    def other_states(self) -> int:
        """How many distinct keys belong to other Länder."""
        official = self.join.layer.level in LENGTH_BY_LEVEL
        return len(self.join.with_verdict(Verdict.IGNORED)) if official else 0

    def ignored(self) -> list[dict[str, str]]:
        """Keys of coarser layers whose boundaries are not known; other Länder are only counted."""
        if self.join.layer.level in LENGTH_BY_LEVEL:
            return []
        return [
            {"id": m.raw, "name": m.name, "reason": m.result.message} for m in self.join.with_verdict(Verdict.IGNORED)
        ]


def open_table(path: Path, mapping: TableMapping | None = None, sheet: str = "") -> RawTable:
    """Read the cells of a table file. Raises ``GeodataError`` (``kind_unclear`` for an unknown ending)."""
    reader = table_reader(path)
    if reader is None:
        raise refuse("kind_unclear", file=path.name)
    encoding, delimiter = (mapping.encoding, mapping.delimiter) if mapping else ("", "")
    return reader.read(path, encoding=encoding, delimiter=delimiter, sheet=sheet)


def read_table(path: Path, options: Options, known: Known, catalog: Catalog | None = None) -> TableFile:
    """Read a table of figures: by the mapping of ``catalog``, by its format, or by what the columns hold.

    A catalogue without ``table`` adds its entries (derived indicators, better texts) to those of a recognised format.
    Raises ``GeodataError``: those of the readers, ``propose`` and ``interpret``.
    """
    if catalog is not None and catalog.table is not None:
        return interpret(
            Recognised(open_table(path, catalog.table, options.layer or ""), catalog.table, catalog), options, known
        )
    if (form := recognise(path)) is not None:
        found = form.read(path, options)
        added = merge_catalogs([found.catalog, catalog]) if catalog is not None else found.catalog
        return interpret(replace(found, catalog=added), options, known)
    raw = open_table(path, sheet=options.layer or "")
    mapping, proposed, notes = propose(raw, options, known)
    if catalog is not None:
        notes.insert(0, problem("catalog_without_table", Severity.WARNING, file=path.name))
    proposed = proposed.model_copy(update={"table": mapping})  # so that it can be edited and used again
    return interpret(Recognised(raw, mapping, proposed, tuple(notes)), options, known)


def interpret(found: Recognised, options: Options, known: Known) -> TableFile:
    """Join a table whose columns are understood with known areas.

    Raises ``GeodataError``: those of ``mapping.cells`` and ``join``; ``vintage_mismatch``.
    """
    raw, mapping, catalog, path = found.raw, found.mapping, found.catalog, found.raw.path
    _check_columns(raw, mapping)
    cells = mapping_module.cells(raw, mapping, catalog) if found.cells is None else found.cells
    names = _key_names(raw, mapping) if found.names is None else found.names
    level, parent = options.level or mapping.level, options.parent or mapping.parent
    joined = join(names, known, level, parent, official=found.cells is not None)
    joined = assign(joined, options.assign, known)
    areas = {m.raw: m.area_id for m in joined.matches.values()}
    cells = cells.assign(area_id=cells["raw"].map(areas))
    cells, dropped = _without_dissolved(cells[cells["area_id"].ne("")], joined, path.name)
    if found.cells is not None:
        cells, copied = on_both_levels(cells, known, path.name)
        dropped += copied
    cells, vintage_notes = _with_vintage(cells, joined, options, mapping, catalog, known, path.name)
    duplicated = _duplicates(cells, known)
    rows = to_observations(cells, catalog) if not duplicated else observations_module.empty()
    findings = [
        *raw.problems,
        *found.problems,
        *_key_findings(joined, mapping, path.name, known),
        *dropped,
        *vintage_notes,
    ]
    findings += [_duplicate_problem(entry, path.name) for entry in duplicated[:MOST_FINDINGS]]
    return TableFile(raw, mapping, catalog, joined, rows, tuple(duplicated), tuple(findings), cells)


def _check_columns(raw: RawTable, mapping: TableMapping) -> None:
    """A column that is read must have a name of its own. Raises ``column_ambiguous``."""
    twice = {n.strip() for p in raw.problems if p.code == "column_twice" for n in str(p.value).split(", ")}
    used = [mapping.key, mapping.name, mapping.period, mapping.value]
    used += [column for m in mapping.measures for column in (m.column, *m.where)]
    for column in used:
        if column in twice:
            raise refuse("column_ambiguous", file=raw.path.name, sheet=raw.sheet, column=column)


def _key_names(raw: RawTable, mapping: TableMapping) -> dict[str, str]:
    key = require(raw.frame, mapping.key)
    columns = {"key": as_text(raw.frame[key]).str.strip()}
    if mapping.name:
        columns["name"] = as_text(raw.frame[require(raw.frame, mapping.name)]).str.strip()
    return raw_names(pd.DataFrame(columns), "key", "name" if mapping.name else "")


def _key_findings(joined: Join, mapping: TableMapping, file: str, known: Known) -> list[Problem]:
    """What was done to keys, and which areas belong to other levels than the table's own."""
    where = {"file": file, "column": mapping.key}
    tally: Counter[Fix] = Counter(fix for m in joined.in_layer() for fix in m.result.fix)
    problems = [
        problem("keys_fixed", Severity.INFO, count=n, details=FIX_SENTENCES[f], **where)  # type: ignore[arg-type]
        for f, n in tally.items()
    ]
    for match in joined.elsewhere():
        if joined.layer.parent == match.area_id:
            name = known.name(match.area_id)
            note = problem("keys_whole_city", Severity.INFO, value=match.raw, name=name, **where)  # type: ignore[arg-type]
            problems.append(note)
    others = Counter(m.level for m in joined.elsewhere() if m.area_id != joined.layer.parent)
    for level, n in others.items():
        shown = KNOWN_LEVELS[level].singular if level in KNOWN_LEVELS else level
        problems.append(problem("keys_other_level", Severity.INFO, count=n, level=shown, **where))  # type: ignore[arg-type]
    ignored = joined.with_verdict(Verdict.IGNORED)
    if ignored:
        shown = ", ".join(f"{m.raw} {m.name}".strip() for m in ignored[:12]) + (" …" if len(ignored) > 12 else "")
        problems.append(
            problem("keys_ignored", Severity.WARNING, count=len(ignored), cells=shown, **where)  # type: ignore[arg-type]
        )
    for match in joined.with_verdict(Verdict.REFUSED)[:MOST_FINDINGS]:
        details = match.result.message
        note = problem("keys_refused", Severity.WARNING, value=match.raw, details=details, **where)  # type: ignore[arg-type]
        problems.append(note)
    return problems


def _without_dissolved(cells: pd.DataFrame, joined: Join, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Drop empty cells that came through the Aachen crosswalk where today's key has a cell of its own."""
    crossed = {m.raw for m in joined.matches.values() if Fix.AACHEN in m.result.fix}
    old = cells["raw"].isin(crossed)
    repeated = cells.duplicated([*CELL_KEY, "role"], keep=False)
    drop = old & repeated & cells["status"].ne(ValueStatus.OK)
    if not drop.any():
        return cells, []
    return cells[~drop], [problem("duplicates_dropped", Severity.INFO, file=file, count=int(drop.sum()))]


def _with_vintage(
    cells: pd.DataFrame,
    joined: Join,
    options: Options,
    mapping: TableMapping,
    catalog: Catalog,
    known: Known,
    file: str,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Column ``boundary_vintage``: as stated, else that of the areas. Raises ``vintage_mismatch``."""
    stated = options.vintage or mapping.boundary_vintage or catalog.datasets[0].boundary_vintage
    areas = known.areas.set_index("area_id")
    used = areas.loc[areas.index.isin(cells["area_id"].unique())]
    if not stated:
        shown = ", ".join(sorted({v for v in used["boundary_vintage"] if v})) or "nicht bekannt"
        note = problem("vintage_assumed", Severity.INFO, file=file, value=shown)
        return cells.assign(boundary_vintage=cells["area_id"].map(used["boundary_vintage"])), [note]
    crossed = {m.area_id for m in joined.matches.values() if Fix.AACHEN in m.result.fix}
    for area_id, area in used.iterrows():
        if area_id not in crossed and not vintage_fits(stated, area["valid_from"], area["valid_to"]):
            valid = _validity(str(area["valid_from"]), str(area["valid_to"]))
            raise GeodataError(problem("vintage_mismatch", file=file, value=stated, valid=valid))
    return cells.assign(boundary_vintage=stated), []


def _validity(start: str, end: str) -> str:
    return " ".join(filter(None, (f"ab {start}" if start else "", f"bis {end}" if end else "")))


def _duplicates(cells: pd.DataFrame, known: Known) -> list[dict[str, object]]:
    twice = cells[cells.duplicated([*CELL_KEY, "role"], keep=False)]
    found: list[dict[str, object]] = []
    for (indicator, area_id, period, group), rows in twice.groupby(CELL_KEY, sort=False):
        found.append(
            {
                "id": area_id,
                "name": known.name(str(area_id)),
                "indicator": indicator,
                "period": period,
                "group": group,
                "rows": sorted({int(r) for r in rows["row"]}),
            }
        )
    return found


def _duplicate_problem(entry: dict[str, object], file: str) -> Problem:
    rows = entry["rows"]
    assert isinstance(rows, list)
    return problem(
        "duplicate_rows", file=file, row=rows[-1], value=entry["id"], name=entry["name"],
        indicator=entry["indicator"], period=entry["period"],
    )  # fmt: skip


def to_observations(cells: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Put k, n and value of one figure into one row; its state is the worst of its parts."""
    key = [*CELL_KEY, "boundary_vintage"]
    cells = cells.assign(rank=cells["status"].map(WORST_FIRST.index))
    numbers = cells.set_index([*key, "role"])["number"].unstack("role")
    worst = cells.groupby(key)["rank"].min().map(lambda rank: WORST_FIRST[rank]).rename("status")
    rows = numbers.join(worst).reset_index()
    owner = {i.id: i.dataset for i in catalog.indicators}
    rows = observations_module.normalise(rows.assign(dataset=rows["indicator"].map(owner)))
    return observations_module.with_values(rows, catalog)
