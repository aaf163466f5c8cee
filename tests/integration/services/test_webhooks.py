"""Webhooks: what may be saved, by whom, and that their secrets stay secret."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from tests.factories import make_actor, make_draft, make_event, make_inbox, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.domain.errors import InvalidInput, NotAllowed, NotFound, Outdated
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import build_secret, parse_secret, sign
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.tables import metadata
from webhook_dashboard.storage.vault import WrongKey
from webhook_dashboard.storage.webhooks import find_webhook, list_webhooks

ADMIN, OPERATOR = make_actor(Role.ADMIN), make_actor(Role.OPERATOR)


@pytest.fixture
def platform(open_platform: OpenPlatform) -> Platform:
    """Not started."""
    return open_platform()


async def rows(platform: Platform, table: str) -> list[Any]:
    def work(connection: Connection) -> list[Any]:
        return list(connection.execute(text(f"SELECT * FROM {table}")))

    return await platform.database.read(work)


async def test_a_new_webhook_has_a_secret_of_its_own_that_is_shown_once(platform: Platform) -> None:
    first, second = await make_webhook(platform), await make_webhook(platform)
    assert len(parse_secret(first.secret)) == 24
    assert first.secret != second.secret
    assert first.summary.secret_hint.endswith(first.secret[-4:])
    listed = await platform.database.read(list_webhooks)
    assert [webhook.id for webhook in listed] == [first.summary.id, second.summary.id]
    assert first.secret not in repr(listed)


async def test_a_given_secret_is_kept(platform: Platform) -> None:
    secret = build_secret(b"g" * 32)
    assert (await make_webhook(platform, secret=secret)).secret == secret


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"event_types": []}, "event_types"),
        ({"event_types": ["order*"]}, "event_types"),
        ({"method": "HEAD"}, "method"),
        ({"secret": "whsec_short"}, "secret"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "http://127.0.0.1:9/" + "x" * 2_000}, "url"),
        ({"url": "/inbox/nothere1"}, "url"),
        ({"url": "/inbox/"}, "url"),
        ({"url": "not a url"}, "url"),
    ],
)
async def test_an_unusable_field_is_named_and_nothing_is_stored(
    platform: Platform, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await platform.webhooks.create(make_draft(**fields), ADMIN)
    assert refused.value.field == field
    assert await platform.database.read(list_webhooks) == []
    made = await make_webhook(platform)
    with pytest.raises(InvalidInput) as refused:
        await platform.webhooks.update(made.summary.id, WebhookChange(**fields), ADMIN)
    assert refused.value.field == field
    assert await platform.database.read(list_webhooks) == [made.summary]


async def test_every_address_of_an_inbox_of_ours_is_stored_as_the_short_one(platform: Platform) -> None:
    token = await make_inbox(platform)
    for url in (
        f"/inbox/{token}",
        f" http://localhost:8000/inbox/{token}",
        f"https://any.example/inbox/{token}",
    ):
        assert (await make_webhook(platform, url=url)).summary.url == f"/inbox/{token}"


async def test_a_url_can_be_checked_before_it_is_saved(platform: Platform) -> None:
    token = await make_inbox(platform)
    assert await platform.webhook_urls.check(f" https://hooks.company.com/inbox/{token} ") is None
    with pytest.raises(InvalidInput, match="no such test inbox"):
        await platform.webhook_urls.check("/inbox/nosuchone")


async def test_only_what_is_given_changes_and_each_save_is_a_revision(platform: Platform) -> None:
    made = await make_webhook(platform)
    saved = await platform.webhooks.update(made.summary.id, WebhookChange(name="New", method="put"), ADMIN)
    profile = replace(made.summary.profile, method="PUT")
    named = replace(made.summary, name="New", method="PUT", profile=profile)
    assert saved == replace(named, revision=2, updated_at=saved.updated_at)
    revisions = await rows(platform, "webhook_revisions")
    assert [(row.revision, row.actor) for row in revisions] == [(1, "system"), (2, "admin@example.com")]


async def test_saving_what_is_already_there_is_no_revision(platform: Platform) -> None:
    made = await make_webhook(platform)
    same = WebhookChange(name="Order Sync", active=True, event_types=["*"])
    assert await platform.webhooks.update(made.summary.id, same, ADMIN) == made.summary
    assert len(await rows(platform, "webhook_revisions")) == 1


async def test_a_new_secret_signs_from_the_next_delivery_on(open_platform: OpenPlatform) -> None:
    played = Played()
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    made = await make_webhook(platform)
    other = build_secret(b"n" * 24)
    for secret in (made.secret, other):
        if secret is other:
            await platform.webhooks.update(made.summary.id, WebhookChange(secret=other), ADMIN)
        await publish(platform)
        count = 1 + (secret is other)
        await played.wait_for(count)
        request = played.requests[-1]
        stamp = int(request.headers["webhook-timestamp"])
        expected = sign(parse_secret(secret), request.headers["webhook-id"], stamp, request.content)
        assert request.headers["webhook-signature"] == expected
    await until_log_is(platform, succeeded=2)


async def test_webhooks_are_changed_by_admins_only_and_only_while_they_exist(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    with pytest.raises(NotAllowed):
        await platform.webhooks.create(make_draft(), OPERATOR)
    with pytest.raises(NotAllowed):
        await platform.webhooks.update(number, WebhookChange(active=False), OPERATOR)
    with pytest.raises(NotAllowed):
        await platform.webhooks.delete(number, OPERATOR)
    with pytest.raises(NotFound):
        await platform.webhooks.update(number + 1, WebhookChange(active=False), ADMIN)
    assert await platform.database.read(list_webhooks) == [made.summary]


async def test_a_deleted_webhook_is_gone_and_its_name_stays_in_the_audit_log(platform: Platform) -> None:
    made = await make_webhook(platform)
    await platform.webhooks.delete(made.summary.id, ADMIN)
    assert await platform.database.read(lambda c: find_webhook(c, made.summary.id)) is None
    entries = [(row.action, row.actor) for row in await rows(platform, "audit")]
    assert entries == [("webhook.created", "system"), ("webhook.deleted", "admin@example.com")]


def database_files(folder: Path) -> list[bytes]:
    """The SQLite database with its WAL; nothing for PostgreSQL."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def test_no_secret_is_stored_or_logged_in_the_clear(
    open_platform: OpenPlatform, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    played = Played()
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    planted = [build_secret(bytes([65 + number]) * 24) for number in range(20)]
    for number, secret in enumerate(planted):
        made = await make_webhook(platform, name=f"Webhook {number}")
        await platform.webhooks.update(made.summary.id, WebhookChange(secret=secret), ADMIN)
    await publish(platform, make_event())
    await until_log_is(platform, succeeded=20)
    keys = [secret.removeprefix("whsec_") for secret in planted]
    raw = [parse_secret(secret) for secret in planted]
    stored = repr([await rows(platform, table) for table in metadata.tables]).encode()
    files = database_files(tmp_path)
    for place in (stored, caplog.text.encode(), *files):
        assert not [key for key in keys if key.encode() in place]
        assert not [key for key in raw if key in place]
    assert b"webhook-signature" in stored  # the search would find something


