"""The log lets go of entries that its newest entry says it lets go of, and of no others."""

from alembic import op

revision = "0005"
down_revision = "0004"

# What the newest entry says, it says for good: entries cannot be changed, and the next one ends it. Days are
# compared as text, which both databases write alike.
LETS_GO = """SELECT 1 FROM audit WHERE entry_id = (SELECT max(entry_id) FROM audit)
AND did = 'removed entries before' AND {day} < about"""

SQLITE = """CREATE TRIGGER audit_DELETE BEFORE DELETE ON audit WHEN NOT EXISTS ({lets_go})
BEGIN SELECT RAISE(ABORT, 'entries of the audit log stay as they are'); END"""

POSTGRESQL = (
    """CREATE FUNCTION audit_goes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS ({lets_go}) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'entries of the audit log stay as they are'; END $$""",
    "DROP TRIGGER audit_stays ON audit",
    """CREATE TRIGGER audit_stays BEFORE UPDATE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()""",
    """CREATE TRIGGER audit_goes BEFORE DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_goes()""",
)


def upgrade() -> None:
    """Put the condition before what refuses to delete."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_DELETE")
        op.execute(SQLITE.format(lets_go=LETS_GO.format(day="substr(OLD.at, 1, 10)")))
        return
    for statement in POSTGRESQL:
        op.execute(statement.format(lets_go=LETS_GO.format(day="to_char(OLD.at, 'YYYY-MM-DD')")))
