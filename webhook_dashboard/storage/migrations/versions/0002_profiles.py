"""Profiles, filters, templates, holds, skips, alerts and the event catalogue"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FAILED = ("ix_deliveries_failed", "ix_deliveries_webhook_failed")


def upgrade() -> None:
    _widen_webhooks()
    op.add_column("deliveries", sa.Column("resend_of", _id(), nullable=True))
    op.add_column(
        "deliveries", sa.Column("test", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("events", sa.Column("test", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("attempts", sa.Column("request_body", sa.LargeBinary(), nullable=True))
    for name in _FAILED:
        op.drop_index(name, table_name="deliveries")
    _index("ix_deliveries_failed", "deliveries", ["id"], "status IN (4, 5)")
    _index("ix_deliveries_webhook_failed", "deliveries", ["webhook_id", "id"], "status IN (4, 5)")
    _index("ix_deliveries_held", "deliveries", ["webhook_id", "id"], "status = 6")
    op.create_table(
        "skips",
        sa.Column("id", _id(), autoincrement=False, nullable=False),
        sa.Column("event_id", _id(), nullable=False),
        sa.Column("webhook_id", _id(), nullable=False),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_skips_event", "skips", ["event_id"])
    op.create_index("ix_skips_webhook", "skips", ["webhook_id", "id"])
    op.create_table(
        "alerts",
        sa.Column("id", _id(), autoincrement=False, nullable=False),
        sa.Column("webhook_id", _id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("ix_alerts_due", "alerts", ["next_at"], "next_at IS NOT NULL")
    op.create_index("ix_alerts_webhook", "alerts", ["webhook_id", "id"])
    op.create_table(
        "event_types",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sample", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _widen_webhooks() -> None:
    for name, default in (("description", ""), ("preset", "standard"), ("pause_reason", "")):
        op.add_column("webhooks", sa.Column(name, sa.String(), server_default=default, nullable=False))
    op.add_column("webhooks", sa.Column("exhausted_streak", sa.Integer(), server_default="0", nullable=False))
    op.add_column("webhooks", sa.Column("warned", sa.SmallInteger(), server_default="0", nullable=False))
    for name, default in (
        ("profile", "{}"),
        ("authentication", "{}"),
        ("headers", "[]"),
        ("filters", "{}"),
        ("templates", "{}"),
    ):
        op.add_column("webhooks", sa.Column(name, sa.JSON(), server_default=default, nullable=False))
    op.add_column("webhooks", sa.Column("sealed_credentials", sa.LargeBinary(), nullable=True))
    for name in ("paused_at", "breaker_opened_at", "probe_at"):
        op.add_column("webhooks", sa.Column(name, sa.BigInteger(), nullable=True))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
