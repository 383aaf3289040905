"""The workspace: atomic state changes, unprotected figures apart, nothing lost between two writers."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geodata import workspace as workspace_module
from geodata.areas import AreaLevel
from geodata.errors import GeodataError
from geodata.workspace import SCHEMA_VERSION, Package, Workspace, content_hash, fingerprint, read_package
from tests.conftest import PROJECT
from tests.geodata.small import CITY, COUNTRY, count, package, poor

OLD = package(poor(10, 50), package_id="made")
NEW = package(poor(20, 50), package_id="made")
OTHER = package(count("people", COUNTRY, 40), package_id="other")
NOBODY = 65534


def full_package() -> Package:
    """A package that has every part."""
    shape = gpd.GeoDataFrame({"area_id": [CITY], "lod": [0]}, geometry=[box(6.9, 50.9, 7.0, 51.0)], crs=4326)
    return Package(
        **{
            **package(poor(10, 50), package_id="full").__dict__,
            "geometry": shape,
            "facilities": pd.DataFrame({"facility_id": ["a"], "name": ["Kita Süd"], "lon": [6.95], "lat": [50.95]}),
            "levels": (AreaLevel("sozialraum", "Sozialraum", "Sozialräume", 55),),
            "report": {"rows": 1, "problems": []},
        }
    )


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder with its content, except the lock."""
    found = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def code(call: Callable[[], object]) -> str:
    with pytest.raises(GeodataError) as error:
        call()
    return error.value.problems[0].code


