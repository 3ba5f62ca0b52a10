"""Where somebody is: by the browser's position, typed coordinates, or the name of a place."""

from __future__ import annotations

import math

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web import wording
from bot.platforms.web.answers import AS_DIALOG, page
from bot.platforms.web.intake import id_of, new_id, reading, receive, word
from bot.platforms.web.visits import Visit, visiting
from handlers.messages import Location, Message

FIELDS = ("place", "latitude", "longitude")
MOST_DEGREES = {"latitude": 90.0, "longitude": 180.0}


def open_location(request: Request) -> Response:
    """The dialog for it."""
    with visiting(request) as visit:
        return _dialog(visit, dict.fromkeys(FIELDS, ""), {}, new_id())


async def share_location(request: Request) -> Response:
    """A position or a place is told in the chat, like a check-in by words."""
    async with reading(request) as form:
        given, id_given = {name: word(form, name).strip() for name in FIELDS}, id_of(form)

    def shared(visit: Visit) -> Message | Response:
        degrees = {name: _degrees(given[name]) for name in MOST_DEGREES} if given["latitude"] or given["longitude"] else {}
        errors = {name: f"{name}_range" for name, value in degrees.items() if not abs(value) <= MOST_DEGREES[name]}
        if not degrees and not given["place"]:
            errors = {"place": "missing"}
        if errors:
            words = {name: wording.say(visit.viewer.language, f"location.{key}") for name, key in errors.items()}
            return _dialog(visit, given, words, id_given, status=422)
        text = wording.say(visit.viewer.language, "location.checked_in", place=given["place"]) if given["place"] else ""
        return visit.message(id_given, text=text, location=Location(**degrees) if degrees else None)

    return await receive(request, shared)


def _degrees(text: str) -> float:
    """A number of degrees; not a number where it is none."""
    try:
        return float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return math.nan


def _dialog(visit: Visit, given: dict[str, str], errors: dict[str, str], id: str, status: int = 200) -> Response:  # noqa: A002 - the field's name
    return page("location.html", visit.viewer.language, status=status, headers=AS_DIALOG, here=visit.address, given=given, errors=errors, id=id)
