"""`/api/v1/webhooks`: create, read, change, delete; pause, rotate the secret."""

import re
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Body, Header, Response

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.routes.webhook_bodies import (
    CreatedWebhookOut,
    NewWebhook,
    ResumedOut,
    RotatedOut,
    Rotation,
    WebhookOut,
    WebhookPage,
    WebhookPatch,
    show_webhook,
)
from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.storage import webhooks
from webhook_dashboard.storage.database import Connection

router = APIRouter(prefix="/api/v1/webhooks", tags=["Webhooks"])

IfMatch = Annotated[
    str | None,
    Header(description="The `ETag` that this is meant for; if it is another by now, nothing is done."),
]
_TAG: Final = re.compile(r'(?:W/)?"([0-9]{1,18})"')


@router.post("", status_code=201, summary="Create a webhook")
async def create_webhook(
    body: NewWebhook, caller: Admin, platform: ThePlatform, response: Response
) -> CreatedWebhookOut:
    """Give a `preset`, and beside it any field that should differ. The answer holds the secret, this once."""
    created = await platform.webhooks.create(body.as_draft(), caller)
    shown = show_webhook(created.summary)
    response.headers["Location"] = f"{router.prefix}/{shown['id']}"
    name_revision(response, created.summary)
    return CreatedWebhookOut(**shown, secret=created.secret)


@router.get("", dependencies=READ, summary="List webhooks")
async def list_webhooks(platform: ThePlatform) -> WebhookPage:
    """All webhooks, by name."""
    found = await platform.database.read(webhooks.list_webhooks)
    return WebhookPage(items=[WebhookOut(**show_webhook(summary)) for summary in found])


@router.get("/{webhook_id}", dependencies=READ, summary="Get a webhook")
async def get_webhook(webhook_id: str, platform: ThePlatform, response: Response) -> WebhookOut:
    """One webhook, with every field of its profile. `ETag` names its revision."""
    number = parse_id(WEBHOOK, webhook_id)
    found = await platform.database.read(lambda connection: require_webhook(connection, number))
    name_revision(response, found)
    return WebhookOut(**show_webhook(found))


@router.patch("/{webhook_id}", summary="Change a webhook", responses={412: {}})
async def change_webhook(
    webhook_id: str,
    body: WebhookPatch,
    caller: Admin,
    platform: ThePlatform,
    response: Response,
    if_match: IfMatch = None,
) -> WebhookOut:
    """Deliveries that wait are sent as the webhook is from now on. A masked value keeps what is stored."""
    changed = await platform.webhooks.update(
        parse_id(WEBHOOK, webhook_id), body.as_change(), caller, expected=revisions_in(if_match)
    )
    name_revision(response, changed)
    return WebhookOut(**show_webhook(changed))


@router.delete("/{webhook_id}", status_code=204, summary="Delete a webhook", responses={412: {}})
async def delete_webhook(
    webhook_id: str, caller: Admin, platform: ThePlatform, if_match: IfMatch = None
) -> None:
    """Its log stays; its deliveries that wait are cancelled."""
    number = parse_id(WEBHOOK, webhook_id)
    await platform.webhooks.delete(number, caller, expected=revisions_in(if_match))


@router.post("/{webhook_id}/rotate-secret", summary="Replace the secret", responses={412: {}})
async def rotate_secret(
    webhook_id: str,
    caller: Admin,
    platform: ThePlatform,
    body: Annotated[Rotation | None, Body()] = None,
    if_match: IfMatch = None,
) -> RotatedOut:
    """Until `overlap_hours` have passed the old one signs along. The answer holds the new one, this once."""
    rotation = body or Rotation()
    secret = await platform.webhook_secrets.rotate(
        parse_id(WEBHOOK, webhook_id),
        caller,
        overlap=timedelta(hours=rotation.checked_hours()),
        secret=rotation.secret,
        expected=revisions_in(if_match),
    )
    return RotatedOut(secret=secret)


@router.post("/{webhook_id}/pause", summary="Pause a webhook", responses={412: {}})
async def pause_webhook(
    webhook_id: str, caller: Admin, platform: ThePlatform, response: Response, if_match: IfMatch = None
) -> WebhookOut:
    """Its deliveries are held until it is resumed; nothing fails and nothing is lost."""
    number = parse_id(WEBHOOK, webhook_id)
    await platform.webhooks.pause(number, caller, expected=revisions_in(if_match))
    paused = await platform.database.read(lambda connection: require_webhook(connection, number))
    name_revision(response, paused)
    return WebhookOut(**show_webhook(paused))


@router.post("/{webhook_id}/resume", summary="Resume a webhook", responses={412: {}})
async def resume_webhook(
    webhook_id: str, caller: Admin, platform: ThePlatform, if_match: IfMatch = None
) -> ResumedOut:
    """Ends a pause and closes the breaker; what was held is sent, the oldest first."""
    number = parse_id(WEBHOOK, webhook_id)
    released = await platform.webhooks.resume(number, caller, expected=revisions_in(if_match))
    return ResumedOut(released=released)


def name_revision(response: Response, summary: webhooks.WebhookSummary) -> None:
    """Give the answer the tag of what a webhook is configured to be: its revision."""
    response.headers["ETag"] = f'"{summary.revision}"'


def revisions_in(if_match: str | None) -> frozenset[int] | None:
    """Return the revisions that `If-Match` names, and None for any; what is no tag of ours names none.

    A weak tag counts as well: proxies that compress weaken ours, and it is the revision and nothing else.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = (_TAG.fullmatch(part.strip()) for part in if_match.split(","))
    return frozenset(int(tag[1]) for tag in found if tag)


def require_webhook(connection: Connection, webhook_id: int) -> webhooks.WebhookSummary:
    """Return a webhook that was not deleted.

    Raises:
        NotFound.
    """
    found = webhooks.find_webhook(connection, webhook_id)
    if found is None:
        raise NotFound("There is no such webhook.")
    return found.summary
