"""The settings, read once at start from `WEBHOOK_DASHBOARD_<NAME>`, then frozen.

Only the root and the command line read them; everything else gets values as arguments.
"""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_PREFIX: Final = "WEBHOOK_DASHBOARD_"
_PUBLIC_URL: Final = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


class Settings(BaseSettings):
    """Every setting, with its default and what it is for."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="ignore")

    host: str = Field(
        "127.0.0.1",
        description="Address to listen on; 0.0.0.0 for all, the first visit then asks for a printed code.",
    )
    port: int = Field(8000, ge=0, le=65535, description="Port for page, API and inbox. 0 takes a free one.")
    data_dir: Path = Field(Path("data"), description="Folder for the SQLite file and the key of the secrets.")
    database_url: str = Field(
        "", description="postgresql://user@host/name. Empty: SQLite in the data folder."
    )
    redis_url: str = Field(
        "",
        description="redis://host:port/0, keeps the state of open pages. Empty: in memory.",
    )
    owner_email: str = Field(
        "", description="With owner_password: makes the owner at start, when there is no user yet."
    )
    owner_password: SecretStr = Field(
        SecretStr(""), description="Password of that owner, at least 10 characters."
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts stored secrets: 32 bytes in URL-safe base64; several with commas, newest "
        "first, to rotate. Empty: a file in the data folder.",
    )
    allowed_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts and CIDRs, with commas, that webhooks may reach although they are private, "
        "loopback or plain http, such as 127.0.0.0/8.",
    )
    allow_private_addresses: bool = Field(
        False,
        description="Webhooks may reach all private networks, over plain http too. This machine itself, "
        "link-local and metadata addresses still need to be named in allowed_addresses.",
    )
    only_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts and CIDRs, with commas. When it names any, webhooks reach nothing else.",
    )
    blocked_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts and CIDRs, with commas, that webhooks never reach."
    )
    public_url: str = Field(
        "",
        description="Where people reach the dashboard, such as https://hooks.company.com: links in alerts "
        "begin with it. Empty: the address it listens on.",
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server for alerts: smtps://user:password@mail.company.com:465, or smtp:// for "
        "STARTTLS. Percent-encode user and password.",
    )
    smtp_from: str = Field(
        "",
        description="Sender of that mail, such as Webhooks <hooks@company.com>. Empty: the user of smtp_url.",
    )
    alert_email: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Who gets alerts of webhooks that name no address of their own; with commas."
    )
    alert_chat_url: SecretStr = Field(
        SecretStr(""),
        description="Incoming webhook of a chat in Slack's format (Slack, Mattermost, Rocket.Chat, Discord "
        "with /slack) that gets every alert.",
    )
    concurrency: int = Field(100, ge=1, le=1000, description="Most requests in flight to one webhook.")
    total_concurrency: int = Field(200, ge=1, le=5000, description="Requests in flight in all, per process.")
    lease_seconds: float = Field(
        60,
        ge=2,
        le=3600,
        description="How long a process may hold a delivery unheard before another takes it over.",
    )
    demo: bool = Field(
        False,
        description="Fill the data folder with examples and play their receivers; the command demo sets it.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="How much is written to standard error."
    )

    @field_validator("public_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if value and not _PUBLIC_URL.fullmatch(value):
            raise ValueError("expected an address such as https://hooks.company.com")
        return value.rstrip("/")

    @field_validator("allowed_addresses", "only_addresses", "blocked_addresses", "alert_email", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @property
    def resolved_database_url(self) -> str:
        """The database to open: the one given, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'webhook_dashboard.db'}"


class BadSettings(ValueError):
    """A setting cannot be used. The message names it and says what is wrong, one line each."""


def read_settings(**overrides: object) -> Settings:
    """Read the settings from the environment; `overrides` that are not None win.

    Raises:
        BadSettings: a value cannot be used.
    """
    try:
        given = {name: value for name, value in overrides.items() if value is not None}
        return Settings(**given)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        lines = [
            f"{ENV_PREFIX}{str(e['loc'][0]).upper()} (or --{str(e['loc'][0]).replace('_', '-')}): "
            f"{e['msg'].removeprefix('Value error, ')}."
            for e in error.errors()
        ]
        raise BadSettings("\n".join(lines)) from None
