"""Everything that leaves a workspace: published files, what commands say and write, answers of the application.

A new way out is registered here, once; ``test_non_interference`` fails for a command that is not.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from dashboard.documents.report import build_report
from dashboard.documents.report_files import DOCUMENTS, written
from dashboard.documents.report_list import Entry, ReportList
from dashboard.documents.request import make_one
from dashboard.exporting import FORMS, export
from dashboard.snapshot.options import FORMATS
from dashboard.snapshot.request import make
from dashboard.state import from_query
from dashboard.views.charts import CHARTS
from dashboard.views.current import build_current
from dashboard.views.trend import SeriesRef, build_trends
from geodata.__main__ import main
from geodata.errors import GeodataError
from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, open_view, plain

Said = Callable[[], bytes]
Views = list[tuple[str, str, str, str]]  # level, region, indicator, period

# Commands that say nothing of a workspace's figures: they work on a file given to them, or change the workspace.
OF_FILES = {
    "inspect",
    "import",
    "remove",
    "fetch",
    "rates",
    "needs",
    "stability",
    "clusters",
    "audit",
    "protect",
    "survey",
}
FROM_WORKSPACE = {"export", "status", "request", "audit-workspace"}
# Every address the server answers → who compares or searches its answers. A new one fails ``test_every_address_…``.
ADDRESSES = {
    "/": "answers", "/<path:path>": "answers", "/_dash-layout": "answers", "/_dash-dependencies": "answers",
    "/_dash-update-component": "answers", "/health": "answers",
    "/geo/<digest>/<int:lod>/<level>/<path:region>.json": "answers",
    "/series/<fingerprint>/<int:decimals>/<level>/<ind>/<path:region>.json": "panels",
    "/export.<suffix>": "exports", "/snapshot.<form>": "pictures",
    "/profile.pdf": "documents", "/profiles/<token>.<form>": "documents", "/reports/<token>.<form>": "documents",
    "/points/<digest>/<int:number>/<path:region>.json": "places of facilities, which are published as they are",
    "/upload": "answers who sent the file, from that file",
    "/assets/<path:filename>": "part of the program", "/static/<path:filename>": "part of the program",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": "part of the program",
    "/_favicon.ico": "part of the program", "/_reload-hash": "part of the program",
}  # fmt: skip
EXTRAS = (
    "&classes=jenks&k=3",
    "&classes=equal&vs=land",
    "&maps=2&ind2=people",
    "&ind2=people&tab=zusammenhang",
    "&tab=verlauf&f=value:people:0..7950",
)
# asked for once per indicator: they take no part in how the others are drawn
PANELS = ("&tab=trichter&sure=1", "&tab=ungleichheit&smooth=1", "&vs=land&sure=1&tab=verlauf")


def published(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file others may read: all but ``raw``, the secret key and the lock."""
    for file in sorted((root / "published").rglob("*")):
        if file.is_file():
            yield str(file.relative_to(root)), file.read_bytes()


def commands(root: Path, folder: Path, said: Said, views: Views) -> Iterator[tuple[str, bytes]]:
    """``said`` returns what was printed since it was last asked."""

    def run(*arguments: str) -> bytes:
        main([*arguments, "--workspace", str(root)])
        return said()

    yield "status", run("status")
    yield "status --json", run("status", "--json")
    yield "audit-workspace", run("audit-workspace")
    yield "audit-workspace --json", run("audit-workspace", "--json")
    folder.mkdir(exist_ok=True)
    for level, region, indicator, period in views:
        place = ("--level", level, "--indicator", indicator, "--period", period, "--region", region)
        for form in ("csv", "geojson"):
            yield f"export {form} {place}", run("export", *place, "--format", form)
        letter, form_file = folder / "letter.txt", folder / "form.xlsx"
        yield f"request {place}", run("request", *place, "--out", str(form_file), "--letter", str(letter))
        yield f"letter {place}", letter.read_bytes() if letter.exists() else b""
        yield f"form {place}", _cells_of(form_file)


def _cells_of(workbook: Path) -> bytes:
    """What stands in a workbook; its bytes carry the time of writing."""
    return _workbook_cells(workbook) if workbook.exists() else b""


def _workbook_cells(workbook: Path | io.BytesIO) -> bytes:
    from openpyxl import load_workbook

    sheets = load_workbook(workbook)
    return json.dumps([[[str(c.value) for c in row] for row in sheet.iter_rows()] for sheet in sheets]).encode()


def answers(found: Repository, views: Views) -> Iterator[tuple[str, bytes]]:
    """Pages, outlines, every view with its variants, every Steckbrief, with the headers of pages."""
    browser = Browser(app_over(found).server.test_client())
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/health"):
        answer = browser.client.get(path)
        yield path, plain(answer) + repr(sorted(h for h in answer.headers if h[0] != "Date")).encode()
    listed = browser.ask("datasets.children", "data-view.data", {"data-view.data": "?page=daten"})
    yield "Daten", json.dumps(listed).encode()
    for (level, region, indicator, period), extra in itertools.product(views, ("", *EXTRAS)):
        query = f"?region={region}&level={level}&ind={indicator}&period={period}{extra}"
        held = open_view(browser, query)
        yield query, json.dumps(held, ensure_ascii=False).encode()
        if extra:
            continue
        yield f"page {query}", plain(browser.client.get(f"/{query}"))
        place = held["values.data"]["place"]
        yield place["key"], plain(browser.client.get(place["key"]))
        for picked in [*([i] for i in place["ids"]), place["ids"]]:
            answer = browser.ask("profile.children", "picked.data", {**held, "picked.data": picked})
            yield f"{query} {picked}", json.dumps(answer, ensure_ascii=False).encode()


