"""`/api/v1/presets`: what fills the fields of a webhook that are not given."""

from fastapi import APIRouter

from webhook_dashboard.api.caller import READ
from webhook_dashboard.api.routes.webhook_bodies import PresetPage, show_preset
from webhook_dashboard.domain.profiles import PRESETS

router = APIRouter(prefix="/api/v1/presets", tags=["Webhooks"])


@router.get("", dependencies=READ, summary="List presets")
async def list_presets() -> PresetPage:
    """Every preset with the value of each field."""
    return PresetPage(items=[show_preset(preset) for preset in PRESETS.values()])
