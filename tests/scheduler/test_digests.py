"""A team's channel is told every working morning how its targets stand, with a picture, and never when there is nothing to say."""

from __future__ import annotations

import threading
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW, Ids
from passing_time import Day, Seen

from handlers import charts
from handlers.workspaces import add_channel
from storage.models import Contract, Customer, Member, Payment, Target, Team, Workspace

ZONE = ZoneInfo("Asia/Shanghai")


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A time in Shanghai in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def channel(day: Day, team: Ids) -> int:
    """East's channel; nobody there is asked for reports."""
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Workspace, team.workspace).hours = dict.fromkeys(["report_prompt", "report_reminder", "report_summary"], "off")
        return add_channel(session, "east", "test", "t1", "#east", day.now, session.get_one(Team, team.team)).id


def add(day: Day, ids: Ids, *rows: Any) -> None:  # noqa: ANN401
    with day.database.write(day.now, ids.workspace) as session:
        session.add_all(rows)


def target(ids: Ids, amount: int, period: str = "2026-11", who: int | None = None, **values: Any) -> Target:  # noqa: ANN401
    aim = {"member_id": who} if who else {"team_id": ids.team}
    return Target(**{"period": period, "metric": "sales", "currency": "CNY", "created_at": NOW} | aim | values, amount=Decimal(amount))


def contract(who: int, amount: int, day: date, customer: Customer | None = None) -> Contract:
    return Contract(owner_id=who, amount=Decimal(amount), currency="CNY", signed_on=day, customer=customer, created_at=NOW)


def lines(seen: list[Seen]) -> list[str]:
    [digest] = seen
    return digest.text.splitlines()


def test_a_channel_gets_its_digest_in_the_morning(day: Day, team: Ids, channel: int) -> None:
    acme = Customer(name="Acme", name_key="acme", created_at=NOW)
    add(
        day,
        team,
        target(team, 200000),
        target(team, 100000, who=team.lily),
        contract(team.lily, 70000, date(2026, 11, 24), acme),
        contract(team.tom, 12000, date(2026, 11, 2)),
        Payment(customer=acme, owner_id=team.lily, amount=Decimal(5000), currency="CNY", received_on=date(2026, 11, 24), created_at=NOW),
    )
    [digest] = day.run_to(local(25, 12))
    assert (digest.chat, digest.at.astimezone(ZONE)) == ("#east", local(25, 9))
    assert digest.text.splitlines() == [
        "🎯 November · Sales · East",
        "▓▓▓▓░░░░░░ \u200741% · CN¥82,000 of CN¥200,000",
        "17 of 21 working days gone · CN¥79,905 behind",
        "▓▓▓▓▓▓▓░░░ \u200770% Lily Chen · CN¥70,000 of CN¥100,000",
        "• Tom Reid · CN¥12,000, no target",
        "",
        "Yesterday",
        "📝 Acme signed CN¥70,000 · Lily Chen",
        "💰 Acme paid CN¥5,000 · Lily Chen",
    ]
    assert digest.labels == ["📝 Acme", "💰 Acme", "Ranking"]


def test_it_carries_a_picture_and_its_words(day: Day, team: Ids, channel: int) -> None:
    add(day, team, target(team, 200), target(team, 100, who=team.lily), contract(team.lily, 70, date(2026, 11, 24)))
    [digest] = day.run_to(local(25, 12))
    image = digest.reply.image
    assert image is not None
    assert day.database.files.get(image.sha256).startswith(b"\x89PNG")
    assert image.description.startswith("Sales · November · East · CN¥70 of CN¥200 · 35%; Lily Chen: CN¥70 of CN¥100 · 70%")


def test_it_is_in_the_workspace_s_language(day: Day, team: Ids, channel: int) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Workspace, team.workspace).language = "zh"
    add(day, team, target(team, 200000), contract(team.lily, 70000, date(2026, 11, 24)))
    assert lines(day.run_to(local(25, 12)))[:3] == [
        "🎯 11月 · 销售额 · East",
        "▓▓▓░░░░░░░ \u200735% · ¥70,000 / ¥200,000",
        "工作日已过 17/21 · 落后 ¥91,905",
    ]


def test_without_a_font_for_it_the_text_goes_alone(day: Day, team: Ids, channel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "cjk_font", lambda: None)
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Workspace, team.workspace).language = "zh"
    add(day, team, target(team, 200000))
    [digest] = day.run_to(local(25, 12))
    assert digest.reply.image is None
    assert "🎯 11月" in digest.text


def test_nothing_is_sent_when_there_is_nothing_to_say(day: Day, team: Ids, channel: int) -> None:
    add(day, team, contract(team.lily, 70000, date(2026, 11, 3)))
    assert day.run_to(local(30, 12)) == []


