"""A sample sales team with a few weeks behind it, for a first look and for the demo; what it consists of stands in ``sample.toml``.

All of it is written as its members would have written it, by the same commands and with the same audit entries, at moments of past working days.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.commands import WRITERS
from handlers.context import Context
from handlers.errors import UserError
from handlers.hours import Hours, hours_of, local_instant
from handlers.parsing.name_words import name_key
from handlers.parsing.records import Moment
from handlers.workspaces import add_account, add_channel, add_member, add_team
from handlers.writing import write_row
from storage import audit
from storage.models import Contact, Customer, Lead, Member, Role, Schedule, Target, Task, TaskStatus, Team, Workspace

DATA = Path(__file__).with_name("sample.toml")
PLATFORM = "web"
SET_UP_AT = "09:00"


def load_sample(session: Session, workspace: Workspace, now: datetime) -> None:
    """Give a new workspace, which has an admin and nothing else yet, the sample team and its past up to ``now``.

    Raises UserError where there are customers or teams already: the sample must not mix with what is real.
    """
    if session.scalar(select(Customer.id).limit(1)) or session.scalar(select(Team.id).limit(1)):
        raise UserError("sample.not_empty")
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    present = session.info["now"]
    _Loader(session, workspace, now).load(data)
    session.info["now"] = present
    session.info.pop("author", None)
    session.execute(update(Schedule).values(next_at=now, evaluated_to=now))  # nobody is reminded of what lies behind


@dataclass
class _Loader:
    """Writes the sample down, one member's doing after the other."""

    session: Session
    workspace: Workspace
    now: datetime

    @property
    def hours(self) -> Hours:
        return hours_of(self.workspace)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.hours.zone).date()

    def load(self, data: dict[str, Any]) -> None:
        admin = self.session.scalars(select(Member).where(Member.role == Role.ADMIN).order_by(Member.id)).first()
        assert admin is not None
        self._act_as(admin, self.now)
        self._add_people(data)
        members = {member.name: member for member in self.session.scalars(select(Member))}
        for entry in data["customers"]:
            self._add_customer(members[entry["owner"]], entry)
        for entry in data["pool"]:
            self._add_to_pool(admin, entry)
        self._set_targets(data["targets"], members)
        for entry in sorted(data["records"], key=lambda record: (-record["day"], record["at"])):
            self._add_record(members[entry["by"]], dict(entry))
        self._finish_what_was_due()

    def _act_as(self, member: Member, at: datetime) -> Context:
        """What follows is this member's doing, at that moment."""
        self.session.flush()
        self.session.info["now"] = at
        audit.write_as(self.session, member.id)
        return Context(self.session, self.workspace, member, at)

    def _day(self, count: int, start: date | None = None) -> date:
        """The working day that many working days after ``start`` (today); before it where the count is negative."""
        day, step = start or self.today, timedelta(days=1 if count > 0 else -1)
        while count:
            day += step
            if self.hours.is_working_day(day):
                count += -1 if count > 0 else 1
        return day

    def _ago(self, days: int, at: str = SET_UP_AT) -> datetime:
        return local_instant(self._day(-days), time.fromisoformat(at), self.hours.zone)

    def _add_people(self, data: dict[str, Any]) -> None:
        tenant = str(self.workspace.id)
        teams: dict[str, Team] = {}
        for entry in data["teams"]:
            teams[entry["name"]] = team = add_team(self.session, entry["name"], self.now)
            add_channel(self.session, entry["name"], PLATFORM, tenant, entry["channel"], self.now, team)
        for entry in data["members"]:
            member = add_member(
                self.session, entry["name"], self.now, role=Role(entry["role"]), team=teams[entry["team"]], language=entry["language"]
            )
            add_account(self.session, member, PLATFORM, tenant, entry["account"], self.now)

    def _add_customer(self, owner: Member, entry: dict[str, Any]) -> None:
        at = self._act_as(owner, self._ago(20)).now
        customer = Customer(name=entry["name"], name_key=name_key(entry["name"]), owner_id=owner.id, created_at=at)
        self.session.add(customer)
        self.session.flush()
        details = {key: entry.get(key) for key in ("title", "phone", "email")}
        self.session.add(Contact(customer_id=customer.id, name=entry["contact"], created_at=at, **details))

    def _add_to_pool(self, admin: Member, entry: dict[str, Any]) -> None:
        at = self._act_as(admin, self._ago(entry["day"])).now
        fields = {key: value for key, value in entry.items() if key != "day"}
        self.session.add(Lead(**fields, name_key=name_key(entry["company"]), owner_id=None, created_at=at))

    def _set_targets(self, entries: list[dict[str, Any]], members: dict[str, Member]) -> None:
        teams = {team.name: team for team in self.session.scalars(select(Team))}
        for entry in entries:
            member = members.get(entry.get("member", ""))
            team = teams[entry["team"]] if member is None else member.team
            by = next(manager for manager in members.values() if manager.role is Role.MANAGER and manager.team is team)
            self._act_as(by, self._ago(1))
            target = Target(period=f"{self.today:%Y-%m}", metric=entry["metric"], amount=Decimal(entry["amount"]), currency=self.workspace.currency)
            target.team, target.member, target.created_at = (team if member is None else None), member, self._ago(1)
            self.session.add(target)

    def _add_record(self, by: Member, entry: dict[str, Any]) -> None:
        writer = WRITERS[entry.pop("kind")]
        context = self._act_as(by, self._ago(entry.pop("day"), entry.pop("at")))
        del entry["by"]
        write_row(context, writer, writer.command(**dict(self._fields(entry, context.today))))

    def _fields(self, entry: dict[str, Any], day: date) -> Iterator[tuple[str, Any]]:
        """A record's values as its command takes them."""
        clock = entry.pop("due_at", None)
        for name, value in entry.items():
            match name:
                case "due":
                    yield "next_due", Moment(self._day(value, day), time.fromisoformat(clock) if clock else None)
                case "close":
                    yield name, Moment(self._day(value, day))
                case "amount":
                    yield name, Decimal(value)
                    yield "currency", self.workspace.currency
                case _:
                    yield name, value

    def _finish_what_was_due(self) -> None:
        """The past is done with: nobody begins with a pile of overdue tasks."""
        morning = local_instant(self.today, time(), self.hours.zone)
        due = select(Task).where(Task.status == TaskStatus.OPEN, Task.due_at < morning).order_by(Task.due_at, Task.id)
        for task in self.session.scalars(due).all():
            assert task.due_at is not None
            at = self._act_as(task.owner, task.due_at - timedelta(hours=1)).now
            task.status, task.done_at = TaskStatus.DONE, at
            self.session.flush()
