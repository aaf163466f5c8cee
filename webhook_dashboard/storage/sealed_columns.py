"""All that is encrypted in the database: every column whose name begins with `sealed_`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Connection, select, update

from webhook_dashboard.storage.tables import metadata

SealedColumn = Column[Any]

_PREFIX: Final = "sealed_"


@dataclass(frozen=True, slots=True)
class SealedValue:
    """What one row holds, encrypted."""

    row_id: int
    sealed: bytes


def sealed_columns() -> list[SealedColumn]:
    """Return the columns that hold something encrypted, by table and name."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.startswith(_PREFIX)
    ]


def read_sealed(connection: Connection, column: SealedColumn, after_id: int, limit: int) -> list[SealedValue]:
    """Return the next values of a column by row id, empty ones left out; rows of deleted webhooks too."""
    row_id = column.table.c.id
    query = select(row_id, column).where(row_id > after_id, column.is_not(None)).order_by(row_id).limit(limit)
    return [SealedValue(row[0], row[1]) for row in connection.execute(query)]


def replace_sealed(
    connection: Connection, column: SealedColumn, replacements: Sequence[tuple[SealedValue, bytes]]
) -> int:
    """Store values sealed anew and return how many; one that was changed meanwhile is left as it is."""
    row_id = column.table.c.id
    return sum(
        connection.execute(
            update(column.table)
            .where(row_id == before.row_id, column == before.sealed)
            .values({column.name: sealed})
        ).rowcount
        for before, sealed in replacements
    )
