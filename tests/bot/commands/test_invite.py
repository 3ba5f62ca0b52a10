"""``invite``: prints what lets one person in."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner
from conftest import NOW, fill
from sqlalchemy import select

from bot.commands.invite import invite
from handlers.invitations import hashed
from handlers.joining import note_entrance
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import Invitation, Role, Workspace


def call(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        invite, words, env={"DATABASE_URL": f"sqlite:///{folder / 'a.db'}", "DATA_DIR": str(folder), "TIMEZONE": "Europe/Berlin"}
    )
    return result.exit_code, result.output


def opened(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'a.db'}", FileStore(folder))
    migrate.upgrade(database)
    return database


def test_a_link_for_each_app_that_takes_one_and_the_words_that_do_the_same(tmp_path: Path) -> None:
    database = opened(tmp_path)
    ids = fill(database)
    with database.write(NOW, everywhere=True) as session:
        note_entrance(session, "far", "1", "https://far.example/bot?start={code}", NOW)
    status, said = call(tmp_path, "--role", "manager", "--team", "east")
    code = re.findall(r"/join ([A-Z2-9]{16})", said)[0]
    assert status == 0
    assert said.splitlines() == [
        "An invitation for one manager of team East of Acme Sales, valid for a week:",
        f"  https://far.example/bot?start={code}",
        f"  or they write to the assistant in private: /join {code}",
    ]
    with database.read(everywhere=True) as session:
        kept = session.scalars(select(Invitation)).one()
        assert (kept.code_hash, kept.role, kept.team_id, kept.made_by_id) == (hashed(code), Role.MANAGER, ids.team, None)
    database.close()


def test_an_empty_database_gets_the_workspace_that_the_first_admin_is_invited_to(tmp_path: Path) -> None:
    status, said = call(tmp_path, "--role", "admin")
    assert (status, "one admin of Our team" in said) == (0, True)
    database = opened(tmp_path)
    with database.read(everywhere=True) as session:
        workspace = session.scalars(select(Workspace)).one()
        assert (workspace.timezone, workspace.country, workspace.currency) == ("Europe/Berlin", "DE", "EUR")
    database.close()


def test_what_is_not_there_is_answered_with_what_is(tmp_path: Path) -> None:
    database = opened(tmp_path)
    assert call(tmp_path, "--workspace", "X") == (2, "onpace: there is no workspace yet; leave --workspace out\n")
    fill(database)
    fill(database, "Beta", "t2")
    assert call(tmp_path) == (2, "onpace: --workspace takes one of “Acme Sales”, “Beta”\n")
    assert call(tmp_path, "--workspace", "Beta", "--team", "West") == (2, "onpace: --team takes one of “East”\n")
    assert call(tmp_path, "--workspace", "Beta", "--role", "boss")[0] == 2
    with database.read(everywhere=True) as session:
        assert session.scalars(select(Invitation)).all() == []
    database.close()
