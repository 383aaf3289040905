"""Two workspaces that differ in hidden numbers only must look alike from outside, to the last byte.

Stronger than looking for planted numbers: whatever form a hidden number took on its way out (a rate, a sum, a class
bound, an order, the length of a text), the two outputs would differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.exporting import FORMS
from dashboard.snapshot.options import FORMATS
from dashboard.views.charts import CHARTS
from geodata.__main__ import COMMANDS
from geodata.history import read_history
from geodata.observations import ValueStatus
from geodata.publishing.gate import gate
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests import outputs
from tests.dashboard.app_client import app_over
from tests.dashboard.small import AHORN, AMSEL, BIRKE, BUCHE, CLARA, DOHLE, EICHE, FINK, LAND, entry, package, small

COUNT = {"kind": "count", "unit": "Personen", "decimals": 0}
AGES = {"young": "jung", "mid": "mittel", "old": "alt"}
ENTRIES = [
    entry("cases", "Fälle", per=100_000, unit="je 100 000", decimals=4, additive_areas=True, headline=1),
    entry("victims", "Betroffene", additive_areas=True, **COUNT),
    entry("alone", "Einzelne", **COUNT),
    entry("small_base", "Kleine Basis", disclosure={"minimum_base": 0}),
    entry("aged", "Alter", groups=AGES, additive_groups=True, **COUNT),
    entry("victims_share", "Anteil", derived={"type": "share", "numerator": "victims", "denominator": "people"}),
    entry("victims_density", "Dichte", kind="value_only", derived={"type": "density", "numerator": "victims"}),
    entry("cases_change", "Änderung", kind="value_only",
          derived={"type": "change", "indicator": "cases", "years": 1}),
    entry("people", "Menschen", additive_areas=True, **COUNT),
]  # fmt: skip
OPEN = {CLARA: (500, 8000), FINK: (400, 9000)}
BASES = {AMSEL: 7919, BUCHE: 7907, CLARA: 8000, DOHLE: 7877, EICHE: 7873, FINK: 9000}


def rows(one: int, two: int) -> list[tuple[object, ...]]:
    """Figures as delivered. ``one`` and ``two``: the planted numbers 1 and 2 in either order; all sums stay."""
    cases = {AMSEL: (one, 7919), BUCHE: (two, 7907), DOHLE: (7877 - one, 7877), EICHE: (7873 - two, 7873)} | OPEN
    return [
        *(("cases", i, year, "", k, n, None) for i, (k, n) in cases.items() for year in ("2020", "2021")),
        *(("victims", i, "2021", "", k, None, None)
          for i, k in [(AMSEL, one), (BUCHE, two), (CLARA, 4321), (DOHLE, 700), (EICHE, 800), (FINK, 6543)]),
        *(("alone", i, "2021", "", k, None, None) for i, k in [(AMSEL, one), (BUCHE, 77), (FINK, 99)]),
        *(("small_base", i, "2021", "", k, n, None)
          for i, k, n in [(AMSEL, one, 2), (BUCHE, 1, one), (CLARA, 40, 90), (FINK, 30, 80)]),
        *(("aged", AMSEL, "2021", g, k, None, None)
          for g, k in [("young", one), ("mid", 13 - one), ("old", 500), ("", 513)]),
        *(("people", i, "2021", "", n, None, None) for i, n in BASES.items()),
    ]  # fmt: skip


VIEWS = [
    (level, region, indicator, period)
    for region, level in ((LAND, "gemeinde"), (LAND, "kreis"), (AHORN, "gemeinde"), (BIRKE, "gemeinde"))
    for indicator, period in (
        ("cases", "2020"), ("cases", "2021"), ("victims", "2021"), ("alone", "2021"), ("small_base", "2021"),
        ("aged", "2021"), ("victims_share", "2021"), ("victims_density", "2021"), ("cases_change", "2021"),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    """Two workspaces filled through the gate, one with each order of the planted numbers."""
    found = {}
    for name, planted in (("first", (1, 2)), ("other", (2, 1))):
        found[name] = Workspace(tmp_path_factory.mktemp(name) / "workspace")
        found[name].put_all([package(rows(*planted), ENTRIES)], None, gate())  # type: ignore[arg-type]
    return found


def names(space: Workspace) -> dict[bytes, bytes]:
    """What may differ: it is made with the secret key of each workspace, or says where it lies."""
    state, shown = space.state(), Repository.open(space.root)
    lone = Repository.open(space.root, sample=None)
    texts = [*state.packages.values(), *(f.partition(".")[0] for f in state.packages.values())]
    # Of published parts only: tests/geodata/test_changes.py holds that a hidden count does not change them.
    for record in read_history(space.published).records.values():
        texts += [*record.periods.values(), *record.parts.values()]
    texts += [state.fingerprint, shown.fingerprint, lone.fingerprint, str(space.root)]
    return {text.encode(): b"NAME" for text in sorted(texts, key=len, reverse=True)}


def compare(
    first: Iterator[tuple[str, bytes]], other: Iterator[tuple[str, bytes]], spaces: dict[str, Workspace]
) -> int:
    """How many outputs there were; all equal but for the names."""
    apart = [names(spaces[n]) for n in ("first", "other")]
    count = 0
    for (what, one), (same, two) in zip(first, other, strict=True):
        assert outputs.without_names(what.encode(), apart[0]) == outputs.without_names(same.encode(), apart[1])
        assert outputs.without_names(one, apart[0]) == outputs.without_names(two, apart[1]), what
        count += 1
    return count


def test_the_two_deliveries_differ_and_only_in_what_is_hidden(spaces: dict[str, Workspace]) -> None:
    one, two = (package(rows(*p), ENTRIES).observations for p in ((1, 2), (2, 1)))
    (shown,) = spaces["first"].packages()
    assert shown.observations is not None
    key = ["indicator", "area_id", "period", "group"]
    differs = (one[["k", "n"]] != two[["k", "n"]]) & one[["k", "n"]].notna()
    changed = one[differs.any(axis=1)].merge(shown.observations, on=key, suffixes=("_raw", ""))
    assert len(changed) == 2 * 4 + 2 + 1 + 2 + 2
    assert changed["status"].ne(ValueStatus.OK).all()
    ok = shown.observations[shown.observations["status"].eq(ValueStatus.OK)]
    assert {"cases", "victims", "alone", "small_base", "aged", "people"} == set(ok["indicator"])


@pytest.mark.slow
def test_the_published_folders_are_the_same(spaces: dict[str, Workspace]) -> None:
    assert compare(*(outputs.published(s.root) for s in spaces.values()), spaces) >= 7


def test_the_published_folders_hold_no_file_of_the_raw_ones(spaces: dict[str, Workspace]) -> None:
    for space in spaces.values():
        raw = {f.read_bytes() for f in space.raw.rglob("observations.parquet")}
        assert raw
        assert raw.isdisjoint(content for _, content in outputs.published(space.root))


@pytest.mark.slow
def test_every_command_says_the_same(
    spaces: dict[str, Workspace], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Without the embedded data, which are the same in both and take most of the time of a command."""
    monkeypatch.setitem(Repository.open.__func__.__kwdefaults__, "sample", None)  # type: ignore[attr-defined]

    def said() -> bytes:
        captured = capfdbinary.readouterr()
        return bytes(captured.out) + bytes(captured.err)

    said()
    runs = [list(outputs.commands(s.root, tmp_path / "out", said, VIEWS[:9])) for s in spaces.values()]
    assert any(b"500" in text and b"6250" in text for _, text in runs[0])
    assert compare(iter(runs[0]), iter(runs[1]), spaces) > 9 * 5


