"""Alembic's entry: it is given the connection that ``storage.migrate`` opened."""

from typing import Literal

from alembic import context

from storage.models import Base
from storage.types import Amount, UtcDateTime


def render_item(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Name our own column types by their database type, so that old migrations do not change with them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Amount):
        return "sa.BigInteger()"
    return False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=render_item)
with context.begin_transaction():
    context.run_migrations()