async def test_another_key_is_refused_at_start(open_platform: OpenPlatform) -> None:
    await make_webhook(open_platform())
    other = open_platform(vault_keys=(Fernet.generate_key().decode(),))
    with pytest.raises(WrongKey, match=r"^The stored secrets were encrypted with another key\. Start with"):
        other.start()


async def test_a_rotated_key_opens_what_the_old_one_sealed(open_platform: OpenPlatform) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    await make_webhook(open_platform(vault_keys=(old,)))
    open_platform(vault_keys=(new, old)).start()


async def test_of_two_saves_at_once_that_were_meant_for_the_same_revision_one_is_refused(
    platform: Platform,
) -> None:
    made = (await make_webhook(platform)).summary
    saves = [
        platform.webhooks.update(made.id, WebhookChange(name=name), ADMIN, expected=(1,))
        for name in ("Mine", "Theirs")
    ]
    first, second = await asyncio.gather(*saves, return_exceptions=True)
    [refused] = [one for one in (first, second) if isinstance(one, BaseException)]
    [saved] = [one for one in (first, second) if not isinstance(one, BaseException)]
    assert isinstance(refused, Outdated)
    assert refused.message.startswith(f"{saved.name} is at revision 2: it was changed meanwhile.")
    assert [row.name for row in await platform.database.read(list_webhooks)] == [saved.name]
    assert len(await rows(platform, "webhook_revisions")) == 2


async def test_while_a_host_has_no_address_its_webhook_keeps_its_http_url_and_no_new_one_is_taken(
    open_platform: OpenPlatform,
) -> None:
    resolved = ["127.0.0.1"]

    def make_sender(guard: AddressGuard, own_origin: str) -> Sender:
        guard.lookup = lambda _: resolved
        return Played().make_sender(guard, own_origin)

    platform = open_platform(make_sender=make_sender)
    url = "http://receiver.internal:8080/hook"
    number = (await make_webhook(platform, url=url)).summary.id
    resolved.clear()
    await platform.webhooks.update(number, WebhookChange(name="New", url=f" {url} "), ADMIN)
    assert (await platform.webhooks.restore(number, 1, ADMIN)).revision == 3
    with pytest.raises(InvalidInput, match="has no address at the moment"):
        await platform.webhooks.update(number, WebhookChange(url=f"{url}/new"), ADMIN)
    [saved] = await platform.database.read(list_webhooks)
    assert (saved.name, saved.url, saved.revision) == ("Order Sync", url, 3)