def test_news_alone_are_worth_a_digest(day: Day, team: Ids, channel: int) -> None:
    add(day, team, contract(team.lily, 70000, date(2026, 11, 24)))
    assert lines(day.run_to(local(26, 12)))[:2] == ["🎯 November · Sales · East", "CN¥70,000 so far, no target set"]


def test_days_off_are_quiet_and_monday_tells_of_the_weekend(day: Day, team: Ids, channel: int) -> None:
    add(day, team, *[contract(team.lily, number, date(2026, 11, number)) for number in (26, 27, 28, 29)])
    day.run_to(local(27, 12))
    seen = day.run_to(local(30, 12))
    assert [message.at.astimezone(ZONE) for message in seen] == [local(30, 9)]
    assert [line for line in lines(seen) if "📝" in line or "Since" in line] == [
        "Since Fri 27 Nov",
        "📝 signed CN¥29 · Lily Chen",
        "📝 signed CN¥28 · Lily Chen",
        "📝 signed CN¥27 · Lily Chen",
    ]


def test_a_new_month_begins_with_how_the_last_one_ended(day: Day, team: Ids, channel: int) -> None:
    add(
        day,
        team,
        target(team, 100),
        target(team, 500, "2026-12"),
        contract(team.lily, 90, date(2026, 11, 30)),
        contract(team.lily, 5, date(2026, 12, 1)),
    )
    day.run_to(local(30, 20))
    text = "\n".join(lines(day.run_to(local(1, 12, month=12))))
    assert "🎯 November · Sales · East\n▓▓▓▓▓▓▓▓▓░ \u200790% · CN¥90 of CN¥100\nIt is over; CN¥10 were missing." in text
    assert "🎯 December · Sales · East\n░░░░░░░░░░ \u2007\u20071% · CN¥5 of CN¥500\n0 of 23 working days gone · CN¥5 ahead" in text
    assert not any("November ·" in line for line in lines(day.run_to(local(2, 12, month=12))))


def test_a_channel_without_a_team_gets_none(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        add_channel(session, "all", "test", "t1", "#all", day.now)
    add(day, team, target(team, 100), contract(team.lily, 90, date(2026, 11, 24)))
    assert [message for message in day.run_to(local(25, 12)) if message.kind == "digest"] == []


def test_each_team_has_hours_of_its_own(day: Day, team: Ids, channel: int) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Team, team.team).hours = {"digest": "10:30"}
    add(day, team, target(team, 100))
    assert [message.at.astimezone(ZONE) for message in day.run_to(local(25, 12))] == [local(24, 10, 30), local(25, 10, 30)]


def test_changed_hours_hold_at_once(day: Day, team: Ids, channel: int) -> None:
    add(day, team, target(team, 100))
    day.run_to(local(25, 8))
    with day.database.write(day.now, team.workspace) as session:
        workspace = session.get_one(Workspace, team.workspace)
        workspace.hours = workspace.hours | {"digest": "08:30"}
    assert [message.at.astimezone(ZONE) for message in day.run_to(local(25, 12))] == [local(25, 8, 30)]


def test_a_late_digest_comes_while_the_day_lasts(day: Day, team: Ids, channel: int) -> None:
    add(day, team, target(team, 100))
    day.settle()
    assert len(day.sleep_to(local(25, 16))) == 1
    assert day.sleep_to(local(26, 18)) == []


def test_other_teams_work_is_not_in_it(day: Day, team: Ids, channel: int) -> None:
    add(day, team, target(team, 100), contract(team.admin, 90, date(2026, 11, 24)))
    text = "\n".join(lines(day.run_to(local(25, 12))))
    assert "Ada" not in text
    assert "CN¥0 of CN¥100" in text


def test_who_has_left_is_listed_with_what_they_reached_only(day: Day, team: Ids, channel: int) -> None:
    with day.database.write(day.now, team.workspace) as session:
        for member in (team.tom, team.lily):
            session.get_one(Member, member).active = False
    add(day, team, target(team, 100), contract(team.tom, 90, date(2026, 11, 24)))
    text = "\n".join(lines(day.run_to(local(25, 12))))
    assert "Tom Reid · CN¥90" in text
    assert "Lily" not in text


def test_others_can_write_while_it_is_drawn(day: Day, team: Ids, channel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, legend = [], charts._legend

    def write() -> None:
        with day.database.write(day.now, team.workspace) as session:
            session.get_one(Workspace, team.workspace).name = "while it is drawn"

    def draw_slowly(*arguments: Any) -> None:  # noqa: ANN401
        other = threading.Thread(target=write, daemon=True)
        other.start()
        other.join(20)
        drawn.append(other.is_alive())
        legend(*arguments)

    monkeypatch.setattr(charts, "_legend", draw_slowly)
    add(day, team, target(team, 234567), contract(team.lily, 76543, date(2026, 11, 24)))
    [digest] = day.run_to(local(25, 12))
    assert digest.reply.image is not None
    assert drawn == [False], "it is drawn once, and nobody waits for it"
