"""API keys: kept as hashes, made and revoked by owners, recognised everywhere."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, make_actor
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.errors import InvalidInput, NotAllowed, NotFound
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.api_keys import list_api_keys
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
