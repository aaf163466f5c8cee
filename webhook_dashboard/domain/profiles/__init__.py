"""Delivery profiles: how a webhook sends, in fields, and the presets that fill them."""

from webhook_dashboard.domain.profiles.presets import PRESETS, Preset, find_preset
from webhook_dashboard.domain.profiles.profile import DeliveryProfile, differences

__all__ = ["PRESETS", "DeliveryProfile", "Preset", "differences", "find_preset"]
