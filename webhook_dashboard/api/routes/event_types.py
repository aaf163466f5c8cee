"""`/api/v1/event-types`: the event catalogue, and the fields of each type."""

from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.schemas import Input, Page
from webhook_dashboard.domain.errors import InvalidInput, NotFound
from webhook_dashboard.domain.event_types import OWN_CATEGORY, EventTypeDraft
from webhook_dashboard.domain.fields import FieldInfo, FieldKind, FieldSource
from webhook_dashboard.domain.ids import EVENT, created_at, parse_id
from webhook_dashboard.services.catalogue import OWN, CatalogueEntry, find_entry, read_catalogue, receiving
from webhook_dashboard.services.event_types import EventTypeChange
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_types import read_newest_id, read_newest_ids
from webhook_dashboard.storage.webhooks import WebhookSummary, list_webhooks

router = APIRouter(prefix="/api/v1/event-types", tags=["Event types"])

Key = Annotated[str, Field(description="What events say in `type`.", examples=["shipment.sent"])]
Category = Annotated[str, Field(description="Under which it is listed.", examples=["Logistics"])]
Description = Annotated[str, Field(description="What happened, in one line.", examples=["Left the house"])]
Version = Annotated[str, Field(description="Of the shape of the data.", examples=["1.0"])]
Sample = Annotated[Any, Field(description="The data of such an event, any JSON.", examples=[{"id": 7}])]
Keys = Annotated[list[str], Field(description="Keys of event types.", examples=[["shipment.sent"]])]
Responses = dict[int | str, dict[str, Any]]

# What FastAPI cannot know: the document adds the words (api/openapi.py).
MISSING: Responses = {404: {}}
CONFLICT: Responses = {409: {}}


class NewEventType(Input):
    """An event type to be added. `from_event` takes type and sample from an event that was published."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "key": "shipment.sent",
                "category": "Logistics",
                "description": "Left the house",
                "sample": {"id": 7},
            }
        }
    )

    key: Key | None = None
    category: Category = OWN_CATEGORY
    description: Description = ""
    version: Version = "1.0"
    sample: Sample = None
    from_event: Annotated[
        str | None, Field(description="The id of an event, as it was answered.", examples=["evt_0Ab3dE5gH7j"])
    ] = None


class EventTypePatch(Input):
    """What to change; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"description": "Left the house"}})

    category: Category = Field(default_factory=str)
    description: Description = Field(default_factory=str)
    version: Version = Field(default_factory=str)
    sample: Sample = Field(default_factory=dict)


class EventTypeOut(BaseModel):
    """An event type of the catalogue."""

    key: Key
    category: Category
    description: Description
    version: Version
    sample: Sample
    origin: Annotated[
        Literal["own", "pack"], Field(description="Whether people made it, or it came with a pack.")
    ]
    pack: Annotated[str | None, Field(description="The key of its pack.", examples=["angage"])]
    changed: Annotated[bool, Field(description="Whether somebody changed what the pack says.")]
    webhook_count: Annotated[int, Field(description="How many webhooks get it, by name or pattern.")]
    last_event_at: Annotated[datetime | None, Field(description="When one was published last.")]
    updated_at: Annotated[datetime | None, Field(description="When somebody changed the entry last.")]


class EventTypePage(Page[EventTypeOut]):
    """The whole catalogue: the packs that are on, then one's own types."""


class ImportedOut(BaseModel):
    """What an import did."""

    created: Keys
    changed: Keys
    unchanged: Keys


class FieldOut(BaseModel):
    """A field that events of a type have, for filters and templates."""

    path: Annotated[str, Field(examples=["order.total"])]
    kinds: Annotated[list[FieldKind], Field(description="Those seen, the newest first.")]
    last_value: Annotated[Any, Field(description="The newest value that is no list and no object.")]
    values: Annotated[list[Any], Field(description="Some recent values; the elements of a list.")]
    size: Annotated[int | None, Field(description="The length of the newest list or object.")]
    list_path: Annotated[str | None, Field(description="The list whose elements have this field.")]
    element_path: Annotated[str | None, Field(description="The field inside an element.")]
    source: Annotated[FieldSource, Field(description="Seen in an event, or in the sample only.")]


class FieldPage(Page[FieldOut]):
    """The fields of a type, each behind its parent."""


@router.get("", dependencies=READ, summary="List event types")
async def list_event_types(platform: ThePlatform) -> EventTypePage:
    """The whole catalogue, with samples."""

    def read(connection: Connection) -> list[EventTypeOut]:
        webhooks, newest = list_webhooks(connection), read_newest_ids(connection)
        return [
            _shown(entry, webhooks, newest.get(entry.event_type.key)) for entry in read_catalogue(connection)
        ]

    return EventTypePage(items=await platform.database.read(read))


