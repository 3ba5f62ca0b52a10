"""Daily reports: drafted from the day, sent with a tap, answered in words, and looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from handlers.carrying_out import carry_out
from handlers.commands import WRITERS, Query, Question, answers, asked, hears, presses, writes
from handlers.context import Context
from handlers.errors import UserError
from handlers.hours import OFF, days
from handlers.lists import more_button, page
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.periods import bounds
from handlers.reading import filled, read_message
from handlers.receipts import receipt
from handlers.report_drafts import done_on, planned_after
from handlers.scopes import Scope, usual_scope
from handlers.small_words import means
from handlers.texts import joined
from handlers.writing import amend, merged
from storage.models import DailyReport, Member, Role
from storage.queries.absence import members_away


@dataclass
class SendReport:
    """The day summed up."""

    done: str | None = asked("long")
    plan: str | None = asked("long")
    blockers: str | None = asked("long")
    day: date | None = None
    """The day that it is about, where that is not the one meant by now."""


def read(_context: Context, report: DailyReport) -> SendReport:
    """The command that would write this report."""
    return SendReport(report.done, report.plan, report.blockers, report.day)


def line(context: Context, report: DailyReport) -> str:
    """``Daily report · Tue 24 Nov`` and what it says, part by part."""
    author = None if report.member_id == context.member.id else report.member.name
    return "\n".join([joined(context.text("kinds.daily_report"), context.spell(report.day), author), *parts_of(context, read(context, report))])


def parts_of(context: Context, report: SendReport) -> list[str]:
    """``Done: 5 calls``, or the part's name and its lines."""
    parts = ((name, getattr(report, name)) for name in ("done", "plan", "blockers"))
    return [_part(context, name, said) for name, said in parts if said]


def _part(context: Context, name: str, said: str) -> str:
    label = context.text(f"fields.{name}")
    lines = said.splitlines()
    if len(lines) == 1:
        return f"{label}{context.text('formats.colon')}{said}"
    return "\n".join([label, *(f"• {one}" for one in lines)])


def day_meant(context: Context) -> date:
    """The day that a report told now is about: before work begins the last working day, if nothing was sent for it yet."""
    before_work = context.now < context.hours.at(context.today, "work_start")
    last = context.hours.last_working_day(context.today)
    return last if before_work and report_of(context, last) is None else context.today


def report_of(context: Context, day: date) -> DailyReport | None:
    """The member's report of a day."""
    return context.session.scalars(select(DailyReport).where(DailyReport.member_id == context.member.id, DailyReport.day == day)).first()


def sent_before(context: Context, command: SendReport) -> DailyReport | None:
    """The report of the day, which a further message completes."""
    return report_of(context, command.day or day_meant(context))


def draft(context: Context, day: date) -> SendReport:
    """What the day's records say."""
    return SendReport(done_on(context, day), planned_after(context, day), day=day)


def to_start_from(context: Context) -> SendReport:
    """What the form starts from: the report that was sent, or the draft."""
    day = day_meant(context)
    sent = report_of(context, day)
    return read(context, sent) if sent else draft(context, day)


def ask_what_was_done(context: Context, command: SendReport) -> Question | None:
    """A report says at least what was done, unless it completes one that does."""
    if command.done or sent_before(context, command):
        return None
    return Question("done", context.text("questions.done"))


@writes("daily_report", command=SendReport, row=DailyReport, read=read, line=line, find=sent_before, ask=ask_what_was_done, prefill=to_start_from)
def send_report(context: Context, command: SendReport, report: DailyReport) -> None:
    """Write a report down."""
    report.member_id = report.member_id or context.member.id
    report.day = command.day or day_meant(context)
    report.done, report.plan = command.done, command.plan
    report.blockers = None if command.blockers and means(command.blockers, "nothing") else command.blockers


def is_asked(member: Member) -> bool:
    """Whether somebody is asked for reports: reps, and whoever's own hours say when."""
    return member.active and (member.role is Role.REP or "report_prompt" in member.hours) and member.hours.get("report_prompt") != OFF


def prompt(context: Context, day: date, heading: str) -> Reply:
    """The draft, to be sent with a tap, edited, or completed in words; ``heading`` is a text's key."""
    drafted = draft(context, day)
    edit = Button(context.text("buttons.edit" if drafted.done else "buttons.fill_in"), "new:daily_report", opens_form=True)
    first = context.text(heading, day=context.spell(day))
    if drafted.done is None:
        return Reply("\n".join([first, context.text("reports.nothing_yet"), *parts_of(context, drafted)]), buttons=(edit,))
    submit = Button(context.text("buttons.submit"), f"report:{day.isoformat()}", style="primary")
    return Reply("\n".join([first, *parts_of(context, drafted), "", context.text("reports.how_to_answer")]), buttons=(submit, edit))


@presses("report")
def press_submit(context: Context, arguments: list[str]) -> Outcome:
    """Send the draft as it is: ``report:<day>``."""
    day = date.fromisoformat(arguments[0])
    if report_of(context, day) is not None:
        raise UserError("reports.sent_already", day=context.spell(day))
    return _send(context, day, draft(context, day))


