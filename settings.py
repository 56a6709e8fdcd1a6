"""Settings from the environment (prefix TONGDIAN_); a value that makes no sense stops the start with a sentence."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """An environment variable holds a value that makes no sense; the message says which and why."""


class Settings(BaseSettings):
    """What a deployment may choose. Each field is the variable TONGDIAN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="TONGDIAN_", frozen=True, extra="ignore")

    data: Path = Field(Path("data"), description="folder for all that the product writes")
    port: int = Field(8050, ge=1, le=65535, description="port of the web server, on loopback")
    memory_mb: int = Field(1024, ge=64, description="memory limit of DuckDB in one process, in MB")
    threads: int = Field(2, ge=1, le=256, description="threads of DuckDB in one process")
    statement_seconds: float = Field(30, gt=0, le=3600, description="a reader's statement is cancelled after this long")
    quarantine_days: int = Field(90, ge=1, description="days after which the raw text of quarantined rows is removed")
    keep_versions: int = Field(5, ge=2, description="published versions kept for a rollback")
    due_soon_days: int = Field(1, ge=0, description="a case is due soon when this many working days or fewer are left")
    due_soon_share: float = Field(0.8, gt=0, le=1, description="... or when this share of its limit is used")
    fairly_satisfied: bool = Field(True, description="基本满意 (the middle of five grades) counts as satisfied")
    few: int = Field(30, ge=1, description="rates over fewer cases than this are greyed with their n")
    map: Path | None = Field(None, description="a GeoJSON with outlines of units, their codes among its properties")
    cache_seconds: int = Field(3600, ge=1, description="how long an answer is kept; a new version never reuses one")


def read_settings() -> Settings:
    """Settings from the environment. Raises SettingsError with one sentence per variable that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        sentences = [
            f"TONGDIAN_{'_'.join(str(part) for part in item['loc']).upper()} is {item['input']!r}: {item['msg']}."
            for item in error.errors()
        ]
        raise SettingsError(" ".join(sentences)) from error
