"""Expected differences follow from what each import of the small state delivers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geodata import history as history_module
from geodata.catalog import Visibility
from geodata.changes import Changes, How, changes_since
from geodata.errors import GeodataError
from geodata.history import HISTORY, read_history
from geodata.package import Package
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.small import BASIC, CITY, COUNTRY, TOWN, count, package


def people(*pairs: tuple[str, float, str], package_id: str = "made") -> Package:
    return package(*(count("people", area, k, period) for area, k, period in pairs), package_id=package_id)


TWO_YEARS = people((CITY, 500, "2022"), (COUNTRY, 400, "2022"), (CITY, 510, "2023"))
OTHER = people((TOWN, 300, "2021"), package_id="other")


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Holds TWO_YEARS since 1 March 2026."""
    workspace = Workspace(tmp_path / "space")
    on(monkeypatch, "2026-03-01")
    workspace.put(TWO_YEARS)
    return workspace


def on(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr("geodata.workspace.today", lambda: day)


def seen(space: Workspace) -> Repository:
    return Repository.open(space.root, sample=None)


def since(space: Workspace, fingerprint: str, *datasets: str) -> Changes:
    return changes_since(seen(space), fingerprint, datasets)


def test_the_same_data_have_not_changed(space):
    assert since(space, seen(space).fingerprint) == Changes(same=True, known=True)


def test_periods_that_came_went_and_changed(space, monkeypatch):
    then = seen(space).fingerprint
    on(monkeypatch, "2026-03-03")
    space.put(people((CITY, 500, "2022"), (COUNTRY, 401, "2022"), (CITY, 520, "2024")))
    (change,) = since(space, then).shown
    assert (change.title, change.how, change.day) == (BASIC.datasets[0].title, How.RELOADED, "2026-03-03")
    assert (change.added, change.revised, change.removed) == (("2024",), ("2022",), ("2023",))
    assert change.parts == ()


def test_a_package_that_was_not_touched_is_not_named(space, monkeypatch):
    then = seen(space).fingerprint
    on(monkeypatch, "2026-03-03")
    space.put(OTHER)
    (change,) = since(space, then).shown
    assert (change.package, change.how, change.added, change.day) == ("other", How.ADDED, ("2021",), "2026-03-03")


def test_removal_names_its_day_and_not_that_of_later_imports(space, monkeypatch):
    space.put(OTHER)
    then = seen(space).fingerprint
    on(monkeypatch, "2026-03-05")
    space.remove("other")
    on(monkeypatch, "2026-03-09")
    space.put(people((CITY, 500, "2022"), (COUNTRY, 400, "2022"), (CITY, 511, "2023")))
    gone, revised = since(space, then).shown
    assert (gone.package, gone.how, gone.day) == ("other", How.REMOVED, "2026-03-05")
    assert (revised.package, revised.revised, revised.day) == ("made", ("2023",), "2026-03-09")


def test_undo_leads_back_to_a_state_that_old_links_know(space, monkeypatch):
    first = seen(space).fingerprint
    space.put(people((CITY, 777, "2022")))
    between = seen(space).fingerprint
    on(monkeypatch, "2026-04-01")
    space.undo()
    assert since(space, first).same
    (change,) = since(space, between).shown
    assert (change.added, change.revised, change.day) == (("2023",), ("2022",), "2026-04-01")


def test_datasets_looked_at_stand_apart_from_all_others(space):
    then = seen(space).fingerprint
    space.put_all([OTHER, people((CITY, 501, "2022"))])
    found = since(space, then, "other")
    assert [c.package for c in found.shown] == ["other"]
    assert [c.package for c in found.others] == ["made"]
    assert {c.package for c in since(space, then, BASIC.datasets[0].id).shown} == {"made", "other"}


def test_a_hidden_count_that_changed_is_no_change_of_what_is_published(tmp_path):
    space = Workspace(tmp_path)
    space.put(people((CITY, 1, "2023"), (COUNTRY, 400, "2023")))
    assert seen(space).cell("people", CITY, "2023").status == "SUPPRESSED"
    then = seen(space).fingerprint
    space.put(people((CITY, 2, "2023"), (COUNTRY, 400, "2023")))
    (change,) = since(space, then).shown
    assert change.how is How.RELOADED
    assert (change.added, change.revised, change.removed, change.parts) == ((), (), (), ())


def test_more_hidden_beside_other_data_is_not_a_new_delivery(space, monkeypatch):
    then = seen(space).fingerprint

    def hiding(packages: list[Package], *_: object) -> list[Package]:
        found = []
        for p in packages:
            rows = p.observations.copy()
            if p.id == "made":
                rows.loc[rows["period"].eq("2023"), ["k", "value"]] = float("nan")
                rows.loc[rows["period"].eq("2023"), "status"] = "SUPPRESSED"
            found.append(Package(**{**p.__dict__, "observations": rows}))
        return found

    space.put_all([OTHER], publish=hiding)
    changes = {c.package: c for c in since(space, then).shown}
    assert (changes["made"].how, changes["made"].revised) == (How.HIDDEN, ("2023",))
    assert changes["other"].how is How.ADDED


def test_borders_and_descriptions_are_told_apart_from_figures(space):
    then = seen(space).fingerprint
    dataset = BASIC.datasets[0].model_copy(update={"notes": "neu"})
    moved = TWO_YEARS.areas.assign(name="anders")
    catalog = BASIC.model_copy(update={"datasets": (dataset,)})
    space.put(Package(**{**TWO_YEARS.__dict__, "catalog": catalog, "areas": moved}))
    (change,) = since(space, then).shown
    assert change.parts == (history_module.BORDERS, history_module.DESCRIPTION)
    assert change.revised == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 2}', '{"schema": 1, "states": [1], "records": {}}', "[" * 9999]
)
def test_a_damaged_history_is_none_and_the_next_import_begins_another(space, text):
    then = seen(space).fingerprint
    (space.published / HISTORY).write_text(text)
    assert read_history(space.published).states == ()
    assert since(space, "0123456789") == Changes(same=False, known=False)
    space.put(OTHER)
    assert since(space, then).known  # the state before that import is noted with it
    assert [c.package for c in since(space, then).shown] == ["other"]


