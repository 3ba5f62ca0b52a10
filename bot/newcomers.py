"""What a new workspace starts with: what was set, and for the rest what is usual where whoever came first is."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers
from babel.core import get_global
from babel.numbers import get_territory_currencies

from bot.config import Settings
from handlers.workspaces import Defaults


def defaults_for(settings: Settings, language: str, timezone: str) -> Defaults:
    """The defaults by the language and IANA zone of the first member."""
    country = get_global("zone_territories").get(timezone, "")
    known = country in phonenumbers.SUPPORTED_REGIONS
    local = {"country": country, "region": country, "currency": next(iter(get_territory_currencies(country)), "")} if known else {}
    found = {name: value for name, value in local.items() if value and name not in settings.model_fields_set}
    return replace(Defaults(language, timezone, settings.country, settings.region, settings.currency), **found)
