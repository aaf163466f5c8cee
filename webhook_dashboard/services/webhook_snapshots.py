"""What revisions hold of a webhook: read, compared, and asked for again."""

from collections.abc import Mapping
from typing import Any, Final

from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.webhooks import WebhookSummary

_BEFORE_PROFILES: Final[dict[str, Any]] = {
    "description": "",
    "preset": "standard",
    "profile": {},
    "authentication": {},
    "headers": [],
    "filters": {},
    "templates": {},
}
"""What revisions lack that were saved before there were profiles."""


_RESTORED: Final = (
    "name", "url", "event_types", "active", "description", "preset", "filters", "templates",
)  # fmt: skip


def change_to(snapshot: Mapping[str, Any], now: WebhookSummary) -> WebhookChange:
    """Return the change that makes a webhook what a revision of it holds, with the secrets it has `now`.

    A secret header that it has no more is left out, and authentication of another kind stays as it is.
    """
    then = flat_snapshot(snapshot)
    known = {name.lower() for name, value in now.headers if value is None}
    kind = then["authentication"].get("type", "none")
    has_secrets = kind in ("none", now.authentication.get("type"))
    return WebhookChange(
        **{name: then[name] for name in _RESTORED},
        authentication={"type": kind, **then["authentication"]} if has_secrets else None,
        headers=[
            (name, MASK if value is None else value)
            for name, value in then["headers"]
            if value is not None or name.lower() in known
        ],
        fields={name: then[name] for name in DeliveryProfile().document()},
    )


def changed_fields(before: WebhookSummary, after: WebhookSummary) -> list[str]:
    """Return the names of the fields in which two summaries differ, profile fields by their own names."""
    old, new = flat_document(before), flat_document(after)
    return [name for name, value in new.items() if old[name] != value]


def flat_document(summary: WebhookSummary) -> dict[str, Any]:
    """Return what may be shown of a configuration, profile fields beside the others."""
    flat = flat_snapshot(summary.columns())
    del flat["secret_hint"]
    return flat


def flat_snapshot(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a revision holds, profile fields beside the others; what it lacks is as in Standard."""
    whole = {**_BEFORE_PROFILES, **snapshot}
    profile = DeliveryProfile().document() | whole.pop("profile") | {"method": whole.pop("method")}
    return whole | profile