def shown(workspace: Workspace) -> dict[str, list[float]]:
    """Package id → values, as a reader sees them."""
    return {p.id: p.observations["value"].tolist() for p in workspace.packages() if p.observations is not None}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that holds OLD."""
    space = Workspace(tmp_path / "space")
    space.put(OLD)
    return space


# -- what goes in comes out ----------------------------------------------------------------------------------


def test_a_folder_that_does_not_exist_is_empty(tmp_path):
    space = Workspace(tmp_path / "nothing")
    assert space.packages() == []
    assert space.state().packages == {}
    assert space.stamp() == (0, 0)
    assert not space.root.exists()


def test_every_part_comes_back(tmp_path):
    written = full_package()
    space = Workspace(tmp_path)
    space.put(written)
    (read,) = space.packages()
    assert (read.id, read.title, read.catalog) == (written.id, written.title, written.catalog)
    assert (read.levels, read.report) == (written.levels, written.report)
    pd.testing.assert_frame_equal(read.areas, written.areas)
    pd.testing.assert_frame_equal(read.observations, written.observations)
    pd.testing.assert_frame_equal(read.facilities, written.facilities)
    assert read.geometry.geom_equals(written.geometry).all()
    assert read.geometry.crs == written.geometry.crs


def test_parts_that_are_absent_stay_absent(tmp_path):
    space = Workspace(tmp_path)
    space.put(Package("empty", "Leer"))
    (read,) = space.packages()
    assert (read.areas, read.geometry, read.observations, read.facilities) == (None, None, None, None)


def test_tables_without_rows_come_back(tmp_path):
    bare = Package("bare", "Leer", OLD.catalog, OLD.areas.head(0), observations=OLD.observations.head(0))
    Workspace(tmp_path).put(bare)
    (read,) = Workspace(tmp_path).packages()
    pd.testing.assert_frame_equal(read.observations, bare.observations)
    pd.testing.assert_frame_equal(read.areas, bare.areas)


def test_a_package_of_the_same_name_is_replaced(workspace):
    workspace.put(NEW)
    assert shown(workspace) == {"made": [40.0]}


def test_several_packages_keep_their_order(workspace):
    workspace.put_all([package(package_id="z"), package(package_id="a")])
    assert [p.id for p in workspace.packages()] == ["made", "z", "a"]


# -- fingerprints --------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1), st.text("0123"), max_size=6), st.randoms())
def test_the_order_of_imports_does_not_change_the_fingerprint(packages, chance):
    items = list(packages.items())
    chance.shuffle(items)
    assert fingerprint(dict(items)) == fingerprint(packages)


def test_order_of_imports_on_disk(tmp_path):
    one, two = Workspace(tmp_path / "one", keyed=False), Workspace(tmp_path / "two", keyed=False)
    for space, order in ((one, [OLD, OTHER]), (two, [OTHER, OLD])):
        for part in order:
            space.put(part)
    assert one.state().fingerprint == two.state().fingerprint


def test_every_change_changes_the_fingerprint_and_the_stamp(workspace):
    states = [workspace.state()]
    stamps = [workspace.stamp()]
    for change in (
        lambda: workspace.put(NEW),
        lambda: workspace.put(OTHER),
        lambda: workspace.remove("made"),
    ):
        states.append(change())
        stamps.append(workspace.stamp())
        assert workspace.state() == states[-1]
    assert len({s.fingerprint for s in states}) == 4
    assert len(set(stamps)) == 4


def test_going_back_gives_the_old_fingerprint(workspace):
    before = workspace.state()
    workspace.put(NEW)
    assert workspace.put(OLD) == before


@pytest.mark.parametrize("part", ["areas", "geometry", "observations", "facilities", "levels", "catalog"])
def test_every_part_counts_for_the_content_hash(part):
    written = full_package()
    without = Package(**{**written.__dict__, part: Package("x", "x").__dict__[part]})
    assert content_hash(without) != content_hash(written)


def test_a_moved_corner_counts_for_the_content_hash():
    written = full_package()
    moved = written.geometry.translate(xoff=1e-9)
    assert content_hash(Package(**{**written.__dict__, "geometry": written.geometry.set_geometry(moved)})) != (
        content_hash(written)
    )


def test_the_report_does_not_count_for_the_content_hash():
    written = full_package()
    assert content_hash(Package(**{**written.__dict__, "report": {"at": "12:00"}})) == content_hash(written)


def test_the_content_hash_survives_writing_and_reading(tmp_path):
    written = full_package()
    folder = Workspace(tmp_path, keyed=False).put(written).packages["full"]
    assert folder == f"full-{content_hash(written)}"
    assert content_hash(read_package(tmp_path / "raw" / folder)) == content_hash(written)


def test_published_names_cannot_be_found_by_trying_out_small_counts(tmp_path):
    """Whoever knows all but a suppressed count could otherwise hash k = 1, 2 … until the folder name fits."""
    space = Workspace(tmp_path)
    folder = space.put(OLD).packages["made"]
    assert folder != f"made-{content_hash(OLD)}"
    secret = (tmp_path / "key").read_bytes()
    assert folder == f"made-{content_hash(OLD, secret)}"
    assert (len(secret), (tmp_path / "key").stat().st_mode & 0o077) == (32, 0)
    assert Workspace(tmp_path).put(OLD).packages["made"] == folder


@pytest.mark.slow
def test_the_content_hash_is_the_same_in_every_process():
    script = "from tests.geodata.test_workspace import *; print(content_hash(full_package()))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    assert [process.communicate()[0].strip() for process in started] == [content_hash(full_package())] * 2


def test_a_copied_folder_is_a_backup(workspace, tmp_path):
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "backup"))
    assert copy.state() == workspace.state()
    assert shown(copy) == shown(workspace)
    copy.put(NEW)
    assert shown(workspace) == {"made": [20.0]}


# -- disclosure ----------------------------------------------------------------------------------------------


def test_small_counts_stay_in_raw(tmp_path):
    space = Workspace(tmp_path)
    space.put(package(poor(2, 777), poor(775, 776, COUNTRY), poor(0, 2, "05382004"), count("people", CITY, 1)))
    (raw,) = [pd.read_parquet(p) for p in space.raw.glob("*/observations.parquet")]
    (out,) = [pd.read_parquet(p) for p in space.published.glob("*/observations.parquet")]
    assert {1, 2, 775} <= set(raw["k"])
    assert out["k"].isna().all()
    assert out["value"].isna().all()
    assert set(out["n"].dropna()) == {776, 777}
    assert set(out["status"]) == {"SUPPRESSED"}


def test_nothing_but_the_owner_reads_raw(workspace):
    assert workspace.raw.stat().st_mode & 0o077 == 0


# -- removing and sweeping -----------------------------------------------------------------------------------


def test_removing_deletes_the_files_too(workspace):
    workspace.put(OTHER)
    workspace.remove("made")
    assert shown(workspace) == {"other": [40.0]}
    assert {path.split("/")[1].partition("-")[0] for path in files(workspace.root) if "/" in path} == {
        "other",
        "manifest.json",
        "history.json",
    }


def test_removing_what_is_not_there_changes_nothing(workspace):
    before = files(workspace.root)
    assert code(lambda: workspace.remove("other")) == "package_unknown"
    assert files(workspace.root) == before


def test_leftovers_are_swept_by_the_next_write(workspace):
    for folder in (workspace.raw, workspace.published):
        (folder / ".tmp-killed").mkdir()
        (folder / ".tmp-killed" / "areas.parquet").write_text("halb")
        (folder / ".tmp-killed.json").write_text("halb")
        (folder / "gone-000000000000").mkdir()
    old, new = workspace.state().packages["made"], workspace.put(NEW).packages["made"]
    assert {p.name for p in workspace.raw.iterdir()} == {old, new}  # the old one for undo
    assert {p.name for p in workspace.published.iterdir()} == {
        old,
        new,
        "manifest.json",
        "previous.json",
        "history.json",
    }
    workspace.put_all([NEW, OTHER])
    assert old not in {p.name for p in [*workspace.raw.iterdir(), *workspace.published.iterdir()]}


def test_an_import_can_be_undone_once(workspace):
    before = workspace.state()
    workspace.put_all([NEW, OTHER])
    assert workspace.undo() == before == workspace.state()
    assert shown(workspace) == {"made": [20.0]}
    assert code(workspace.undo) == "nothing_to_undo"
    assert {p.name for p in workspace.raw.iterdir()} == set(before.packages.values())


def test_a_removal_is_final(workspace):
    workspace.put(OTHER)
    workspace.remove("other")
    assert code(workspace.undo) == "nothing_to_undo"
    assert shown(workspace) == {"made": [20.0]}


def test_undo_waits_for_a_running_import(workspace, monkeypatch):
    """What undo goes back to is decided under the lock; a state read before may be swept by then."""
    workspace.put(NEW)
    original = Workspace._lock

    def after_another_import(self: Workspace) -> AbstractContextManager[None]:
        monkeypatch.setattr(Workspace, "_lock", original)
        workspace.put(OTHER)
        return original(self)

    monkeypatch.setattr(Workspace, "_lock", after_another_import)
    workspace.undo()
    assert shown(workspace) == {"made": [40.0]}


# -- refusals change nothing ---------------------------------------------------------------------------------


def test_all_packages_or_none(workspace):
    before = files(workspace.root)
    wrong = package(poor(51, 50), package_id="wrong")
    assert code(lambda: workspace.put_all([OTHER, wrong])) == "k_above_n"
    assert files(workspace.root) == before


def test_a_handle_for_reading_does_not_write(workspace):
    before = files(workspace.root)
    reader = Workspace(workspace.root, read_only=True)
    assert code(lambda: reader.put(NEW)) == "workspace_read_only"
    assert code(lambda: reader.remove("made")) == "workspace_read_only"
    assert files(workspace.root) == before
    assert shown(reader) == {"made": [20.0]}


@pytest.fixture
def protected_workspace() -> Iterator[Workspace]:
    """A workspace in which the current user may only read; root becomes nobody for the test."""
    with TemporaryDirectory() as folder:
        space = Workspace(Path(folder) / "space")
        space.put(OLD)
        paths = [Path(folder), space.root, *space.root.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield space
        finally:
            if root:
                os.seteuid(0)
            for path in paths:
                path.chmod(0o755)


def test_a_folder_without_rights_is_refused(protected_workspace):
    before = files(protected_workspace.root)
    assert code(lambda: protected_workspace.put(NEW)) == "workspace_read_only"
    assert code(lambda: protected_workspace.remove("made")) == "workspace_read_only"
    assert files(protected_workspace.root) == before
    assert shown(protected_workspace) == {"made": [20.0]}


@pytest.mark.parametrize("method", ["write_text", "mkdir", "replace"])
def test_a_full_disk_changes_nothing(workspace, monkeypatch, method):
    before = workspace.state()
    with monkeypatch.context() as patch:
        patch.setattr(Path, method, lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(GeodataError, match="kein freier Platz") as error:
            workspace.put(NEW)
    assert error.value.problems[0].code == "workspace_read_only"
    assert workspace.state() == before
    assert shown(workspace) == {"made": [20.0]}


def test_a_disk_that_fills_up_keeps_nothing_half_written(workspace, monkeypatch):
    before = sorted(workspace.root.rglob("*"))
    written = workspace_module.write_package

    def too_much(folder: Path, package: Package) -> None:
        written(folder, package)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workspace_module, "write_package", too_much)
    with pytest.raises(GeodataError, match="kein freier Platz"):
        workspace.put(NEW)
    assert sorted(workspace.root.rglob("*")) == before


def test_what_cannot_be_swept_does_not_undo_the_change(workspace, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "denied")))
        workspace.put(NEW)
    assert shown(workspace) == {"made": [40.0]}


def test_a_lock_that_is_not_released_is_refused(workspace, monkeypatch):
    monkeypatch.setattr(workspace_module, "LOCK_WAIT_SECONDS", 0.1)
    before = files(workspace.root)
    with (workspace.root / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert code(lambda: workspace.put(NEW)) == "workspace_locked"
        assert shown(workspace) == {"made": [20.0]}  # reading needs no lock
    assert files(workspace.root) == before
    workspace.put(NEW)


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("", "workspace_damaged"),
        ('{"schema": 1, "packages"', "workspace_damaged"),
        ("[]", "workspace_damaged"),
        ('{"packages": {}}', "workspace_damaged"),
        ('{"schema": 1, "packages": ["ab"]}', "workspace_damaged"),
        ('{"schema": null, "packages": {}}', "workspace_damaged"),
        (f'{{"schema": {SCHEMA_VERSION + 1}, "packages": {{}}}}', "workspace_newer"),
        (f'{{"schema": {SCHEMA_VERSION + 1}, "index": "anders"}}', "workspace_newer"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(workspace, manifest, expected):
    (workspace.published / "manifest.json").write_text(manifest)
    before = files(workspace.root)
    for call in (
        workspace.state,
        workspace.packages,
        lambda: workspace.put(NEW),
        lambda: workspace.remove("made"),
    ):
        assert code(call) == expected
    assert files(workspace.root) == before


@pytest.mark.parametrize("part", ["package.json", "catalog.yaml", "areas.parquet", "observations.parquet"])
@pytest.mark.parametrize("damage", ["truncated", "overwritten", "deleted"])
def test_a_damaged_package_is_refused(workspace, part, damage):
    (file,) = workspace.published.glob(f"made-*/{part}")
    content = file.read_bytes()
    if damage == "deleted":
        file.unlink()
    else:
        file.write_bytes(content[: len(content) // 2] if damage == "truncated" else b"\xff" * len(content))
    before = files(workspace.root)
    with pytest.raises(GeodataError, match="made-") as error:
        workspace.packages()
    assert error.value.problems[0].code == "workspace_damaged"
    assert files(workspace.root) == before


def test_a_package_of_a_newer_schema_is_refused(workspace):
    (file,) = workspace.published.glob("made-*/package.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": SCHEMA_VERSION + 1}))
    assert code(workspace.packages) == "workspace_newer"


def test_a_package_folder_that_is_gone_is_refused(workspace):
    (folder,) = workspace.published.glob("made-*")
    shutil.rmtree(folder)
    assert code(workspace.packages) == "workspace_damaged"


# -- killed writers and several writers ----------------------------------------------------------------------


def in_child(work: Callable[[], object]) -> int:
    """Start ``work`` in a forked process and return its id; exit code 0 if it came to its end."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


