"""How the databases go about a question: by an index, or through every row."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import event

from tests.integration.storage.rows import attempt, claimed, store_deliveries, store_webhook
from webhook_dashboard.storage.attempts import insert_attempts
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


def check_only_its_own_are_read(database: Database, look: Callable[[Connection], object]) -> None:
    """Check that `look` reads only the deliveries of its webhook, and only their attempts.

    Rows are stored first, and counted: of a table that was emptied PostgreSQL thinks now this, now that.
    """
    for webhook_id in range(1, 21):
        store_webhook(database, webhook_id)
        records = [
            attempt(claimed(number)) for number in store_deliveries(database, 100, webhook_id=webhook_id)
        ]
        database.writing(partial(insert_attempts, records=records)).result()
    database.writing(lambda connection: connection.exec_driver_sql("ANALYZE")).result()
    steps = " ".join(plan_steps(database, look))
    assert "ix_deliveries_webhook" in steps
    assert ("sqlite_autoindex_attempts_1 (delivery_id=?)" if database.is_sqlite else "attempts_pkey") in steps
