"""Segments and who is in them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first two tables."""
    op.create_table(
        "segments",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("seen_from", sa.Date()),
        sa.Column("seen_to", sa.Date()),
        sa.Column("seen_version", sa.String()),
        sa.PrimaryKeyConstraint("segment_id", name="pk_segments"),
        sa.UniqueConstraint("name", name="uq_segments_name"),
    )
    op.create_table(
        "stays",
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entered", sa.Date(), nullable=False),
        sa.Column("left", sa.Date()),
        sa.PrimaryKeyConstraint("stay_id", name="pk_stays"),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.segment_id"], name="fk_stays_segment_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_stays_segment_id", "stays", ["segment_id"])
