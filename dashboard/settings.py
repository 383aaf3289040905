"""Settings from environment variables with the prefix ``QUARTIERSBLICK_``; docs/handbook.md lists every one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "QUARTIERSBLICK_"
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

    @property
    def shows_internal(self) -> bool:
        """Whether internal datasets are loaded: where only this machine reaches the page, where imports are switched
        on (so there is a login in front), or where the operator says so."""
        return self.show_internal or self.imports == "on" or (self.imports == "auto" and self.host in LOOPBACK)
