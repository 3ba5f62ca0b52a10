"""Admins hear of trouble once a day, when they are awake, and nobody else does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conftest import NOW, Ids
from sqlalchemy import select

from scheduler.alerts import tell_admins
from storage.database import Database
from storage.models import Member, OutboxItem


def alerts(database: Database) -> list[tuple[str, datetime, str]]:
    with database.read(everywhere=True) as session:
        items = session.scalars(select(OutboxItem).where(OutboxItem.kind == "alert").order_by(OutboxItem.id))
        return [(item.address, item.due_at, item.payload["text"]) for item in items]


def trouble(database: Database, ids: Ids, now: datetime, what: str = "unhandled") -> None:
    with database.write(now, ids.workspace) as session:
        tell_admins(session, ids.workspace, what, now)


def test_once_a_day_for_each_kind_of_trouble(sqlite: Database, team: Ids) -> None:
    for hours in (0, 1, 2):
        trouble(sqlite, team, NOW + timedelta(hours=hours))
    trouble(sqlite, team, NOW, "undelivered")
    trouble(sqlite, team, NOW + timedelta(days=1))
    found = alerts(sqlite)
    assert [(address, text[:33]) for address, _, text in found] == [
        ("ada", "⚠️ Some messages could not be han"),
        ("ada", "⚠️ Some messages could not be del"),
        ("ada", "⚠️ Some messages could not be han"),
    ]


def test_in_the_admin_s_language_and_after_the_night(sqlite: Database, team: Ids) -> None:
    with sqlite.write(NOW, team.workspace) as session:
        session.get_one(Member, team.admin).language = "zh"
    zone = ZoneInfo("Asia/Shanghai")
    trouble(sqlite, team, datetime(2026, 11, 24, 23, tzinfo=zone))
    [(_, due_at, text)] = alerts(sqlite)
    assert due_at == datetime(2026, 11, 25, 8, tzinfo=zone)
    assert "没能处理" in text


def test_an_admin_who_has_left_hears_nothing(sqlite: Database, team: Ids) -> None:
    with sqlite.write(NOW, team.workspace) as session:
        session.get_one(Member, team.admin).active = False
    trouble(sqlite, team, NOW)
    assert alerts(sqlite) == []
