"""Counts by minute and hour, kept with the log in the same transactions."""

from datetime import datetime
from typing import Any

from sqlalchemy import PrimaryKeyConstraint
from sqlmodel import SQLModel

from webhook_dashboard.storage.tables.declaring import content, moment, reference


class MinuteStatistic(SQLModel, table=True):
    """Counts of the deliveries created in one minute; kept for 73 hours. `webhook_id` 0 is the sum of all."""

    __tablename__: Any = "statistics_minutes"
    __table_args__ = (PrimaryKeyConstraint("bucket_at", "webhook_id"),)
    bucket_at: datetime = moment()
    webhook_id: int = reference()
    created: int
    succeeded: int
    failed: int
    cancelled: int
    duration_sum_ms: float
    latencies: bytes = content()


class HourStatistic(SQLModel, table=True):
    """The same counts by the hour; kept for 13 months."""

    __tablename__: Any = "statistics_hours"
    __table_args__ = (PrimaryKeyConstraint("bucket_at", "webhook_id"),)
    bucket_at: datetime = moment()
    webhook_id: int = reference()
    created: int
    succeeded: int
    failed: int
    cancelled: int
    duration_sum_ms: float
    latencies: bytes = content()
