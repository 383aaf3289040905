"""Profiles as PDF: what they say is what the screen says, for one area and for all."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboard.documents.figures import build_level
from dashboard.documents.model import Document, Figure, Section, Table
from dashboard.documents.profile import all_profiles, one_profile
from dashboard.documents.request import make_all, make_one
from dashboard.views.current import build_current
from dashboard.views.needs.card import build_card
from dashboard.views.profile import build_profile
from geodata.errors import GeodataError
from geodata.repository import Repository
from tests.callbacks.test_leak import ENTRIES, ROWS, traces
from tests.dashboard.documents.reading import alternatives, read, text_of, tops
from tests.dashboard.small import AHORN, AMSEL, BIRKE, DOHLE, EICHE, FINK, NORTH_GNEIS, repository, small, state

DAY = date(2026, 3, 1)
VIEW = "region=99&level=gemeinde&ind=poverty&period=2021"
FIXED = {"date": "2026-03-01"}


def one(area_id: str, found: Repository | None = None, **wanted: str) -> Document:
    found = found or small()
    wanted = {"region": "99", "level": "gemeinde", "ind": "poverty", "period": "2021"} | wanted
    return one_profile(build_level(found, state(found, **wanted)), area_id, DAY, "")


def tables(document: Document) -> dict[str, Table]:
    def inside(section: Section) -> list[Table]:
        own = [p for p in section.parts if isinstance(p, Table)]
        return own + [t for below in section.sections for t in inside(below)]

    return {t.caption.partition(",")[0]: t for section in document.sections for t in inside(section)}


def row(document: Document, name: str) -> dict[str, str]:
    """Line of „Alle Zahlen“ by heads."""
    table = tables(document)["Alle auf dieser Ebene ausgewiesenen Indikatoren"]
    return dict(zip(table.heads, next(r for r in table.rows if r[0] == name), strict=True))


def plain(text: str) -> str:
    return " ".join(text.split())


def test_figures_by_hand() -> None:
    told = {head: plain(text) for head, text in row(one(AMSEL), "Kinderarmut").items()}
    # 10 of 100, Wilson 95 %: 5.52 to 17.44; Land 100 of 600 = 16.7 % lies inside
    assert told == {
        "Indikator": "Kinderarmut", "Wert": "10,0 %", "Anzahl": "10 von 100", "Zufallsbereich": "5,5 bis 17,4",
        "Vergleich": "unsicher", "Kreis Ahorn": "15,0 %", "Kleinland": "16,7 %",
    }  # fmt: skip


def test_the_profile_says_what_the_steckbrief_says() -> None:
    found, view = small(), state(small(), ind="poverty", period="2021")
    steckbrief = build_profile(found, build_current(found, view), AMSEL)
    assert steckbrief is not None
    text = text_of(read(make_one(found, VIEW, {"area": AMSEL, **FIXED}).body))
    said = (steckbrief.name, steckbrief.certainty, steckbrief.rank, steckbrief.development, steckbrief.source)
    for sentence in (*said, *(c.value for c in steckbrief.comparisons)):
        assert plain(sentence) in text, sentence


@pytest.mark.parametrize(
    ("area", "period", "said"),
    [
        (DOHLE, "2021", "nicht ausgewiesen"),
        (FINK, "2021", "keine Angabe"),
        (EICHE, "2020", "nicht sinnvoll"),
        (EICHE, "2021", "0,0 %"),
    ],
)
def test_states_are_told_apart(area: str, period: str, said: str) -> None:
    document = one(area, period=period)
    first = document.summary[0].items[0]  # type: ignore[union-attr]
    assert plain(first.value) == said
    assert ("von" in first.note) is (said == "0,0 %")
    annex = text_of(read(make_one(small(), VIEW, {"area": AMSEL, **FIXED}).body))
    for word in (
        "aus Datenschutzgründen nicht",
        "keine Angabe:",
        "nicht sinnvoll:",
        "zu wenige Einwohner:",
        "0: Es wurde",
    ):
        assert word in annex, word


def test_planted_small_counts_stand_nowhere() -> None:
    """In no text of the document, no picture, no metadata."""
    found = repository(ROWS, ENTRIES)
    for indicator in ("cases", "victims_share"):
        query = f"region=99&level=gemeinde&ind={indicator}"
        body = make_all(found, query, FIXED).body
        text = text_of(read(body)) + str(read(body).metadata)
        level = build_level(found, state(found, region="99", level="gemeinde", ind=indicator))
        drawn = "".join(
            part.body.decode()
            for section in all_profiles(level, DAY, "").sections
            for part in (*section.parts, *(p for s in section.sections for p in s.parts))
            if isinstance(part, Figure)
        )
        assert "nicht ausgewiesen" in text
        words = re.sub(r"[^ ]*>", " ", drawn) + text
        assert not [trace for trace in traces() if trace in words]


def test_pictures_have_alternatives_that_name_place_and_region() -> None:
    found = alternatives(read(make_one(small(), VIEW, {"area": AMSEL, **FIXED}).body))
    assert found[0].startswith("Karte von Kreis Ahorn") or found[0].startswith("Karte von Kleinland")
    assert "Amsel ist dunkel hervorgehoben" in found[0]
    assert any("Kleine Linien" in text and "in der Tabelle" in text for text in found[1:])


def test_a_break_in_a_series_is_no_difference() -> None:
    rows = {r[0]: r for r in tables(one(AMSEL))["Erster und letzter ausgewiesener Wert"].rows}
    assert rows["Arbeitslose"] == (
        "Arbeitslose",
        "5,0\u00a0% (2019)",
        "4,0\u00a0% (2021)",
        "Bruch in der Reihe, nicht vergleichbar",
    )
    assert rows["Kinderarmut"][3] == "2,0\u00a0Prozentpunkte höher"


def test_all_areas_of_a_region_with_contents_and_progress() -> None:
    steps: list[tuple[str, float | None]] = []
    made = make_all(small(), VIEW, FIXED, "https://atlas.example/", lambda *step: steps.append(step))
    reader = read(made.body)
    assert made.name == "quartiersblick_profile_kleinland_staedte-und-gemeinden.pdf"
    names = ["Amsel", "Buche", "Clara", "Dohle", "Eiche", "Fink"]
    assert tops(reader) == [*names, "Methode, Geheimhaltung und Begriffe", "Quellen"]
    assert steps[1][0] == "Profil 2 von 6: Buche"
    assert steps[-1][0] == "Seiten werden gesetzt"
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert all(name in reader.pages[0].extract_text() for name in names)
    told = reader.metadata
    assert told is not None
    assert "Datenstand abc, https://atlas.example/?v=1" in str(told["/Keywords"])


def test_conditions_choose_areas_but_change_no_figure() -> None:
    narrowed = make_all(small(), f"{VIEW}&f=in:{BIRKE}", FIXED)
    assert tops(read(narrowed.body))[:3] == ["Dohle", "Eiche", "Fink"]
    level = build_level(small(), state(small(), ind="poverty", period="2021", f=f"in:{AHORN}"))
    assert build_level(small(), state(small(), ind="poverty", period="2021")).ids == level.ids
    assert plain(level.row(level.main, AMSEL, level.above(AMSEL)).value) == "10,0 %"


def test_same_view_and_date_same_bytes() -> None:
    first, again = (make_one(repository(), VIEW, {"area": AMSEL, **FIXED}).body for _ in range(2))
    assert first == again
    assert first != make_one(small(), VIEW, {"area": AMSEL, "date": "2026-03-02"}).body


def test_invented_places_say_so_on_every_page() -> None:
    body = make_one(small(), "region=fik&level=quartier", {"area": NORTH_GNEIS, **FIXED}).body
    assert all("fiktive Daten" in page.extract_text() for page in read(body).pages)


def test_what_the_view_does_beyond_values_is_a_notice() -> None:
    assert make_one(small(), VIEW, {"area": AMSEL}).notices == ()
    assert "ohne Vergleich" in make_one(small(), f"{VIEW}&vs=kreis", {"area": AMSEL}).notices[0]


@pytest.mark.parametrize(
    ("query", "wishes", "named"),
    [
        (VIEW, {}, "kein Gebiet gewählt"),
        (VIEW, {"area": "99999"}, "99999"),
        (VIEW, {"area": AHORN}, "Kreis Ahorn gehört nicht"),
        (f"{VIEW}&sel=99001009", {}, "keines der gewählten"),
        (f"{VIEW}&quatsch=1", {}, "quatsch"),
        ("region=98999", {"area": AMSEL}, "98999"),
        ("ind=%ff", {"area": AMSEL}, "beschädigt"),
        (f"ind={'x' * 40_000}", {"area": AMSEL}, "Zeichen"),
        (VIEW, {"area": AMSEL, "date": "morgen"}, "morgen"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(query: str, wishes: dict[str, str], named: str) -> None:
    with pytest.raises(GeodataError) as caught:
        make_one(small(), query, wishes)
    assert named in str(caught.value.problems[0])
    assert "So lässt sich kein Profil erstellen" in str(caught.value.problems[0])


def test_too_many_areas_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.documents.request.MOST_AREAS", 2)
    with pytest.raises(GeodataError, match="zu viele"):
        make_all(small(), VIEW, FIXED)


@pytest.mark.slow
def test_the_card_of_a_quarter_of_musterland() -> None:
    found = Repository.open(None)
    view = state(found, region="muster/k01", level="quartier")
    level = build_level(found, view)
    area_id = level.ids[3]
    card = build_card(found, level.state, area_id)
    assert card is not None
    text = text_of(read(make_one(found, "region=muster/k01&level=quartier", {"area": area_id, **FIXED}).body))
    for sentence in (card.lage, card.dynamics, card.rank, *card.sentences, *card.against, card.similar[0].name):
        assert plain(sentence) in text, sentence
    assert all(plain(p.value) in text and p.share_text in text for p in card.parts)
    few = [c for c in level.columns if "below_minimum" in c.current.table["own_status"].str.lower().to_numpy()]
    for column in few:
        at = column.current.table.index[column.current.table["own_status"].str.lower().eq("below_minimum")][0]
        assert level.row(column, at, []).value == "zu wenige Einwohner"
