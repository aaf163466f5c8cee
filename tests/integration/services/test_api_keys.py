"""API keys: kept as hashes, made and revoked by owners, recognised everywhere."""

import asyncio
import hashlib
import threading
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, eventually, make_actor
from tests.integration.conftest import OpenPlatform
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.api_keys import ApiKeySummary, find_api_key, list_api_keys
from webhook_dashboard.storage.database import Connection

OWNER, ADMIN = make_actor(Role.OWNER), make_actor(Role.ADMIN)


async def dump(platform: Platform) -> str:
    def work(connection: Connection) -> list[Any]:
        return [list(connection.execute(text(f"SELECT * FROM {table}"))) for table in ("api_keys", "audit")]

    return repr(await platform.database.read(work))


async def test_an_api_key_is_known_by_its_hash_only(platform: Platform) -> None:
    made = await platform.api_keys.create(" Shop ", Scope.PUBLISH, SYSTEM)
    assert made.key.startswith("whk_")
    stored = await dump(platform)
    assert made.key not in stored
    assert repr(hashlib.sha256(made.key.encode()).digest()) in stored
    found = await platform.api_keys.find(made.key)
    assert found is not None
    assert (found.name, found.scope, found.hint) == (
        "Shop",
        Scope.PUBLISH,
        f"{made.key[:8]}…{made.key[-4:]}",
    )
    assert await platform.api_keys.find(made.key[:-1]) is None


async def test_a_revoked_key_is_refused_at_once_here_and_within_a_second_elsewhere(
    platform: Platform, open_platform: OpenPlatform, clock: MovableClock
) -> None:
    other = open_platform(clock=clock).api_keys
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    assert await platform.api_keys.find(made.key) is not None
    assert await other.find(made.key) is not None
    await platform.api_keys.revoke(made.id, OWNER)
    assert await platform.api_keys.find(made.key) is None
    assert platform.api_keys.remembered(made.key) is None
    clock.move(seconds=1.001)
    assert await other.find(made.key) is None
    assert await platform.database.read(list_api_keys) == []
    with pytest.raises(NotFound):
        await platform.api_keys.revoke(made.id, OWNER)


async def test_keys_are_made_and_revoked_by_owners_only(platform: Platform) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    with pytest.raises(NotAllowed):
        await platform.api_keys.create("Mine", Scope.ADMIN, ADMIN)
    with pytest.raises(NotAllowed):
        await platform.api_keys.revoke(made.id, ADMIN)
    with pytest.raises(InvalidInput):
        await platform.api_keys.create(" ", Scope.READ, OWNER)
    assert len(await platform.database.read(list_api_keys)) == 1


async def test_the_use_of_a_key_is_noted_once_a_minute(platform: Platform, clock: MovableClock) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)

    async def last_used_at() -> object:
        await platform.api_keys.find(made.key)
        await platform.database.write(lambda c: c.execute(text("SELECT 1")))  # after the note
        return (await platform.database.read(list_api_keys))[0].last_used_at

    first = clock()
    assert await last_used_at() == first
    clock.move(seconds=59)
    assert await last_used_at() == first
    clock.move(seconds=2)
    assert await last_used_at() == clock()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The keys that the database was asked for, by their hashes."""
    digests: list[bytes] = []

    def find(connection: Connection, digest: bytes) -> ApiKeySummary | None:
        digests.append(digest)
        return find_api_key(connection, digest)

    monkeypatch.setattr("webhook_dashboard.storage.api_keys.find_api_key", find)
    return digests


async def test_who_wants_to_know_a_key_at_the_same_time_asks_the_database_once(
    platform: Platform, asked: list[bytes]
) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    found = await asyncio.gather(*(platform.api_keys.find(made.key) for _ in range(64)))
    assert {one and one.id for one in found} == {made.id}
    assert len(asked) == 1


async def test_a_key_in_use_is_asked_for_again_before_it_is_forgotten(
    platform: Platform, clock: MovableClock, asked: list[bytes]
) -> None:
    keys = platform.api_keys
    made = await keys.create("Shop", Scope.READ, OWNER)
    first = await keys.find(made.key)
    clock.move(seconds=0.4)
    assert keys.remembered(made.key) is first
    clock.move(seconds=0.2)
    assert [keys.remembered(made.key) for _ in range(64)] == [first] * 64

    async def is_renewed() -> bool:
        return keys.remembered(made.key) is not first

    await eventually(is_renewed)
    assert len(asked) == 2
    clock.move(seconds=0.9)
    assert keys.remembered(made.key) is not None


async def test_one_who_no_longer_waits_takes_the_answer_from_nobody(platform: Platform) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    gone, waits = [asyncio.create_task(platform.api_keys.find(made.key)) for _ in range(2)]
    await asyncio.sleep(0)
    gone.cancel()
    found = await waits
    assert found is not None
    assert found.id == made.id
    assert gone.cancelled()


async def test_what_was_read_before_a_key_was_revoked_is_not_remembered(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    has_read, may_answer = threading.Event(), threading.Event()

    def find(connection: Connection, digest: bytes) -> ApiKeySummary | None:
        found = find_api_key(connection, digest)
        has_read.set()
        may_answer.wait(PATIENCE_SECONDS)
        return found

    monkeypatch.setattr("webhook_dashboard.storage.api_keys.find_api_key", find)
    early = asyncio.create_task(platform.api_keys.find(made.key))
    await asyncio.to_thread(has_read.wait, PATIENCE_SECONDS)
    await platform.api_keys.revoke(made.id, OWNER)
    may_answer.set()
    await early
    assert platform.api_keys.remembered(made.key) is None
    assert await platform.api_keys.find(made.key) is None


async def test_a_key_stays_known_for_its_second_while_the_database_does_not_answer(
    platform: Platform, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await platform.api_keys.create("Shop", Scope.READ, OWNER)
    assert await platform.api_keys.find(made.key) is not None
    refused: list[bytes] = []

    def find(_connection: Connection, digest: bytes) -> ApiKeySummary | None:
        refused.append(digest)
        raise Unavailable

    monkeypatch.setattr("webhook_dashboard.storage.api_keys.find_api_key", find)
    clock.move(seconds=0.9)
    assert platform.api_keys.remembered(made.key) is not None
    clock.move(seconds=0.2)
    with pytest.raises(Unavailable):
        await platform.api_keys.find(made.key)
    assert platform.api_keys.remembered(made.key) is None
    assert refused
