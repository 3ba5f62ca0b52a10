"""``migrate``: bring the database to the version that this code needs, or write the step to a newer one."""

from __future__ import annotations

import sys

import click

from bot.app import open_database
from bot.config import SettingsError, load_settings
from storage import migrate as migration


@click.command()
@click.option("--new", "message", metavar="MESSAGE", help="Write a new step from what the tables in the code have that the database has not.")
def migrate(message: str | None) -> None:
    """Upgrade the database. ``run`` does so by itself."""
    try:
        database = open_database(load_settings())
    except SettingsError as error:
        click.echo(f"onpace: {error}", err=True)
        sys.exit(2)
    migration.upgrade(database)
    if message:
        migration.add_step(database, message)
    else:
        click.echo(f"The database is at version {migration.version(database)}.")
    database.close()
