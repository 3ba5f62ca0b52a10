"""Leave: days away, noted by a sentence or a form."""

from datetime import date

from office import Office, labels, record

from handlers.parsing.records import Moment
from storage.models import Leave

THURSDAY, FRIDAY = Moment(date(2026, 11, 26)), Moment(date(2026, 11, 27))


def take(office: Office, **fields: object) -> str:
    return office.say("lily", f"leave {fields}", record("command", verb="leave", **fields)).text  # type: ignore[arg-type]


def days(office: Office) -> list[tuple[date, date]]:
    return [(leave.first, leave.last) for leave in office.rows(Leave)]


def test_two_days_with_a_reason(office: Office) -> None:
    assert take(office, at=THURSDAY, due=FRIDAY, text="family") == "Leave · Thu 26 Nov – Fri 27 Nov · family"
    assert days(office) == [(THURSDAY.day, FRIDAY.day)]
    assert labels(office.press("lily", "Undo")) == []
    assert days(office) == []


def test_one_day_is_a_day(office: Office) -> None:
    assert take(office, due=FRIDAY) == "Leave · Fri 27 Nov"
    take(office, at=THURSDAY)
    assert days(office) == [(FRIDAY.day, FRIDAY.day), (THURSDAY.day, THURSDAY.day)]


def test_days_that_overlap_correct_what_was_said_before(office: Office) -> None:
    take(office, at=THURSDAY, due=FRIDAY)
    take(office, at=Moment(date(2026, 11, 25)), due=THURSDAY)
    assert days(office) == [(date(2026, 11, 25), THURSDAY.day)]


def test_without_days_it_asks_from_when(office: Office) -> None:
    assert "From which day" in take(office)
    office.say("lily", "2026-11-27")
    assert days(office) == [(FRIDAY.day, FRIDAY.day)]


def test_it_can_t_end_before_it_begins(office: Office) -> None:
    assert "before the first" in take(office, at=FRIDAY, due=THURSDAY)
    assert days(office) == []
