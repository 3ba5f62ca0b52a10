"""Forms as dialogs: opened and checked within the request, which only looks; one that can be taken goes to the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot import forms
from bot.platforms.web.answers import AS_DIALOG, Problem, page
from bot.platforms.web.intake import id_of, new_id, reading, receive, word
from bot.platforms.web.visits import Visit, chat_of, visiting
from handlers.messages import Field, Form, Message, MessageKind

VALUE, DAY, TIME = "value.", "day.", "time."
"""What the inputs' names begin with; a moment has two, a day and a time that may be left empty."""
MOMENTS = ("date", "moment")
KEYBOARDS = {"money": ("text", "decimal"), "number": ("text", "decimal"), "phone": ("tel", "tel"), "email": ("email", "email")}
"""The kinds of field that call for a keyboard of their own: an input's type and mode. What may stand in it is for the server to say."""


@dataclass(frozen=True)
class Drawn:
    """A field as it is drawn; a moment's value in its two parts."""

    field: Field
    type: str = "text"
    inputmode: str = "text"
    day: str = ""
    time: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether it takes a day."""
        return self.field.kind in MOMENTS


def open_dialog(request: Request) -> Response:
    """The form that a button or an entry of the menu opens."""
    return form_page(request, request.query_params.get("action", ""), request.query_params.get("target", ""))


def form_page(request: Request, action: str, target: str = "") -> Response:
    """The dialog of a form, filled with what is known."""
    with visiting(request) as visit:
        asked = visit.message(new_id(), kind=MessageKind.PRESS, action=action, target=target or None)
        try:
            form = forms.open_form(chat_of(request).database, asked)
        except forms.RefusedError as refused:
            raise Problem(409, text=str(refused)) from refused
        return _dialog(visit, form, target, new_id())


async def submit(request: Request) -> Response:
    """A form filled in: shown again with what is wrong with it, or taken."""
    async with reading(request) as sent:
        action, target, id_given, values = word(sent, "action"), word(sent, "target"), id_of(sent), values_sent(sent)

    def submitted(visit: Visit) -> Message | Response:
        message = visit.message(id_given, kind=MessageKind.SUBMIT, action=action, target=target or None, values=values)
        try:
            unfit = forms.check_form(chat_of(request).database, message)
        except forms.RefusedError as refused:
            raise Problem(409, text=str(refused)) from refused
        return message if unfit is None else _dialog(visit, unfit, target, id_given, status=422)

    return await receive(request, submitted)


def values_sent(sent: FormData) -> dict[str, str]:
    """What was filled in, by field; a moment's parts put together as ``Moment.isoformat`` has them."""
    values = {name.removeprefix(VALUE): word(sent, name) for name in sent if name.startswith(VALUE)}
    for name in sent:
        if name.startswith(DAY):
            field = name.removeprefix(DAY)
            values[field] = "T".join(filter(None, (word(sent, name), word(sent, f"{TIME}{field}"))))
    return values


def _dialog(visit: Visit, form: Form, target: str, id: str, status: int = 200) -> Response:  # noqa: A002 - the field's name
    drawn = [drawn_field(field) for field in form.fields]
    values = {"form": form, "drawn": drawn, "here": visit.address, "target": target, "id": id}
    return page("form.html", visit.viewer.language, status=status, headers=AS_DIALOG, **values)


def drawn_field(field: Field) -> Drawn:
    """A field ready to be drawn."""
    day, _, time = field.value.partition("T") if field.kind in MOMENTS else ("", "", "")
    return Drawn(field, *KEYBOARDS.get(field.kind, ("text", "text")), day, time)
