"""Charts, „Besondere Quartiere“ and „Befragung“ as pictures, read back from their SVG."""

from __future__ import annotations

import io
import itertools
import re

import numpy as np
import pypdf
import pytest

from dashboard.snapshot.charts import shortened
from dashboard.snapshot.plot import Scale, around
from dashboard.snapshot.request import make
from dashboard.snapshot.sheet import text_width
from dashboard.views.charts import CHARTS
from geodata.errors import GeodataError
from geodata.repository import Repository
from tests.callbacks.test_leak import AREAS, ENTRIES, ROWS, traces
from tests.dashboard.small import AHORN, AMSEL, LAND, repository, small
from tests.dashboard.snapshot.test_pictures import shapes, svg_group, svg_texts

SMALL = f"?region={LAND}&level=gemeinde&ind=poverty&period=2021"
MUSTER = "?region=muster&level=gemeinde&ind=muster_child_poverty_pct"
SURVEY = "?page=befragung&b_svy={}&b_part={}"


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def svg(found: Repository, query: str, **wishes: str) -> bytes:
    return make(found, query, {"format": "svg", "date": "2026-11-22", **wishes}, "https://example.org/").body


def named(body: bytes, name: str) -> list[str]:
    """Texts with this name, in the order drawn."""
    blocks = re.findall(rf'<g id="{name}">\s*(?:<g[^>]*>\s*)*<text[^>]*>([^<]*)', body.decode())
    return [block.replace("\u00a0", " ") for block in blocks]


# -- Rangfolge --------------------------------------------------------------------------------------------------------


def test_ranking_names_areas_and_values_in_order() -> None:
    """Buche 30 of 100, Amsel 10 of 100, Clara 20 of 200 (as many per cent), Eiche 0 of 80; Dohle is hidden."""
    body = svg(small(), SMALL, show="rangfolge")
    assert named(body, "name") == ["Buche", "Amsel", "Clara", "Eiche"]
    assert [value.split()[0] for value in named(body, "wert")] == ["30,0", "10,0", "10,0", "0,0"]
    text = " ".join(svg_texts(body))
    assert "Basis: 4 von 6 Gebieten mit Wert." in text
    assert "Rang 1 = höchster Wert" in text
    assert "Quelle: Amt für Kleines" in text
    assert "Rangfolge: Kleinland" in text


@pytest.mark.slow
def test_too_many_bars_are_cut_and_it_is_said(sample: Repository) -> None:
    body = svg(sample, "?region=05&level=gemeinde&ind=population", show="rangfolge")
    found = re.search(r"Dargestellt sind die ersten und die letzten (\d+) von 396 Gebieten", " ".join(svg_texts(body)))
    assert found
    assert len(named(body, "wert")) == 2 * int(found[1])
    assert named(body, "name")[0] == "Köln"


# -- the others -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("show", ["verteilung", "zusammenhang", "trichter"])
def test_one_dot_for_every_area_with_a_figure(sample: Repository, show: str) -> None:
    body = svg(sample, MUSTER, show=show)
    assert shapes(svg_group(body, "punkte")) == 60
    assert "60" in " ".join(svg_texts(body))
    assert f"{CHARTS[show]}: Musterland" in " ".join(svg_texts(body))


def test_relation_names_the_source_of_its_second_indicator(sample: Repository) -> None:
    text = " ".join(svg_texts(svg(sample, MUSTER, show="zusammenhang")))
    assert "Quelle zu „" in text
    assert "sagt nichts über einzelne Menschen" in text


def test_trend_draws_areas_the_region_and_who_is_selected(sample: Repository) -> None:
    first = sample.areas("gemeinde", "muster")["area_id"].iloc[0]
    body = svg(sample, f"{MUSTER}&sel={first}", show="verlauf")
    name = sample.area(first).name
    texts = svg_texts(body)
    assert {name, "Musterland", "alle Gebiete"} <= set(texts)
    assert shapes(svg_group(body, "gewaehlt")) == 1
    assert shapes(svg_group(body, "gebiete")) >= 60
    assert any(re.fullmatch(r"Verlauf: Musterland, Städte und Gemeinden, \d{4} bis \d{4}", text) for text in texts)


def test_a_hidden_year_is_a_gap_in_the_line() -> None:
    """Dohle has a figure for 2020 only: no line, and the picture says that there are gaps."""
    body = svg(small(), SMALL, show="verlauf")
    assert shapes(svg_group(body, "gebiete")) == 3  # Amsel, Buche, Clara
    assert "Lücken: nicht ausgewiesen." in " ".join(svg_texts(body))


