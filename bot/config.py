"""Settings from the environment and ``.env``. ``.env.example`` lists them all; a test holds the two together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from babel.numbers import list_currencies
from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from handlers.locales import LANGUAGES

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """A setting is wrong; the message names it and what it takes, in one line, without its value."""


def _one_of(what: str, allowed: Any) -> AfterValidator:  # noqa: ANN401 - any container
    def check(value: str) -> str:
        if value not in allowed:
            msg = f"takes {what}"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


Zone = Annotated[str, _one_of("an IANA time zone such as Asia/Shanghai", available_timezones())]
Language = Annotated[str, _one_of("one of " + ", ".join(LANGUAGES), LANGUAGES)]
Region = Annotated[str, _one_of("a region's two letters such as CN or US", phonenumbers.SUPPORTED_REGIONS)]
Currency = Annotated[str, _one_of("an ISO 4217 code such as CNY or USD", list_currencies())]


class Settings(BaseSettings):
    """All that can be set. Secrets show as stars wherever they are printed."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    database_url: SecretStr = SecretStr("sqlite:///data/onpace.db")
    """SQLite, or PostgreSQL as postgresql+psycopg://user:password@host/name."""
    data_dir: Path = Path("data")
    """Where pictures and documents are kept."""
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""
    """The address at which people reach this server, for links in messages."""
    web_chat_open_to_network: Literal["", "anybody-who-reaches-it-may-act-as-anybody"] = ""
    """The local web chat lets whoever opens it be any member, so it is served on loopback only, unless told so in so many words."""
    language: Language = "en"
    timezone: Zone = "UTC"
    country: Region = "US"
    """Whose public holidays and working days hold."""
    region: Region = "US"
    """How phone numbers and dates such as 3/12 are read."""
    currency: Currency = "USD"
    secret_key: SecretStr = SecretStr("")
    """What tokens are encrypted and links signed with; empty: a key that is made and kept in ``data_dir``."""
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_webhook_secret: SecretStr = SecretStr("")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: SecretStr) -> SecretStr:
        try:
            driver = make_url(value.get_secret_value()).drivername
        except ArgumentError:
            driver = ""
        if driver not in ("sqlite", "postgresql+psycopg"):
            msg = "takes sqlite:///path or postgresql+psycopg://user:password@host/name"
            raise ValueError(msg)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The default zone."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - settings of any type
    """The settings; raises SettingsError with one line that names the first wrong one."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def check_host(settings: Settings) -> None:
    """Refuse to serve the web chat beyond this machine; raises SettingsError."""
    if settings.host not in LOOPBACK and not settings.web_chat_open_to_network:
        msg = (
            "HOST: the web chat lets whoever opens it be any member, so it takes 127.0.0.1, ::1 or localhost; "
            "to open it to the network set WEB_CHAT_OPEN_TO_NETWORK=anybody-who-reaches-it-may-act-as-anybody"
        )
        raise SettingsError(msg)
