"""Whose records a question is about: never more than the asker may see."""

import pytest
from office import Office

from handlers.errors import NotAllowedError, NotFoundError
from handlers.scopes import find_scope, usual_scope
from storage.models import Member


@pytest.mark.parametrize(
    ("who", "said", "names"),
    [
        ("lily", None, {"Lily Chen"}),
        ("lily", "team", {"Lily Chen"}),
        ("lily", "company", {"Lily Chen"}),
        ("lily", "East", {"Lily Chen"}),
        ("max", None, {"Max Manager", "Lily Chen", "Tom Reid"}),
        ("max", "me", {"Max Manager"}),
        ("max", "company", {"Max Manager", "Lily Chen", "Tom Reid"}),
        ("max", "Tom Reid", {"Tom Reid"}),
        ("ada", "East", {"Max Manager", "Lily Chen", "Tom Reid"}),
        ("ada", "team", None),
        ("ada", None, None),
    ],
)
def test_a_scope_is_what_is_said_and_may_be_seen(office: Office, who: str, said: str | None, names: set[str] | None) -> None:
    with office.look(who) as context:
        ids = usual_scope(context, said).member_ids
        assert (ids and {context.session.get_one(Member, member_id).name for member_id in ids}) == names


@pytest.mark.parametrize(
    ("who", "said", "error"), [("lily", "Tom Reid", NotAllowedError), ("max", "Ada Admin", NotAllowedError), ("ada", "Nobody", NotFoundError)]
)
def test_what_is_not_to_be_seen_or_not_there_is_refused(office: Office, who: str, said: str, error: type[Exception]) -> None:
    with office.look(who) as context, pytest.raises(error):
        find_scope(context, said)


def test_an_admin_without_a_team_asks_about_the_company(office: Office) -> None:
    with office.look("ada") as context:
        assert usual_scope(context, None).name == "the company"


def test_a_manager_still_sees_what_those_who_left_have_done(office: Office) -> None:
    office.say("ada", "/member Tom Reid, off")
    with office.look("max") as context:
        assert office.ids.tom in (find_scope(context, "team").member_ids or ())