@pytest.mark.parametrize(
    ("query", "show", "named_in"),
    [
        (f"?region={LAND}&level=kreis&ind=school", "verlauf", "nur einen Zeitpunkt"),
        (f"?region={LAND}&level=gemeinde&ind=people", "trichter", ""),
        ("?page=quartiere", "verlauf", "nicht auf dieser Seite"),
    ],
)
def test_where_there_is_nothing_to_draw_a_sentence_says_so(query: str, show: str, named_in: str) -> None:
    with pytest.raises(GeodataError) as refused:
        make(small(), query, {"show": show})
    assert refused.value.problems[0].code == "bad_snapshot"
    assert named_in in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize("show", list(CHARTS))
def test_charts_link_to_their_tab_and_are_the_same_again(sample: Repository, show: str) -> None:
    one, two = (make(sample, MUSTER, {"show": show, "format": "pdf", "date": "2026-11-22"}, "https://example.org/")
                for _ in range(2))  # fmt: skip
    assert one.body == two.body
    page = pypdf.PdfReader(io.BytesIO(one.body)).pages[0]
    link = page["/Annots"][0].get_object()["/A"]["/URI"]
    assert (f"tab={show}" in link) == (show not in ("rangfolge", "verteilung"))
    assert one.name.startswith(f"quartiersblick_{show}_")


# -- other pages ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_quarters_are_drawn_by_class_with_the_grid(sample: Repository) -> None:
    body = svg(sample, "?page=quartiere&region=muster&level=quartier")
    texts = svg_texts(body)
    counts = [shapes(svg_group(body, f"klasse-{number}")) for number in range(4)]
    assert sum(counts) + shapes(svg_group(body, "zustand-BELOW_MINIMUM")) == 218
    assert {"sehr ungünstig", "stabil", "Gebiete nach Lage und Entwicklung"} <= set(texts)
    start = texts.index("Gebiete nach Lage und Entwicklung")
    grid = [int(text) for text in texts[start : start + 20] if text.isdigit()]
    assert [sum(grid[row : row + 3]) for row in range(0, 12, 3)] == counts[::-1]
    assert "gleiche Gewichte" in " ".join(texts)


def test_survey_as_bars_and_as_map(sample: Repository) -> None:
    survey = next(i for i, s in sample.surveys.items() if s.named)
    found = sample.surveys[survey]
    body = svg(sample, SURVEY.format(survey, "ruecklauf"), show="karte")
    text = " ".join(svg_texts(body))
    assert f"hat geantwortet: {len(found.answered_keys)}" in text
    assert "fiktive Daten" in text
    bars = svg(sample, SURVEY.format(survey, "antworten"), show="balken")
    assert "Basis: " in " ".join(svg_texts(bars))
    assert len(named(bars, "wert")) >= 5
    with pytest.raises(GeodataError, match="keine Karte"):
        make(sample, SURVEY.format(survey, "antworten"), {"show": "karte"})


# -- nothing leaks ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_no_picture_holds_a_small_count(form: str) -> None:
    planted, marks = repository(ROWS, ENTRIES, AREAS), traces()
    drawn = 0
    for indicator, show in itertools.product(planted.catalog.indicators, ("karte", *CHARTS)):
        query = f"?region={LAND}&level=gemeinde&ind={indicator.id}&sel={AMSEL}"
        try:
            body = make(planted, query, {"format": form, "show": show, "labels": "werte", "date": "2026-11-22"}).body
        except GeodataError:
            continue
        drawn += 1
        pages = pypdf.PdfReader(io.BytesIO(body)).pages if form == "pdf" else []
        text = pages[0].extract_text() if pages else "\n".join(svg_texts(body))
        assert not [mark for mark in marks if mark in text], (indicator.id, show)
    assert drawn > 10


# -- parts ------------------------------------------------------------------------------------------------------------


def test_scales_have_round_ticks_in_german() -> None:
    assert [text for _, text in Scale(0, 43).marks(5)] == ["0", "10", "20", "30", "40"]
    assert [text for _, text in Scale(0, 0.9).marks(4)][:3] == ["0,00", "0,25", "0,50"]
    assert [text for _, text in Scale(90, 2500, log=True).marks(5)] == ["100", "200", "500", "1.000", "2.000"]


def test_scales_hold_their_ends_and_a_single_value() -> None:
    assert around(np.array([5.0, 20.0]), zero=True)[0] == 0
    assert around(np.array([-5.0, 20.0]), zero=True)[0] < -5
    low, high = around(np.array([7.0]))
    assert low < 7 < high


def test_long_names_are_shortened_to_their_room() -> None:
    text = shortened("Nordrhein-Westfälische Musterstadt", 20, 8)
    assert text.endswith("…")
    assert text_width(text, 8) <= 20
    assert shortened("Amsel", 20, 8) == "Amsel"


def test_an_area_of_one_kreis_is_a_picture_too() -> None:
    assert named(svg(small(), f"?region={AHORN}&level=gemeinde&ind=poverty&period=2021", show="rangfolge"), "name")
