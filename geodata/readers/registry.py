"""Which reader takes which file. A new format is one module with a ``read`` function and one line here.

``TABLE_READERS`` open a file by its ending; ``TABLE_FORMATS`` know by its content what its numbers mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from geodata.readers import (
    archives,
    dbase,
    delimited,
    excel,
    gemeindeverzeichnis,
    genesis,
    genesis_flat,
    gisd,
    inkar,
    inkar_all,
    kommonitor,
)
from geodata.readers.archives import Member
from geodata.readers.boundaries import Options
from geodata.readers.formats import Recognised, TableFormat, peek
from geodata.readers.raw import RawTable


@dataclass(frozen=True)
class TableReader:
    """``read(path, *, encoding, delimiter, sheet)`` returns a ``RawTable``; "" = find out."""

    id: str
    suffixes: tuple[str, ...]
    read: Callable[..., RawTable]


TABLE_READERS: tuple[TableReader, ...] = (
    TableReader("delimited", delimited.SUFFIXES, delimited.read_delimited),
    TableReader("excel", excel.SUFFIXES, excel.read_excel),
    TableReader("dbase", dbase.SUFFIXES, dbase.read_dbase),
)


def table_reader(path: Path) -> TableReader | None:
    """The reader for a file by its ending, None if it is no table."""
    suffix = path.suffix.lower()
    return next((reader for reader in TABLE_READERS if suffix in reader.suffixes), None)


TABLE_FORMATS: tuple[TableFormat, ...] = (
    TableFormat("inkar", "INKAR", inkar.matches, inkar.read),
    TableFormat("inkar_all", "INKAR (alle Indikatoren)", inkar_all.matches, inkar_all.read),
    TableFormat("gisd", "GISD", gisd.matches, gisd.read),
    TableFormat("kommonitor", "KomMonitor", kommonitor.matches, kommonitor.read),
    TableFormat(
        gemeindeverzeichnis.FORMAT, "Gemeindeverzeichnis", gemeindeverzeichnis.matches, gemeindeverzeichnis.read
    ),
    TableFormat(genesis_flat.FORMAT, "GENESIS-CSV, flach", genesis_flat.matches, genesis_flat.read),
    TableFormat(genesis.CSV, "GENESIS-CSV", genesis.matches_csv, genesis.read_csv),
    TableFormat(genesis.WORKBOOK, "GENESIS-Arbeitsmappe", genesis.matches_workbook, genesis.read_workbook),
)


def recognise(path: Path) -> TableFormat | None:
    """The format that knows this file (or a table in an archive) by its content, None if none does."""
    if members := archives.held(path, TABLE_FORMATS):
        form = members[0].form
        return replace(form, title=f"{form.title} (ZIP)", read=partial(_read_inside, members))
    seen = peek(path)
    return next((form for form in TABLE_FORMATS if form.matches(seen)), None)


def _read_inside(members: Sequence[Member[TableFormat]], path: Path, options: Options) -> Recognised:
    chosen, note = archives.choose(members, options.layer, path.name)
    inner = PurePosixPath(chosen.name).name
    with archives.told_of(path, inner), archives.unpacked(path, chosen.name) as file:
        found = chosen.form.read(file, replace(options, layer=None))
    raw = replace(found.raw, path=path, problems=archives.renamed(found.raw.problems, path, inner))
    return replace(found, raw=raw, problems=(note, *archives.renamed(found.problems, path, inner)))
