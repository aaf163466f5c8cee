"""Column types that both databases store alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Return an aware moment as it is stored: whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


# A 64-bit integer; on SQLite the rowid itself, so that the table is its own primary index.
Id = BigInteger().with_variant(Integer(), "sqlite")
Bytes = LargeBinary()


def unindexed(column: ColumnElement[int]) -> ColumnElement[int]:
    """Return the value of a column in a form that no index serves.

    SQLite keeps no statistics: where both event and webhook are given, it searched the millions of
    deliveries of the webhook instead of the handful of the event.
    """
    return column + 0


class UtcMoment(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as whole microseconds since 1970: exact and sortable."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002  (SQLAlchemy passes it)
        """Turn a datetime into microseconds."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn microseconds into a datetime."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)
