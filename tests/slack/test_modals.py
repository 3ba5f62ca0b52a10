"""Forms as modals: the right input for each field, and what is filled in comes back as the handlers read it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import Office

from bot.platforms.slack.modals import (
    NOTHING,
    Origin,
    filled,
    fits_option,
    form_view,
    notice_view,
    option_object,
    quoted,
    suggestions,
    unquoted,
    wrong,
)
from handlers.commands import WRITERS
from handlers.forms import check_form, open_form
from handlers.locales import LANGUAGES
from handlers.messages import Field, Form, Option, Reply
from tests.slack.checking import check_view

HERE = Origin("C1", private=False, target="1.2", thread="1.1")
KINDS = ("text", "long", "choice", "date", "moment", "money", "number", "phone", "email", "customer", "person", "member", "scope", "period")
CHOICES = (Option("call", "Call"), Option("visit", "Visit"))
VALUES = {"date": "2026-11-27", "moment": "2026-11-27T15:00", "number": "3", "email": "a@b.example", "choice": "visit"}


def form_of(*fields: Field, error: str = "") -> Form:
    return Form("New lead", "new:lead", fields, "Submit", "Cancel", error)


def inputs_of(form: Form, language: str = "en") -> dict[str, dict[str, Any]]:
    """The inputs of a form's view by their names."""
    view = form_view(form, HERE, language)
    check_view(view)
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def sent(view: dict[str, Any], **typed: str | None) -> dict[str, Any]:
    """The view as Slack sends it back: initial values where nothing else was typed or picked."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            values[block["block_id"]] = {block["element"]["action_id"]: state_of(block["element"], typed.get(block["block_id"], ""))}
    return view | {"state": {"values": values}}


def state_of(element: dict[str, Any], typed: str | None) -> dict[str, Any]:
    kind = element["type"]
    if kind.endswith("_select"):
        chosen = {"text": {"type": "plain_text", "text": typed}, "value": quoted(typed)} if typed else element.get("initial_option")
        return {"type": kind, "selected_option": chosen if typed is not None else None}
    key = {"datepicker": "date", "timepicker": "time"}.get(kind, "value")
    value = typed or element.get(f"initial_{key}") if typed is not None else None
    return {"type": kind, f"selected_{key}" if key != "value" else key: value}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("required", [True, False])
def test_each_kind_of_field_has_an_input_that_gives_back_what_it_holds(kind: str, required: bool) -> None:
    value = VALUES.get(kind, "Jane & <Co> 100%")
    form = form_of(Field("it", "It", kind, value, required, options=CHOICES if kind == "choice" else ()))
    assert filled(sent(form_view(form, HERE, "en"))).values == {"it": value}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_field_comes_back_empty(kind: str) -> None:
    form = form_of(Field("it", "It", kind, options=CHOICES if kind == "choice" else ()))
    inputs = inputs_of(form)
    assert all(block["optional"] for block in inputs.values())
    assert filled(sent(form_view(form, HERE, "en"))).values == {"it": ""}


def test_each_kind_gets_the_input_that_fits_it() -> None:
    kinds = {kind: inputs_of(form_of(Field("it", "It", kind, options=CHOICES if kind == "choice" else ()))) for kind in KINDS}
    drawn = {kind: [block["element"]["type"] for block in inputs.values()] for kind, inputs in kinds.items()}
    assert drawn == {
        "text": ["plain_text_input"],
        "long": ["plain_text_input"],
        "choice": ["static_select"],
        "date": ["datepicker"],
        "moment": ["datepicker", "timepicker"],
        "money": ["plain_text_input"],
        "number": ["number_input"],
        "phone": ["plain_text_input"],
        "email": ["email_text_input"],
        "customer": ["external_select"],
        "person": ["external_select"],
        "member": ["external_select"],
        "scope": ["external_select"],
        "period": ["external_select"],
    }
    assert kinds["long"]["it"]["element"]["multiline"]
    assert kinds["money"]["it"]["hint"]["text"]


def test_a_moment_is_a_day_and_a_time_that_may_be_left_out() -> None:
    form = form_of(Field("due", "Due", "moment", required=True))
    inputs = inputs_of(form)
    assert [(name, block["optional"], block["label"]["text"]) for name, block in inputs.items()] == [
        ("due.day", False, "Due: day"),
        ("due.time", True, "Due: time"),
    ]
    view = form_view(form, HERE, "en")
    assert filled(sent(view, **{"due.day": "2026-11-27"})).values == {"due": "2026-11-27"}
    assert filled(sent(view, **{"due.day": "2026-11-27", "due.time": "09:30"})).values == {"due": "2026-11-27T09:30"}
    assert filled(sent(view, **{"due.time": "09:30"})).values == {"due": "09:30"}


def test_a_time_in_a_field_for_a_day_is_not_lost() -> None:
    form = form_of(Field("at", "When", "date", "2026-11-27T15:00"))
    assert filled(sent(form_view(form, HERE, "en"))).values == {"at": "2026-11-27T15:00"}


def test_an_optional_choice_can_be_emptied_again() -> None:
    menu = inputs_of(form_of(Field("how", "How", "choice", "call", options=CHOICES)))["how"]["element"]
    assert [option["value"] for option in menu["options"]] == [NOTHING, "call", "visit"]
    assert unquoted(NOTHING) == ""
    required = inputs_of(form_of(Field("how", "How", "choice", "call", required=True, options=CHOICES)))["how"]["element"]
    assert [option["value"] for option in required["options"]] == ["call", "visit"]


def test_a_name_too_long_for_a_menu_is_typed() -> None:
    name = "Very Long & Sons " * 10
    block = inputs_of(form_of(Field("company", "Company", "customer", name)))["company"]
    assert block["element"]["type"] == "plain_text_input"
    assert block["element"]["initial_value"] == name


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_value_survives_a_menu(value: str) -> None:
    assert unquoted(quoted(value)) == value
    if value and fits_option(value):
        form = form_of(Field("company", "Company", "customer", value))
        assert filled(sent(form_view(form, HERE, "en"))).values == {"company": value}
    assert option_object(Option("x", value))["text"]["text"]


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(KINDS), st.text(max_size=2500))
@settings(max_examples=60, deadline=None)
def test_any_form_is_a_view_that_slack_takes(title: str, label: str, kind: str, error: str) -> None:
    value = error if kind in ("date", "moment") else VALUES.get(kind, error)
    check_view(form_view(Form(title, "new:lead", (Field("it", label, kind, value, options=CHOICES),), title, label, error), HERE, "zh"))


def test_what_was_typed_can_be_used_where_it_is_new() -> None:
    found = (Option("Acme", "Acme"), Option("Acme & Co", "Acme & Co"))
    options = suggestions("customer", "Acm", found, "en", optional=True)
    assert [(option["text"]["text"], option["value"]) for option in options] == [
        ("Use “Acm”", "Acm"),
        ("Acme", "Acme"),
        ("Acme &amp; Co", "Acme %26 Co"),
    ]
    assert [option["value"] for option in suggestions("customer", "acme", found, "en", optional=True)] == ["Acme", "Acme %26 Co"]
    assert [option["value"] for option in suggestions("member", "Acm", found, "en", optional=True)] == ["Acme", "Acme %26 Co"]
    assert [option["value"] for option in suggestions("customer", "", found, "en", optional=True)] == [NOTHING, "Acme", "Acme %26 Co"]
    assert [option["value"] for option in suggestions("customer", "", found, "en", optional=False)] == ["Acme", "Acme %26 Co"]
    assert len(suggestions("customer", "x", [Option(str(number), "n") for number in range(300)], "zh", optional=True)) == 100


def test_where_it_was_opened_comes_back() -> None:
    back = filled(sent(form_view(form_of(Field("it", "It", "text")), HERE, "en")))
    assert (back.action, back.origin) == ("new:lead", HERE)
    assert "respond" not in json.loads(form_view(form_of(), HERE, "en")["private_metadata"])


def test_errors_stand_at_their_fields() -> None:
    fields = (Field("due", "Due", "moment"), Field("at", "At", "date"), Field("company", "Company", "customer"))
    back = filled(sent(form_view(form_of(*fields), HERE, "en")))
    checked = form_of(Field("due", "Due", "moment", error="When?"), Field("at", "At", "date", "2026-11-27T10:00", error="<No>"), fields[2])
    assert wrong(checked, back, "en") == {"response_action": "errors", "errors": {"due.day": "When?", "at": "&lt;No&gt;"}}


def test_what_is_wrong_with_the_whole_form_stands_above_it() -> None:
    form = form_of(Field("need", "Need", "long", "still here"), error="Fill in something.")
    answer = wrong(form, filled(sent(form_view(form, HERE, "en"))), "en")
    assert answer["response_action"] == "update"
    told, need = answer["view"]["blocks"]
    assert told["text"]["text"] == "⚠️ Fill in something."
    assert need["element"]["initial_value"] == "still here"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_of_any_length_is_shown_whole(language: str) -> None:
    text = "\n".join(f"{number}. a customer & what is known" for number in range(2000))
    view = notice_view("The whole message", Reply(text), language)
    check_view(view)
    assert "1999. a customer" in view["blocks"][-1]["text"]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_form_there_is_opens_and_is_checked(office: Office, name: str, language: str) -> None:
    with office.look() as context:
        context.member.language = language
        form = open_form(context, f"new:{name}")
        view = form_view(form, HERE, language)
        check_view(view)
        back = filled(sent(view))
        assert set(back.values) == {field.name for field in form.fields}
        unfit = check_form(context, back.action, back.values)
        assert unfit is not None
        answer = wrong(unfit, back, language)
        if answer["response_action"] == "errors":
            assert set(answer["errors"]) <= back.inputs
        else:
            check_view(answer["view"])
