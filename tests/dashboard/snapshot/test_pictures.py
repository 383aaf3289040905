"""Pictures read back from their files and held against the view they show."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdf
import pytest
import shapely
from PIL import Image

from dashboard.snapshot.compose import compose
from dashboard.snapshot.furniture import bar_metres, bar_text
from dashboard.snapshot.labels import place_labels
from dashboard.snapshot.look import Look
from dashboard.snapshot.options import Options, read_options
from dashboard.snapshot.outlines import fit, outlines
from dashboard.snapshot.page import title_lines
from dashboard.snapshot.paper import PAPERS, Box
from dashboard.snapshot.render import snapshot
from dashboard.snapshot.request import make
from dashboard.snapshot.sheet import text_width, wrap
from dashboard.views.snapshot import SnapshotView, build_snapshot
from geodata.errors import GeodataError
from tests.dashboard.small import AHORN, small, state

ADDRESS = "https://sozialplanung.example.org/"
SVG = "{http://www.w3.org/2000/svg}"


def view(**wanted: str) -> SnapshotView:
    return build_snapshot(small(), state(**wanted))


def options(**wished: str) -> Options:
    return read_options({"date": "2026-11-22", **wished}, ADDRESS)


def pdf_text(body: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    assert len(pages) == 1
    return pages[0].extract_text()


def svg_texts(body: bytes) -> list[str]:
    return ["".join(found.itertext()) for found in ElementTree.fromstring(body).iter(f"{SVG}text")]


def shapes(group: ElementTree.Element | None) -> int:
    """Number of outlines drawn in a group."""
    if group is None:
        return 0
    held = sum(len(list(defs.iter(f"{SVG}path"))) for defs in group.iter(f"{SVG}defs"))
    return len(list(group.iter(f"{SVG}path"))) - held + len(list(group.iter(f"{SVG}use")))


def svg_group(body: bytes, name: str) -> ElementTree.Element | None:
    return next((g for g in ElementTree.fromstring(body).iter(f"{SVG}g") if g.get("id") == name), None)


# -- what is said -----------------------------------------------------------------------------------------------------


def test_pdf_says_what_the_view_says() -> None:
    text = pdf_text(snapshot(view(region=AHORN), options(format="pdf")))
    for wanted in (
        "Kinderarmut", "Kreis Ahorn", "Amt für Kleines", "Stand: 2021", "Datenstand abc", "22.11.2026",
        "keine Anzahl von 1 bis 2", "Lage in Kleinland", "EPSG:25832", "Amsel", "Gebiete",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_pdf_holds_its_fonts_and_its_metadata_but_no_time() -> None:
    body = snapshot(view(), options(format="pdf"))
    reader = pypdf.PdfReader(io.BytesIO(body))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
    assert names >= {"QuartiersblickSans-Regular", "QuartiersblickSans-Bold"}
    assert "Kinderarmut" in reader.metadata.title
    assert "Datenstand abc" in reader.metadata["/Keywords"]
    assert "/CreationDate" not in reader.metadata
    links = [a.get_object()["/A"]["/URI"] for a in reader.pages[0]["/Annots"]]
    assert links == [ADDRESS + view().query]


def test_svg_holds_text_as_text_and_one_shape_per_area() -> None:
    shown = view()
    body = snapshot(shown, options(format="svg"))
    texts = svg_texts(body)
    assert "Kinderarmut" in texts
    for entry in shown.map.legend.classes:
        assert entry.text in texts
        assert shapes(svg_group(body, f"klasse-{entry.index}")) == entry.count
    for entry in shown.map.legend.states:
        assert shapes(svg_group(body, f"zustand-{entry.status}")) == entry.count
    assert b"<dc:date>" not in body


def test_svg_draws_the_areas_where_they_are() -> None:
    """Amsel, Buche and Clara lie side by side: equal squares, in this order, without a gap."""
    body = snapshot(view(region=AHORN, labels="keine"), options(format="svg"))
    group = svg_group(body, "umriss")
    assert group is not None
    path = next(group.iter(f"{SVG}path")).get("d")
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path or "")]
    xs, ys = numbers[::2], numbers[1::2]
    ratio = (max(xs) - min(xs)) / (max(ys) - min(ys))
    west, south, east, north = shapely.total_bounds(view(region=AHORN).outlines.areas)
    assert ratio == pytest.approx((east - west) / (north - south), rel=0.01)


def test_png_has_the_size_asked_for_and_names_its_data() -> None:
    found = Image.open(io.BytesIO(snapshot(view(), options(width="1200", paper="a4-quer"))))
    assert found.size[0] == 1200
    assert found.size[1] == round(1200 * 210 / 297)
    assert "Datenstand abc" in found.text["Comment"]
    assert not [key for key in found.text if "time" in key.lower() or "date" in key.lower()]


def test_an_area_below_the_threshold_is_hatched_and_has_no_number() -> None:
    """Dohle has 2 of 50."""
    shown = view()
    assert shown.values[shown.names.index("Dohle")] == ""
    assert shown.not_shown.startswith("2 von 6 Gebieten")
    text = pdf_text(snapshot(shown, options(format="pdf", labels="werte")))
    assert "4,0" not in text
    assert "aus Datenschutzgründen" in text


def test_fictional_data_are_called_so() -> None:
    assert "fiktive Daten" in pdf_text(snapshot(view(region="fik"), options(format="pdf")))
    assert "fiktive Daten" not in pdf_text(snapshot(view(), options(format="pdf")))


def test_conditions_and_comparison_are_named() -> None:
    shown = view(f="kind:Gemeinde", vs="kreis")
    text = pdf_text(snapshot(shown, options(format="pdf")))
    assert "Unterschied zum Wert" in text
    assert shown.conditions == "" or shown.conditions[:20] in text


@pytest.mark.parametrize("paper", list(PAPERS))
@pytest.mark.parametrize("colours", ["bildschirm", "farbsicher", "grau"])
def test_every_paper_takes_everything(paper: str, colours: str) -> None:
    """Nothing is drawn beyond the sheet."""
    sheet = compose(view(region=AHORN), options(paper=paper, colours=colours, labels="werte"))
    for text in sheet.axes.texts:
        x, y = text.get_position()
        size = text.get_fontsize()
        wide = text_width(text.get_text(), size, bold=text.get_fontweight() == "bold")
        left = x - wide / 2 if text.get_ha() == "center" else x
        assert left >= 0
        assert left + wide <= sheet.paper.width + 0.5, text.get_text()
        assert 0 <= y <= sheet.paper.height


# -- the same state, the same bytes -----------------------------------------------------------------------------------

PRINT_HASHES = """
import hashlib
from tests.dashboard.snapshot.test_pictures import options, snapshot, view
for form in ("png", "svg", "pdf"):
    print(hashlib.sha256(snapshot(view(), options(format=form))).hexdigest())
