"""Sending again: one more attempt of a delivery, or a new delivery of its event."""

from collections.abc import Callable

from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.errors import Conflict, NotFound
from webhook_dashboard.domain.ids import DELIVERY, created_at, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage import counting, deliveries, delivery_log, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import NewDelivery
from webhook_dashboard.storage.delivery_log import Target
from webhook_dashboard.storage.webhooks import WebhookSummary


class Deliveries:
    """Verbs about deliveries. `wake` has the engine look for due deliveries."""

    def __init__(self, context: Context, wake: Callable[[], None]) -> None:
        self._context = context
        self._wake = wake

    async def retry(self, delivery_id: int, actor: Actor) -> None:
        """Make one more attempt now: same delivery, same event id.

        Raises:
            NotFound. NotAllowed: needs operator. Conflict: it is being sent, has succeeded or was a test, or
                its webhook was deleted or is inactive.
        """
        actor.require(Role.OPERATOR)

        def work(connection: Connection) -> None:
            self._require_target(connection, delivery_id)
            reopened = deliveries.reopen(connection, delivery_id, self._context.clock())
            assert reopened is not None, "its webhook was just found through it"
            if reopened.before is Status.SENDING:
                raise Conflict("This delivery is being sent right now.")
            if reopened.before is Status.SUCCEEDED:
                raise Conflict("This delivery has succeeded. Resend it to make a new one.")
            counts = counting.Counts()
            counts.failed -= reopened.before is Status.FAILED
            counts.cancelled -= reopened.before is Status.CANCELLED
            if counts != counting.Counts():
                counting.add_counts(connection, {(reopened.created_at, reopened.webhook_id): counts})
            self._context.note(connection, actor, "delivery.retried", encode_id(DELIVERY, delivery_id))

        await self._context.database.write(work)
        self._wake()

    async def resend(self, delivery_id: int, actor: Actor) -> int:
        """Send the event to the same webhook in a new delivery; returns the new delivery's id.

        Raises:
            NotFound. NotAllowed: needs operator. Conflict: it was a test, or the webhook was deleted or is
                inactive.
        """
        actor.require(Role.OPERATOR)
        new_id = self._context.new_id()

        def work(connection: Connection) -> None:
            target, webhook = self._require_target(connection, delivery_id)
            new = NewDelivery(
                new_id,
                target.event_id,
                webhook.id,
                target.event_type,
                webhook.revision,
                Trigger.MANUAL,
                resend_of=delivery_id,
            )
            deliveries.insert_deliveries(connection, [new], owner=None, lease_until=None)
            counts = {(created_at(new_id), webhook.id): counting.Counts(created=1)}
            counting.add_counts(connection, counts)
            old, fresh = encode_id(DELIVERY, delivery_id), encode_id(DELIVERY, new_id)
            self._context.note(connection, actor, "delivery.resent", old, new=fresh)

        await self._context.database.write(work)
        self._wake()
        return new_id

    def _require_target(self, connection: Connection, delivery_id: int) -> tuple[Target, WebhookSummary]:
        found = delivery_log.find_target(connection, delivery_id)
        if found is None:
            raise NotFound("There is no such delivery.")
        if found.test:
            raise Conflict("This was a test. Test the webhook again instead.")
        webhook = webhooks.find_webhook(connection, found.webhook_id)
        if webhook is None:
            raise Conflict("Its webhook was deleted, so there is nowhere to send it.")
        if not webhook.summary.active:
            raise Conflict(f"{webhook.summary.name} is switched off. Switch it on first.")
        return found, webhook.summary
