"""The configuration that a test tries out: what is typed in the editor, saved or not. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.services.webhook_configuration import Configuration, configure, reconfigure
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft

UNNAMED: Final = "New webhook"


def draft_to_test(draft: WebhookDraft, event_type: str, made_secret: str) -> Configuration:
    """Return what a webhook that is not saved would be; a name and event types may still be missing.

    Raises:
        InvalidInput: a field that the request needs cannot be used.
    """
    _require_url(draft.url)
    usable = replace(
        draft,
        name=draft.name.strip() or UNNAMED,
        event_types=[event_type],
        filters=_only(draft.filters, event_type),
        templates=_only(draft.templates, event_type),
    )
    return configure(usable, usable.url, made_secret)


def change_to_test(saved: Configuration, change: WebhookChange, event_type: str) -> Configuration:
    """Return a saved webhook with its unsaved changes.

    Raises:
        InvalidInput: a field that the request needs cannot be used.
    """
    _require_url(saved.url if change.url is None else change.url)
    usable = replace(
        change,
        name=None,
        event_types=None,
        active=None,
        filters=_only(change.filters, event_type),
        templates=_only(change.templates, event_type),
    )
    return reconfigure(saved, usable, usable.url)


def _require_url(url: str) -> None:
    if not url.strip():
        raise InvalidInput("url", "url: give the address that receives the events.")


def _only(documents: Mapping[str, Any] | None, event_type: str) -> Mapping[str, Any] | None:
    """Leave out what is for other event types: a mistake in there does not hinder this test."""
    if documents is None:
        return None
    return {key: one for key, one in documents.items() if key == event_type or key.endswith("*")}
