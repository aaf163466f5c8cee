"""Items written together: one answer each, one commit for all, and only the item at fault fails."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from tests.integration.storage.rows import read
from tests.integration.storage.test_database import busy_writer
from webhook_dashboard.domain.errors import Conflict, Unavailable
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.installation import write_value


class Ledger:
    """Writes each item under its name; notes which were written together.

    An item that starts with `poison` breaks the write, `refused` gets an error of its own, `outage` is one.
    """

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.told: list[str] = []

    def write_many(self, connection: Connection, items: list[str]) -> Sequence[str | BaseException]:
        self.groups.append(items)
        for item in items:
            write_value(connection, item, "stored")
            if item.startswith("poison"):
                raise ValueError(item)
            if item.startswith("outage"):
                raise OperationalError(item, {}, Exception("gone"))
        return [Conflict(item) if item.startswith("refused") else item.upper() for item in items]

    def after_commit(self, answers: list[str]) -> None:
        self.told += answers


def stored(database: Database) -> set[str]:
    return {row.key for row in read(database, "SELECT key FROM installation WHERE value = 'stored'")}


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def batch(database: Database, ledger: Ledger) -> Batch[str, str]:
    return Batch(database, ledger.write_many, after_commit=ledger.after_commit, limit=50)


async def outcomes(batch: Batch[str, str], database: Database, items: list[str]) -> list[str | BaseException]:
    """Add items while the writer is busy, then wait for all."""
    with busy_writer(database):
        futures = [batch.add(item) for item in items]
        assert len(batch) == len(items)
    return list(await asyncio.gather(*futures, return_exceptions=True))


async def test_items_that_wait_are_written_as_one(
    batch: Batch[str, str], database: Database, ledger: Ledger
) -> None:
    assert await outcomes(batch, database, ["a", "b", "c"]) == ["A", "B", "C"]
    assert ledger.groups == [["a", "b", "c"]]
    assert ledger.told == ["A", "B", "C"]
    assert len(batch) == 0


async def test_no_group_is_larger_than_the_limit(
    batch: Batch[str, str], database: Database, ledger: Ledger
) -> None:
    items = [f"item {number}" for number in range(120)]
    assert await outcomes(batch, database, items) == [item.upper() for item in items]
    assert [len(group) for group in ledger.groups] == [50, 50, 20]


async def test_only_the_poison_among_a_thousand_fails(
    batch: Batch[str, str], database: Database, ledger: Ledger
) -> None:
    items = [f"item {number}" for number in range(1_000)]
    items[700:700] = ["poison"]
    answers = await outcomes(batch, database, items)
    broken = answers.pop(700)
    assert isinstance(broken, ValueError)
    assert answers == [item.upper() for item in items if item != "poison"]
    assert stored(database) == set(items) - {"poison"}
    assert len(ledger.told) == 1_000


async def test_an_item_can_be_refused_by_itself(
    batch: Batch[str, str], database: Database, ledger: Ledger
) -> None:
    first, refused = await outcomes(batch, database, ["a", "refused"])
    assert first == "A"
    assert isinstance(refused, Conflict)
    assert ledger.told == ["A"]


async def test_an_outage_is_told_to_all_and_nothing_is_stored(
    batch: Batch[str, str], database: Database, ledger: Ledger
) -> None:
    answers = await outcomes(batch, database, ["a", "outage", "b"])
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    assert (stored(database), ledger.told) == (set(), [])
    assert await batch.add("later") == "LATER"


async def test_a_poison_before_an_outage_is_no_excuse(batch: Batch[str, str], database: Database) -> None:
    answers = await outcomes(batch, database, ["poison", "outage", "b"])
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    assert stored(database) == set()


async def test_nobody_is_told_before_the_commit(database: Database) -> None:
    visible: list[set[str]] = []

    def look(answers: list[str]) -> None:
        visible.append(stored(database))

    batch = Batch(database, Ledger().write_many, after_commit=look)
    assert await batch.add("a") == "A"
    assert visible == [{"a"}]


async def test_a_closed_database_is_told_at_once(batch: Batch[str, str], database: Database) -> None:
    database.close()
    for item in ("a", "b"):
        with pytest.raises(Unavailable):
            await batch.add(item)
    assert len(batch) == 0


async def test_whoever_stops_waiting_holds_nobody_up(batch: Batch[str, str], database: Database) -> None:
    with busy_writer(database):
        impatient, patient = batch.add("impatient"), batch.add("patient")
        impatient.cancel()
    assert await patient == "PATIENT"
    assert stored(database) == {"impatient", "patient"}


async def test_every_loop_gets_its_own_answers(batch: Batch[str, str], database: Database) -> None:
    async def add(item: str) -> str:
        return await batch.add(item)

    found: list[str] = []
    threads = [
        threading.Thread(target=lambda item=item: found.append(asyncio.run(add(item)))) for item in "abcd"
    ]
    with busy_writer(database):
        for thread in threads:
            thread.start()
        mine = batch.add("mine")
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert sorted(found) == ["A", "B", "C", "D"]
    assert await mine == "MINE"
