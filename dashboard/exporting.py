"""An address line → a file with the figures of that view. Page, route and command line all come through ``export``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.asked import read_parts, strict_state
from dashboard.ramps import colours
from dashboard.snapshot.request import slug
from dashboard.state import ViewState, to_query
from dashboard.views.current import Current, build_current
from dashboard.views.exported import unsure_texts, view_about, view_columns
from dashboard.views.legend import build_legend
from dashboard.views.neighbours import NOT_COMPUTED, unknown_neighbours
from geodata.errors import GeodataError, refuse
from geodata.exports.delimited import german_csv, international_csv
from geodata.exports.kommonitor import kommonitor_csv, kommonitor_geojson
from geodata.exports.layers import geojson, geopackage, styled_zip, with_outlines
from geodata.exports.styles import Fill
from geodata.exports.table import Table, build_table, with_view
from geodata.exports.workbook import workbook
from geodata.observations import ValueStatus
from geodata.repository import Repository

FORM, PERIODS = "format", "periods"
KEYS = (FORM, PERIODS)
SPANS = {"einer": "Nur der gezeigte", "alle": "Alle Zeiträume"}
PREFIX = "quartiersblick"
GROUND = "#f3f5f7"  # below the hatching of states, as on the page
STATE_HATCHES = {
    ValueStatus.SUPPRESSED: "slant", ValueStatus.MISSING: "dots", ValueStatus.NOT_MEANINGFUL: "cross",
    ValueStatus.BELOW_MINIMUM: "horizontal",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """``spans``: whether all periods can stand in one file; layers are of one period, KomMonitor's files of all."""

    suffix: str
    mimetype: str
    label: str
    spans: tuple[str, ...] = ("einer",)


BOTH = ("einer", "alle")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    "xlsx": Form("xlsx", XLSX, "Excel (XLSX) mit Metadaten", BOTH),
    "csv": Form("csv", "text/csv", "CSV deutsch (Semikolon, Komma)", BOTH),
    "csv-int": Form("csv", "text/csv", "CSV international (Komma, Punkt)", BOTH),
    "gpkg": Form("gpkg", "application/geopackage+sqlite3", "GeoPackage mit Farben für QGIS"),
    "geojson": Form("geojson", "application/geo+json", "GeoJSON"),
    "qgis": Form("zip", "application/zip", "GeoJSON mit QGIS-Stil (ZIP)"),
    "kommonitor-csv": Form("csv", "text/csv", "KomMonitor (CSV)", ("alle",)),
    "kommonitor-geojson": Form("geojson", "application/geo+json", "KomMonitor (GeoJSON)", ("alle",)),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """``name``: a file name; ``notices``: what the reader should know, in German."""

    body: bytes
    name: str
    mimetype: str
    notices: tuple[str, ...]


def no_export(details: str) -> GeodataError:
    return refuse("bad_export", details=details)


def export(repository: Repository, query: str, wishes: Mapping[str, str], address: str = "") -> Exported:
    """``query``: address line of the view, where ``format`` and ``periods`` may stand as well; ``wishes`` win.
    ``address``: of the page, for the link.

    Raises ``GeodataError`` (``bad_export``, ``output_not_written``): unknown keys, a view there is not, too many rows.
    """
    parts = read_parts(query, KEYS, no_export)
    asked = {k: v for k, v in parts.items() if k in KEYS} | dict(wishes)
    form = _one_of(asked.get(FORM, "xlsx"), FORMS, "kein Format")
    spans = FORMS[form].spans
    span = _one_of(asked.get(PERIODS, spans[0]), SPANS, "keine Angabe zum Zeitraum")
    span = span if span in spans else spans[0]
    state, notices = strict_state({k: v for k, v in parts.items() if k != "page"}, repository, no_export)
    if unknown_neighbours(repository, state):
        raise no_export(NOT_COMPUTED)
    current = build_current(repository, state)
    link = f"{address.rstrip('/')}/" * bool(address) + to_query(
        replace(state, page="karte", data=repository.fingerprint)
    )
    table = build_table(
        repository, state.ind, state.level, state.region, _periods(repository, state, span), state.group,
        current.table.index, (*view_about(current), ("Link zur Ansicht", link)),
    )  # fmt: skip
    table = with_view(table, state.period, view_columns(current))
    stem = _stem(current, span)
    body = _written(repository, form, table, current, stem)
    return Exported(body, f"{stem}.{FORMS[form].suffix}", FORMS[form].mimetype, notices)


def _one_of(text: str, known: Mapping[str, object], what: str) -> str:
    if text not in known:
        raise no_export(f"„{text[:40]}“ ist {what}; möglich sind {', '.join(known)}")
    return text


def _periods(repository: Repository, state: ViewState, span: str) -> tuple[str, ...]:
    known = repository.periods(state.ind, state.level, state.region, state.group)
    return known if span == "alle" else (state.period,)


def _stem(current: Current, span: str) -> str:
    """``quartiersblick_kinderarmut_kreis-unna_staedte-und-gemeinden_2023``."""
    period = "alle-zeitraeume" if span == "alle" else current.state.period
    parts = (PREFIX, current.indicator.short_name, current.state.group, current.region.name, current.level.plural)
    return "_".join(filter(None, map(slug, (*parts, period))))


def _written(repository: Repository, form: str, table: Table, current: Current, stem: str) -> bytes:
    plain = {"xlsx": workbook, "csv": german_csv, "csv-int": international_csv, "kommonitor-csv": kommonitor_csv}
    if form in plain:
        return plain[form](table)
    if form == "kommonitor-geojson":
        return kommonitor_geojson(repository, table)
    frame = with_outlines(repository, table, classes_of(current))
    fills, unsure = fills_of(current), unsure_texts(current)
    if form == "gpkg":
        return geopackage(frame, table, fills, unsure)
    body = geojson(frame, table)
    return styled_zip(body, fills, stem, unsure) if form == "qgis" else body


def fills_of(current: Current) -> tuple[Fill, ...]:
    """The legend of the view: classes from low to high with its colours, then the states that areas have."""
    legend = build_legend(current)
    shades = colours(current.palette, current.classes.count)
    classes = [Fill(str(c.index), c.text, shades[c.index], c.hatch) for c in reversed(legend.classes)]
    return (*classes, *(Fill(s.status, s.text, GROUND, STATE_HATCHES[ValueStatus(s.status)]) for s in legend.states))


def classes_of(current: Current) -> pd.Series:
    """area_id → number of its class, or its state."""
    table = current.table
    return table["cls"].astype(int).astype(str).where(table["status"].eq(ValueStatus.OK), table["status"])