def die_before_step(step: int, root: Path) -> None:
    """End this process without any clean-up before its n-th operation on files of the workspace."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"} and str(root) in str(arguments[0]):
            seen += 1
            if seen > step:
                os._exit(9)

    sys.addaudithook(watch)


@pytest.mark.slow
def test_killed_before_any_step_the_old_or_the_new_state_is_left(tmp_path):
    template = Workspace(tmp_path / "template", keyed=False)
    old = template.put(OLD)
    new = Workspace(tmp_path / "new", keyed=False).put_all([NEW, OTHER])
    states, step, code_of_child = [], 0, 9
    while code_of_child == 9:
        space = Workspace(shutil.copytree(template.root, tmp_path / f"step{step}"), keyed=False)
        child = in_child(lambda: (die_before_step(step, space.root), space.put_all([NEW, OTHER])))  # noqa: B023
        code_of_child = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        states.append(space.state().fingerprint)
        assert shown(space) in ({"made": [20.0]}, {"made": [40.0], "other": [40.0]})
        space.put_all([NEW, OTHER])  # trying again succeeds and sweeps what was left behind
        assert shown(space) == {"made": [40.0], "other": [40.0]}
        assert not list(space.root.rglob(".tmp-*"))
        named = {*space.state().packages.values(), *space.previous().values()}
        assert {p.name for p in space.raw.iterdir()} == named
        step += 1
    assert code_of_child == 0
    assert step > 20
    commit = states.index(new.fingerprint)
    assert states[:commit] == [old.fingerprint] * commit
    assert states[commit:] == [new.fingerprint] * (step - commit)
    assert commit < step - 1  # sweeping comes after the commit and may be interrupted too


def test_everything_is_on_the_disk_before_the_manifest_names_it(workspace, monkeypatch):
    """Else a power failure could leave a manifest that names files without content."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def watched_fsync(handle: int) -> None:
        fsync(handle)
        done.append(Path(f"/proc/self/fd/{handle}").readlink().name)

    def watched_replace(path: Path, target: Path) -> Path:
        done.append(f"→ {target.name}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    folder = workspace.put(NEW).packages["made"]
    for steps in (done[: done.index(f"→ {folder}")], done[done.index(f"→ {folder}") :]):  # raw, then published
        assert {"package.json", "catalog.yaml", "areas.parquet", "observations.parquet"} <= set(steps)
    commit = done.index("→ manifest.json")
    assert done.index(f"→ {folder}") < commit
    assert done[commit - 1].startswith(".tmp-")
    assert done[commit + 1] == "published"


@pytest.mark.slow
def test_killed_at_random_moments_the_state_is_readable(workspace):
    chance = random.Random(7)
    versions = [[OLD], [NEW, OTHER]]
    for turn in range(30):
        child = in_child(lambda: [workspace.put_all(versions[i % 2]) for i in range(turn, turn + 100)])  # noqa: B023
        time.sleep(chance.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert shown(workspace)["made"] in ([20.0], [40.0])
        assert shown(workspace).get("other", [40.0]) == [40.0]
    workspace.put_all(versions[1])
    assert shown(workspace) == {"made": [40.0], "other": [40.0]}


@pytest.mark.slow
def test_writers_at_the_same_time_lose_nothing(tmp_path):
    space = Workspace(tmp_path)
    names = [f"p{writer}_{i}" for writer in range(4) for i in range(3)]

    def write(writer: int) -> None:
        for i in range(3):
            space.put(package(poor(10, 50), package_id=f"p{writer}_{i}"))

    running = [in_child(lambda w=writer: write(w)) for writer in range(4)]
    seen = 0
    while running:
        found = len(space.packages())  # a reader never fails and never sees a package vanish
        assert found >= seen
        seen = found
        ended = [(child, os.waitpid(child, os.WNOHANG)) for child in running]
        assert all(os.waitstatus_to_exitcode(status) == 0 for _, (pid, status) in ended if pid)
        running = [child for child, (pid, _) in ended if not pid]
    assert sorted(space.state().packages) == sorted(names)
    assert shown(space) == {name: [20.0] for name in names}


def test_reading_gives_packages_and_fingerprint_of_one_state(workspace, monkeypatch):
    """Two writes between the manifest and the packages: the old files are swept, all comes from the newest state."""
    original, written, begun = workspace_module.read_package, [], []

    def interrupted(folder: Path) -> Package:
        if not begun:  # writing reads too
            begun.append(folder)
            written.extend([workspace.put(OTHER), workspace.remove("made")])
        return original(folder)

    monkeypatch.setattr(workspace_module, "read_package", interrupted)
    state, (read,) = workspace.read()
    assert state == written[-1]
    assert read.id == "other"


def test_writing_and_reading_leave_no_files_open(workspace):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for part in (NEW, OTHER, OLD):
        workspace.put(part)
        workspace.packages()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


# -- what one package publishes depends on the others ---------------------------------------------------------


def hides_old_beside_other(packages: list[Package], *_: object) -> list[Package]:
    """Stands for secondary suppression: OLD is hidden as soon as OTHER lies beside it."""
    alone = workspace_module.each_alone(packages, {})
    if "other" not in {p.id for p in packages}:
        return alone
    gone = {"k": float("nan"), "value": float("nan"), "status": "SUPPRESSED"}
    return [replace(p, observations=p.observations.assign(**gone)) if p.id == "made" else p for p in alone]


def test_a_package_is_published_anew_when_another_demands_it(workspace):
    first = workspace.state()
    after = workspace.put_all([OTHER], publish=hides_old_beside_other)
    assert after.packages["made"].startswith(first.packages["made"] + ".")
    assert {p.id: p.observations["status"].tolist() for p in workspace.packages()} == {
        "made": ["SUPPRESSED"],
        "other": ["OK"],
    }
    raw = read_package(workspace.raw / first.packages["made"])
    assert raw.observations["k"].tolist() == [10.0]  # kept as delivered
    assert workspace.remove("other", publish=hides_old_beside_other).packages == first.packages
    assert shown(workspace) == {"made": [20.0]}


def test_publishing_hears_of_the_state_before_as_published_and_as_delivered(workspace):
    heard = []

    def listening(packages, before, delivered):
        heard.append((before, delivered))
        return workspace_module.each_alone(packages, before)

    workspace.put_all([package(poor(1, 50), package_id="made")], publish=listening)
    workspace.put_all([NEW], publish=listening)
    (published,), (delivered,) = (list(part.values()) for part in heard[1])
    assert delivered.observations["k"].tolist() == [1]
    assert published.observations["k"].isna().all()


def test_undo_brings_back_what_was_hidden_by_another(workspace):
    first = workspace.state()
    workspace.put_all([OTHER], publish=hides_old_beside_other)
    assert workspace.undo() == first
    assert shown(workspace) == {"made": [20.0]}


def test_raw_files_of_a_hidden_package_are_not_swept(workspace):
    workspace.put_all([OTHER], publish=hides_old_beside_other)
    workspace.put_all([NEW], publish=hides_old_beside_other)
    assert len(list(workspace.raw.iterdir())) == 3  # OLD stays for undo
    workspace.put_all([package(package_id="third")], publish=hides_old_beside_other)
    assert len(list(workspace.raw.iterdir())) == 3
