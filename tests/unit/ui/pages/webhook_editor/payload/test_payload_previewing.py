"""A preview is what would be sent, by the code that sends it."""

import dataclasses
from datetime import UTC, datetime

from webhook_dashboard.domain.templates import TemplateSource
from webhook_dashboard.services.payload_preview import event_to_preview
from webhook_dashboard.services.templates import sample_context
from webhook_dashboard.services.webhook_configuration import Configuration
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.ui.pages.webhook_editor.payload import choices
from webhook_dashboard.ui.pages.webhook_editor.payload.previewing import (
    UNKNOWN_URL,
    Outcome,
    Preview,
    format_results,
    typed_configuration,
    with_template,
    work_out,
)

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
TYPE = "order.created"
DRAFT = WebhookDraft("Order Sync", "https://receiver.example/", [TYPE])


def configured(draft: WebhookDraft = DRAFT) -> Configuration:
    return typed_configuration(draft, WebhookChange(), None, TYPE)[0]


def preview_of(text: str | None, data: bytes = b'{"total":1.50}', *, strict: bool = False) -> Outcome:
    source = None if text is None else TemplateSource("json", text, strict)
    typed = with_template(configured(), {}, TYPE, source)
    event = event_to_preview(TYPE, data, NOW)
    return work_out(Preview(event, source, typed, configured(), (), NOW))


def test_the_body_is_what_the_template_makes_of_the_event():
    outcome = preview_of('{"total": {order.total}}')
    assert outcome.sent.raw == '{"total": 1.5}'
    assert [name for name, _ in outcome.sent.signature] == [
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    ]
    assert outcome.status.head == "No warnings"


def test_without_a_template_the_data_are_sent_digit_by_digit():
    outcome = preview_of(None)
    assert outcome.sent.raw.endswith('"data":{"total":1.50}}')
    assert outcome.status.head == "No template"


def test_what_a_strict_template_refuses_would_not_be_sent():
    outcome = preview_of('{"fax": "{customer.fax}"}', strict=True)
    assert outcome.status.head == "Fails for this event"
    assert outcome.sent.refusal.startswith("Line 1, column 10: customer.fax is missing")


def test_credentials_are_masked():
    draft = dataclasses.replace(DRAFT, authentication={"type": "bearer", "token": "very-secret-token"})
    typed = with_template(configured(draft), {}, TYPE, None)
    outcome = work_out(Preview(event_to_preview(TYPE, b"{}", NOW), None, typed, None, (), NOW))
    assert "very-secret-token" not in repr(outcome)
    assert any(name.lower() == "authorization" for name, _ in outcome.sent.headers)


def test_a_draft_that_is_not_complete_is_previewed_as_far_as_it_goes():
    typed, note = typed_configuration(WebhookDraft("", "", []), WebhookChange(), None, TYPE)
    assert (typed.url, note) == (UNKNOWN_URL, "")
    broken = dataclasses.replace(DRAFT, headers={"host": "x"})
    assert typed_configuration(broken, WebhookChange(), None, TYPE)[1] != ""


def test_a_change_that_cannot_be_used_leaves_what_is_saved():
    saved = configured()
    typed, note = typed_configuration(DRAFT, WebhookChange(fields={"method": "BREW"}), saved, TYPE)
    assert typed is saved
    assert note != ""


def test_formatters_show_what_they_make_of_the_value():
    context = sample_context(TYPE, {"total": 1.5, "customer": {"name": "Ada"}}, NOW)
    results = format_results("customer.name", context)
    assert (results["upper"], results["json"], results["default"]) == ("ADA", '"Ada"', "")
    assert "date" not in results
    assert format_results("order.total", context)["number"] == "1.50"
    assert format_results("customer.fax", context).keys() <= {"default"}
    assert format_results("customer..name", context) == {}


def test_templates_that_fit_the_address_come_first():
    rows = choices.ready_rows("https://discord.com/api/webhooks/1", TYPE)
    assert [(row.name, row.note) for row in rows[:2]] == [
        ("Discord, orders", "fits the address"),
        ("Discord", "fits the address"),
    ]
    assert all(row.name != "Slack, orders" for row in choices.ready_rows("", "invoice.sent"))


def test_every_choice_gives_a_template():
    for row in choices.ready_rows("", TYPE):
        source = choices.ready_source(row.key, TYPE, "2.0", strict=True)
        assert source is not None
        assert source.strict
    assert choices.ready_source("unknown", TYPE, "", strict=False) is None
    assert choices.ready_source("envelope:unknown", TYPE, "", strict=False) is None


def test_the_longest_pattern_gives_its_template():
    templates = {"*": {"text": "a"}, "order.*": {"text": "b"}, "invoice.*": {"text": "c"}}
    assert choices.pattern_of(templates, TYPE) == "order.*"
    assert choices.pattern_of({}, TYPE) == ""
