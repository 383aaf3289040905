"""Settings from environment variables with the prefix ``QUARTIERSBLICK_``; docs/handbook.md lists every one."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How one instance runs. Unknown values are refused at start."""

    model_config = SettingsConfigDict(env_prefix="QUARTIERSBLICK_", frozen=True)

    workspace: Path = Field(default=Path("workspace"), description="Ordner mit den importierten Daten")
    host: str = Field(default="127.0.0.1", description="Adresse, auf der `make run` lauscht")
    port: int = Field(default=8050, ge=1, le=65535, description="Port, auf dem `make run` lauscht")
    title: str = Field(default="Quartiersblick NRW", description="Name der Instanz im Kopf der Seite")
    force_https: bool = Field(default=False, description="Nur https zulassen (hinter einem Proxy mit TLS)")
