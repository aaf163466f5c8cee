"""What the frame of every screen shows live: the rate, the number of webhooks, and the places to jump to."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.statistics import count_created_since
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks
from webhook_dashboard.ui.formatting import format_count, format_rate
from webhook_dashboard.ui.row_parts import webhook_href
from webhook_dashboard.ui.session import handler, hub, leave, platform, updates

RATE_MINUTES = 5
JUMP_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A webhook that Jump to leads to."""

    name: str
    second: str
    href: str


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """What is read once per update for all tabs."""

    created: int
    webhooks: Sequence[WebhookSummary]


class FrameState(rx.State):
    """The live part of the frame."""

    rate: str = "idle"
    webhook_count: str = ""
    places: rx.Field[list[Place]] = rx.field(default_factory=list)

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Keep the frame up to date while the page is open."""
        async for _ in updates(self):
            now = platform().clock()
            since = rate_start(now)
            try:
                figures = await hub().shared("frame", partial(_read, since=since))
            except Unavailable:
                continue  # what stands there stays; the screen itself says why
            rate = format_rate(figures.created / ((now - since) / timedelta(minutes=1)))
            places = [to_place(webhook) for webhook in figures.webhooks[:JUMP_LIMIT]]
            count = format_count(len(figures.webhooks)) if figures.webhooks else ""
            if (rate, count, places) != (self.rate, self.webhook_count, self.places):
                async with self:
                    self.rate, self.webhook_count, self.places = rate, count, places
        yield leave()


def rate_start(now: datetime) -> datetime:
    """Where the minutes begin over which the rate is taken: five full ones and the present one."""
    return now.replace(second=0, microsecond=0) - timedelta(minutes=RATE_MINUTES)


def to_place(webhook: WebhookSummary) -> Place:
    """A webhook as an entry of Jump to."""
    return Place(webhook.name, host_of(webhook.url), webhook_href(webhook.id))


def _read(connection: Connection, *, since: datetime) -> FrameFigures:
    return FrameFigures(count_created_since(connection, since), list_webhooks(connection))
