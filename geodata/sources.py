"""Official files people may download on purpose: a registry in ``sources.yaml``, described and checked here.

Unknown keys are refused, so that a misspelt key cannot be silently ignored. Nothing in this module uses the network.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from geodata.catalog import Slug, Text
from geodata.errors import refuse

SOURCES = Path(__file__).with_name("sources.yaml")
LOOPBACK = "127.0.0.1"


def is_safe(url: str) -> bool:
    """Whether an address may be asked: https, or http on this very computer."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == LOOPBACK))


def _safe(url: str) -> str:
    if not is_safe(url):
        raise ValueError("muss mit https:// beginnen")
    return url


Address = Annotated[str, AfterValidator(_safe)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=120)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class OfficialSource(BaseModel):
    """One downloadable file.

    ``page``: where people find the file if the address has moved. ``sha256``: null where the publisher renews the
    file under the same address. ``size_mb``: roughly, null = not known; ``max_mb``: nothing larger is accepted.
    ``checked``: the address itself has answered with the file; until then ``found`` says where it was read.
    ``import_options``: what follows ``import DATEI``; null = not importable as it is, ``next_step`` says why.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    title: Text
    publisher: Text
    url: Address
    page: Address
    licence: Text
    attribution: Text
    file: FileName
    sha256: Sha256 | None
    size_mb: float | None = Field(gt=0)
    max_mb: int = Field(gt=0, le=4000)
    checked: bool
    found: Text
    import_options: str | None
    next_step: Text

    def command(self, file: Path) -> str | None:
        """The call that imports the downloaded file; ``None`` if it cannot be imported as it is."""
        if self.import_options is None:
            return None
        name = f'"{file}"' if " " in str(file) else str(file)
        return f"python -m geodata import {name} {self.import_options}".strip()

    def advice(self, file: Path) -> str:
        """What to do with the file, as one German sentence or two."""
        command = self.command(file)
        return f"{command} – {self.next_step}" if command else self.next_step


class Registry(BaseModel):
    """All official sources, ids unique."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[OfficialSource, ...]

    @model_validator(mode="after")
    def _unique(self) -> Registry:
        ids = [entry.id for entry in self.sources]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"doppelt: {', '.join(twice)}")
        return self

    def source(self, source_id: str) -> OfficialSource:
        """The entry of that id. Raises ``GeodataError`` (``source_unknown``) naming the known ones."""
        for entry in self.sources:
            if entry.id == source_id:
                return entry
        raise refuse("source_unknown", value=source_id, known=", ".join(entry.id for entry in self.sources))


def load_sources(path: Path | None = None) -> Registry:
    """Read the registry (UTF-8 YAML). Raises ``GeodataError`` (``bad_sources``) naming the first wrong key."""
    path = path or SOURCES
    try:
        return Registry.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except ValidationError as error:
        finding = error.errors()[0]
        place = ".".join(str(p) for p in finding["loc"])
        raise refuse("bad_sources", file=path.name, details=f"{place}: {finding['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise refuse("bad_sources", file=path.name, details=" ".join(str(error).split())) from error
