"""Webhooks exported as JSON, without what lets someone in, and imported again."""

import json
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from tests.factories import make_actor, make_draft, make_webhook
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from webhook_dashboard.api.routes.webhook_bodies import show_webhook
from webhook_dashboard.domain.errors import InvalidInput, NotAllowed
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import build_private_key, parse_secret
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_documents import MAX_TEXT, MAX_WEBHOOKS, export_document
from webhook_dashboard.services.webhook_import import Candidate, Imported, carry_out, examine
from webhook_dashboard.services.webhook_snapshots import flat_document
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks

ADMIN, OPERATOR = make_actor(Role.ADMIN), make_actor(Role.OPERATOR)
PLAIN: dict[str, Any] = {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.*"]}

pytestmark = ONE_DATABASE


@pytest.fixture
def platform(open_platform: OpenPlatform) -> Platform:
    """Not started."""
    return open_platform()


def audited_by_admin(connection: Connection) -> list[str]:
    query = text("SELECT action FROM audit WHERE actor = :actor ORDER BY id")
    return list(connection.execute(query, {"actor": ADMIN.name}).scalars())


async def look(platform: Platform, document: object, *names: str) -> list[Candidate]:
    """What would become of the webhooks of a document."""
    return await examine(platform.webhook_urls, json.dumps(document), names, ADMIN)


async def look_at_one(platform: Platform, document: object) -> Candidate:
    (candidate,) = await look(platform, document)
    return candidate


async def listed(platform: Platform) -> list[WebhookSummary]:
    return await platform.database.read(list_webhooks)


async def take_in(platform: Platform, candidates: list[Candidate]) -> list[Imported]:
    return [await carry_out(platform.webhooks, one, ADMIN) for one in candidates]


async def test_what_is_exported_is_imported_as_it_was_but_off_and_with_a_new_secret(
    platform: Platform,
) -> None:
    made = await make_webhook(
        platform,
        name="Order Sync",
        description="To the partner.",
        event_types=["order.created", "invoice.*"],
        preset="nautical",
        method="PUT",
        headers={"X-Source": "erp"},
        filters={"order.created": {"order.total": {"$gt": 100}}},
        templates={"invoice.*": {"format": "text", "text": "{invoice.number}", "strict": True}},
        fields={"retry_waits": [5, 50], "rate_limit": 7, "success_codes": "200-299,304", "breaker": False},
        active=True,
    )
    exported = export_document([made.summary])
    assert made.secret not in json.dumps(exported)
    (candidate,) = await look(platform, exported, "Order Sync")
    assert (candidate.name, candidate.is_renamed, candidate.problem) == ("Order Sync 2", True, "")
    assert [one.name for one in await listed(platform)] == ["Order Sync"]

    (imported,) = await take_in(platform, [candidate])
    before, after = await listed(platform)
    assert after.id == imported.webhook_id
    changed = {"name": "Order Sync 2", "active": False}
    assert flat_document(after) == flat_document(before) | changed
    secret = await platform.webhook_secrets.reveal(after.id, ADMIN)
    assert len(parse_secret(secret)) == 24
    assert secret != made.secret
    assert await platform.database.read(audited_by_admin) == ["webhook.created", "webhook.secret_revealed"]


async def test_credentials_are_left_out_and_named_for_whoever_imports(platform: Platform) -> None:
    made = await make_webhook(
        platform,
        authentication={"type": "bearer", "token": "s3cret-token"},
        headers={"X-Source": "erp", "X-Api-Key": "s3cret-key"},
    )
    (exported,) = export_document([made.summary])["items"]
    assert "s3cret" not in json.dumps(exported)
    assert MASK not in json.dumps(exported)
    assert exported["authentication"] == {"type": "bearer"}
    assert exported["headers"] == {"X-Source": "erp"}
    assert exported["left_out"] == ["authentication.token", "headers.X-Api-Key"]

    candidate = await look_at_one(platform, exported)
    assert candidate.read is not None
    assert candidate.read.to_fill_in == ("Bearer token (token)", "header X-Api-Key")
    assert candidate.read.draft.authentication is None


@pytest.mark.parametrize(
    ("fields", "kept", "to_fill_in"),
    [
        (
            {"authentication": {"type": "basic", "username": "u", "password": MASK}},
            {"type": "basic", "username": "u"},
            ("Basic auth (password)",),
        ),
        ({"authentication": {"type": "bearer", "token": "given"}}, {"type": "bearer", "token": "given"}, ()),
        ({"authentication": {"type": "none"}}, {"type": "none"}, ()),
        ({"headers": {"Authorization": f"Bearer {MASK}"}}, None, ("header Authorization",)),
        ({"secret_hint": f"whsk_{MASK}abcd"}, None, ("private key for signing (whsk_…)",)),
        (
            {"left_out": ["secret", "headers.X", 5, "other"]},
            None,
            ("private key for signing (whsk_…)", "header X"),
        ),
        ({"left_out": "headers.X"}, None, ()),
    ],
)
async def test_what_the_api_masks_is_to_be_filled_in(
    platform: Platform, fields: dict[str, Any], kept: Any, to_fill_in: tuple[str, ...]
) -> None:
    candidate = await look_at_one(platform, PLAIN | fields)
    assert candidate.read is not None, candidate.problem
    assert candidate.read.draft.authentication == kept
    assert candidate.read.to_fill_in == to_fill_in


async def test_a_private_key_cannot_be_made_anew_and_is_asked_for(platform: Platform) -> None:
    made = await make_webhook(platform, secret=build_private_key(b"k" * 32))
    (exported,) = export_document([made.summary])["items"]
    assert exported["left_out"] == ["secret"]


async def test_one_that_signs_nothing_stays_unsigned(platform: Platform) -> None:
    made = await make_webhook(platform, secret="")
    (exported,) = export_document([made.summary])["items"]
    assert exported["secret"] == ""
    (imported,) = await take_in(platform, await look(platform, exported))
    assert imported.webhook_id is not None
    assert await platform.webhook_secrets.reveal(imported.webhook_id, ADMIN) == ""


async def test_a_secret_in_the_text_is_not_taken_over(platform: Platform) -> None:
    made = await make_webhook(platform)
    (imported,) = await take_in(platform, await look(platform, PLAIN | {"secret": made.secret}))
    assert imported.webhook_id is not None
    assert await platform.webhook_secrets.reveal(imported.webhook_id, ADMIN) not in ("", made.secret)


async def test_one_a_list_and_an_answer_of_the_api_are_all_understood(platform: Platform) -> None:
    for document in (PLAIN, [PLAIN], {"items": [PLAIN], "next": None}):
        assert [one.name for one in await look(platform, document)] == ["Order Sync"]


async def test_all_that_the_api_says_of_a_webhook_may_stand_in_an_import(platform: Platform) -> None:
    made = await make_webhook(platform, secret="")
    answer = orjson.loads(orjson.dumps(show_webhook(made.summary)))
    (candidate,) = await look(platform, answer)
    assert candidate.problem == ""


async def test_no_two_are_called_alike(platform: Platform) -> None:
    long = "x" * 100
    documents = [PLAIN | {"name": name} for name in ("order sync", "CRM", "CRM", long)]
    names = [one.name for one in await look(platform, documents, "Order Sync", "Order Sync 2", long)]
    assert names == ["order sync 3", "CRM", "CRM 2", f"{'x' * 98} 2"]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("text", "webhook: expected an object"),
        ({"name": "A", "url": "http://127.0.0.1:9/"}, "event_types: required."),
        (PLAIN | {"name": 5}, "name: expected text."),
        (PLAIN | {"name": " "}, "name: give it a name"),
        (PLAIN | {"preset": []}, "preset: expected text."),
        (PLAIN | {"preset": "purple"}, "preset: "),
        (PLAIN | {"event_types": "order.*"}, "event_types: expected a list"),
        (PLAIN | {"event_types": [1]}, "event_types: expected a list"),
        (PLAIN | {"event_types": ["order*"]}, "event_types: "),
        (PLAIN | {"url": "https://10.0.0.1/"}, "url: "),
        (PLAIN | {"url": "https://a:b@example.com/"}, "url: "),
        (PLAIN | {"retry_waits": "soon"}, "retry_waits: "),
        (PLAIN | {"colour": "red"}, "colour: a webhook has no such field."),
        (PLAIN | {"authentication": "bearer"}, "authentication: expected an object"),
        (PLAIN | {"authentication": {"type": "purple"}}, "authentication.type: expected one of"),
        (PLAIN | {"headers": [5]}, "headers: expected an object"),
        (PLAIN | {"filters": {"order.created": {"total": {"$purple": 1}}}}, "filters.order.created"),
    ],
)
async def test_what_is_refused_names_the_field_and_the_others_go_on(
    platform: Platform, document: object, problem: str
) -> None:
    refused, fine = await look(platform, [document, PLAIN])
    assert refused.problem.startswith(problem)
    assert refused.read is None
    results = await take_in(platform, [refused, fine])
    assert [result.webhook_id is None for result in results] == [True, False]
    assert results[0].problem == refused.problem
    assert [one.name for one in await listed(platform)] == ["Order Sync"]


