"""`/api/v1/webhooks`: create, read, change, delete."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.schemas import Input, Page
from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, encode_id, parse_id
from webhook_dashboard.services.webhooks import WebhookChange, WebhookDraft
from webhook_dashboard.storage import webhooks
from webhook_dashboard.storage.webhooks import WebhookSummary

router = APIRouter(prefix="/api/v1/webhooks", tags=["Webhooks"])

Name = Annotated[str, Field(description="What receives the events.", examples=["Order Sync"])]
Url = Annotated[
    str,
    Field(
        description="Where requests go; `https` unless allowed.", examples=["https://example.com/webhooks"]
    ),
]
EventTypes = Annotated[
    list[str],
    Field(description="Types and patterns: `order.created`, `order.*`, `*`.", examples=[["order.created"]]),
]
Method = Annotated[str, Field(description="POST, PUT or PATCH.", examples=["POST"])]
Active = Annotated[bool, Field(description="While false, events pass this webhook by.", examples=[True])]
Secret = Annotated[str, Field(description="`whsec_` and the base64 of 24 to 64 bytes.")]


class NewWebhook(Input):
    """A webhook to be made. Without `secret`, one is made."""

    name: Name
    url: Url
    event_types: EventTypes
    method: Method = "POST"
    active: Active = True
    secret: Secret | None = None


class WebhookPatch(Input):
    """What to change; what is left out stays as it is."""

    name: Name = Field(default_factory=str)
    url: Url = Field(default_factory=str)
    event_types: EventTypes = Field(default_factory=list)
    method: Method = Field(default_factory=str)
    active: Active = Field(default_factory=bool)
    secret: Secret = Field(default_factory=str)


class WebhookOut(BaseModel):
    """A webhook. `state` is failing after three failed attempts in a row."""

    id: Annotated[str, Field(examples=["wh_0Ab3dE5gH7j"])]
    name: Name
    url: Url
    method: Method
    event_types: EventTypes
    active: bool
    secret_hint: Annotated[str, Field(description="The secret, masked.", examples=["whsec_••••q8Zk"])]
    state: Literal["active", "failing", "inactive"]
    revision: Annotated[int, Field(description="Counts the changes, from 1.")]
    created_at: datetime
    updated_at: datetime


class WebhookPage(Page[WebhookOut]):
    """All webhooks, by name."""


class CreatedWebhookOut(WebhookOut):
    """A webhook that was just made, with its secret. It is never shown again."""

    secret: Secret


@router.post("", status_code=201, summary="Create a webhook")
async def create_webhook(
    body: NewWebhook, caller: Admin, platform: ThePlatform, response: Response
) -> CreatedWebhookOut:
    """The answer holds the signing secret, this once."""
    created = await platform.webhooks.create(WebhookDraft(**body.model_dump()), caller)
    shown = _fields(created.summary)
    response.headers["Location"] = f"{router.prefix}/{shown['id']}"
    return CreatedWebhookOut(**shown, secret=created.secret)


@router.get("", dependencies=READ, summary="List webhooks")
async def list_webhooks(platform: ThePlatform) -> WebhookPage:
    """All webhooks, by name."""
    found = await platform.database.read(webhooks.list_webhooks)
    return WebhookPage(items=[WebhookOut(**_fields(summary)) for summary in found])


@router.get("/{webhook_id}", dependencies=READ, summary="Get a webhook")
async def get_webhook(webhook_id: str, platform: ThePlatform) -> WebhookOut:
    """One webhook."""
    number = parse_id(WEBHOOK, webhook_id)
    found = await platform.database.read(lambda connection: webhooks.find_webhook(connection, number))
    if found is None:
        raise NotFound("There is no such webhook.")
    return WebhookOut(**_fields(found.summary))


@router.patch("/{webhook_id}", summary="Change a webhook")
async def change_webhook(
    webhook_id: str, body: WebhookPatch, caller: Admin, platform: ThePlatform
) -> WebhookOut:
    """Deliveries that wait are sent as the webhook is from now on."""
    change = WebhookChange(**body.model_dump(exclude_unset=True))
    changed = await platform.webhooks.update(parse_id(WEBHOOK, webhook_id), change, caller)
    return WebhookOut(**_fields(changed))


@router.delete("/{webhook_id}", status_code=204, summary="Delete a webhook")
async def delete_webhook(webhook_id: str, caller: Admin, platform: ThePlatform) -> None:
    """Its log stays; its deliveries that wait are cancelled."""
    await platform.webhooks.delete(parse_id(WEBHOOK, webhook_id), caller)


def _fields(summary: WebhookSummary) -> dict[str, Any]:
    failing = "failing" if summary.health.is_failing else "active"
    return {
        "id": encode_id(WEBHOOK, summary.id),
        "name": summary.name,
        "url": summary.url,
        "method": summary.method,
        "event_types": list(summary.event_types),
        "active": summary.active,
        "secret_hint": summary.secret_hint,
        "state": failing if summary.active else "inactive",
        "revision": summary.revision,
        "created_at": summary.created_at,
        "updated_at": summary.updated_at,
    }
