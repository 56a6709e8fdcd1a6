"""Targets as readers have written them, which are only added to, and events on the axes of time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

REFUSED = "what readers have written is only added to"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "target_edit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target", sa.String(100), nullable=False, index=True),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("statistic", sa.String(20)),
        sa.Column("region", sa.String(100)),
        sa.Column("customer_class", sa.String(100)),
        sa.Column("service", sa.String(100)),
        sa.Column("channel", sa.String(100)),
        sa.Column("threshold", sa.Double, nullable=False),
        sa.Column("decimals", sa.Integer),
        sa.Column("period", sa.String(20)),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("source", sa.Text),
        sa.Column("reference", sa.Boolean),
        sa.Column("provisional", sa.Boolean),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("reader_id", sa.Integer, sa.ForeignKey("reader.id"), nullable=False),
        sa.Column("reader", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("region", sa.String(100)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200)),
        sa.Column("reader_id", sa.Integer, sa.ForeignKey("reader.id"), nullable=False),
        sa.Column("reader", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("withdrawn_by", sa.String(100)),
        sa.Column("withdrawn_at", sa.DateTime),
    )
    if op.get_bind().dialect.name == "sqlite":
        _refuse_in_sqlite("target_edit", "UPDATE")
        for table in ("target_edit", "mark"):
            _refuse_in_sqlite(table, "DELETE")
            # INSERT OR REPLACE asks no trigger of deletes.
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of our own
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION written_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        for table, changes in (("target_edit", "UPDATE OR DELETE OR TRUNCATE"), ("mark", "DELETE OR TRUNCATE")):
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE {changes} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION written_kept()"
            )


def _refuse_in_sqlite(table: str, change: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
