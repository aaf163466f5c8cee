"""`/api/v1/presets`: what fills the fields of a webhook that are not given."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from webhook_dashboard.api.caller import READ
from webhook_dashboard.api.routes.profile_fields import PresetKey, ProfileFields
from webhook_dashboard.api.schemas import Page
from webhook_dashboard.domain.profiles import PRESETS, Preset

router = APIRouter(prefix="/api/v1/presets", tags=["Webhooks"])


class PresetOut(ProfileFields):
    """A preset: a name and a value for every field of the profile."""

    key: PresetKey
    label: Annotated[str, Field(examples=["Standard"])]
    description: str


class PresetPage(Page[PresetOut]):
    """Every preset."""


@router.get("", dependencies=READ, summary="List presets")
async def list_presets() -> PresetPage:
    """Every preset with the value of each field."""
    return PresetPage(items=[_show(preset) for preset in PRESETS.values()])


def _show(preset: Preset) -> PresetOut:
    return PresetOut(
        key=preset.key, label=preset.label, description=preset.description, **preset.profile.document()
    )
