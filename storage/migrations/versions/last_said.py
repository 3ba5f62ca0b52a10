"""What was said last in a chat is found without looking at all that was said there."""

from alembic import op

revision = "last_said"
down_revision = "how_people_come_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_item_chat", ["chat", "id"], unique=False)


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("outbox_item", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_item_chat")
