"""Daily reports are drafted from the day, sent with a tap, completed in words, and looked up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from conftest import NOW
from office import Office, filled_in, labels, record, reply_of
from sqlalchemy import select

from handlers.messages import Reply
from handlers.outgoing import push
from handlers.parsing.name_words import name_key
from handlers.reports import prompt
from storage.models import CheckIn, ContactLog, Contract, Customer, DailyReport, Lead, Leave, Member, Payment, Task, TaskStatus

TODAY = date(2026, 11, 24)


def live_a_day(office: Office) -> None:
    """What Lily did by half past five on Tuesday."""
    with office.look("lily") as context:
        session, mine, at = context.session, context.member.id, NOW
        acme = Customer(name="Acme", name_key=name_key("Acme"), owner_id=mine, created_at=at)
        zenith = Customer(name="Zenith", name_key=name_key("Zenith"), owner_id=mine, created_at=at)
        session.add_all([acme, zenith])
        session.flush()
        log = {"member_id": mine, "created_at": at}
        session.add_all(
            [
                ContactLog(customer=acme, person="Jane", method="call", summary="happy with the demo", at=at, **log),
                ContactLog(customer=zenith, method="call", outcome="no_answer", at=at + timedelta(minutes=1), **log),
                CheckIn(customer=acme, at=at, **log),
                CheckIn(place="Trade fair", note="two good talks", at=at + timedelta(hours=2), **log),
                Contract(customer=acme, owner_id=mine, amount=Decimal(48000), currency="CNY", signed_on=TODAY, created_at=at),
                Payment(customer=zenith, owner_id=mine, amount=Decimal("20000.50"), currency="CNY", received_on=TODAY, created_at=at),
                Lead(company="Bluebird", person="Ann", name_key=name_key("Bluebird"), need="20 chairs", owner_id=mine, created_at=at),
                Task(action="Send samples", customer=zenith, owner_id=mine, creator_id=mine, status=TaskStatus.DONE, done_at=at, created_at=at),
                Task(action="Send the quote", customer=acme, owner_id=mine, creator_id=mine, due_at=at - timedelta(days=1), created_at=at),
                Task(
                    action="Visit", customer=zenith, owner_id=mine, creator_id=mine, due_at=at + timedelta(days=1), due_has_time=True, created_at=at
                ),
                Task(action="Plan the fair", owner_id=mine, creator_id=mine, due_at=at + timedelta(days=2), created_at=at),
            ]
        )
    office.wait(hours=7, minutes=30)


def ask(office: Office, who: str = "lily", day: date = TODAY) -> None:
    """The prompt that the scheduler sends, as it arrived."""
    with office.look(who) as context:
        item = push(context.session, context.member, prompt(context, day, "reports.prompt"), kind="report", now=office.now)
        assert item is not None
        context.session.flush()
        item.external_id = f"o{item.id}"


def draft_text(office: Office, who: str = "lily") -> str:
    with office.look(who) as context:
        return prompt(context, TODAY, "reports.prompt").text


def test_the_draft_says_what_was_told_during_the_day(office: Office) -> None:
    live_a_day(office)
    assert draft_text(office).splitlines() == [
        "📋 Your report for Tue 24 Nov, from what you told me",
        "Done",
        "• Contract · Acme · CN¥48,000",
        "• Payment · Zenith · CN¥20,000.50",
        "• Call · Acme (Jane): happy with the demo",
        "• Call · Zenith: no answer",
        "• Check-in · Trade fair · two good talks",
        "• Lead · Bluebird (Ann) · 20 chairs",
        "• Done · Send samples (Zenith)",
        "Plan",
        "• Send the quote (Acme) · overdue",
        "• Visit (Zenith) · 10:00",
        "",
        "Submit it as it is, or reply with what to add.",
    ]


def test_it_is_drafted_in_the_member_s_language(office: Office) -> None:
    live_a_day(office)
    with office.look("lily") as context:
        context.member.language = "zh"
    text = draft_text(office)
    assert "• 电话 · Acme（Jane）：happy with the demo" in text
    assert "• Send the quote（Acme） · 已逾期" in text


def test_others_work_and_other_days_are_no_part_of_it(office: Office) -> None:
    live_a_day(office)
    assert "nothing from you" in draft_text(office, "tom")
    with office.look("lily") as context:
        assert "Done" not in prompt(context, TODAY - timedelta(days=1), "reports.prompt").text.splitlines()


def test_a_day_of_many_records_stays_readable(office: Office) -> None:
    with office.look("lily") as context:
        for number in range(30):
            context.session.add(
                ContactLog(member_id=context.member.id, method="call", person=f"Person {number}", summary="x" * 500, at=NOW, created_at=NOW)
            )
    lines = draft_text(office).splitlines()
    assert lines[13] == "• … and 19 more"
    assert max(map(len, lines)) <= 122


def test_one_tap_sends_it(office: Office) -> None:
    live_a_day(office)
    ask(office)
    reply = office.press("lily", "Submit")
    report = office.row(DailyReport)
    assert (report.member_id, report.day, report.blockers) == (office.ids.lily, TODAY, None)
    assert report.done is not None
    assert report.done.startswith("Contract · Acme · CN¥48,000\nPayment")
    assert reply.text.startswith("Daily report · Tue 24 Nov\nDone\n• Contract")
    assert labels(reply) == ["Undo", "Edit"]


def test_what_came_after_the_prompt_is_sent_too(office: Office) -> None:
    live_a_day(office)
    ask(office)
    office.say("lily", "called Bob at Zenith", record("contact_log", company="Zenith", person="Bob", method="call"))
    office.press("lily", "Submit")
    assert "Call · Zenith (Bob)" in (office.row(DailyReport).done or "")


def test_it_is_sent_once(office: Office) -> None:
    live_a_day(office)
    ask(office)
    office.press("lily", "Submit")
    assert "has been sent already" in office.press_action("lily", "report:2026-11-24").text
    assert len(office.rows(DailyReport)) == 1


def test_without_anything_done_there_is_nothing_to_submit(office: Office) -> None:
    ask(office, "tom")
    assert labels(prompt_of(office, "tom")) == ["Fill in the form"]
    assert office.press_action("tom", "report:2026-11-24").text == "What did you get done?"
    assert office.rows(DailyReport) == []


def prompt_of(office: Office, who: str) -> Reply:
    return reply_of(office.last(who))


def test_the_form_starts_from_the_draft(office: Office) -> None:
    live_a_day(office)
    form = office.form("lily", "new:daily_report")
    assert filled_in(form)["plan"] == "Send the quote (Acme) · overdue\nVisit (Zenith) · 10:00"
    office.submit("lily", "new:daily_report", done="Two calls", plan="Rest", blockers="No samples")
    report = office.row(DailyReport)
    assert (report.done, report.plan, report.blockers) == ("Two calls", "Rest", "No samples")
    assert filled_in(office.form("lily", "new:daily_report"))["done"] == "Two calls"


@pytest.mark.parametrize("with_reply", [True, False])
def test_words_of_one_s_own_are_added_and_sent(office: Office, with_reply: bool) -> None:
    live_a_day(office)
    ask(office)
    reply = office.say("lily", "helped Tom with his slides", reply_to=office.last("lily") if with_reply else None)
    report = office.row(DailyReport)
    assert (report.done or "").endswith("\nhelped Tom with his slides")
    assert "• helped Tom with his slides" in reply.text
    assert labels(reply) == ["Undo", "Edit"]


def test_a_whole_report_replaces_what_it_says(office: Office) -> None:
    live_a_day(office)
    ask(office)
    office.say("lily", "report", record("daily_report", done="5 calls", blockers="no samples"), reply_to=office.last("lily"))
    report = office.row(DailyReport)
    assert (report.done, report.blockers) == ("5 calls", "no samples")
    assert (report.plan or "").startswith("Send the quote")


def test_something_more_that_was_done_is_logged_and_joins_the_draft(office: Office) -> None:
    live_a_day(office)
    ask(office)
    reply = office.say("lily", "also saw Bob", record("contact_log", company="Zenith", person="Bob", method="visit"), reply_to=office.last("lily"))
    assert office.rows(DailyReport) == []
    assert "• Visit · Zenith (Bob)" in reply.text
    assert labels(reply)[0] == "Submit"
    office.press("lily", "Submit")
    assert "Visit · Zenith (Bob)" in (office.row(DailyReport).done or "")


@pytest.mark.parametrize("word", ["ok", "Yes please!", "好的"])
def test_consent_sends_it(office: Office, word: str) -> None:
    live_a_day(office)
    ask(office)
    office.say("lily", word, reply_to=office.last("lily"))
    assert len(office.rows(DailyReport)) == 1


@pytest.mark.parametrize("word", ["no", "thanks", "不用"])
def test_neither_refusal_nor_thanks_are_a_report(office: Office, word: str) -> None:
    live_a_day(office)
    ask(office)
    office.say("lily", word, reply_to=office.last("lily"))
    assert office.rows(DailyReport) == []


def test_a_late_word_completes_what_was_sent(office: Office) -> None:
    live_a_day(office)
    ask(office)
    asked = office.last("lily")
    office.press("lily", "Submit")
    office.say("lily", "and wrote the offer", reply_to=asked)
    assert (office.row(DailyReport).done or "").endswith("\nand wrote the offer")


def test_a_second_report_of_the_day_completes_the_first(office: Office) -> None:
    office.say("lily", "a", record("daily_report", done="5 calls"))
    office.say("lily", "b", record("daily_report", plan="visit Acme"))
    report = office.row(DailyReport)
    assert (report.done, report.plan, report.day) == ("5 calls", "visit Acme", TODAY)


def test_before_work_the_last_working_day_is_meant(office: Office) -> None:
    office.wait(days=6, hours=-2)
    office.say("lily", "a", record("daily_report", done="5 calls"))
    office.say("lily", "b", record("daily_report", done="early start"))
    assert [(report.day, report.done) for report in office.rows(DailyReport)] == [
        (date(2026, 11, 27), "5 calls"),
        (date(2026, 11, 30), "early start"),
    ]


def test_what_was_done_is_asked_for(office: Office) -> None:
    reply = office.say("lily", "report", record("daily_report", plan="visit Acme"))
    assert reply.text == "What did you get done?"
    office.say("lily", "five calls")
    assert office.row(DailyReport).done == "five calls"


@pytest.mark.parametrize("word", ["none", "No issues.", "无", "没有问题"])
def test_no_blockers_are_none(office: Office, word: str) -> None:
    office.say("lily", "a", record("daily_report", done="5 calls", blockers=word))
    assert office.row(DailyReport).blockers is None


def test_it_can_be_taken_back(office: Office) -> None:
    live_a_day(office)
    ask(office)
    office.press("lily", "Submit")
    office.press("lily", "Undo")
    assert office.rows(DailyReport) == []


def test_a_manager_sees_who_sent_what_and_who_is_missing(office: Office) -> None:
    office.wait(hours=8)
    office.say("lily", "a", record("daily_report", done="5 calls", blockers="no samples"))
    reply = office.say("max", "reports", record("query", about="reports"))
    assert reply.text.splitlines() == [
        "📋 Daily reports · Tue 24 Nov · the team",
        "✅ Lily Chen",
        "Done: 5 calls",
        "Blockers: no samples",
        "⏳ Missing: Tom Reid",
    ]


def test_who_is_on_leave_is_not_missing(office: Office) -> None:
    with office.look("tom") as context:
        context.session.add(Leave(member_id=context.member.id, first=TODAY, last=TODAY, created_at=NOW))
    office.wait(hours=8)
    text = office.say("max", "reports", record("query", about="reports")).text
    assert "⏳ Missing: Lily Chen" in text
    assert "🌴 On leave: Tom Reid" in text


def test_in_the_morning_yesterday_s_are_shown(office: Office) -> None:
    office.say("lily", "a", record("daily_report", done="5 calls"))
    office.wait(days=1)
    assert "Tue 24 Nov" in office.say("max", "reports", record("query", about="reports")).text


def test_a_week_is_counted(office: Office) -> None:
    with office.look("lily") as context:
        for member in context.session.scalars(select(Member)):
            member.created_at = NOW - timedelta(days=30)
    office.say("lily", "a", record("daily_report", done="5 calls"))
    office.wait(days=1)
    office.say("lily", "b", record("daily_report", done="6 calls"))
    text = office.say("max", "week", record("query", about="reports", period="2026-W48")).text
    assert "✅ Lily Chen · Wed 25 Nov" in text
    assert "✅ Lily Chen · Tue 24 Nov" in text
    assert "⏳ Missing: Lily Chen (1), Tom Reid (3)" in text


def test_a_rep_sees_their_own_only(office: Office) -> None:
    office.say("lily", "a", record("daily_report", done="5 calls"))
    assert "5 calls" not in office.say("tom", "q", record("query", about="reports", scope="team")).text
    assert "not yours to see" in office.say("tom", "q", record("query", about="reports", name="Lily Chen")).text


def test_the_day_is_the_member_s_own(office: Office) -> None:
    with office.look("lily") as context:
        context.member.timezone = "America/Los_Angeles"
    office.say("lily", "a", record("daily_report", done="5 calls"))
    assert office.row(DailyReport).day == date(2026, 11, 23)
