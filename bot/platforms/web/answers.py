"""What goes back to the browser: pages and fragments from the templates, and what went wrong, in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.platforms.web import wording

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
AS_DIALOG = {"HX-Retarget": "#dialogs", "HX-Reswap": "innerHTML"}
AS_NOTICE = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}
"""Where on the page that asked an answer goes, whatever asked."""


class Problem(Exception):  # noqa: N818 - it is told to a person; not all of it is an error of ours
    """A request can't be answered: ``key`` names the words for it (or ``text`` is them), ``status`` is HTTP's."""

    def __init__(self, status: int, key: str = "", *, text: str = "", language: str = "", **values: object) -> None:
        super().__init__(key or text)
        self.status = status
        self.key, self.text, self.language, self.values = key, text, language, values


@cache
def environment() -> Environment:
    """The templates; everything put into one is escaped, and a name that is not there is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(template: str, language: str, **values: object) -> str:
    """A template filled in, with ``t`` for the words of its language."""
    return environment().get_template(template).render(t=wording.speaker(language), language=language, **values)


def page(template: str, language: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: object) -> HTMLResponse:
    """The same as an answer."""
    return HTMLResponse(render(template, language, **values), status, headers)


def taken(request: Request, back: str) -> Response:
    """What was sent is kept; the page is told to look for news. Without scripts it is shown again."""
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Trigger": "news"})
    return RedirectResponse(back, 303)


def is_fragment(request: Request) -> bool:
    """Whether a part of a page is asked for."""
    return request.headers.get("hx-request") == "true"


def language_of(request: Request, default: str = "en") -> str:
    """The language of somebody of whom nothing is known yet."""
    return wording.best_language(request.headers.get("accept-language", ""), default)


def problem_response(request: Request, problem: Exception) -> Response:
    """What went wrong: as a notice on the page that asked, or as a page of its own."""
    assert isinstance(problem, Problem)
    language = problem.language or language_of(request)
    text = problem.text or wording.say(language, problem.key, **problem.values)
    if is_fragment(request):
        return page("notice.html", language, status=problem.status, headers=AS_NOTICE, text=text)
    return page("problem.html", language, status=problem.status, text=text)