@router.post("", status_code=201, summary="Add an event type", responses=MISSING | CONFLICT)
async def create_event_type(
    body: NewEventType, caller: Admin, platform: ThePlatform, response: Response
) -> EventTypeOut:
    """Give a key and a sample, or `from_event`. Types need no entry to be published."""
    key, sample = body.key, body.sample
    if body.from_event is not None:
        draft = await platform.event_types.draft_from(parse_id(EVENT, body.from_event, field="from_event"))
        key, sample = key or draft.key, draft.sample if sample is None else sample
    if key is None:
        raise InvalidInput("key", "key: required, a string such as shipment.sent.")
    wanted = EventTypeDraft(key, body.category, body.description, body.version, sample)
    created = await platform.event_types.create(wanted, caller)
    response.headers["Location"] = f"{router.prefix}/{created.event_type.key}"
    return await _read_one(platform, created.event_type.key)


@router.post("/import", summary="Import event types", responses=CONFLICT)
async def import_event_types(
    body: Annotated[
        Any, Body(description="A list, or types with samples.", examples=[{"shipment.sent": {"id": 7}}])
    ],
    caller: Admin,
    platform: ThePlatform,
    dry_run: Annotated[bool, Query(description="Only tell what would change.")] = False,
) -> ImportedOut:
    """All or none of a list of event types, of an answer of `GET`, or of `{"shipment.sent": {"id": 7}}`.

    Types that the catalogue has are changed, others are added.
    """
    outcome = await platform.event_types.import_types(body, caller, only_look=dry_run)
    return ImportedOut(
        created=list(outcome.created), changed=list(outcome.changed), unchanged=list(outcome.unchanged)
    )


@router.get("/{key}", dependencies=READ, summary="Get an event type", responses=MISSING)
async def get_event_type(key: str, platform: ThePlatform) -> EventTypeOut:
    """One event type of the catalogue."""
    return await _read_one(platform, key)


@router.patch("/{key}", summary="Change an event type", responses=MISSING)
async def change_event_type(
    key: str, body: EventTypePatch, caller: Admin, platform: ThePlatform
) -> EventTypeOut:
    """A type of a pack stays one; deleting it takes the changes back."""
    given = body.model_dump(exclude_unset=True)
    if "sample" in given:
        given["sample"] = orjson.dumps(given["sample"])
    await platform.event_types.update(key, EventTypeChange(**given), caller)
    return await _read_one(platform, key)


@router.delete("/{key}", status_code=204, summary="Delete an event type", responses=MISSING | CONFLICT)
async def delete_event_type(
    key: str,
    caller: Admin,
    platform: ThePlatform,
    force: Annotated[bool, Query(description="Even while webhooks subscribe to it by name.")] = False,
) -> None:
    """Events of the type go on being taken and delivered. One of a pack loses what was changed in it."""
    await platform.event_types.delete(key, caller, even_if_used=force)


@router.get("/{key}/fields", dependencies=READ, summary="List the fields of an event type")
async def list_fields(key: str, platform: ThePlatform) -> FieldPage:
    """Learned from the newest events of the type and its sample; some seconds old."""
    return FieldPage(items=[_field(found) for found in await platform.event_types.fields(key)])


async def _read_one(platform: ThePlatform, key: str) -> EventTypeOut:
    def read(connection: Connection) -> EventTypeOut:
        entry = find_entry(connection, key)
        if entry is None:
            raise NotFound("There is no such event type in the catalogue.")
        return _shown(entry, list_webhooks(connection), read_newest_id(connection, key))

    return await platform.database.read(read)


def _shown(entry: CatalogueEntry, webhooks: list[WebhookSummary], newest_id: int | None) -> EventTypeOut:
    event_type = entry.event_type
    is_own = entry.origin == OWN
    return EventTypeOut(
        key=event_type.key,
        category=event_type.category,
        description=event_type.description,
        version=event_type.version,
        sample=event_type.sample,
        origin="own" if is_own else "pack",
        pack=None if is_own else entry.origin,
        changed=entry.is_changed,
        webhook_count=len(receiving(webhooks, event_type.key)),
        last_event_at=None if newest_id is None else created_at(newest_id),
        updated_at=entry.updated_at,
    )


def _field(found: FieldInfo) -> FieldOut:
    return FieldOut(
        path=found.path,
        kinds=list(found.kinds),
        last_value=found.last_value,
        values=list(found.values),
        size=found.size,
        list_path=found.list_path or None,
        element_path=found.element_path or None,
        source=found.source,
    )