def panels(found: Repository, views: Views) -> Iterator[tuple[str, bytes]]:
    """Tabs with their refinements, series files."""
    browser = Browser(app_over(found).server.test_client())
    for level, region, indicator, period in views:
        query = f"?region={region}&level={level}&ind={indicator}&period={period}"
        for asked in (query + p for p in PANELS):
            yield asked, json.dumps(open_view(browser, asked), ensure_ascii=False).encode()
        ref = SeriesRef(indicator, "", level, region, found.catalog.indicator(indicator).decimals)
        yield f"series {ref}", repr(build_trends(found, ref)).encode()


def pictures(found: Repository, views: Views) -> Iterator[tuple[str, bytes]]:
    """Bytes of every format; ``found`` carries a fingerprint that stands for any, for it is drawn into them."""
    for level, region, indicator, period in views:
        query = f"?region={region}&level={level}&ind={indicator}&period={period}"
        for form in FORMATS:
            wishes = {"format": form, "labels": "werte", "dpi": "60", "date": "2024-01-31"}
            if form != "png":
                del wishes["dpi"]
            yield f"{form} {query}", make(found, query, wishes, "https://atlas.example").body
    for (level, region, indicator, period), chart in itertools.product(views[:3], CHARTS):
        query = f"?region={region}&level={level}&ind={indicator}&period={period}"
        yield f"{chart} {query}", _chart(found, query, chart)


def _chart(found: Repository, query: str, chart: str) -> bytes:
    try:
        return make(found, query, {"format": "svg", "show": chart, "date": "2024-01-31"}, "https://atlas.example").body
    except GeodataError as error:  # nothing to draw, and why
        return str(error).encode()


def exports(found: Repository, views: Views) -> Iterator[tuple[str, bytes]]:
    """Every form of file; of workbooks the cells, of GeoPackages (which carry the time) the rows, of the archive for
    QGIS all its texts."""
    for level, region, indicator, period in views:
        query = f"?region={region}&level={level}&ind={indicator}&period={period}"
        for form in FORMS:
            body = export(found, query, {"format": form}, "https://atlas.example").body
            yield f"{form} {query}", READABLE.get(form, lambda same: same)(body)


def _rows_of_layers(body: bytes) -> bytes:
    import geopandas

    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(body)
        file.flush()
        frames = [
            geopandas.read_file(file.name, layer=name).drop(columns="update_time", errors="ignore")
            for name in geopandas.list_layers(file.name)["name"]
        ]
    return "\n".join(frame.to_json(default=str) if "geometry" in frame else frame.to_csv() for frame in frames).encode()


def texts_of_archive(body: bytes) -> bytes:
    """Every text in a ZIP (Office documents, styles), one after the other."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = [
            archive.read(name) for name in sorted(archive.namelist()) if not name.endswith((".png", ".gpkg", ".ttf"))
        ]
    return b"\n".join(parts)


def text_of_pdf(body: bytes) -> bytes:
    found = PdfReader(io.BytesIO(body))
    return "\n".join([*(page.extract_text() for page in found.pages), str(found.metadata)]).encode()


READABLE: dict[str, Callable[[bytes], bytes]] = {
    "xlsx": lambda body: _workbook_cells(io.BytesIO(body)), "gpkg": _rows_of_layers, "qgis": texts_of_archive,
}  # fmt: skip


def documents(found: Repository, views: Views) -> Iterator[tuple[str, bytes]]:
    """Reports in every form, with all areas as Steckbriefe, and the profile of every area, as written."""
    day = date(2024, 1, 31)
    entries = []
    for level, region, indicator, period in views:
        query = f"?region={region}&level={level}&ind={indicator}&period={period}"
        state = from_query(query, found)[0]
        areas = [str(i) for i in build_current(found, state).table.index]
        entries.append(Entry(f"{query}&sel={','.join(areas)}", ("karte", "tabelle", "profil")))
        for area in areas:
            yield f"profile pdf {query} {area}", make_one(found, query, {"area": area, "date": str(day)}, "").body
    listed = ReportList("Bericht", tuple(entries))
    for form in DOCUMENTS:
        document = build_report(found, listed, day, address="https://atlas.example", slides=form == "pptx").document
        yield f"report {form}", written(document, form)


def without_names(content: bytes, names: dict[bytes, bytes]) -> bytes:
    """``content`` with folder names, fingerprints and places replaced; random marks of a page as well."""
    for name, instead in names.items():
        content = content.replace(name, instead)
    return re.sub(rb'nonce-[\w+/=-]+|"end_id":"[^"]*"', b"RANDOM", content)
