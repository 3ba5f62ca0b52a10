"""When people work: hours, working days, leave, and the moments at which a task is worth a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from operator import itemgetter
from zoneinfo import ZoneInfo

import holidays

from storage.models import Member, Task, Team, Workspace

DEFAULTS = {
    "work_start": "09:00",
    "work_end": "18:00",
    "digest": "09:00",
    "report_prompt": "17:30",
    "report_reminder": "19:00",
    "report_summary": "20:00",
    "quiet_start": "21:00",
    "quiet_end": "08:00",
}
"""Local times; a workspace, a team or a member may set others in their ``hours``, or ``off`` for what is not to come at all."""
OFF = "off"


JUST_SAID = timedelta(hours=1)
"""Who has just written a task down needs no word on its being due tomorrow."""
LONGEST_HOLIDAY = timedelta(days=60)
"""No country rests longer."""


@dataclass(frozen=True)
class Hours:
    """The hours of one member or team, in its zone."""

    zone: ZoneInfo
    country: str
    times: dict[str, str]

    def clock(self, name: str) -> time:
        """The time of day that goes by that name in ``DEFAULTS``."""
        return time.fromisoformat(self.times.get(name, DEFAULTS[name]))

    def at(self, day: date, name: str) -> datetime:
        """That time on that day, aware; in the spring gap the next valid instant, in the autumn fold the first."""
        return local_instant(day, self.clock(name), self.zone)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether people are to be left alone then."""
        start, end, local = self.clock("quiet_start"), self.clock("quiet_end"), moment.astimezone(self.zone).time()
        return start <= local or local < end if start > end else start <= local < end

    def after_quiet(self, moment: datetime) -> datetime:
        """That moment, or the end of the quiet hours that it lies in."""
        if not self.is_quiet(moment):
            return moment
        today = moment.astimezone(self.zone).date()
        end = self.at(today, "quiet_end")
        return end if end > moment else self.at(today + timedelta(days=1), "quiet_end")

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor public holiday, make-up workdays included."""
        return is_working_day(self.country, day)

    def next_working_day(self, day: date) -> date:
        """The first one after that day."""
        return next(later for later in days(day + timedelta(days=1), day + LONGEST_HOLIDAY) if self.is_working_day(later))

    def last_working_day(self, day: date) -> date:
        """The last one before that day."""
        return next(day - timedelta(days=n) for n in range(1, LONGEST_HOLIDAY.days) if self.is_working_day(day - timedelta(days=n)))

    def working_days(self, first: date, last: date) -> int:
        """How many there are, both ends included."""
        return sum(self.is_working_day(day) for day in days(first, last))


def local_instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A local time as an instant; a time that a change of the clocks skips becomes the next valid one."""
    local = datetime.combine(day, clock, zone)
    return local.astimezone(ZoneInfo("UTC")).astimezone(zone)


def days(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@cache
def is_working_day(country: str, day: date) -> bool:
    """Whether people work on that day in that country."""
    if country == "CN":
        import chinese_calendar  # knows make-up workdays, which holidays does not; raises for years that it lacks

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            pass
    return day.weekday() < 5 and day not in _public_holidays(country, day.year)


@cache
def _public_holidays(country: str, year: int) -> holidays.HolidayBase | frozenset[date]:
    try:
        return holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset()


def hours_of(workspace: Workspace, member: Member | None = None, team: Team | None = None) -> Hours:
    """The hours that hold for a member, a team or the workspace: the nearest setting wins."""
    team = team or (member.team if member else None)
    zone = (member.timezone if member else None) or workspace.timezone
    times = workspace.hours | (team.hours if team else {}) | (member.hours if member else {})
    return Hours(ZoneInfo(zone), workspace.country, times)


def deadline_moments(task: Task, hours: Hours, is_away: Callable[[date], bool] = lambda _day: False) -> list[tuple[datetime, str]]:
    """When a task is worth a word and why, in order: ``day_before``, ``hour_before``, ``overdue``; ``reminder`` if asked for; ``snoozed``.

    What was asked for comes at its very time; the rest waits until people are awake and back from leave.
    """
    asked = [] if task.snoozed_until is None else [(task.snoozed_until, "snoozed")]
    if task.due_at is None:
        return asked
    due_day = task.due_at.astimezone(hours.zone).date()
    if task.remind and task.due_has_time:
        moments = [(task.due_at, "reminder"), (_when_there(hours.at(hours.next_working_day(due_day), "work_start"), hours, is_away), "overdue")]
    else:
        before = [(_working_day_before(task.due_at, hours), "day_before"), (task.due_at - timedelta(hours=1), "hour_before")]
        if before[0][0] - task.created_at < JUST_SAID:
            before = before[1:]
        there = [(_when_there(moment, hours, is_away), stage) for moment, stage in before]
        moments = [*((moment, stage) for moment, stage in there if moment < task.due_at), (_when_there(task.due_at, hours, is_away), "overdue")]
    if task.snoozed_until is not None:
        moments = [*asked, *((moment, stage) for moment, stage in moments if moment > task.snoozed_until)]
    return sorted(moments, key=itemgetter(0))  # a day before by the clock may be less than an hour before, where a zone's clocks change


def _working_day_before(moment: datetime, hours: Hours) -> datetime:
    """The same time of day on the last working day before."""
    local = moment.astimezone(hours.zone)
    return local_instant(hours.last_working_day(local.date()), local.time(), hours.zone)


def _when_there(moment: datetime, hours: Hours, is_away: Callable[[date], bool]) -> datetime:
    """That moment, or the first later one at which people are awake and not on leave."""
    moment = hours.after_quiet(moment)
    day = moment.astimezone(hours.zone).date()
    if not is_away(day):
        return moment
    while is_away(day):
        day = hours.next_working_day(day)
    return hours.at(day, "work_start")
