"""`/api/v1/deliveries`: the log, one delivery in full, send it again."""

from typing import Annotated

import fastapi
from fastapi import APIRouter
from pydantic import Field

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.routes.delivery_bodies import (
    Accepted,
    DeliveryPage,
    DeliveryWithAttempts,
    in_full,
    in_list,
)
from webhook_dashboard.api.schemas import Query
from webhook_dashboard.domain.deliveries import STATUS_BY_KEY, Status
from webhook_dashboard.domain.errors import InvalidInput, NotFound
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id, parse_id
from webhook_dashboard.storage import delivery_log
from webhook_dashboard.storage.delivery_details import find_delivery
from webhook_dashboard.storage.delivery_log import PAGE_SIZE, LogFilter

router = APIRouter(prefix="/api/v1/deliveries", tags=["Deliveries"])


class Wanted(Query):
    """Which deliveries; parameters that are left out do not restrict."""

    webhook_id: Annotated[str | None, Field(description="`wh_…`")] = None
    status: Annotated[
        list[str], Field(description=f"{', '.join(STATUS_BY_KEY)}; may be repeated.", default_factory=list)
    ]
    event_type: Annotated[str | None, Field(description="Exactly this type, `order.created`.")] = None
    after: Annotated[str | None, Field(description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE_SIZE

    def as_filter(self) -> LogFilter:
        """Return what storage asks for. Raises InvalidInput."""
        only = self.webhook_id
        return LogFilter(
            webhook_id=None if only is None else parse_id(WEBHOOK, only, field="webhook_id"),
            statuses=tuple(_status(key) for key in self.status),
            event_type=self.event_type,
        )


@router.get("", dependencies=READ, summary="List deliveries")
async def list_deliveries(wanted: Annotated[Wanted, fastapi.Query()], platform: ThePlatform) -> DeliveryPage:
    """The log, newest first."""
    log_filter = wanted.as_filter()
    before_id = None if wanted.after is None else parse_id(DELIVERY, wanted.after, field="after")
    # One more than asked for tells whether there is a next page.
    found = await platform.database.read(
        lambda connection: delivery_log.list_deliveries(
            connection, log_filter, before_id=before_id, limit=wanted.limit + 1
        )
    )
    page = found[: wanted.limit]
    more = len(found) > wanted.limit
    return DeliveryPage(
        items=[in_list(summary) for summary in page],
        next=encode_id(DELIVERY, page[-1].id) if more else None,
    )


@router.get("/{delivery_id}", dependencies=READ, summary="Get a delivery")
async def get_delivery(delivery_id: str, platform: ThePlatform) -> DeliveryWithAttempts:
    """One delivery with its event and every attempt: what was sent, what came back, where the time went."""
    number = parse_id(DELIVERY, delivery_id)
    detail = await platform.database.read(lambda connection: find_delivery(connection, number))
    if detail is None:
        raise NotFound("There is no such delivery.")
    return in_full(detail)


@router.post("/{delivery_id}/retry", status_code=202, summary="Retry a delivery")
async def retry_delivery(delivery_id: str, caller: Admin, platform: ThePlatform) -> Accepted:
    """Make one more attempt now, of the same delivery."""
    await platform.deliveries.retry(parse_id(DELIVERY, delivery_id), caller)
    return Accepted(id=delivery_id)


@router.post("/{delivery_id}/resend", status_code=201, summary="Resend a delivery")
async def resend_delivery(delivery_id: str, caller: Admin, platform: ThePlatform) -> Accepted:
    """Send its event to the same webhook once more, as a new delivery; the answer has the new id."""
    new_id = await platform.deliveries.resend(parse_id(DELIVERY, delivery_id), caller)
    return Accepted(id=encode_id(DELIVERY, new_id))


def _status(key: str) -> Status:
    if key not in STATUS_BY_KEY:
        raise InvalidInput("status", f"status: expected {', '.join(STATUS_BY_KEY)}; got {key[:20]!r}.")
    return STATUS_BY_KEY[key]
