"""Default templates per envelope, and ready ones per receiver."""

import json
from typing import Any

import pytest

from tests.unit.domain.templates.template_samples import ORDER, context
from webhook_dashboard.domain.catalogue.entries import EventType
from webhook_dashboard.domain.catalogue.packs import PACKS
from webhook_dashboard.domain.templates import (
    ENVELOPES,
    READY_TEMPLATES,
    Envelope,
    TemplateSource,
    default_template,
    parse_template,
)
from webhook_dashboard.domain.templates.ready import ReadyTemplate

ALL_TYPES = [event_type for pack in PACKS for event_type in pack.event_types]


def payload(source: TemplateSource, data: object, event_type: str) -> Any:
    result = parse_template(source).render(context(data, event_type))
    assert result.warnings == ()
    return json.loads(result.body)


@pytest.mark.parametrize(
    ("envelope", "expected"),
    [
        ("standard", {"type": "license.assigned", "timestamp": "2026-11-20T13:30:00.000Z"}),
        ("napt", {"event": "license.assigned", "timestamp": "2026-11-20T13:30:00.000Z", "version": "1.0"}),
        (
            "eudr",
            {
                "event": "license.assigned",
                "timestamp": "2026-11-20T13:30:00.000Z",
                "integrationId": "int_abc123",
            },
        ),
        ("angage", {"event": "license.assigned", "timestamp": "2026-11-20T13:32:07.412Z"}),
    ],
)
def test_each_envelope_has_its_fields_around_the_data(envelope: Envelope, expected: dict[str, Any]) -> None:
    data = {"id": 7}
    result = payload(default_template(envelope, "license.assigned"), data, "license.assigned")
    assert result == expected | {"data": data}
    assert list(result) == [*expected, "data"]


@pytest.mark.parametrize("version", ["2.1", '"{order.id}"'])
def test_the_version_of_the_payload_is_that_of_the_webhook(version: str) -> None:
    source = default_template("napt", "ping", payload_version=version)
    assert payload(source, {}, "ping")["version"] == version


def test_raw_is_the_data_alone() -> None:
    assert payload(default_template("raw", "x"), [1, {"a": None}], "x") == [1, {"a": None}]


@pytest.mark.parametrize("event_type", ALL_TYPES, ids=lambda event_type: event_type.key)
def test_every_envelope_renders_every_sample_of_the_catalogue_without_a_warning(
    event_type: EventType,
) -> None:
    for envelope in ENVELOPES:
        assert payload(default_template(envelope, event_type.key), event_type.sample, event_type.key)


@pytest.mark.parametrize("ready", READY_TEMPLATES, ids=lambda ready: ready.key)
def test_ready_templates_render_the_order(ready: ReadyTemplate) -> None:
    assert payload(ready.source, ORDER, "order.created")


@pytest.mark.parametrize(
    ("host", "event_type", "key"),
    [
        ("hooks.slack.com", "order.created", "slack-order"),
        ("hooks.slack.com", "sync.completed", "slack"),
        ("acme.webhook.office.com", "order.shipped", "teams-order"),
        ("prod-7.westeurope.LOGIC.azure.com", "sync.completed", "teams"),
        ("default0a.7.environment.api.powerplatform.com", "sync.completed", "teams"),
        ("discord.com", "order.created", "discord-order"),
        ("ptb.discord.com", "invoice.sent", "discord"),
        ("notdiscord.com", "invoice.sent", None),
        ("discord.com.evil.example", "invoice.sent", None),
    ],
)
def test_a_receiver_is_known_by_its_host(host: str, event_type: str, key: str | None) -> None:
    assert next((ready.key for ready in READY_TEMPLATES if ready.fits(host, event_type)), None) == key


def test_messages_keep_the_limits_of_the_receivers() -> None:
    data = ORDER | {"items": [{"sku": "s", "name": "n" * 500, "quantity": 1}] * 100}
    body = {ready.key: payload(ready.source, data, "order.created") for ready in READY_TEMPLATES}
    assert len(body["discord"]["embeds"][0]["description"]) <= 4096
    assert len(body["discord-order"]["embeds"][0]["description"]) <= 4096
    assert len(body["slack"]["text"]) <= 4000
    assert len(json.dumps(body["teams"])) <= 28 * 1024
    assert body["discord"]["allowed_mentions"] == {"parse": []}
