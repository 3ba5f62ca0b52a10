"""The links to the check-in page: where the server has an address that people reach, sessions are given what makes them."""

from __future__ import annotations

from bot.config import Settings
from bot.secret_key import secret_key
from handlers.place_links import GIVEN, PlaceLinks
from storage.database import Database


def give_links(database: Database, settings: Settings) -> None:
    """Have check-ins offer the page, if people can reach it."""
    if settings.public_url:
        database.given[GIVEN] = PlaceLinks(secret_key(settings, "check-in"), settings.public_url)


def asks_by_link(database: Database, action: str) -> bool:
    """Whether a bare command is answered with the page rather than with the form that the action opens, where nobody can share a place."""
    return action == "new:check_in" and GIVEN in database.given
