"""Settings from the environment (prefix TONGDIAN_); a value that makes no sense stops the start with a sentence."""

import os
from difflib import get_close_matches
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """An environment variable holds a value that makes no sense; the message says which and why."""


SECRETS = ("secret", "state_url", "oidc_secret")  # never written anywhere
PREFIX = "TONGDIAN_"


class Settings(BaseSettings):
    """What a deployment may choose. Each field is the variable TONGDIAN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data: Path = Field(Path("data"), description="folder for all that the product writes")
    host: str = Field("127.0.0.1", min_length=1, description="address that the web server is bound to")
    port: int = Field(8050, ge=1, le=65535, description="port of the web server")
    behind_tls: bool = Field(False, description="readers come over https, through a proxy that ends TLS")
    proxies: int = Field(0, ge=0, le=5, description="proxies in front whose X-Forwarded-* headers are believed")
    memory_mb: int = Field(1024, ge=64, description="memory limit of DuckDB in one process, in MB")
    threads: int = Field(2, ge=1, le=256, description="threads of DuckDB in one process")
    statement_seconds: float = Field(30, ge=0.1, le=3600, description="a statement is cancelled after this long")
    request_seconds: float = Field(60, ge=0.1, le=3600, description="... and all those of one page or file after this")
    quarantine_days: int = Field(90, ge=1, description="days after which the raw text of quarantined rows is removed")
    case_years: int | None = Field(
        None, ge=1, le=100, description="cases that ended longer ago are not kept; none: all"
    )
    session_days: int = Field(90, ge=1, description="days after which sessions that have ended are removed")
    keep_versions: int = Field(5, ge=2, description="published versions kept for a rollback")
    due_soon_days: int = Field(1, ge=0, description="a case is due soon when this many working days or fewer are left")
    due_soon_share: float = Field(0.8, gt=0, le=1, description="... or when this share of its limit is used")
    fairly_satisfied: bool = Field(True, description="基本满意 (the middle of five grades) counts as satisfied")
    few: int = Field(30, ge=1, description="rates over fewer cases than this are greyed with their n")
    state_url: SecretStr | None = Field(None, description="postgresql:// URL of readers and edits")
    secret: SecretStr | None = Field(None, min_length=32, description="what signs; or in TONGDIAN_SECRET_FILE")
    secret_file: Path | None = Field(None, description="file that holds the secret alone")
    idle_minutes: int = Field(30, ge=1, description="a session ends after this many minutes without a request")
    session_hours: int = Field(12, ge=1, le=720, description="... and after this many hours in any case")
    login_failures: int = Field(8, ge=1, description="failed sign-ins of an account from one address borne")
    login_failures_account: int = Field(50, ge=1, description="... of an account from all addresses together")
    login_failures_address: int = Field(40, ge=1, description="... and from one address, whomever they name")
    login_minutes: int = Field(15, ge=1, description="minutes in which failed sign-ins are counted")
    argon_mb: int = Field(64, ge=1, le=4096, description="memory that hashing a password takes, in MB")
    demonstration: bool = Field(False, description="offer demonstration readers; only `make run` on simulated data")
    oidc_issuer: str | None = Field(None, description="address of the provider of single sign-on (OpenID Connect)")
    oidc_client: str = Field("tongdian", min_length=1, description="client id that the provider knows this product by")
    oidc_secret: SecretStr | None = Field(None, description="client secret; or in TONGDIAN_OIDC_SECRET_FILE")
    oidc_secret_file: Path | None = Field(None, description="file that holds the client secret alone")
    oidc_name_claim: str = Field("preferred_username", min_length=1, description="claim that holds the reader's name")
    oidc_role_claim: str = Field("role", min_length=1, description="claim that says the role, one or several values")
    oidc_roles: dict[str, str] = Field(default={}, description="JSON: value of the role claim -> role; none: as it is")
    oidc_region_claim: str = Field("region", min_length=1, description="claim that says the unit")
    oidc_regions: dict[str, str] = Field(default={}, description="JSON: value of that claim -> region; none: as it is")
    map: Path | None = Field(None, description="a GeoJSON with outlines of units, their codes among its properties")
    case_url: str = Field("", description="address of a case in the utility's own system, with {application} in it")
    cache_seconds: int = Field(3600, ge=1, description="how long an answer is kept; a new version never reuses one")

    @field_validator("case_url")
    @classmethod
    def _opens_a_case(cls, template: str) -> str:
        """Refuse a template that would lead nowhere."""
        if template and not ("{application}" in template and template.startswith(("https://", "http://"))):
            raise ValueError("write an address such as https://host/case?no={application}")
        return template

    @field_validator("data")
    @classmethod
    def _is_folder(cls, data: Path) -> Path:
        """Refuse what is there already and is no folder."""
        if data.exists() and not data.is_dir():
            raise ValueError("this is a file; name a folder, which is made where there is none")
        return data


def read_settings() -> Settings:
    """Settings from the environment. Raises SettingsError with one sentence per variable that makes no sense."""
    _refuse_unknown()
    try:
        return Settings()
    except ValidationError as error:
        sentences = [
            f"TONGDIAN_{name.upper()} is {'not shown' if name in SECRETS else repr(item['input'])}: {item['msg']}."
            for item in error.errors()
            for name in ["_".join(str(part) for part in item["loc"])]
        ]
        raise SettingsError(" ".join(sentences)) from error


def _refuse_unknown() -> None:
    """A name that is no setting is a misspelt one: what it was meant to change would silently stay as it is."""
    known = [f"{PREFIX}{name}".upper() for name in Settings.model_fields]
    sentences = []
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, 1, 0.75)
            sentences.append(
                f"{name} is no setting; " + (f"is {near[0]} meant?" if near else "see README.md for them.")
            )
    if sentences:
        raise SettingsError(" ".join(sentences))
