"""Channels that can't be written to any more, and the language of whoever a message is for."""

import sqlalchemy as sa
from alembic import op

revision = "reachable_channels"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reachable", sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default="en"))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.drop_column("language")

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.drop_column("reachable")
