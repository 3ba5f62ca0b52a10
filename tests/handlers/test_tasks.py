"""Tasks: handed over, listed, ticked off once, put off; a day alone is the owner's day."""

from datetime import UTC, datetime, time, timedelta

import pytest
from conftest import NOW
from office import Office, labels, record, reply_of

from handlers.parsing.records import FollowUp, Moment
from storage.models import ContactLog, Task

TODAY = NOW.date()
FRIDAY = Moment(TODAY + timedelta(days=3))


def add(office: Office, action: str, who: str = "lily", **fields: object) -> str:
    return office.say(who, f"task {action} {fields}", record("task", action=action, **fields)).text  # type: ignore[arg-type]


def do(office: Office, verb: str, said: str | None = None, who: str = "lily", **fields: object) -> str:
    fields |= {"verb": verb} | ({"object": said} if said else {})
    return office.say(who, f"{verb} {said} {fields}", record("command", **fields)).text  # type: ignore[arg-type]


def states(office: Office) -> list[str]:
    return [task.status.value for task in office.rows(Task)]


def test_a_day_alone_is_due_at_the_end_of_the_owners_work(office: Office) -> None:
    assert add(office, "send the quote", company="Acme Corp", due=FRIDAY) == "Task · send the quote · Acme Corp · due Fri 27 Nov"
    task = office.row(Task)
    assert (task.due_at, task.due_has_time) == (datetime(2026, 11, 27, 10, tzinfo=UTC), False)


def test_today_said_after_work_is_due_by_midnight(office: Office) -> None:
    office.wait(hours=9)
    add(office, "tidy up", due=Moment(TODAY))
    assert office.row(Task).due_at == datetime(2026, 11, 24, 15, 59, tzinfo=UTC)


def test_a_day_is_the_same_day_for_a_manager_far_away(office: Office) -> None:
    office.say("lily", "/zone America/New_York")
    add(office, "send the quote", due=FRIDAY)
    assert office.row(Task).due_at == datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert "due Fri 27 Nov" in office.say("max", "lily's tasks", record("query", about="tasks", scope="Lily Chen")).text
    before = office.snapshot()["task"]
    form = office.form("max", "edit:task:1")
    office.submit("max", "edit:task:1", **{field.name: field.value for field in form.fields})
    assert office.snapshot()["task"] == before


def test_whoever_gets_a_task_is_told_and_so_is_whoever_gave_it(office: Office) -> None:
    add(office, "call Bob", "max", owner="Lily Chen", due=FRIDAY)
    assert office.told("lily") == ["Max Manager has a task for you:\nTask · call Bob · due Fri 27 Nov"]
    assert labels(reply_of(office.last("lily"))) == ["Done", "Snooze", "Reschedule"]
    office.press("lily", "Done")
    assert office.told("max") == [
        "✅ Lily Chen has done it:\nTask · call Bob · due Fri 27 Nov · Lily Chen · done".replace(
            " · due Fri 27 Nov · Lily Chen", " · Lily Chen · due Fri 27 Nov"
        )
    ]
    assert office.row(Task).done_at == NOW


def test_done_is_done_once(office: Office) -> None:
    add(office, "call Bob")
    assert do(office, "complete", "Bob").startswith("✅ Done, well done!")
    assert "done already" in office.press_action("lily", "done:1").text
    assert do(office, "complete", "Bob") == "I find no open task like “Bob”. Say “my tasks” to see them."
    assert "done already" in office.press_action("lily", "snooze:1").text
    before = office.snapshot()
    office.press("lily", "Undo")
    assert states(office) == ["open"]
    assert before != office.snapshot()


def test_a_task_is_found_by_its_words_in_either_language(office: Office) -> None:
    for action in ("send the catalogue", "给宏图寄合同", "给鼎盛寄样品"):
        add(office, action)
    do(office, "complete", "the catalog one")
    do(office, "complete", "寄合同给宏图那个")
    assert states(office) == ["done", "done", "open"]


def test_several_that_fit_are_chosen_by_number(office: Office) -> None:
    add(office, "call Bob")
    add(office, "call Sue")
    text = do(office, "snooze", "the call", due=Moment(TODAY + timedelta(days=1), time(14, 30)))
    assert text.splitlines() == ["Which of these?", "1. call Bob", "2. call Sue"]
    office.press("lily", "2")
    assert [task.due_at for task in office.rows(Task)] == [None, datetime(2026, 11, 25, 6, 30, tzinfo=UTC)]