@pytest.mark.slow
def test_every_answer_of_the_application_is_the_same(spaces: dict[str, Workspace]) -> None:
    runs = [list(outputs.answers(Repository.open(s.root, sample=None), VIEWS)) for s in spaces.values()]
    assert any(b"500 von 8.000" in text for _, text in runs[0])
    assert compare(iter(runs[0]), iter(runs[1]), spaces) > len(VIEWS)


@pytest.mark.slow
def test_every_panel_is_the_same(spaces: dict[str, Workspace]) -> None:
    runs = [list(outputs.panels(Repository.open(s.root, sample=None), VIEWS[:9])) for s in spaces.values()]
    assert any("series" in what and b"6250" in text for what, text in runs[0])
    assert compare(iter(runs[0]), iter(runs[1]), spaces) == 9 * 4


@pytest.mark.slow
def test_every_picture_is_the_same(spaces: dict[str, Workspace]) -> None:
    runs = []
    for space in spaces.values():
        shown = Repository.open(space.root, sample=None)
        shown.fingerprint = "0" * len(shown.fingerprint)
        runs.append(list(outputs.pictures(shown, VIEWS[:9])))
    count = 9 * len(FORMATS) + 3 * len(CHARTS)
    assert len({picture for _, picture in runs[0]}) == count
    assert compare(iter(runs[0]), iter(runs[1]), spaces) == count


@pytest.mark.slow
def test_every_export_is_the_same(spaces: dict[str, Workspace]) -> None:
    runs = []
    for space in spaces.values():
        shown = Repository.open(space.root, sample=None)
        shown.fingerprint = "0" * len(shown.fingerprint)
        runs.append(list(outputs.exports(shown, VIEWS[:9])))
    assert all(len(body) > 50 for _, body in runs[0])
    assert compare(iter(runs[0]), iter(runs[1]), spaces) == 9 * len(FORMS)


@pytest.mark.slow
def test_every_document_is_the_same(spaces: dict[str, Workspace]) -> None:
    runs = []
    for space in spaces.values():
        shown = Repository.open(space.root, sample=None)
        shown.fingerprint = "0" * len(shown.fingerprint)
        runs.append(list(outputs.documents(shown, VIEWS[1:3])))
    assert b"500 von 8.000" in outputs.texts_of_archive(dict(runs[0])["report docx"])
    assert compare(iter(runs[0]), iter(runs[1]), spaces) == 2 * 6 + 3


def test_every_address_of_the_server_is_registered() -> None:
    assert {rule.rule for rule in app_over(small()).server.url_map.iter_rules()} == set(outputs.ADDRESSES)


def test_every_command_is_registered() -> None:
    assert set(COMMANDS) == outputs.OF_FILES | outputs.FROM_WORKSPACE