async def test_a_refusal_that_comes_late_is_data_too(platform: Platform, open_platform: OpenPlatform) -> None:
    candidate = await look_at_one(platform, PLAIN)
    strict = open_platform(allowed_addresses=())
    result = await carry_out(strict.webhooks, candidate, ADMIN)
    assert result.webhook_id is None
    assert result.problem.startswith("url: ")
    assert await listed(platform) == []


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{", "Line 1, column 2: "),
        ("5", "Expected a webhook, a list of webhooks"),
        (json.dumps({"webhooks": [PLAIN]}), "Expected a webhook, a list of webhooks"),
        ("[]", "Expected 1 to 200 webhooks; got 0."),
        (json.dumps([1] * (MAX_WEBHOOKS + 1)), "Expected 1 to 200 webhooks; got 201."),
        (" " * (MAX_TEXT + 1), "At most 500,000 characters."),
    ],
)
async def test_a_text_that_holds_no_webhooks_is_refused_as_a_whole(
    platform: Platform, written: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await examine(platform.webhook_urls, written, (), ADMIN)
    assert refused.value.message.startswith(sentence)


async def test_only_an_admin_may_import(platform: Platform) -> None:
    candidate = await look_at_one(platform, PLAIN)
    with pytest.raises(NotAllowed):
        await examine(platform.webhook_urls, json.dumps(PLAIN), (), OPERATOR)
    with pytest.raises(NotAllowed):
        await carry_out(platform.webhooks, candidate, OPERATOR)
    assert await listed(platform) == []


async def test_an_export_can_be_written_as_json(platform: Platform) -> None:
    made = await platform.webhooks.create(make_draft(), ADMIN)
    assert orjson.loads(orjson.dumps(export_document([made.summary])))["items"][0]["name"] == "Order Sync"
