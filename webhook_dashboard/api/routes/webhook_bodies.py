"""Webhooks as the API takes and shows them: one flat object, every field of the profile beside the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from webhook_dashboard.api.routes.profile_fields import LEFT_OUT, PresetKey, ProfileFields
from webhook_dashboard.api.schemas import Input, Page
from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.profiles import differences, find_preset
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.storage.webhooks import WebhookSummary

Name = Annotated[str, Field(description="What receives the events.", examples=["Order Sync"])]
Url = Annotated[
    str,
    Field(
        description="Where requests go; `https` unless allowed.", examples=["https://example.com/webhooks"]
    ),
]
EventTypes = Annotated[
    list[str],
    Field(description="Types and patterns: `order.created`, `order.*`, `*`.", examples=[["order.created"]]),
]
Active = Annotated[bool, Field(description="While false, events pass this webhook by.", examples=[True])]
Secret = Annotated[
    str,
    Field(
        description='Signs the requests: `whsec_` and base64, or what the scheme takes. "" sends unsigned.',
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ),
]
About = Annotated[str, Field(description="For people; at most 500 characters.")]
Credentials = Annotated[
    dict[str, Any],
    Field(
        description="`type` none, bearer, basic, api_key or hmac, and values. A mask keeps what is stored.",
        examples=[{"type": "bearer", "token": "s3cret"}],
    ),
]
CustomHeaders = Annotated[
    dict[str, str],
    Field(
        description="Sent with every request; at most 30. A mask keeps what is stored.",
        examples=[{"X-Source": "erp"}],
    ),
]
Filters = Annotated[
    dict[str, Any],
    Field(
        description="By event type or pattern: only events that the condition fits are sent.",
        examples=[{"order.created": {"order.total": {"$gt": 100}}}],
    ),
]
Templates = Annotated[
    dict[str, Any],
    Field(
        description="By event type or pattern: `format` json, form or text; `text`; `strict`.",
        examples=[{"order.created": {"format": "json", "text": '{"number": {order.number}}'}}],
    ),
]


class NewWebhook(Input, ProfileFields):
    """A webhook to be made. Without `secret`, one is made; what is left out is as in the preset."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "Order Sync",
                "url": "https://example.com/webhooks",
                "event_types": ["order.created"],
                "preset": "standard",
                "retry_waits": [60, 300, 1800],
                "filters": {"order.created": {"order.total": {"$gt": 100}}},
            }
        }
    )

    name: Name
    url: Url
    event_types: EventTypes
    preset: PresetKey = "standard"
    description: About = ""
    active: Active = LEFT_OUT
    secret: Secret | None = LEFT_OUT
    authentication: Credentials = LEFT_OUT
    headers: CustomHeaders = LEFT_OUT
    filters: Filters = LEFT_OUT
    templates: Templates = LEFT_OUT

    def as_draft(self) -> WebhookDraft:
        """Return what the service takes."""
        return WebhookDraft(**_own_fields(self), fields=self.given())


class WebhookPatch(Input, ProfileFields):
    """What to change; what is left out stays as it is. Another `preset` fills the whole profile anew.

    `headers`, `filters` and `templates` are replaced as a whole.
    """

    model_config = ConfigDict(json_schema_extra={"example": {"active": False}})

    name: Name = LEFT_OUT
    url: Url = LEFT_OUT
    event_types: EventTypes = LEFT_OUT
    preset: PresetKey = LEFT_OUT
    description: About = LEFT_OUT
    active: Active = LEFT_OUT
    secret: Secret = LEFT_OUT
    authentication: Credentials = LEFT_OUT
    headers: CustomHeaders = LEFT_OUT
    filters: Filters = LEFT_OUT
    templates: Templates = LEFT_OUT

    def as_change(self) -> WebhookChange:
        """Return what the service takes."""
        return WebhookChange(**_own_fields(self), fields=self.given())


