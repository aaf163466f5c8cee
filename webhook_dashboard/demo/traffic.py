"""Publishes events as the company's systems would, for as long as the demonstration runs."""

import asyncio
import random
from typing import Final

from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.demo.company import MATRIX
from webhook_dashboard.demo.records import Records
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.services.events import Publication, Publisher

SCENES_PER_MINUTE: Final = 1.4
_LONGEST_GAP_SECONDS: Final = 90.0
FIRST_SECONDS: Final = 3.0
_STORY_SHARE: Final = 0.2
_STORY: Final = (
    "order.created",
    "inventory.updated",
    "inventory.updated",
    "invoice.created",
    "payment.received",
    "invoice.sent",
)


class Traffic:
    """One event now and then; in one case of five a whole order, six events within ten seconds."""

    def __init__(
        self,
        publisher: Publisher,
        clock: Clock,
        chance: random.Random,
        *,
        first_seconds: float = FIRST_SECONDS,
    ) -> None:
        self._first_seconds = first_seconds
        self._publisher = publisher
        self._clock = clock
        self._chance = chance
        self._records = Records.after_history(chance)
        self._weights = {kind: max(by_receiver.values()) for kind, by_receiver in MATRIX.items()}

    async def run(self) -> None:
        """Publish until cancelled, or until the publisher is closed."""
        await asyncio.sleep(self._first_seconds)
        while True:
            try:
                await self._play_scene()
            except Unavailable:
                return
            gap = self._chance.expovariate(SCENES_PER_MINUTE / 60)
            await asyncio.sleep(min(gap, _LONGEST_GAP_SECONDS))

    async def _play_scene(self) -> None:
        if self._chance.random() >= _STORY_SHARE:
            (event_type,) = self._chance.choices(list(self._weights), list(self._weights.values()))
            await self._publish(event_type)
            return
        for event_type in _STORY:
            await self._publish(event_type)
            await asyncio.sleep(0.6 + 2.4 * self._chance.random())

    async def _publish(self, event_type: str) -> None:
        event = self._records.make(event_type, self._clock())
        await self._publisher.publish(Publication((event,)))
