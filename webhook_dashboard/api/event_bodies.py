"""Published events as the OpenAPI document describes them; the checks themselves are in domain/events.py."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class EventIn(BaseModel):
    """A thing that happened."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(description="Groups of letters, digits and _ joined by dots.", max_length=100)]
    data: Annotated[Any, Field(description="What happened, any JSON. Whole numbers keep every digit.")]
    id: Annotated[
        str | None,
        Field(description="Your own id: a repeat within 24 hours gets the first answer.", max_length=100),
    ] = None
    entity_type: Annotated[str | None, Field(description="What it happened to, such as order.")] = None
    entity_id: Annotated[str | None, Field(description="Which one, such as SO-2026-0892.")] = None
    occurred_at: Annotated[datetime | None, Field(description="When, if not now; with a zone.")] = None


class BatchIn(BaseModel):
    """Events that are stored together or not at all. A bare list is accepted as well."""

    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[EventIn], Field(min_length=1, max_length=1_000)]


class DeliveryRefOut(BaseModel):
    """A delivery that the event gave rise to."""

    id: str
    webhook_id: str


class SkippedOut(BaseModel):
    """A webhook that subscribes to the type and does not get the event."""

    webhook_id: str
    reason: Literal["inactive"]


class PublishedOut(BaseModel):
    """An event that is stored, and what becomes of it."""

    id: str
    deliveries: list[DeliveryRefOut]
    skipped: list[SkippedOut]


class PublishedBatchOut(BaseModel):
    """The answers, in the order of the events."""

    items: list[PublishedOut]
