"""Looking never stands in anybody's way."""

from __future__ import annotations

from datetime import timedelta

from conftest import NOW, Ids
from sqlalchemy import select

from handlers.workspaces import add_team
from storage.database import Database
from storage.models import Account, Team


def test_what_a_look_changes_is_neither_sent_nor_kept(database: Database, ids: Ids) -> None:
    with database.read(ids.workspace) as looking:
        account = looking.scalars(select(Account).order_by(Account.id)).first()
        assert account is not None
        account.last_used_at = NOW + timedelta(hours=1)
        with database.write(NOW, ids.workspace) as writing:
            add_team(writing, "West", NOW)
        assert looking.scalars(select(Team)).all()
    with database.read(ids.workspace) as looking:
        assert {account.last_used_at for account in looking.scalars(select(Account))} == {NOW}
