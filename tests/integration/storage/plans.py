"""How the databases go about a question: by an index, or through every row."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import event

from webhook_dashboard.storage.database import Connection, Database


def plan_steps(database: Database, look: Callable[[Connection], object]) -> list[str]:
    """Return the steps by which the database does what `look` asks of the deliveries."""
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.write_engine,
        "before_cursor_execute",
        lambda *given: asked.append((given[2], given[3])),
    )

    def plans(connection: Connection) -> list[str]:
        if not database.is_sqlite:  # a table of a few rows is read whole, unless that is the only way left
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        look(connection)
        return [
            row[-1]
            for statement, parameters in list(asked)
            if "deliveries" in statement
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]

    return database.writing(plans).result()


def whole_reads(steps: Sequence[str]) -> list[str]:
    """Return the steps that read every delivery."""
    return [step for step in steps if "SCAN deliveries" in step or "Seq Scan on deliveries" in step]