@hears("report")
def answer_prompt(context: Context, text: str) -> Outcome:
    """Words that answer a prompt: consent, a report, something more that was done and is then part of the draft, or more to add to it."""
    assert context.about is not None
    day = context.about.created_at.astimezone(context.zone).date()
    if means(text, "confirm"):
        return press_submit(context, [day.isoformat()])
    if means(text, "cancel"):
        return Outcome(Reply(context.text("reports.not_sent")))
    if means(text, "politeness") or not text:
        return Outcome(Reply(context.text("reports.how_to_answer")))
    sent = report_of(context, day)
    before = read(context, sent) if sent else draft(context, day)
    records = read_message(context, text).records
    told = next((filled(SendReport, record) for record in records if record.kind == "daily_report"), None)
    if told is None and records:
        outcome = carry_out(context, records)
        return outcome if sent else _with_draft(context, day, outcome)
    return _send(context, day, merged(before, told or SendReport("\n".join(part for part in (before.done, text) if part))))


def _send(context: Context, day: date, report: SendReport) -> Outcome:
    """Write the report of a day, or bring it up to date."""
    if not report.done:
        raise UserError("questions.done")
    sent = report_of(context, day)
    row = amend(context, WRITERS["daily_report"], replace(report, day=day), sent or DailyReport(created_at=context.now))
    return Outcome(receipt(context, [row], heading=context.text("receipts.changed") if sent else None), [row])


def _with_draft(context: Context, day: date, outcome: Outcome) -> Outcome:
    """What was written down, and the draft that it is now part of."""
    if outcome.reply is None or not outcome.rows:
        return outcome
    reply = prompt(context, day, "reports.prompt")
    return replace(outcome, reply=Reply(f"{outcome.reply.text}\n\n{reply.text}", outcome.reply.facts, (*reply.buttons, *outcome.reply.buttons)))


@answers("reports")
def list_reports(context: Context, query: Query) -> Outcome:
    """The reports of a day or a longer time, one's own or the team's, and who has not sent any."""
    scope = usual_scope(context, query.scope or query.name)
    first, last = bounds(query.period) if query.period else (_day_asked_about(context, scope),) * 2
    told = select(DailyReport).join(Member, DailyReport.member_id == Member.id)
    told = told.where(DailyReport.day >= first, DailyReport.day <= last, scope.owns(DailyReport.member_id))
    shown = page(context, query, told.order_by(DailyReport.day.desc(), Member.name))
    when = context.spell(first) if first == last else f"{context.spell(first)} – {context.spell(last)}"
    lines = [joined(context.text("reports.heading"), when, scope.name or None)]
    for report in shown.rows:
        of_day = None if first == last else context.spell(report.day)
        lines += [f"✅ {joined(report.member.name, of_day)}", *parts_of(context, read(context, report))]
    if not query.skip:
        asked = asked_members(context, scope)
        lines += without_report(context, asked, first, last)
        if first == last and context.member in asked and report_of(context, first) is None and (done := done_on(context, first)):
            lines += [context.text("reports.so_far"), done]
    if len(lines) == 1:
        lines.append(context.text("reports.none"))
    return Outcome(Reply("\n".join(lines), buttons=more_button(context, query, shown)), shown.rows if len(shown.rows) == 1 else ())


def _day_asked_about(context: Context, scope: Scope) -> date:
    """Today once reports have come in or been asked for, else the last working day."""
    came_in = select(DailyReport.id).where(DailyReport.day == context.today, scope.owns(DailyReport.member_id)).limit(1)
    asked_for = context.hours.is_working_day(context.today) and context.now >= context.hours.at(context.today, "report_prompt")
    return context.today if asked_for or context.session.scalar(came_in) else context.hours.last_working_day(context.today)


def asked_members(context: Context, scope: Scope) -> list[Member]:
    """Those in scope who are asked for reports, by name."""
    return [member for member in context.session.scalars(select(Member).where(scope.owns(Member.id)).order_by(Member.name)) if is_asked(member)]


def without_report(context: Context, members: Sequence[Member], first: date, last: date) -> list[str]:
    """``⏳ Missing: Tom Reid`` and ``🌴 On leave: …``; for several days with how many are missing."""
    days_asked = [day for day in days(first, min(last, context.today)) if context.hours.is_working_day(day)]
    sent = select(DailyReport.member_id, DailyReport.day).where(DailyReport.day >= first, DailyReport.day <= last)
    given = {(member_id, day) for member_id, day in context.session.execute(sent)}
    away = {day: members_away(context.session, day) for day in days_asked}
    missing = {
        member.name: sum((member.id, day) not in given and member.id not in away[day] and _was_there(context, member, day) for day in days_asked)
        for member in members
    }
    on_leave = [member.name for member in members if days_asked and all(member.id in away[day] for day in days_asked)]
    names = [name if len(days_asked) == 1 else f"{name} ({count})" for name, count in missing.items() if count]
    lines = [context.text("reports.missing", names=context.text("formats.comma").join(names))] if names else []
    return lines + ([context.text("reports.on_leave", names=context.text("formats.comma").join(on_leave))] if on_leave else [])


def _was_there(context: Context, member: Member, day: date) -> bool:
    return member.created_at.astimezone(context.zone).date() <= day
