"""Deliveries that were sent again are found by the one that they repeat"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RESENT = sa.text("resend_of IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_resend",
        "deliveries",
        ["resend_of"],
        sqlite_where=_RESENT,
        postgresql_where=_RESENT,
    )