def test_a_foreign_fingerprint_is_not_known(space):
    for text in ("", "gestern", "f" * 10_000, "\x00"):
        assert since(space, text) == Changes(same=False, known=False)


def test_the_embedded_sample_alone_is_a_state_that_links_know(tmp_path):
    alone = Repository.open(None)
    empty = Repository.open(tmp_path / "space")
    Workspace(tmp_path / "space").put(OTHER)
    now = Repository.open(tmp_path / "space")
    for then in (alone.fingerprint, empty.fingerprint):
        assert [c.package for c in changes_since(now, then).shown] == ["other"]
    assert changes_since(alone, now.fingerprint) == Changes(same=False, known=False)


def test_internal_datasets_are_named_only_where_they_are_shown(space):
    then = seen(space).fingerprint
    dataset = BASIC.datasets[0].model_copy(update={"visibility": Visibility.INTERNAL, "title": "Geheim"})
    space.put(Package(**{**OTHER.__dict__, "catalog": BASIC.model_copy(update={"datasets": (dataset,)})}))
    public = Repository.open(space.root, sample=None, internal=False)
    assert [c.title for c in changes_since(seen(space), then).shown] == [OTHER.title]
    assert changes_since(public, then) == Changes(same=False, known=True)


def test_the_history_holds_no_figures_and_stays_small(space, monkeypatch):
    monkeypatch.setattr(history_module, "MOST_STATES", 5)
    first = seen(space).fingerprint
    for k in range(7):
        space.put(people((CITY, 77_700 + k, "2022")))
    text = (space.published / HISTORY).read_text("utf-8")
    assert "7770" not in text
    content = json.loads(text)
    assert len(content["states"]) == 5
    assert len(content["records"]) == 5
    assert not since(space, first).known


def test_digests_of_equal_figures_differ_between_workspaces(space, tmp_path):
    other = Workspace(tmp_path / "second")
    other.put(TWO_YEARS)
    one, two = (next(iter(read_history(s.published).records.values())) for s in (space, other))
    assert one.periods.keys() == two.periods.keys()
    assert all(one.periods[p] != two.periods[p] for p in one.periods)


def test_a_disk_full_while_the_history_is_written_changes_nothing(space, monkeypatch):
    before = space.state(), (space.published / HISTORY).read_text()
    write = Path.write_text

    def full(self: Path, *args: object, **named: object) -> int:
        if self.name.startswith(".tmp") and '"records"' in str(args[0]):
            raise OSError(28, "No space left on device")
        return write(self, *args, **named)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(GeodataError) as error:
        space.put(OTHER)
    assert error.value.problems[0].code == "workspace_read_only"
    assert (space.state(), (space.published / HISTORY).read_text()) == before
