"""Codes at log-in besides the password."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "second_steps",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime()),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_steps"),
        _of_a_user("second_steps"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code_id", name="pk_recovery_codes"),
        _of_a_user("recovery_codes"),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])
    op.create_table(
        "halfway",
        sa.Column("halfway_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("halfway_id", name="pk_halfway"),
        sa.UniqueConstraint("secret", name="uq_halfway_secret"),
        _of_a_user("halfway"),
    )
    op.create_index("ix_halfway_user_id", "halfway", ["user_id"])
    op.create_index("ix_halfway_began", "halfway", ["began"])


def _of_a_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.user_id"], name=f"fk_{table}_user_id", ondelete="CASCADE"
    )