"""


@pytest.mark.slow
def test_another_process_makes_the_same_bytes() -> None:
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        root = Path(__file__).parents[3]
        run = subprocess.run(
            [sys.executable, "-c", PRINT_HASHES], env=environment, cwd=root, capture_output=True, text=True, check=True
        )
        found.append(run.stdout)
    assert len(found[0].split()) == 3
    assert found[0] == found[1]


@pytest.mark.slow
def test_two_at_once_do_not_disturb_each_other() -> None:
    shown, wished = view(), [options(format=form) for form in ("png", "svg", "pdf", "png", "svg", "pdf")]
    alone = [snapshot(shown, one) for one in wished]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: snapshot(shown, one), wished)) == alone


# -- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "wishes", "named"),
    [
        ("?foo=1", {}, "foo"),
        ("?region=%ff", {}, "beschädigt"),
        ("?region", {}, "beschädigt"),
        ("?region=98999", {}, "98999"),
        ("?sel=98999", {}, "gewählten"),
        ("?page=daten", {}, "Daten und Methoden"),
        ("?" + "a" * 20_000, {}, "Zeichen"),
        ("", {"width": "99999"}, "300 bis 10000"),
        ("", {"width": "-1"}, "300 bis 10000"),
        ("", {"width": "9" * 5000}, "300 bis 10000"),
        ("", {"dpi": "600", "paper": "a3-quer"}, "Bildpunkte"),
        ("", {"dpi": "200", "width": "900"}, "widersprechen"),
        ("", {"format": "gif"}, "gif"),
        ("", {"paper": "a0"}, "a0"),
        ("", {"date": "gestern"}, "gestern"),
        ("", {"title": "x" * 5000}, "5000 Zeichen"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_german(query: str, wishes: dict[str, str], named: str) -> None:
    with pytest.raises(GeodataError) as refused:
        make(small(), query, wishes)
    assert refused.value.problems[0].code == "bad_snapshot"
    assert named in str(refused.value)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "$\\frac{1}{2}$ & Co.", "a\x00b\u202ec\nd", "]]>", "$"])
def test_titles_are_text_and_nothing_else(title: str) -> None:
    wished = options(format="svg", title=title)
    texts = svg_texts(snapshot(view(), wished))
    assert wished.title in texts


def test_a_link_of_earlier_data_is_drawn_and_says_so() -> None:
    found = make(small(), "?region=99&data=gone", {"format": "svg"})
    assert len(found.notices) == 1
    assert found.name == "quartiersblick_kinderarmut_kleinland_staedte-und-gemeinden_2021.svg"


def test_options_in_the_query_give_way_to_wishes() -> None:
    assert make(small(), "?format=svg&region=99", {"format": "png"}).body.startswith(b"\x89PNG")


# -- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_wrap_keeps_every_word_and_every_letter() -> None:
    assert " ".join(wrap("eins zwei drei vier", 12, 10)) == "eins zwei drei vier"
    assert "".join(wrap("x" * 300, 20, 10)) == "x" * 300
    assert all(text_width(line, 10) <= 20 for line in wrap("x" * 300, 20, 10))


def test_a_long_title_becomes_smaller_and_at_last_shorter() -> None:
    lines, size = title_lines(("Anteil " * 24).strip(), 180, 17)
    assert len(lines) == 2
    assert size < 17
    lines, _ = title_lines("Anteil " * 60, 100, 17)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("metres", "length", "text"), [(1000, 20_000, "20 km"), (30, 1000, "1 km"), (10, 200, "200 m")]
)
def test_scale_bars_have_round_lengths(metres: float, length: float, text: str) -> None:
    assert bar_metres(metres) == length
    assert bar_text(length) == text.replace(" ", "\u00a0")


def test_holes_and_islands_stay_holes_and_islands() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    both = shapely.union_all([ring, shapely.box(20, 0, 22, 2)])
    frame = fit(np.array([both]), Box(0, 0, 22, 10))
    assert frame is not None
    found = outlines(np.array([both]), frame)
    assert len(found) == 1
    assert int((found[0].codes == 1).sum()) == 3
    assert found[0].contains_point((2, 8)) or found[0].contains_point((2, 2))


def test_labels_never_touch_each_other() -> None:
    polygons = np.array([shapely.box(x, y, x + 14, y + 6) for x in range(0, 140, 14) for y in range(0, 60, 6)])
    names = [(f"Ort {i}-Neustadt",) for i in range(len(polygons))]
    looks = [Look("klasse-0", "#ffffff")] * len(polygons)
    found = place_labels(polygons, names, looks, 1.0)
    boxes = [
        shapely.box(
            label.x - max(text_width(line, label.size) for line in label.lines) / 2, label.y,
            label.x + max(text_width(line, label.size) for line in label.lines) / 2, label.y + 2 * len(label.lines),
        )
        for label in found
    ]  # fmt: skip
    assert found
    assert not [1 for i, one in enumerate(boxes) for other in boxes[:i] if one.intersects(other)]
