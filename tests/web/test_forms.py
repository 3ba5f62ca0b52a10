"""Forms as dialogs: what their inputs are, what is wrong at which of them, and that nothing is written before they are right."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from webchat import FRAGMENT, People, Site, as_text

from bot.platforms.web.dialogs import drawn_field
from handlers.messages import Field
from storage.models import ContactLog, Task


def base(people: People) -> str:
    return f"/as/{people.lily}/chats/assistant"


def tasks(site: Site, people: People) -> list[Task]:
    with site.database.read(people.workspace) as session:
        found = session.scalars(select(Task).order_by(Task.id)).all()
        session.expunge_all()
        return list(found)


def input_of(html: str, name: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*name="{re.escape(name)}"[^>]*>', html)
    assert found, name
    return found[0]


def test_each_kind_of_field_gets_its_input(site: Site, people: People) -> None:
    site.post(f"{base(people)}/form", {"action": "new:contact_log", "value.company": "Kestrel"})
    site.settle()
    html = site.get(f"{base(people)}/form?action=new:contact_log").text
    assert "New: Contact log" in html
    assert '<option value="Kestrel">' in html
    assert 'list="known-company"' in input_of(html, "value.company")
    assert input_of(html, "value.method").startswith("<select")
    assert '<option value="call">Call</option>' in html
    assert input_of(html, "value.summary").startswith("<textarea")
    assert 'type="date"' in input_of(html, "day.at")
    assert 'type="time"' in input_of(html, "time.at")


@pytest.mark.parametrize(
    ("kind", "type_", "mode"), [("money", "text", "decimal"), ("number", "text", "decimal"), ("phone", "tel", "tel"), ("email", "email", "email")]
)
def test_a_phone_shows_the_fitting_keyboard(kind: str, type_: str, mode: str) -> None:
    drawn = drawn_field(Field("x", "X", kind))
    assert (drawn.type, drawn.inputmode) == (type_, mode)


def test_members_and_customers_are_suggested(site: Site, people: People) -> None:
    html = site.get(f"{base(people)}/form?action=new:task").text
    assert '<option value="Tom Reid">' in html


def test_an_error_stands_at_its_field_values_are_kept_and_nothing_is_written(site: Site, people: People) -> None:
    sent = {"action": "new:task", "value.action": "", "value.owner": "Nobody Here", "day.due": "2026-11-27", "time.due": "15:30", "id": "abcdefgh"}
    response = site.post(f"{base(people)}/form", sent)
    assert response.status_code == 422
    assert response.headers["hx-retarget"] == "#dialogs"
    html = response.text
    assert 'aria-invalid="true" aria-describedby="error-action"' in input_of(html, "value.action")
    assert "autofocus" in input_of(html, "value.action")
    assert "Please fill this in." in as_text(html)
    assert "nobody called “Nobody Here”" in as_text(html)
    assert 'value="Nobody Here"' in input_of(html, "value.owner")
    assert 'value="2026-11-27"' in input_of(html, "day.due")
    assert 'value="15:30"' in input_of(html, "time.due")
    assert 'name="id" value="abcdefgh"' in html
    assert site.came_in() == []


def test_an_empty_form_is_told_so(site: Site, people: People) -> None:
    response = site.post(f"{base(people)}/form", {"action": "new:daily_report"})
    assert response.status_code == 422
    assert "fill in at least one field" in as_text(response.text) or "Please fill this in" in as_text(response.text)
    assert site.came_in() == []


@pytest.mark.parametrize(("day", "time", "has_time"), [("2026-11-27", "15:30", True), ("2026-11-27", "", False)])
def test_a_form_that_is_right_is_written_down_once(site: Site, people: People, day: str, time: str, has_time: bool) -> None:
    sent = {"action": "new:task", "value.action": "send the quote", "day.due": day, "time.due": time, "id": "once-and-only-once"}
    assert [site.post(f"{base(people)}/form", sent).status_code for _ in range(2)] == [204, 204]
    site.settle()
    written = tasks(site, people)
    assert [(task.action, task.due_has_time) for task in written] == [("send the quote", has_time)]
    assert "send the quote" in site.see(people.lily)


def test_a_form_opened_from_a_message_changes_its_record_and_takes_the_messages_place(site: Site, people: People) -> None:
    site.post(f"{base(people)}/form", {"action": "new:task", "value.action": "visit the plant"})
    site.settle()
    html = site.get(f"{base(people)}/news").text
    address = re.search(r'hx-get="([^"]*/form\?action=edit[^"]*)"', html)
    assert address
    form = site.get(address[1].replace("&amp;", "&")).text
    assert 'value="visit the plant"' in input_of(form, "value.action")
    target = re.search(r'name="target" value="([^"]*)"', form)
    assert target
    site.post(f"{base(people)}/form", {"action": "edit:task:1", "target": target[1], "value.action": "ring Acme"})
    site.settle()
    seen = site.see(people.lily)
    assert "ring Acme" in seen
    assert "visit the plant" not in seen
    assert len(tasks(site, people)) == 1


@pytest.mark.parametrize("action", ["", "new", "new:nothing", "edit:task:999", "edit:member:1", "edit:task:x", "edit:audit_entry:1", "drop:task:1"])
def test_a_form_that_there_is_not_is_refused_in_words(site: Site, people: People, action: str) -> None:
    opened = site.get(f"{base(people)}/form", params={"action": action}, headers=FRAGMENT)
    for response in (opened, site.post(f"{base(people)}/form", {"action": action})):
        assert response.status_code == 409
        assert response.headers["hx-retarget"] == "#notice"
        assert "no longer there" in as_text(response.text)
    assert site.came_in() == []


def test_a_colleagues_record_is_not_ones_to_change(site: Site, people: People) -> None:
    site.post(f"{base(people)}/form", {"action": "new:task", "value.action": "send the quote"})
    site.settle()
    tom = f"/as/{people.tom}/chats/assistant/form"
    assert site.get(tom, params={"action": "edit:task:1"}).status_code == 409
    assert site.post(tom, {"action": "edit:task:1", "value.action": "mine now"}).status_code == 409
    assert tasks(site, people)[0].action == "send the quote"


@pytest.mark.parametrize(
    ("field", "value"),
    [("day.at", "2026-02-31"), ("day.at", "x" * 3000), ("value.company", "n" * 2000), ("value.method", "teleport"), ("time.at", "25:99")],
)
def test_values_that_cannot_be_are_told_at_their_field(site: Site, people: People, field: str, value: str) -> None:
    sent = {"action": "new:contact_log", "value.company": "Acme", "day.at": "2026-11-24", field: value}
    response = site.post(f"{base(people)}/form", sent)
    assert response.status_code == 422
    assert f'id="error-{field.split(".")[1]}"' in response.text
    with site.database.read(people.workspace) as session:
        assert session.scalars(select(ContactLog)).all() == []
