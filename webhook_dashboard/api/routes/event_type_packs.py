"""`/api/v1/event-type-packs`: the packs of the event catalogue."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from webhook_dashboard.api.caller import READ, Admin, ThePlatform
from webhook_dashboard.api.schemas import Input, Page
from webhook_dashboard.services.catalogue import PackState, read_packs

router = APIRouter(prefix="/api/v1/event-type-packs", tags=["Event types"])


class PackPatch(Input):
    """What to change."""

    enabled: Annotated[bool, Field(description="Whether the catalogue offers its types.")]


class PackOut(BaseModel):
    """The event types of one product."""

    key: Annotated[str, Field(examples=["nautical"])]
    name: Annotated[str, Field(examples=["Nautical Commerce"])]
    description: str
    enabled: bool
    event_types: Annotated[
        list[str], Field(description="Keys of its types.", examples=[["seller_created", "seller_updated"]])
    ]


class PackPage(Page[PackOut]):
    """All packs."""


@router.get("", dependencies=READ, summary="List packs of event types")
async def list_packs(platform: ThePlatform) -> PackPage:
    """All packs, with the keys of their types."""
    return PackPage(items=[_shown(state) for state in await platform.database.read(read_packs)])


@router.patch("/{key}", summary="Switch a pack on or off", responses={404: {}})
async def change_pack(key: str, body: PackPatch, caller: Admin, platform: ThePlatform) -> PackOut:
    """What webhooks subscribe to does not change, nor what may be published."""
    return _shown(await platform.event_types.switch_pack(key, body.enabled, caller))


def _shown(state: PackState) -> PackOut:
    pack = state.pack
    return PackOut(
        key=pack.key,
        name=pack.name,
        description=pack.description,
        enabled=state.is_enabled,
        event_types=[event_type.key for event_type in pack.event_types],
    )
