"""A view as the bytes of a PNG, SVG or PDF. The same view, options and date give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from threading import Lock
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG

from dashboard.snapshot.compose import Sheet, compose
from dashboard.snapshot.options import Options, plain
from dashboard.snapshot.page import PROGRAM
from dashboard.snapshot.sheet import FAMILY
from dashboard.snapshot.survey import compose_survey
from dashboard.views.charts import ChartView
from dashboard.views.snapshot import SnapshotView
from dashboard.views.survey.snapshot import SurveyPicture

CANVAS = {"png": FigureCanvasAgg, "svg": FigureCanvasSVG, "pdf": FigureCanvasPdf}
# What a viewer without the fonts of the project should take: alike in width, and present nearly everywhere.
SUBSTITUTES = f"'{FAMILY}', 'Source Sans 3', 'Segoe UI', Arial, sans-serif"
_one_at_a_time = Lock()  # matplotlib shares fonts and caches between figures


def snapshot(view: SnapshotView, options: Options, chart: ChartView | None = None) -> bytes:
    """The whole file; ``chart``: instead of the map."""
    with _one_at_a_time:
        return write(compose(view, options, chart), options, metadata(view, options))


def survey_snapshot(view: SurveyPicture, options: Options) -> bytes:
    """The same for a part of a survey."""
    texts = {
        "title": options.title or plain(f"{view.title} – {view.subtitle}"),
        "source": plain("; ".join(filter(None, (view.facts, view.boundaries)))),
        "data": f"Datenstand {view.fingerprint}",
        "link": f"{options.address}{view.query}",
    }
    with _one_at_a_time:
        return write(compose_survey(view, options), options, texts)


def vector(draw: Callable[[], Sheet]) -> bytes:
    """A sheet without foot or facts of its own, for the inside of a document: SVG."""
    texts = {"title": "", "source": "", "data": "", "link": ""}
    with _one_at_a_time:
        return write(draw(), Options(format="svg"), texts)


def metadata(view: SnapshotView, options: Options) -> dict[str, str]:
    """Texts inside the file: what it shows, from where, made with which data."""
    return {
        "title": options.title or plain(f"{view.title} – {view.subtitle}"),
        "source": plain(f"{view.source}; {view.boundaries}"),
        "data": f"Datenstand {view.fingerprint}",
        "link": f"{options.address}{view.query}",
    }


def write(sheet: Sheet, options: Options, texts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    canvas = CANVAS[options.format](sheet.figure)
    canvas.print_figure(  # type: ignore[attr-defined]
        out, format=options.format, dpi=options.resolution, metadata=FIELDS[options.format](texts)
    )
    body = out.getvalue()
    return _with_substitutes(body) if options.format == "svg" else body


def _png(texts: dict[str, str]) -> dict[str, Any]:
    return {
        "Title": texts["title"], "Source": texts["source"], "Comment": f"{texts['data']}; {texts['link']}",
        "Software": PROGRAM,
    }  # fmt: skip


def _pdf(texts: dict[str, str]) -> dict[str, Any]:
    return {
        "Title": texts["title"], "Subject": texts["source"], "Keywords": f"{texts['data']}; {texts['link']}",
        "Creator": PROGRAM, "CreationDate": None,
    }  # fmt: skip


def _svg(texts: dict[str, str]) -> dict[str, Any]:
    return {
        "Title": texts["title"], "Source": texts["source"], "Description": f"{texts['data']}; {texts['link']}",
        "Creator": PROGRAM, "Date": None, "Language": "de",
    }  # fmt: skip


FIELDS = {"png": _png, "pdf": _pdf, "svg": _svg}


def _with_substitutes(body: bytes) -> bytes:
    return body.replace(f"'{FAMILY}', 'DejaVu Sans'".encode(), SUBSTITUTES.encode())
