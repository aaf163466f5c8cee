"""`/api/v1/webhooks/{id}/revisions`: what a webhook was after each save, and making it that again."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.routes.webhook_bodies import WebhookOut, masked_authentication, show_webhook
from webhook_dashboard.api.routes.webhooks import IfMatch, name_revision, require_webhook, revisions_in
from webhook_dashboard.api.schemas import Page
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.services.webhook_snapshots import flat_snapshot
from webhook_dashboard.storage import webhook_revisions
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhook_revisions import Revision

router = APIRouter(prefix="/api/v1/webhooks", tags=["Webhooks"])

_MOST: Final = 2**31 - 1
"""What a revision's number can be: the database's integers end there."""


class RevisionOut(BaseModel):
    """What a webhook was after a save, without its secrets."""

    revision: int
    saved_at: datetime
    actor: Annotated[str, Field(description="Who saved it.", examples=["API key Deploy"])]
    changed: Annotated[
        list[str], Field(description="The fields that this save changed.", examples=[["url", "retry_waits"]])
    ]
    webhook: Annotated[dict[str, Any], Field(description="Every field as it was then.")]


class RevisionPage(Page[RevisionOut]):
    """The revisions of a webhook, newest first."""


@router.get("/{webhook_id}/revisions", dependencies=READ, summary="List revisions")
async def list_revisions(
    webhook_id: str,
    platform: ThePlatform,
    after: Annotated[int | None, Query(ge=1, le=_MOST, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RevisionPage:
    """What the webhook was after every save, newest first, and what each save changed."""
    number = parse_id(WEBHOOK, webhook_id)

    def read(connection: Connection) -> list[Revision]:
        require_webhook(connection, number)
        # One more than asked for: each is compared with the one before it.
        return webhook_revisions.list_revisions(connection, number, limit + 1, before=after)

    found = await platform.database.read(read)
    shown = [
        _show(revision, found[at + 1] if at + 1 < len(found) else None)
        for at, revision in enumerate(found[:limit])
    ]
    more = len(found) > limit
    return RevisionPage(items=shown, next=str(shown[-1].revision) if more else None)


@router.post("/{webhook_id}/revisions/{revision}/restore", summary="Restore a revision", responses={412: {}})
async def restore_revision(
    webhook_id: str,
    revision: Annotated[int, Path(ge=1, le=_MOST)],
    caller: Admin,
    platform: ThePlatform,
    response: Response,
    if_match: IfMatch = None,
) -> WebhookOut:
    """Make the webhook what it was then, as a new revision. Secrets stay what they are now."""
    number = parse_id(WEBHOOK, webhook_id)
    restored = await platform.webhooks.restore(number, revision, caller, expected=revisions_in(if_match))
    name_revision(response, restored)
    return WebhookOut(**show_webhook(restored))


def _show(revision: Revision, before: Revision | None) -> RevisionOut:
    """Return a revision with what it changed of the one before; nothing when there was none."""
    webhook = flat_snapshot(revision.snapshot)
    old = webhook if before is None else flat_snapshot(before.snapshot)
    return RevisionOut(
        revision=revision.revision,
        saved_at=revision.saved_at,
        actor=revision.actor,
        changed=[name for name, value in webhook.items() if old[name] != value],
        webhook=webhook
        | {
            "authentication": masked_authentication(webhook["authentication"]),
            "headers": {name: MASK if value is None else value for name, value in webhook["headers"]},
        },
    )
