"""`/api/v1/templates`: what a template makes of an event."""

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from webhook_dashboard.api.caller import READ, ThePlatform
from webhook_dashboard.api.schemas import Input
from webhook_dashboard.domain.templates import TemplateSource
from webhook_dashboard.services import templates

router = APIRouter(prefix="/api/v1/templates", tags=["Templates"])

_TEXT: Final = (
    '{"order": "{order.number}", "total": {order.total}, '
    '"items": [{"sku": "{item.sku}", "name": "{item.name|upper}"}], "phone": "{customer.phone}"}'
)
_TEMPLATE: Final[dict[str, Any]] = {"format": "json", "text": _TEXT}
_DATA: Final[dict[str, Any]] = {
    "number": "SO-2026-0892",
    "total": 150.0,
    "customer": {"name": "Bergman Outdoor"},
    "items": [{"sku": "SKU-20417", "name": "Rope 12 mm"}],
}
_PREVIEW: Final[dict[str, Any]] = {
    "body": '{"order": "SO-2026-0892", "total": 150.0, '
    '"items": [{"sku": "SKU-20417", "name": "ROPE 12 MM"}], "phone": ""}',
    "content_type": "application/json",
    "size_bytes": 109,
    "warnings": ['Line 1: customer.phone is missing in this event, sent as "".'],
}


class TemplateIn(Input):
    """How the payload of an event is written."""

    format: Annotated[
        Literal["json", "form", "text"],
        Field(description="`form` has one `key=value` to a line, `text` is sent as it is."),
    ] = "json"
    text: Annotated[
        str,
        Field(
            description=(
                "`{order.total}` is a value of the event, `{webhook.id}`, `{webhook.timestamp}`, "
                "`{webhook.event}`, `{webhook.attempt}`, `{event.id}` and `{event.time}` are always there, "
                "`{data}` is all of it. Inside a JSON string text is inserted, outside it a literal. "
                "A list whose only element uses `{item.…}` is repeated. Formatters follow a bar: "
                "`{order.date|date:%d.%m.%Y}`. A literal brace before a word is `\\{`."
            ),
            examples=[_TEXT],
        ),
    ]
    strict: Annotated[
        bool, Field(description="Whether a missing value fails the delivery instead of being left empty.")
    ] = False

    def source(self) -> TemplateSource:
        """Return it as the domain has it; it is not parsed yet."""
        return TemplateSource(self.format, self.text, self.strict)


class PreviewIn(Input):
    """A template and an event. Without `data` it is the sample that the catalogue has for the type."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"template": _TEMPLATE, "event_type": "order.created", "data": _DATA}}
    )

    template: TemplateIn
    event_type: Annotated[str, Field(examples=["order.created"])]
    data: Annotated[Any, Field(description="What the event says in `data`.", examples=[_DATA])] = None


class PreviewOut(BaseModel):
    """What would be sent."""

    model_config = ConfigDict(json_schema_extra={"example": _PREVIEW})

    body: str
    content_type: str
    size_bytes: int
    warnings: Annotated[list[str], Field(description="What is missing or could not be formatted.")]


@router.post("/preview", dependencies=READ, summary="Preview a template")
async def preview_template(body: PreviewIn, platform: ThePlatform) -> PreviewOut:
    """The exact payload, but for ids and times. Nothing is sent or stored.

    What is wrong with a template is said with the `line` and `column` of its text.
    """
    data = body.data
    if "data" not in body.model_fields_set:
        data = await platform.event_types.sample(body.event_type)
    context = templates.sample_context(body.event_type, data, platform.clock())
    rendered = await asyncio.to_thread(templates.preview, body.template.source(), context)
    return PreviewOut(
        body=rendered.body.decode(),
        content_type=rendered.content_type,
        size_bytes=len(rendered.body),
        warnings=list(rendered.warnings),
    )
