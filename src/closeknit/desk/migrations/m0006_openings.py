"""The first words that somebody on a list was put on it with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; lists made before have none."""
    for name, kind in (("opening", sa.String()), ("opening_day", sa.Date()), ("opening_source", sa.String())):
        op.add_column("asked", sa.Column(name, kind))