def test_a_reply_to_the_list_takes_its_numbers(office: Office) -> None:
    for action in ("one", "two", "three"):
        add(office, action)
    office.say("lily", "tasks", record("query", about="tasks"))
    office.say("lily", "done 2", record("command", verb="complete", object="2"), reply_to=office.last("lily"))
    assert states(office) == ["open", "done", "open"]


def test_the_reply_to_a_contact_log_means_its_next_step(office: Office) -> None:
    add(office, "something else")
    office.say("lily", "call", record("contact_log", company="Acme Corp", follow_up=FollowUp("send the quote", FRIDAY)))
    office.say("lily", "sent it", record("command", verb="complete"), reply_to=office.last("lily"))
    assert [(task.action, task.status.value) for task in office.rows(Task)] == [("something else", "open"), ("send the quote", "done")]


def test_cancelled_is_neither_done_nor_cancelled_again(office: Office) -> None:
    add(office, "call Bob")
    assert do(office, "cancel", "Bob").startswith("Cancelled.")
    assert "cancelled already" in office.press_action("lily", "done:1").text
    assert states(office) == ["cancelled"]


def test_snooze_reminds_in_an_hour_and_moving_the_deadline_ends_it(office: Office) -> None:
    add(office, "call Bob", due=FRIDAY)
    assert "Tue 24 Nov 11:00" in do(office, "snooze", "Bob")
    assert office.row(Task).snoozed_until == NOW + timedelta(hours=1)
    do(office, "snooze", "Bob", due=Moment(FRIDAY.day, time(9, 0)))
    task = office.row(Task)
    assert (task.snoozed_until, task.due_at) == (None, datetime(2026, 11, 27, 1, tzinfo=UTC))


def test_the_list_is_by_urgency_with_what_is_late_marked(office: Office) -> None:
    add(office, "some day")
    add(office, "later", due=FRIDAY)
    add(office, "soon", due=Moment(TODAY + timedelta(days=1)))
    add(office, "elsewhere", "tom", due=FRIDAY)
    office.wait(days=2)
    reply = office.say("lily", "tasks", record("query", about="tasks"))
    assert reply.text.splitlines() == ["3 open tasks", "1. ⚠️ soon · due Wed 25 Nov", "2. later · due Fri 27 Nov", "3. some day"]
    assert labels(reply) == ["Done 1", "Done 2", "Done 3"]
    office.press("lily", "Done 1")
    assert "2 open tasks" in office.say("lily", "tasks", record("query", about="tasks")).text


@pytest.mark.parametrize(("period", "count"), [("2026-11-27", 1), ("2026-11-24", 2), ("2026-W48", 3), ("2027", 0)])
def test_a_period_has_what_is_due_in_it_and_today_what_is_late(office: Office, period: str, count: int) -> None:
    add(office, "late", due=Moment(TODAY - timedelta(days=3)))
    add(office, "today", due=Moment(TODAY))
    add(office, "friday", due=FRIDAY)
    text = office.say("lily", "tasks", record("query", about="tasks", period=period)).text
    assert text.startswith(f"{count} open task" if count else "No open tasks")


def test_whose_tasks_one_may_see(office: Office) -> None:
    add(office, "secret", "tom")
    assert "not yours" in office.say("lily", "tom's", record("query", about="tasks", scope="Tom Reid")).text
    assert "secret" not in office.say("lily", "team", record("query", about="tasks", scope="team")).text
    for scope in ("team", "East", "Tom Reid", "company"):
        assert "1. secret · Tom Reid" in office.say("max", scope, record("query", about="tasks", scope=scope)).text


def test_a_colleagues_task_is_not_ticked_off(office: Office) -> None:
    add(office, "secret", "tom")
    assert "belongs to somebody else" in office.press_action("lily", "done:1").text
    assert states(office) == ["open"]


def test_clearing_the_next_step_removes_its_task_unless_it_was_done(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp", follow_up=FollowUp("send the quote", FRIDAY)))
    office.submit("lily", "edit:contact_log:1", company="Acme Corp")
    assert office.rows(Task) == []
    office.submit("lily", "edit:contact_log:1", company="Acme Corp", next_step="visit")
    do(office, "complete", "visit")
    office.submit("lily", "edit:contact_log:1", company="Acme Corp")
    assert states(office) == ["done"]
    assert office.row(ContactLog).follow_up_id is None


def test_slash_cancel_lets_an_open_question_go_first(office: Office) -> None:
    add(office, "call Bob")
    office.say("lily", "task", record("task"))
    assert "dropped it" in office.say("lily", "/cancel").text
    assert states(office) == ["open"]
    assert office.say("lily", "/cancel Bob", record("command", verb="cancel", object="Bob")).text.startswith("Cancelled.")
