"""`/api/v1/webhooks`: create, read, change, delete; pause, rotate the secret, look back and restore."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.routes.webhook_bodies import (
    CreatedWebhookOut,
    NewWebhook,
    ResumedOut,
    RevisionPage,
    RotatedOut,
    Rotation,
    WebhookOut,
    WebhookPage,
    WebhookPatch,
    show_revision,
    show_webhook,
)
from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import webhook_revisions, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhook_revisions import Revision

router = APIRouter(prefix="/api/v1/webhooks", tags=["Webhooks"])


@router.post("", status_code=201, summary="Create a webhook")
async def create_webhook(
    body: NewWebhook, caller: Admin, platform: ThePlatform, response: Response
) -> CreatedWebhookOut:
    """Give a `preset`, and beside it any field that should differ. The answer holds the secret, this once."""
    created = await platform.webhooks.create(body.as_draft(), caller)
    shown = show_webhook(created.summary)
    response.headers["Location"] = f"{router.prefix}/{shown['id']}"
    return CreatedWebhookOut(**shown, secret=created.secret)


@router.get("", dependencies=READ, summary="List webhooks")
async def list_webhooks(platform: ThePlatform) -> WebhookPage:
    """All webhooks, by name."""
    found = await platform.database.read(webhooks.list_webhooks)
    return WebhookPage(items=[WebhookOut(**show_webhook(summary)) for summary in found])


@router.get("/{webhook_id}", dependencies=READ, summary="Get a webhook")
async def get_webhook(webhook_id: str, platform: ThePlatform) -> WebhookOut:
    """One webhook, with every field of its profile."""
    return await _show(platform, parse_id(WEBHOOK, webhook_id))


@router.patch("/{webhook_id}", summary="Change a webhook")
async def change_webhook(
    webhook_id: str, body: WebhookPatch, caller: Admin, platform: ThePlatform
) -> WebhookOut:
    """Deliveries that wait are sent as the webhook is from now on. A masked value keeps what is stored."""
    changed = await platform.webhooks.update(parse_id(WEBHOOK, webhook_id), body.as_change(), caller)
    return WebhookOut(**show_webhook(changed))


@router.delete("/{webhook_id}", status_code=204, summary="Delete a webhook")
async def delete_webhook(webhook_id: str, caller: Admin, platform: ThePlatform) -> None:
    """Its log stays; its deliveries that wait are cancelled."""
    await platform.webhooks.delete(parse_id(WEBHOOK, webhook_id), caller)


@router.post("/{webhook_id}/rotate-secret", summary="Replace the secret")
async def rotate_secret(
    webhook_id: str,
    caller: Admin,
    platform: ThePlatform,
    body: Annotated[Rotation | None, Body()] = None,
) -> RotatedOut:
    """Until `overlap_hours` have passed the old one signs along. The answer holds the new one, this once."""
    rotation = body or Rotation()
    secret = await platform.webhook_secrets.rotate(
        parse_id(WEBHOOK, webhook_id),
        caller,
        overlap=timedelta(hours=rotation.checked_hours()),
        secret=rotation.secret,
    )
    return RotatedOut(secret=secret)


@router.post("/{webhook_id}/pause", summary="Pause a webhook")
async def pause_webhook(webhook_id: str, caller: Admin, platform: ThePlatform) -> WebhookOut:
    """Its deliveries are held until it is resumed; nothing fails and nothing is lost."""
    number = parse_id(WEBHOOK, webhook_id)
    await platform.webhooks.pause(number, caller)
    return await _show(platform, number)


@router.post("/{webhook_id}/resume", summary="Resume a webhook")
async def resume_webhook(webhook_id: str, caller: Admin, platform: ThePlatform) -> ResumedOut:
    """Ends a pause and closes the breaker; what was held is sent, the oldest first."""
    released = await platform.webhooks.resume(parse_id(WEBHOOK, webhook_id), caller)
    return ResumedOut(released=released)


@router.get("/{webhook_id}/revisions", dependencies=READ, summary="List revisions")
async def list_revisions(
    webhook_id: str,
    platform: ThePlatform,
    after: Annotated[int | None, Query(ge=1, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RevisionPage:
    """What the webhook was after every save, newest first, and what each save changed."""
    number = parse_id(WEBHOOK, webhook_id)

    def read(connection: Connection) -> list[Revision]:
        _require(connection, number)
        # One more than asked for: each is compared with the one before it.
        return webhook_revisions.list_revisions(connection, number, limit + 1, before=after)

    found = await platform.database.read(read)
    shown = [
        show_revision(revision, found[at + 1] if at + 1 < len(found) else None)
        for at, revision in enumerate(found[:limit])
    ]
    more = len(found) > limit
    return RevisionPage(items=shown, next=str(shown[-1].revision) if more else None)


@router.post("/{webhook_id}/revisions/{revision}/restore", summary="Restore a revision")
async def restore_revision(
    webhook_id: str, revision: int, caller: Admin, platform: ThePlatform
) -> WebhookOut:
    """Make the webhook what it was then, as a new revision. Secrets stay what they are now."""
    restored = await platform.webhooks.restore(parse_id(WEBHOOK, webhook_id), revision, caller)
    return WebhookOut(**show_webhook(restored))


async def _show(platform: Platform, webhook_id: int) -> WebhookOut:
    found = await platform.database.read(lambda connection: _require(connection, webhook_id))
    return WebhookOut(**show_webhook(found))


def _require(connection: Connection, webhook_id: int) -> webhooks.WebhookSummary:
    found = webhooks.find_webhook(connection, webhook_id)
    if found is None:
        raise NotFound("There is no such webhook.")
    return found.summary
