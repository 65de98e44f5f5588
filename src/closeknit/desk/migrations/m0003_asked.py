"""Who was put on a list of people to turn to, and what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "asked",
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("through", sa.String(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date()),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("again_from", sa.Date()),
        sa.PrimaryKeyConstraint("asked_id", name="pk_asked"),
    )
    op.create_index("ix_asked_list_name", "asked", ["list_name"])
    op.create_index("ix_asked_key", "asked", ["key"])
