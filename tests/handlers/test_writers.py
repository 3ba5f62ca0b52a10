"""What every command that writes a record promises: nothing given is lost, saving a form as it is changes nothing, Undo undoes all."""

from datetime import timedelta

import pytest
from office import Office, filled_in, labels
from sqlalchemy import select

from handlers import features
from handlers.commands import WRITERS, Writer
from handlers.forms import command_from
from storage.models import AuditEntry, Draft

features.load()
BY_NAME = {"scope": "East", "period": "2026-11", "at": "2026-11-23", "first": "2026-11-26", "last": "2026-11-27"}
BY_KIND = {
    "text": "something new",
    "long": "first line\nsecond line",
    "date": "2026-12-01",
    "moment": "2026-12-01T15:00",
    "money": "48000 USD",
    "number": "12",
    "phone": "+8613800138000",
    "email": "jane@acme.example",
    "customer": "Acme Corp",
    "person": "Jane Doe",
    "member": "Tom Reid",
}
all_writers = pytest.mark.parametrize("writer", WRITERS.values(), ids=lambda writer: writer.name)


def everything(writer: Writer) -> dict[str, str]:
    """A value for each input."""
    return {name: BY_NAME.get(name) or (asked.choices[1] if asked.choices else BY_KIND[asked.kind]) for name, asked in writer.inputs.items()}


def as_little_as_possible(writer: Writer) -> dict[str, str]:
    """A value for each input that can't be left out."""
    return {name: value for name, value in everything(writer).items() if writer.inputs[name].required}


def write(office: Office, writer: Writer, values: dict[str, str]) -> str:
    """Send a new form as the manager and answer what is asked; return the action that edits what it wrote."""
    reply = office.submit("max", f"new:{writer.name}", **values)
    for draft in office.rows(Draft):
        reply = office.say("max", everything(writer)[draft.asking])
    [row] = office.rows(writer.row)
    assert office.rows(Draft) == []
    assert "Undo" in labels(reply)
    return f"edit:{row.__tablename__}:{row.id}"


def notes(office: Office) -> int:
    """How many changes of rows were noted down."""
    with office.database.read(office.ids.workspace) as session:
        return len(session.scalars(select(AuditEntry)).all())


@all_writers
def test_the_form_shows_what_was_given(office: Office, writer: Writer) -> None:
    given = everything(writer)
    action = write(office, writer, given)
    assert filled_in(office.form("max", action)) == given


@all_writers
@pytest.mark.parametrize("values", [everything, as_little_as_possible])
def test_saving_the_form_as_it_is_changes_nothing(office: Office, writer: Writer, values: object) -> None:
    assert callable(values)
    action = write(office, writer, values(writer))
    office.now += timedelta(minutes=1, seconds=30)
    before = notes(office)
    office.submit("max", action, **filled_in(office.form("max", action)))
    assert notes(office) == before


@all_writers
@pytest.mark.parametrize("values", [everything, as_little_as_possible])
def test_undo_leaves_everything_as_before(office: Office, writer: Writer, values: object) -> None:
    assert callable(values)
    before = office.snapshot()
    write(office, writer, values(writer))
    assert office.snapshot() != before
    reply = office.press("max", "Undo")
    assert reply.text.startswith("↩️")
    assert office.snapshot() == before


@all_writers
def test_undoing_an_edit_brings_back_what_was_there(office: Office, writer: Writer) -> None:
    action = write(office, writer, as_little_as_possible(writer))
    before = office.snapshot()
    office.submit("max", action, **everything(writer))
    assert office.snapshot() != before
    office.press("max", "Undo")
    assert office.snapshot() == before


@all_writers
def test_a_draft_keeps_the_command_whole(office: Office, writer: Writer) -> None:
    with office.look("max") as context:
        _, _, command = command_from(context, f"new:{writer.name}", everything(writer))
        assert writer.adapter.validate_python(writer.adapter.dump_python(command, mode="json")) == command


@all_writers
def test_the_receipt_reads_in_every_language(office: Office, writer: Writer) -> None:
    action = write(office, writer, everything(writer))
    for language in ("en", "zh"):
        with office.look("max") as context:
            context.member.language = language
            row = context.session.get_one(writer.row, int(action.split(":")[2]))
            line = writer.line(context, row)
            assert line
            assert all(len(part) < 200 for part in line.splitlines())
