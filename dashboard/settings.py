"""Settings from environment variables with the prefix ``QUARTIERSBLICK_``; docs/handbook.md lists every one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How one instance runs. Unknown values are refused at start."""

    model_config = SettingsConfigDict(env_prefix="QUARTIERSBLICK_", frozen=True)

    workspace: Path = Field(default=Path("workspace"), description="Ordner mit den importierten Daten")
    host: str = Field(default="127.0.0.1", description="Adresse, auf der `make run` lauscht")
    port: int = Field(default=8050, ge=1, le=65535, description="Port, auf dem `make run` lauscht")
    title: str = Field(default="Quartiersblick NRW", description="Name der Instanz im Kopf der Seite")
    imports: Literal["auto", "on", "off"] = Field(
        default="auto", description="Import im Browser: auto = nur für Zugriffe auf 127.0.0.1 ohne Proxy"
    )
    upload_limit_mb: int = Field(default=100, ge=1, le=1000, description="Größte Datei, die der Browser hochladen darf")
    force_https: bool = Field(default=False, description="Nur https zulassen (hinter einem Proxy mit TLS)")
