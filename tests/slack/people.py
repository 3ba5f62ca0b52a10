"""The people of a dialogue as Slack knows them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from bot.platforms.terminal.steps import AddChannel, AddMember
from bot.platforms.terminal.workspace import People
from storage.database import Database
from storage.models import Account, Channel
from tests.slack.fake import BOT, TEAM
from tests.slack.fake.world import World


class SlackPeople(People):
    """The people of a dialogue as Slack knows them."""

    platform, tenant = "slack", TEAM

    def __init__(self, database: Database, world: World) -> None:
        super().__init__(database)
        self.world = world
        self.ids: dict[str, str] = {}
        """The ids of people and channels, by what the dialogue calls them."""

    def set_up(self, line: object, now: datetime) -> None:  # type: ignore[override]
        super().set_up(line, now)
        with self.database.write(now, everywhere=True) as session:
            if isinstance(line, AddMember):
                user = self.id_of(line.handle)
                self.world.add_user(user, line.name or line.handle, tz=line.timezone or "", locale=line.language or "")
                self.world.direct(user)
                session.execute(update(Account).where(Account.external_id == line.handle).values(external_id=user, address=f"D{user[1:]}"))
            elif isinstance(line, AddChannel):
                self.world.add_channel(self.id_of(line.name), line.name.removeprefix("#"), BOT)
                session.execute(update(Channel).where(Channel.external_id == line.name).values(external_id=self.id_of(line.name)))

    def id_of(self, name: str) -> str:
        """A person's or a channel's id."""
        return self.ids.setdefault(name, f"{'C' if name.startswith('#') else 'U'}{len(self.ids):04}")

    def name_of(self, slack_id: str) -> str:
        """The inverse; a private chat goes by its person."""
        names = {found: name for name, found in self.ids.items()}
        return names.get(slack_id) or names[f"U{slack_id[1:]}"]

    def channels_of(self, handle: str) -> list[str]:
        return [self.name_of(channel) for channel in super().channels_of(handle)]
