"""`/api/v1/events/{id}`: an event, and what became of it at every webhook."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from webhook_dashboard.api.caller import READ, ThePlatform
from webhook_dashboard.api.routes.delivery_bodies import DeliveryOut, EventOut, in_list, show_event
from webhook_dashboard.domain.deliveries import SkipReason
from webhook_dashboard.domain.errors import NotFound
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.event_outcomes import EventOutcome, find_outcomes

router = APIRouter(prefix="/api/v1/events", tags=["Events"])


class SkipOut(BaseModel):
    """Why a webhook did not get the event."""

    reason: Annotated[SkipReason, Field(examples=["filtered"])]
    detail: Annotated[
        str, Field(description="A sentence.", examples=["Below minimum: order.total is 50, must be over 100"])
    ]


class EventOutcomeOut(BaseModel):
    """What became of an event at one webhook: either `delivery` or `skip`. A resend is one more."""

    webhook_id: Annotated[str, Field(examples=["wh_0Ab3dE5gH70"])]
    webhook_name: Annotated[str, Field(examples=["Order Sync"])]
    delivery: DeliveryOut | None
    skip: SkipOut | None


class EventWithOutcomes(EventOut):
    """An event, and every webhook that there was when it came, the oldest first."""

    webhooks: list[EventOutcomeOut]


@router.get("/{event_id}", dependencies=READ, summary="Get an event")
async def get_event(event_id: str, platform: ThePlatform) -> EventWithOutcomes:
    """The event by its id, ours or your own; for every webhook its delivery, or why there was none."""
    found = await platform.database.read(lambda connection: find_outcomes(connection, event_id))
    if found is None:
        raise NotFound("There is no such event.")
    return EventWithOutcomes(
        **show_event(found.event).model_dump(), webhooks=[_outcome(one) for one in found.outcomes]
    )


def _outcome(outcome: EventOutcome) -> EventOutcomeOut:
    delivery, skip = outcome.delivery, outcome.skip
    return EventOutcomeOut(
        webhook_id=encode_id(WEBHOOK, outcome.webhook_id),
        webhook_name=outcome.webhook_name,
        delivery=None if delivery is None else in_list(delivery),
        skip=None if skip is None else SkipOut(reason=skip.reason, detail=skip.detail),
    )
