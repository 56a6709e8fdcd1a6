"""SQLite's INSERT OR REPLACE, which asks no trigger of deletes, rewrites no entry of the audit log either."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Refuse an entry under a number that there is; PostgreSQL has no such statement."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
            "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
        )
