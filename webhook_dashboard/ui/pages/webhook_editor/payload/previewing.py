"""One preview, worked out in a worker thread from what the state collected: no I/O, and nothing of Reflex."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.fields import FieldInfo
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.domain.templates import (
    FORMATTERS,
    Rendered,
    TemplateContext,
    TemplateFault,
    TemplateSource,
    parse_template,
    read_data,
)
from webhook_dashboard.services.payload_preview import PreviewedRequest, preview_request
from webhook_dashboard.services.templates import sample_context
from webhook_dashboard.services.webhook_configuration import Configuration, configure, reconfigure
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.services.webhook_secrets import make_secret
from webhook_dashboard.ui.pages.webhook_editor.payload.sent import show_sent
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import (
    Problem,
    SentView,
    StatusLine,
    Suggestion,
    TreeGroup,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.tree import to_suggestions, to_tree, variables_in
from webhook_dashboard.ui.pages.webhook_editor.payload.words import (
    refused_line,
    rendered_line,
    to_problems,
)

UNKNOWN_URL = "https://receiver.example/"
UNNAMED = "New webhook"
MAX_EXPRESSION = 200
MAX_RESULT = 60
DESCRIBED = frozenset({"default"})
"""Formatters whose description says more than their result on a value that is there."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What to preview. `saved` is None for a webhook that is not saved; `source` None: no template.

    `cursor` is line and column of the placeholder at the cursor.
    """

    event: EventToSend
    source: TemplateSource | None
    typed: Configuration
    saved: Configuration | None
    fields: tuple[FieldInfo, ...]
    now: datetime
    webhook_id: int = 0
    query: str = ""
    is_raw: bool = False
    is_diff: bool = True
    cursor: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a preview shows."""

    status: StatusLine = field(default_factory=StatusLine)
    problems: list[Problem] = field(default_factory=list[Problem])
    sent: SentView = field(default_factory=SentView)
    tree: list[TreeGroup] = field(default_factory=list[TreeGroup])
    suggestions: list[Suggestion] = field(default_factory=list[Suggestion])


def work_out(preview: Preview) -> Outcome:
    """Render, compare with what is saved, and put it into words."""
    context = context_of(preview.event, preview.now, preview.typed.profile.integration_id)
    variables = variables_in(context, preview.fields)
    status, problems = StatusLine("", "No template", "The envelope of the webhook is sent."), list[Problem]()
    marked = ""
    if preview.source is not None:
        try:
            rendered = parse_template(preview.source).render(context)
        except TemplateFault as fault:
            status, problems = refused_line(fault), to_problems(fault, None)
        else:
            status, problems = rendered_line(rendered), to_problems(None, rendered)
            marked = _marked(preview.source, preview.cursor, context)
    saved = None if preview.saved is None else _request(preview, preview.saved)
    event_type = preview.event.type
    return Outcome(
        status,
        problems,
        show_sent(
            _request(preview, preview.typed),
            saved,
            is_raw=preview.is_raw,
            is_diff=preview.is_diff,
            marked=marked,
        ),
        to_tree(variables, context.data, event_type, preview.query),
        to_suggestions(variables, context.data, event_type),
    )


def context_of(event: EventToSend, now: datetime, integration_id: str = "") -> TemplateContext:
    """The context of an attempt made now."""
    return sample_context(
        event.type,
        read_data(event.data),
        now,
        event_id=event.public_id,
        event_time=event.occurred_at,
        integration_id=integration_id,
    )


def format_results(expression: str, context: TemplateContext) -> dict[str, str]:
    """What each formatter that can be applied makes of `customer.name`, or of `customer.name|upper`."""
    results: dict[str, str] = {}
    for name, formatter in FORMATTERS.items():
        text = f"{{{expression[:MAX_EXPRESSION]}|{formatter.example}}}"
        try:
            rendered: Rendered = parse_template(TemplateSource("text", text, strict=True)).render(context)
        except TemplateFault:
            continue
        first = rendered.body.decode().partition("\n")[0]
        results[name] = "" if name in DESCRIBED else first[:MAX_RESULT]
    return results


def typed_configuration(
    draft: WebhookDraft, change: WebhookChange, saved: Configuration | None, event_type: str
) -> tuple[Configuration, str]:
    """What is typed, as far as it can be used, without filters and templates; and what hinders the rest."""
    if saved is None:
        asked = replace(
            draft, name=draft.name.strip() or UNNAMED, event_types=[event_type], filters=None, templates=None
        )
        try:
            return configure(asked, asked.url or UNKNOWN_URL, make_secret()), ""
        except InvalidInput as error:
            usable = WebhookDraft(UNNAMED, UNKNOWN_URL, [event_type], secret="")
            return configure(usable, UNKNOWN_URL, ""), error.message
    asked_change = replace(change, name=None, event_types=None, active=None, filters=None, templates=None)
    try:
        return reconfigure(saved, asked_change, asked_change.url or None), ""
    except InvalidInput as error:
        return saved, error.message


def with_template(
    typed: Configuration, templates: Mapping[str, Any], event_type: str, source: TemplateSource | None
) -> Configuration:
    """The configuration with the template in hand; of the others only those that are for a pattern."""
    kept = {key: one for key, one in templates.items() if key.endswith("*") and one}
    if source is not None:
        kept[event_type] = source.document()
    return replace(typed, filters={}, templates=kept)


def _marked(source: TemplateSource, cursor: tuple[int, int] | None, context: TemplateContext) -> str:
    """The payload with marks around what the placeholder at the cursor wrote; empty without one."""
    if cursor is None:
        return ""
    try:
        return parse_template(source, marked=cursor).render(context).body.decode()
    except TemplateFault:
        return ""  # with the marks it is just too large


def _request(preview: Preview, configuration: Configuration) -> PreviewedRequest:
    try:
        return preview_request(configuration, preview.event, preview.now, webhook_id=preview.webhook_id)
    except InvalidInput as error:
        return PreviewedRequest(configuration.profile.method, configuration.url, refusal=error.message)
