"""App Home: a member's day, drawn when it is opened and after what they do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.slack.home import home_view
from handlers import texts
from handlers.locales import LANGUAGES
from handlers.messages import Button
from handlers.my_day import Line, Page, Section
from storage.database import Database
from storage.models import Task, TaskStatus
from tests.slack.checking import check_view, texts_in
from tests.slack.desk import Desk
from tests.slack.reading import form_in

words = st.text(max_size=40)
buttons = st.lists(st.builds(Button, words, st.just("done:1"), st.booleans()), max_size=6).map(tuple)
lines = st.lists(st.builds(Line, st.text(max_size=40) | st.just("x" * 4000), buttons), max_size=60).map(tuple)
pages = st.builds(Page, words, st.lists(st.builds(Section, words, lines, words), max_size=9).map(tuple))


@pytest.fixture
def desk(sqlite: Database) -> Desk:
    return Desk(sqlite)


def shown(desk: Desk, who: str = "lily") -> str:
    check_view({name: value for name, value in desk.home(who).items() if name in ("type", "blocks")})
    return "\n".join(texts_in(desk.home(who)["blocks"]))


@given(pages, st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_any_page_is_a_view_that_slack_takes(page: Page, language: str) -> None:
    check_view(home_view(page, language))


def test_what_there_is_no_room_for_is_counted() -> None:
    many = tuple(Line(f"task {number}", (Button("Done", f"done:{number}"), Button("Snooze", f"snooze:{number}"))) for number in range(100))
    view = home_view(Page("Today", (Section("Tasks", many, ""), Section("Leads", many, ""))), "en")
    texts = list(texts_in(view["blocks"]))
    left = [int(text.split()[2]) for text in texts if text.startswith("… and ")]
    assert [sum(text.startswith("task ") for text in texts) + sum(left), len(left)] == [200, 2]


def test_it_shows_the_day(desk: Desk) -> None:
    desk.write("lily", "remind me today at 5pm to call Jane at Acme")
    desk.open_home("lily")
    assert "Lily Chen" in shown(desk)
    assert "Acme" in shown(desk)


def test_the_other_tabs_draw_nothing(desk: Desk) -> None:
    desk.open_home("lily", "messages")
    assert desk.world.homes == {}


def test_a_button_acts_tells_in_private_and_the_page_follows(desk: Desk) -> None:
    desk.write("lily", "remind me today at 5pm to call Jane at Acme")
    desk.open_home("lily")
    before = len(desk.told("lily"))
    desk.push_in("lily", desk.home("lily"), "Done")
    [task] = desk.rows(Task)
    assert task.status is TaskStatus.DONE
    assert len(desk.told("lily")) == before + 1
    assert texts.say("en", "my_day.no_follow_ups") in shown(desk)


def test_a_form_opened_there_is_answered_in_private(desk: Desk) -> None:
    desk.open_home("lily")
    desk.push_in("lily", desk.home("lily"), "+ Lead")
    assert form_in(desk.view(), {}) is not None
    assert desk.submit("lily", desk.view(), company="Cobalt") == {}
    assert "Cobalt" in desk.told("lily")[-1].text
    assert "Cobalt" in shown(desk)


def test_what_is_said_elsewhere_changes_it_too(desk: Desk) -> None:
    desk.open_home("lily")
    desk.write("lily", "@onpace new lead: Ann at Zenith", "#east")
    assert "Zenith" in shown(desk)
    calls = len([name for name, _ in desk.inside.calls if name == "views.publish"])
    desk.write("tom", "@onpace new lead: Bob at Apex", "#east")
    assert len([name for name, _ in desk.inside.calls if name == "views.publish"]) == calls, "Tom has never opened his"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manager_sees_the_team_in_their_language(sqlite: Database, language: str) -> None:
    desk = Desk(sqlite, language)
    desk.open_home("max")
    desk.open_home("lily")
    assert len(desk.home("max")["blocks"]) > len(desk.home("lily")["blocks"])
