"""Settings from environment variables with the prefix ``QUARTIERSBLICK_``; docs/handbook.md lists every one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "QUARTIERSBLICK_"
TILE_ADDRESS = "erlaubt ist eine Adresse mit https und {z}, {x}, {y}, zum Beispiel https://HOST/PFAD/{z}/{x}/{y}.png"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """How one instance runs. Unknown values are refused at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    workspace: Path = Field(default=Path("workspace"), description="Ordner mit den importierten Daten")
    host: str = Field(default="127.0.0.1", description="Adresse, auf der `make run` lauscht")
    port: int = Field(default=8050, ge=1, le=65535, description="Port, auf dem `make run` lauscht")
    title: str = Field(default="Quartiersblick NRW", description="Name der Instanz im Kopf der Seite")
    imports: Literal["auto", "on", "off"] = Field(
        default="auto", description="Import im Browser: auto = nur für Zugriffe auf 127.0.0.1 ohne Proxy"
    )
    upload_limit_mb: int = Field(default=100, ge=1, le=1000, description="Größte Datei, die der Browser hochladen darf")
    force_https: bool = Field(default=False, description="Nur https zulassen (hinter einem Proxy mit TLS)")
    show_internal: bool = Field(
        default=False, description="Als intern gekennzeichnete Datensätze auch zeigen, wo andere die Seite erreichen"
    )

    basemap_url: str = Field(
        default="", description="Adresse von Kacheln einer Hintergrundkarte mit {z}, {x} und {y}; leer = keine"
    )
    basemap_attribution: str = Field(
        default="", validate_default=True, description="Quellenvermerk der Hintergrundkarte, steht unter der Karte"
    )

    @field_validator("basemap_url")
    @classmethod
    def _one_host(cls, text: str) -> str:
        """Only an address that names one host and nothing else can be let through the security policy."""
        try:
            parts = urlsplit(text)
            plain = parts.hostname in LOOPBACK and parts.scheme == "http"
            port, clean = parts.port, not (parts.username or parts.password)
        except ValueError:
            raise ValueError(TILE_ADDRESS) from None
        host = re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]", parts.netloc.removesuffix(f":{port}"))
        places = all(place in parts.path + parts.query for place in ("{z}", "{x}", "{y}"))
        if text and not (host and clean and places and (plain or parts.scheme == "https")):
            raise ValueError(TILE_ADDRESS)
        return text

    @field_validator("basemap_attribution")
    @classmethod
    def _named(cls, text: str, info: ValidationInfo) -> str:
        if info.data.get("basemap_url") and not text.strip():
            raise ValueError("eine Hintergrundkarte braucht ihren Quellenvermerk, zum Beispiel © GeoBasis-DE / BKG")
        return text.strip()

    @property
    def basemap_origin(self) -> str:
        """Scheme and host of the tiles, as the security policy names them; empty without a base map."""
        parts = urlsplit(self.basemap_url)
        return f"{parts.scheme}://{parts.netloc}" if self.basemap_url else ""

    @property
    def shows_internal(self) -> bool:
        """Whether internal datasets are loaded: where only this machine reaches the page, where imports are switched
        on (so there is a login in front), or where the operator says so."""
        return self.show_internal or self.imports == "on" or (self.imports == "auto" and self.host in LOOPBACK)
