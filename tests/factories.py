"""Things that tests need, made with one call; what a test is about is passed, the rest has a default."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.services.events import Publication, PublishedEvent
from webhook_dashboard.services.people import SYSTEM, Actor
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookDraft
from webhook_dashboard.services.webhooks import CreatedWebhook

Found = TypeVar("Found")


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **step: float) -> None:
        """Go on by a timedelta's arguments, such as `hours=24`."""
        self.moment += timedelta(**step)


def make_actor(role: Role = Role.ADMIN) -> Actor:
    """Return somebody with a role."""
    return Actor(f"{role.key}@example.com", role)


def make_event(**fields: Any) -> NewEvent:
    """Return a checked event."""
    defaults: dict[str, Any] = {"type": "order.created", "data": b'{"number":"SO-2026-0892"}'}
    return NewEvent(**defaults | fields)


def make_body(**fields: Any) -> dict[str, Any]:
    """Return an event as a publisher sends it."""
    return {"type": "order.created", "data": {"number": "SO-2026-0892"}} | fields


def make_draft(**fields: Any) -> WebhookDraft:
    """Return what to ask for to get a webhook."""
    defaults: dict[str, Any] = {
        "name": "Order Sync",
        "url": "http://127.0.0.1:9/webhooks",
        "event_types": ["*"],
    }
    return WebhookDraft(**defaults | fields)


async def make_webhook(platform: Platform, **fields: Any) -> CreatedWebhook:
    """Store a webhook for every event type."""
    return await platform.webhooks.create(make_draft(**fields), SYSTEM)


async def make_key(platform: Platform, scope: Scope = Scope.ADMIN, name: str = "Tests") -> str:
    """Store an API key; returns what a caller sends."""
    return (await platform.api_keys.create(name, scope, SYSTEM)).key


async def make_inbox(platform: Platform) -> str:
    """Store a test inbox; returns its token."""
    return await platform.inboxes.create(SYSTEM)


async def publish(platform: Platform, *events: NewEvent, key: str = "") -> tuple[PublishedEvent, ...]:
    """Publish events in one go; one of the usual kind when none is given."""
    return await platform.publisher.publish(Publication(events or (make_event(),), key))


async def eventually(
    find: Callable[[], Awaitable[Found | None]], timeout_seconds: float = PATIENCE_SECONDS
) -> Found:
    """Ask again until there is something; raises AssertionError when there is not in time."""
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        found = await find()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"nothing found within {timeout_seconds:g} s")