class WebhookOut(ProfileFields):
    """A webhook. Values that let someone in are masked.

    `state` is failing after three failed attempts in a row, or while its breaker is open.
    """

    id: Annotated[str, Field(examples=["wh_0Ab3dE5gH7j"])]
    name: Name
    description: About
    url: Url
    event_types: EventTypes
    active: bool
    state: Literal["active", "failing", "paused", "inactive"]
    paused_at: datetime | None
    pause_reason: Annotated[str, Field(description="Why it was paused or switched off, in a sentence.")]
    breaker_opened_at: Annotated[datetime | None, Field(description="Since when deliveries are held.")]
    preset: PresetKey
    differs_from_preset: Annotated[
        list[str], Field(description="The fields that are not as in the preset.", examples=[["retry_waits"]])
    ]
    secret_hint: Annotated[
        str, Field(description='The secret, masked; "" for none.', examples=["whsec_••••q8Zk"])
    ]
    authentication: Annotated[dict[str, Any], Field(examples=[{"type": "bearer", "token": MASK}])]
    headers: Annotated[dict[str, str], Field(examples=[{"X-Source": "erp"}])]
    filters: Filters
    templates: Templates
    warnings: Annotated[
        list[str],
        Field(
            description="What may be so and is seldom meant.",
            examples=[["secret: there is none, so requests are sent unsigned."]],
        ),
    ]
    revision: Annotated[int, Field(description="Counts the changes, from 1.")]
    created_at: datetime
    updated_at: datetime


class WebhookPage(Page[WebhookOut]):
    """All webhooks, by name."""


class CreatedWebhookOut(WebhookOut):
    """A webhook that was just made, with its secret. It is never shown again."""

    secret: Secret


class Rotation(Input):
    """How a secret is replaced."""

    overlap_hours: Annotated[
        float,
        Field(description="How long the old one signs along, 0 to 168; 0 ends it at once.", examples=[24]),
    ] = 24.0
    secret: Annotated[str, Field(description="The new secret; left out, one is made.")] = LEFT_OUT

    def checked_hours(self) -> float:
        """Return the hours; those that no time span can hold are refused like all that are too many."""
        return self.overlap_hours if abs(self.overlap_hours) < 1e6 else -1.0


class RotatedOut(BaseModel):
    """The new secret. It is never shown again."""

    secret: Secret


class ResumedOut(BaseModel):
    """A webhook that is sent to again."""

    released: Annotated[int, Field(description="How many deliveries had waited for it.", examples=[12])]


def _own_fields(body: ProfileFields) -> dict[str, Any]:
    return body.model_dump(exclude=set(ProfileFields.model_fields), exclude_unset=True)


def show_webhook(summary: WebhookSummary) -> dict[str, Any]:
    """Return the fields of a WebhookOut."""
    profile = summary.profile.document()
    return profile | {
        "id": encode_id(WEBHOOK, summary.id),
        "name": summary.name,
        "description": summary.description,
        "url": summary.url,
        "event_types": list(summary.event_types),
        "active": summary.active,
        "state": summary.state,
        "paused_at": summary.paused_at,
        "pause_reason": summary.pause_reason,
        "breaker_opened_at": summary.breaker_opened_at,
        "preset": summary.preset,
        "differs_from_preset": list(differences(summary.profile, find_preset(summary.preset).profile)),
        "secret_hint": summary.secret_hint,
        "authentication": masked_authentication(summary.authentication),
        "headers": {name: MASK if value is None else value for name, value in summary.headers},
        "filters": dict(summary.filters),
        "templates": dict(summary.templates),
        "warnings": _warnings(summary),
        "revision": summary.revision,
        "created_at": summary.created_at,
        "updated_at": summary.updated_at,
    }


def _warnings(summary: WebhookSummary) -> list[str]:
    if summary.profile.signatures and not summary.secret_hint:
        return ["secret: there is none, so requests are sent unsigned."]
    return []


def masked_authentication(public: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be shown of an authentication, with a mask for each value that is sealed."""
    fields = AUTHENTICATION_KINDS[public.get("type", "none")].fields
    return {"type": "none", **public, **{each.name: MASK for each in fields if each.secret}}
