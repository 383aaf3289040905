"""The file with all indicators of INKAR, or a part of it: one row per figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from geodata.catalog import Measure, TableMapping
from geodata.errors import refuse
from geodata.keys import Verdict, parse_key
from geodata.readers import inkar_terms
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.formats import Peek, Recognised
from geodata.readers.inkar import bare
from geodata.readers.times import period_of

COLUMNS = ("Indikator", "Raumbezug", "Kennziffer", "Name", "Zeitbezug", "Wert")


def matches(seen: Peek) -> bool:
    return set(COLUMNS) <= {bare(cell) for cell in seen.header()}


def read(path: Path, options: Options) -> Recognised:
    """Read the rows of one level that do not belong to another Land.

    Raises ``GeodataError``: those of ``read_delimited``; ``outside_state``.
    """
    raw = read_delimited(path)
    frame = raw.frame.set_axis([bare(c) for c in raw.columns], axis=1)
    inside = {key for key in frame["Kennziffer"].unique() if parse_key(key).verdict is not Verdict.IGNORED}
    frame, level, notes = inkar_terms.one_level(frame, "Raumbezug", options, path.name)
    note = inkar_terms.kept(frame, path.name)
    frame = frame[frame["Kennziffer"].isin(inside)]
    if frame.empty:
        raise refuse("outside_state", file=path.name)
    periods = {text: period_of(text) or text for text in frame["Zeitbezug"].unique()}
    frame = frame.assign(Zeitbezug=frame["Zeitbezug"].map(periods))
    groups = {str(name): rows["Wert"] for name, rows in frame.groupby("Indikator", sort=False)}
    catalog, ids = inkar_terms.catalog(groups, {}, "")
    mapping = TableMapping(
        key="Kennziffer",
        name="Name",
        period="Zeitbezug",
        value="Wert",
        level=level,
        decimal=inkar_terms.decimal_of(frame["Wert"]),
        measures=tuple(Measure(indicator=ids[n], role="value", where={"Indikator": n.strip()}) for n in groups),
    )
    return Recognised(replace(raw, frame=frame, format="INKAR"), mapping, catalog, (note, *notes))
