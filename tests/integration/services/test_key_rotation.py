"""Stored secrets are sealed anew with the newest key, beside servers that go on."""

from collections.abc import Sequence

import pytest
from cryptography.fernet import Fernet

from tests.factories import make_actor, make_webhook
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.errors import NotAllowed
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services import key_rotation
from webhook_dashboard.services.key_rotation import Rotation
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.sealed_columns import SealedColumn, SealedValue, read_sealed, sealed_columns
from webhook_dashboard.storage.vault import Vault, WrongKey

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


async def sealed_values(platform: Platform) -> list[bytes]:
    return [
        value.sealed
        for column in sealed_columns()
        for value in await platform.database.read(lambda c, column=column: read_sealed(c, column, -1, 1_000))
    ]


def opens(keys: Sequence[str], sealed: bytes) -> bool:
    try:
        Vault(keys).open(sealed)
    except WrongKey:
        return False
    return True


def test_every_column_that_is_encrypted_is_known() -> None:
    names = {f"{column.table.name}.{column.name}" for column in sealed_columns()}
    assert {"webhooks.sealed_secret", "webhooks.sealed_credentials"} <= names


async def test_everything_opens_with_the_newest_key_alone(
    open_platform: OpenPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "_BATCH", 2)
    before = open_platform(vault_keys=(OLD,))
    made = [await make_webhook(before) for _ in range(5)]
    await before.webhooks.delete(made[0].summary.id, SYSTEM)
    done = await open_platform(vault_keys=(NEW, OLD)).key_rotation.seal_anew(SYSTEM)
    assert done == Rotation(sealed_anew=5)
    after = open_platform(vault_keys=(NEW,))
    assert [opens([NEW], sealed) for sealed in await sealed_values(after)] == [True] * 5
    after.start()


async def test_credentials_are_sealed_anew_with_the_secrets(open_platform: OpenPlatform) -> None:
    bearer = {"type": "bearer", "token": "T0PS3CRET"}
    await make_webhook(open_platform(vault_keys=(OLD,)), authentication=bearer)
    both = open_platform(vault_keys=(NEW, OLD))
    assert await both.key_rotation.seal_anew(SYSTEM) == Rotation(sealed_anew=2)
    assert any("T0PS3CRET" in Vault([NEW]).open(sealed) for sealed in await sealed_values(both))


async def test_the_second_time_there_is_nothing_to_do(open_platform: OpenPlatform) -> None:
    await make_webhook(open_platform(vault_keys=(OLD,)))
    both = open_platform(vault_keys=(NEW, OLD))
    await both.key_rotation.seal_anew(SYSTEM)
    assert await both.key_rotation.seal_anew(SYSTEM) == Rotation(were_newest=1)


async def test_what_no_key_opens_is_counted_and_kept(open_platform: OpenPlatform) -> None:
    await make_webhook(open_platform(vault_keys=(LOST,)))
    await make_webhook(open_platform(vault_keys=(OLD,)))
    both = open_platform(vault_keys=(NEW, OLD))
    assert await both.key_rotation.seal_anew(SYSTEM) == Rotation(sealed_anew=1, unreadable=1)
    assert sorted(opens([LOST], sealed) for sealed in await sealed_values(both)) == [False, True]


async def test_a_server_with_the_old_key_goes_on_while_the_key_changes(open_platform: OpenPlatform) -> None:
    keys = (OLD,)
    serving = open_platform(vault_keys=keys, reread_vault_keys=lambda: keys)
    serving.start()
    made = await make_webhook(serving)
    keys = (NEW, OLD)
    await open_platform(vault_keys=keys).key_rotation.seal_anew(SYSTEM)
    later = await make_webhook(serving)
    opened = open_platform(vault_keys=(NEW,))
    opened.start()
    known = [opened.directory.find(one.summary.id) for one in (made, later)]
    assert [webhook.name for webhook in known if webhook is not None] == ["Order Sync"] * 2


async def test_a_value_that_changes_meanwhile_is_left_alone(
    open_platform: OpenPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_webhook(open_platform(vault_keys=(OLD,)))
    both = open_platform(vault_keys=(NEW, OLD))
    replace = key_rotation.replace_sealed

    def replaced_a_moment_before(
        connection: Connection, column: SealedColumn, replacements: Sequence[tuple[SealedValue, bytes]]
    ) -> int:
        newer = [(value, Vault([NEW]).seal("whsec_of_somebody_else")) for value, _ in replacements]
        replace(connection, column, newer)
        return replace(connection, column, replacements)

    monkeypatch.setattr(key_rotation, "replace_sealed", replaced_a_moment_before)
    assert await both.key_rotation.seal_anew(SYSTEM) == Rotation(were_newest=1)
    (after,) = await sealed_values(both)
    assert Vault([NEW]).open(after) == "whsec_of_somebody_else"


async def test_only_an_owner_may(open_platform: OpenPlatform) -> None:
    with pytest.raises(NotAllowed):
        await open_platform().key_rotation.seal_anew(make_actor(Role.ADMIN))
