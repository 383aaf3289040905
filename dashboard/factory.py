"""Builds the application: the only place where settings, data, layouts and callbacks meet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import dash
import flask
from dash import Dash
from flask_talisman import Talisman

import callbacks.browser
import callbacks.data
import callbacks.export
import callbacks.facilities
import callbacks.filters
import callbacks.imports
import callbacks.karte
import callbacks.needs
import callbacks.needs_tools
import callbacks.neighbours
import callbacks.picture
import callbacks.profiles
import callbacks.report
import callbacks.request
import callbacks.state
import callbacks.survey
from callbacks.answers import answer
from callbacks.events import Event
from dashboard.downloads import serve_downloads
from dashboard.geometry import compressed
from dashboard.imports import JOBS, RESULTS, STAGING, Staging
from dashboard.jobs import Jobs
from dashboard.memory import give_back, share_one_heap
from dashboard.pictures import serve_pictures
from dashboard.points import point_file, points_hash, type_of
from dashboard.profiles import serve_profiles
from dashboard.series import compressed_series, known
from dashboard.settings import LOOPBACK, Settings
from dashboard.state import from_query
from dashboard.uploads import serve_uploads
from dashboard.views.karte import build_karte
from dashboard.views.place import build_place
from dashboard.views.trend import SeriesRef
from geodata.provider import RepositoryProvider
from geodata.repository import Repository
from layouts.basemap import Basemap
from layouts.facilities import POINTS_ROUTE
from layouts.first import first_screen
from layouts.geometry import GEO_ROUTE, preload
from layouts.headline import notices
from layouts.ids import Ids
from layouts.page import page
from layouts.series import SERIES_ROUTE

log = logging.getLogger(__name__)
ASSETS = Path(__file__).parent / "assets"
ENCODINGS = ("br", "gzip")
MOST_REQUEST_BYTES = 4_000_000  # a catalogue typed into the page is the largest of ordinary requests
ONE_DAY, ONE_YEAR = 86_400, 31_536_000
ICON = "/_favicon.ico"
WARM_UP = ("/", "/_dash-layout", "/_dash-dependencies")
ANSWER_QUALITY = 2  # Brotli: as small as the default for figures, in half the time
FIRST_VISIT = Event(None, "", None, [], {})
FAILED = (
    "Das hat nicht geklappt. Laden Sie die Seite neu; bleibt der Fehler, hilft ein Blick ins Protokoll des Servers."
)


def create_app(settings: Settings, provider: RepositoryProvider | None = None) -> Dash:
    """A ready application. Opens the workspace; raises ``GeodataError`` if it cannot be read."""
    share_one_heap()
    provider = provider or RepositoryProvider(settings.workspace, internal=settings.shows_internal)
    server = flask.Flask("quartiersblick")
    server.config["COMPRESS_ALGORITHM"] = list(ENCODINGS)  # read when Dash switches compression on, never again
    server.config["COMPRESS_BR_LEVEL"] = ANSWER_QUALITY
    app = Dash(
        "quartiersblick",
        server=server,
        title=settings.title,
        update_title="",
        assets_folder=str(ASSETS),
        compress=True,
        serve_locally=True,
        on_error=_failed,
    )
    basemap = Basemap(settings.basemap_url, settings.basemap_attribution) if settings.basemap_url else None
    app.layout = lambda: page(settings.title, settings.upload_limit_mb, basemap)
    app.index_string = app.index_string.replace("<html>", '<html lang="de">')
    current = callbacks.neighbours.with_shelf(provider.current, settings.workspace.resolve() / STAGING / RESULTS)
    callbacks.browser.register(app)
    callbacks.state.register(app, current)
    callbacks.karte.register(app, current)
    callbacks.needs.register(app, provider.current)
    callbacks.facilities.register(app, provider.current)
    callbacks.survey.register(app, provider.current)
    callbacks.filters.register(app, provider.current)
    callbacks.request.register(app, provider.current)
    callbacks.picture.register(app)
    callbacks.export.register(app)
    _own_data(app, settings, provider)
    app.server.config["MAX_CONTENT_LENGTH"] = MOST_REQUEST_BYTES  # uploads have a limit of their own
    _first_screen(app, current, settings.title if basemap is None else "")
    _serve_geometry(app.server, provider)
    _serve_points(app.server, provider)
    _serve_series(app.server, provider)
    serve_pictures(app.server, current)
    serve_downloads(app.server, current)
    _serve_health(app.server, provider)
    _keep_icon(app.server)
    _secure(app, settings)
    _warm_up(app.server, provider)
    return app


def _own_data(app: Dash, settings: Settings, provider: RepositoryProvider) -> None:
    """Import, removal and the jobs they run as."""

    def allowed() -> bool:
        return imports_allowed(settings)

    staging = Staging(settings.workspace.resolve(), settings.upload_limit_mb * 1_000_000)
    jobs = Jobs(staging.root / JOBS)
    callbacks.data.register(app, provider.current, jobs, str(staging.workspace), allowed)
    callbacks.imports.register(app, provider.current, staging, jobs, allowed)
    callbacks.needs_tools.register(app, provider.current, jobs, str(staging.workspace), settings.shows_internal)
    callbacks.neighbours.register(app, jobs, str(staging.workspace), settings.shows_internal, staging.root / RESULTS)
    callbacks.profiles.register(app, jobs, str(staging.workspace), settings.shows_internal)
    callbacks.report.register(
        app, provider.current, jobs, str(staging.workspace), settings.shows_internal, staging.root / RESULTS
    )
    serve_uploads(app.server, staging, allowed)
    serve_profiles(app.server, provider.current, jobs)

    @app.server.before_request
    def sweep() -> None:
        """Nothing unconfirmed and no file of a job outlives its hour for longer than the next request."""
        if staging.sweep_now_and_then():
            jobs.sweep()


def _failed(error: Exception) -> None:
    log.exception("callback failed", exc_info=error)
    dash.set_props(Ids.NOTICE, {"children": notices((FAILED,))})


def imports_allowed(settings: Settings) -> bool:
    """Whether this request may import: by default only from the machine itself, and not through a proxy.

    A name other than the machine's own in the Host header means a public address or a rebound name.
    """
    if settings.imports != "auto":
        return settings.imports == "on"
    request = flask.request
    forwarded = any(header in request.headers for header in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host"))
    host = urlsplit(f"//{request.host}").hostname
    origins = [request.headers[h] for h in ("Origin", "Referer") if h in request.headers]
    foreign = any(urlsplit(origin).hostname not in LOOPBACK for origin in origins)
    return not (foreign or forwarded) and {settings.host, host, request.remote_addr} <= LOOPBACK


def _first_screen(app: Dash, current: Callable[[], Repository], title: str) -> None:
    """The page names the outlines its address needs, and holds the figures of its first map, so that the map is drawn
    before Dash has built anything. No ``title``: outlines only."""
    plain = app.interpolate_index

    def with_map(**parts: str) -> str:
        repository = current()
        state, _ = from_query(flask.request.query_string.decode("latin-1"), repository)
        if state.page == "karte":
            place = build_place(repository, state.level, state.region)
            parts["metas"] += preload((place.geometry, place.borders), repository.geometry_hash)
            if title and state.maps == 1 and not state.modus:
                first = first_screen(title, build_karte(repository, state, ()), repository.geometry_hash)
                parts["app_entry"] = first + parts["app_entry"]
        return plain(**parts)

    app.interpolate_index = with_map  # type: ignore[method-assign]


def _serve_geometry(server: flask.Flask, provider: RepositoryProvider) -> None:
    @server.get(GEO_ROUTE)
    def geometry(digest: str, lod: int, level: str, region: str) -> flask.Response:
        repository = provider.current()
        if not repository.has_area(region) or level not in repository.level_of or lod not in (0, 1):
            flask.abort(404)
        encoding = _encoding()
        body = compressed(repository, level, region, lod, encoding)
        return _kept(body, encoding, "application/geo+json", current=digest == repository.geometry_hash)


def _serve_points(server: flask.Flask, provider: RepositoryProvider) -> None:
    @server.get(POINTS_ROUTE)
    def points(digest: str, number: int, region: str) -> flask.Response:
        repository = provider.current()
        facility_type = type_of(repository, number)
        if facility_type is None or not repository.has_area(region):
            flask.abort(404)
        encoding = _encoding()
        body = point_file(repository, region, facility_type, encoding)
        return _kept(body, encoding, "application/json", current=digest == points_hash(repository))


def _serve_series(server: flask.Flask, provider: RepositoryProvider) -> None:
    @server.get(SERIES_ROUTE)
    def series(fingerprint: str, decimals: int, level: str, ind: str, region: str) -> flask.Response:
        repository = provider.current()
        ref = SeriesRef(ind, flask.request.args.get("group", ""), level, region, decimals)
        if not known(repository, ref):
            flask.abort(404)
        encoding = _encoding()
        body = compressed_series(repository, ref, encoding)
        return _kept(body, encoding, "application/json", current=fingerprint == repository.fingerprint)


def _encoding() -> str:
    return flask.request.accept_encodings.best_match(ENCODINGS, default="identity")


def _kept(body: bytes, encoding: str, mimetype: str, *, current: bool) -> flask.Response:
    """A compressed file that browsers may keep for ever, as long as its address is that of the data now loaded."""
    response = flask.Response(body, mimetype=mimetype)
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if current else "no-store"
    return response


def _serve_health(server: flask.Flask, provider: RepositoryProvider) -> None:
    @server.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "data": provider.current().fingerprint}


def _keep_icon(server: flask.Flask) -> None:
    """Browsers ask for the icon again whenever the address line changes, unless they may keep it."""

    @server.after_request
    def keep(response: flask.Response) -> flask.Response:
        if flask.request.path == ICON and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
        return response


def _secure(app: Dash, settings: Settings) -> None:
    """Strict content security policy; hashes cover the inline scripts that Dash itself writes."""
    Talisman(
        app.server,
        force_https=settings.force_https,
        session_cookie_secure=settings.force_https,
        strict_transport_security=settings.force_https,
        frame_options="DENY",
        referrer_policy="same-origin",
        content_security_policy={
            "default-src": "'self'",
            "script-src": ["'self'", *app.csp_hashes()],
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": ["'self'", "data:", "blob:", *filter(None, [settings.basemap_origin])],
            "font-src": ["'self'", "data:"],
            "worker-src": ["'self'", "blob:"],
            "connect-src": "'self'",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        },
    )


def _warm_up(server: flask.Flask, provider: RepositoryProvider) -> None:
    """Ask for the first pages once: parallel first requests to a fresh threaded worker would fail otherwise. The first
    view is built before the workers fork, so that no visitor waits for what all of them need."""
    answer(provider.current(), FIRST_VISIT)
    with server.test_client() as client:
        for path in WARM_UP:
            client.get(path)
    give_back()
