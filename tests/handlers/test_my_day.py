"""My day: what is due, the report, targets and leads, each with what can be done; for managers the team's; nothing of others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from conftest import NOW, fill
from office import Office, record
from sqlalchemy import event

from bot.forms import RefusedError, look_at_day
from handlers.messages import Message
from handlers.my_day import my_day
from handlers.pages import Page, Section
from handlers.parsing.records import Moment
from storage.models import Lead, Task


def on(day: int) -> Moment:
    """A day of this November; today is the 24th, a Tuesday."""
    return Moment(date(2026, 11, day))


def day_of(office: Office, who: str = "lily") -> Page:
    with office.look(who) as context:
        return my_day(context)


def section(page: Page, title: str) -> Section:
    return next(one for one in page.sections if one.title == title)


def texts(page: Page, title: str) -> list[str]:
    return [line.text for line in section(page, title).lines]


def everything(page: Page) -> str:
    return "\n".join(line.text for one in page.sections for line in one.lines)


def test_an_empty_day_says_so_in_each_section(office: Office) -> None:
    page = day_of(office)
    assert page.title == "Tue 24 Nov · Lily Chen"
    assert [one.title for one in page.sections] == ["Tasks due", "Follow-ups due", "Today's report", "Targets", "My leads"]
    assert all(one.empty for one in page.sections if not one.lines)
    assert texts(page, "Today's report") == ["Not sent yet, and nothing noted so far. I'll ask at 17:30."]


def test_tasks_due_are_told_from_follow_ups_and_what_is_due_later_waits(office: Office) -> None:
    office.say("lily", "a", record("task", action="file expenses", due=on(24)))
    office.say("lily", "b", record("task", action="send the quote", company="Acme", due=on(24)))
    office.say("lily", "c", record("task", action="later", due=on(25)))
    office.say("lily", "d", record("task", action="whenever"))
    office.say("tom", "e", record("task", action="Tom's own", due=on(24)))
    page = day_of(office)
    assert texts(page, "Tasks due") == ["file expenses · due Tue 24 Nov"]
    assert texts(page, "Follow-ups due") == ["send the quote · Acme · due Tue 24 Nov"]
    [line] = section(page, "Follow-ups due").lines
    assert [(one.label, one.opens_form) for one in line.buttons] == [("Done", False), ("Snooze", False), ("Reschedule", True), ("Log contact", True)]
    office.wait(hours=23)
    assert texts(day_of(office), "Tasks due") == ["⚠️ file expenses · due Tue 24 Nov", "later · due Wed 25 Nov"]


def test_the_buttons_do_what_they_say(office: Office) -> None:
    office.say("lily", "b", record("task", action="send the quote", company="Acme", due=on(24)))
    done, _, _, log = section(day_of(office), "Follow-ups due").lines[0].buttons
    assert "Acme" in [field.value for field in office.form("lily", log.action).fields]
    assert "well done" in office.press_action("lily", done.action).text
    assert texts(day_of(office), "Follow-ups due") == []


def test_the_report_goes_from_empty_to_draft_to_sent(office: Office) -> None:
    office.say("lily", "a", record("contact_log", company="Acme", method="call"))
    page = day_of(office)
    assert texts(page, "Today's report") == ["Not sent yet. So far: Call · Acme"]
    submit = section(page, "Today's report").lines[0].buttons[0]
    assert (submit.label, submit.style) == ("Submit", "primary")
    office.press_action("lily", submit.action)
    page = day_of(office)
    assert texts(page, "Today's report") == ["✅ Sent: Call · Acme"]
    [edit] = section(page, "Today's report").lines[0].buttons
    assert "Call · Acme" in [field.value for field in office.form("lily", edit.action).fields]


def test_no_report_is_asked_for_on_leave_on_free_days_and_from_admins(office: Office) -> None:
    office.say("lily", "/leave today")
    office.say("lily", "away", record("command", verb="leave", at=on(24), due=on(24)))
    assert texts(day_of(office), "Today's report") == ["None is asked for today."]
    office.wait(days=4)
    assert texts(day_of(office, "tom"), "Today's report") == ["None is asked for today."]
    assert "Today's report" not in [one.title for one in day_of(office, "ada").sections]


def test_ones_own_target_with_its_pace(office: Office) -> None:
    office.say("ada", "t", record("target", scope="Lily Chen", metric="sales", amount=Decimal(1000), currency="CNY", period="2026-11"))
    office.say("ada", "u", record("target", scope="Tom Reid", metric="sales", amount=Decimal(77777), currency="CNY", period="2026-11"))
    [told] = texts(day_of(office), "Targets")
    assert "CN¥0 of CN¥1,000" in told
    assert "working days" in told
    assert "77,777" not in everything(day_of(office))


def test_leads_with_their_next_step_the_soonest_first(office: Office) -> None:
    office.say("lily", "a", record("lead", company="Cobalt"))
    office.say("lily", "b", record("lead", company="Beryl", next_step="call Ann", next_due=on(26)))
    office.say("tom", "c", record("lead", company="Tomcat"))
    page = day_of(office)
    assert texts(page, "My leads") == ["Beryl · new\n→ Next: call Ann · Thu 26 Nov", "Cobalt · new\n→ No next step yet"]
    card = section(page, "My leads").lines[0].buttons[1]
    assert "Beryl" in office.press_action("lily", card.action).text


def test_of_many_the_first_are_shown_with_the_way_to_the_rest(office: Office) -> None:
    with office.look() as context:
        for number in range(20):
            kept = {"creator_id": office.ids.lily, "owner_id": office.ids.lily, "created_at": NOW}
            context.session.add(Task(action=f"task {number}", due_at=NOW, **kept))
    lines = section(day_of(office), "Tasks due").lines
    assert len(lines) == 9
    assert lines[-1].text == "… and 12 more"
    assert "20 open tasks" in office.press_action("lily", lines[-1].buttons[0].action).text


def test_a_manager_sees_what_waits_and_how_the_team_stands(office: Office) -> None:
    office.say("lily", "a", record("approval", action="client dinner", amount=Decimal(600), currency="CNY"))
    office.say("tom", "b", record("task", action="Tom is late", due=on(23)))
    office.say("ada", "t", record("target", scope="East", metric="sales", amount=Decimal(1000), currency="CNY", period="2026-11"))
    office.say("tom", "r", record("daily_report", done="5 calls"))
    page = day_of(office, "max")
    assert [one.title for one in page.sections][-4:] == [
        "Waiting for your word",
        "The team's targets",
        "The team's reports today",
        "The team's overdue tasks",
    ]
    [waiting] = section(page, "Waiting for your word").lines
    assert "client dinner" in waiting.text
    assert [one.label for one in waiting.buttons] == ["Approve", "Reject"]
    assert "CN¥0 of CN¥1,000" in texts(page, "The team's targets")[0]
    assert texts(page, "The team's reports today") == ["1 of 2 sent\n⏳ Missing: Lily Chen"]
    assert "Tom is late" in texts(page, "The team's overdue tasks")[0]
    office.press_action("max", waiting.buttons[0].action)
    assert texts(day_of(office, "max"), "Waiting for your word") == []


def test_a_rep_sees_nothing_of_the_team_and_nobody_anything_of_another_company(office: Office) -> None:
    theirs = fill(office.database, "Their company", "t2")
    with office.database.write(NOW, theirs.workspace) as session:
        kept = {"creator_id": theirs.tom, "owner_id": theirs.tom, "created_at": NOW}
        session.add(Task(action="their secret", due_at=NOW, **kept))
        session.add(Lead(company="Their lead", name_key="their lead", owner_id=theirs.lily, created_at=NOW))
    office.say("tom", "b", record("task", action="Tom is late", due=on(23)))
    for who in ("lily", "max", "ada"):
        assert "their" not in everything(day_of(office, who)).lower()
    assert "Tom is late" in everything(day_of(office, "max"))
    assert "Tom is late" not in everything(day_of(office))
    assert len(day_of(office).sections) == 5


def test_it_speaks_the_members_language(office: Office) -> None:
    office.say("lily", "/language zh")
    page = day_of(office)
    assert [one.title for one in page.sections] == ["到期任务", "待跟进", "今日日报", "目标", "我的线索"]
    assert page.title.startswith("11月24日")


def test_a_platform_asks_for_it_and_a_stranger_gets_none(office: Office) -> None:
    assert look_at_day(office.database, Message("test", "t1", "lily", "lily", "x", NOW)).title == "Tue 24 Nov · Lily Chen"
    with pytest.raises(RefusedError):
        look_at_day(office.database, Message("test", "t1", "eve", "eve", "x", NOW))


def test_two_thousand_leads_cost_no_more_statements_than_ten(office: Office) -> None:
    counts = []
    for number in (10, 2000):
        with office.look() as context:
            made = (Lead(company=f"Firm {one}", name_key=f"firm {one}", owner_id=office.ids.lily, created_at=NOW) for one in range(number))
            context.session.add_all(made)
        said: list[str] = []
        with office.look() as context:
            engine = context.session.get_bind().engine

            def note(*arguments: object, said: list[str] = said) -> None:
                said.append(str(arguments[2]))

            event.listen(engine, "before_cursor_execute", note)
            page = my_day(context)
            event.remove(engine, "before_cursor_execute", note)
        assert len(section(page, "My leads").lines) == 9
        counts.append(len(said))
    assert counts[0] == counts[1] < 50
