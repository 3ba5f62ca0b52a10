"""``invite``: let one person in from a chat app, by a link or a code."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import open_database
from bot.config import Settings, SettingsError, load_settings
from bot.newcomers import defaults_for
from handlers import invitations
from handlers.texts import say
from handlers.workspaces import add_workspace
from scheduler.clock import SystemClock
from storage import migrate
from storage.database import enter
from storage.models import Role, Team, Workspace


class NotFoundError(Exception):
    """What was named is not there; the message says what is."""


@click.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.REP.value, show_default=True, help="What they may see.")
@click.option("--team", "team_name", metavar="NAME", help="Their team, as it is called in the chat.")
@click.option("--workspace", "workspace_name", metavar="NAME", help="The company, where the database holds several.")
def invite(role: str, team_name: str | None, workspace_name: str | None) -> None:
    """Print an invitation for one person, valid for a week: a link for each chat app that takes one, and the words that do the same."""
    try:
        settings = load_settings()
        database = open_database(settings)
        migrate.upgrade(database)
        now = SystemClock().now()
        with database.write(now, everywhere=True) as session:
            workspace = _find_workspace(session, settings, workspace_name, now)
            team = _find_team(session, team_name) if team_name else None
            code = invitations.invite(session, Role(role), team, now)
            links = invitations.links(session, workspace.id, code)
        database.close()
    except (SettingsError, NotFoundError) as error:
        click.echo(f"onpace: {error}", err=True)
        sys.exit(2)
    click.echo(f"An invitation for one {role}{f' of team {team.name}' if team else ''} of {workspace.name}, valid for a week:")
    for link in links:
        click.echo(f"  {link}")
    click.echo(f"  {'or they' if links else 'they'} write to the assistant in private: /join {code}")


def _find_workspace(session: Session, settings: Settings, name: str | None, now: datetime) -> Workspace:
    """The one of that name, or the only one; the first one is made. The session is narrowed to it."""
    found = session.scalars(select(Workspace).order_by(Workspace.id)).all()
    if not found and not name:
        defaults = defaults_for(settings, settings.language, settings.timezone)
        return add_workspace(session, say(settings.language, "joining.first_workspace"), defaults, now)
    fitting = [workspace for workspace in found if name in (None, workspace.name)]
    if len(fitting) != 1:
        names = ", ".join(f"“{workspace.name}”" for workspace in found)
        raise NotFoundError(f"--workspace takes one of {names}" if names else "there is no workspace yet; leave --workspace out")
    enter(session, fitting[0].id)
    return fitting[0]


def _find_team(session: Session, name: str) -> Team:
    teams = session.scalars(select(Team).order_by(Team.name)).all()
    found = next((team for team in teams if team.name.casefold() == name.strip().casefold()), None)
    if found is None:
        names = ", ".join(f"“{team.name}”" for team in teams)
        raise NotFoundError(f"--team takes one of {names}" if names else "there is no team yet; an admin adds one in the chat with “/team East”")
    return found
