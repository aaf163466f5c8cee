"""The request that a delivery becomes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook as StandardWebhook

from webhook_dashboard.domain.authentication import Authentication
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.domain.payloads import PayloadRefused
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.requests import (
    AttemptOf,
    EventToSend,
    OutgoingRequest,
    RequestBuilder,
    build_payload,
    build_request,
)
from webhook_dashboard.domain.signing import build_secret, parse_secret, sign
from webhook_dashboard.domain.templates import TemplateSource, parse_template
from webhook_dashboard.domain.timeouts import Timeouts
from webhook_dashboard.domain.webhooks import PreviousSecret, Webhook

NOW = datetime(2026, 11, 20, 13, 32, 7, 999_999, tzinfo=UTC)
EVENT = EventToSend("evt_1", "order.created", NOW, b'{"total":150.0,"name":"Bj\xc3\xb6rn"}')
WEBHOOK = Webhook(
    id=1,
    name="Shop",
    url="https://shop.example/hook",
    profile=DeliveryProfile(method="PUT"),
    event_types=("*",),
    active=True,
    secret=build_secret(b"s" * 24),
    revision=1,
    created_at=NOW,
)


def test_the_payload_is_an_envelope_around_the_events_own_bytes() -> None:
    assert build_payload(EVENT) == (
        b'{"type":"order.created","timestamp":"2026-11-20T13:32:07.999Z",'
        b'"data":{"total":150.0,"name":"Bj\xc3\xb6rn"}}'
    )
    assert json.loads(build_payload(EVENT))["data"]["name"] == "Björn"


def test_what_is_signed_is_what_is_sent() -> None:
    request = build_request(WEBHOOK, EVENT, NOW)
    headers = dict(request.headers)
    assert headers["webhook-id"] == "evt_1"
    assert headers["webhook-timestamp"] == "1795181527"  # whole seconds, never rounded up
    assert headers["webhook-signature"] == sign(
        parse_secret(WEBHOOK.secret), "evt_1", 1_795_181_527, request.body
    )


def test_the_request_goes_where_the_webhook_says() -> None:
    request = build_request(WEBHOOK, EVENT, NOW)
    assert (request.method, request.url) == ("PUT", "https://shop.example/hook")
    assert request.timeouts == Timeouts(10.0, 30.0, 60.0)
    headers = dict(request.headers)
    assert headers["content-type"] == "application/json"
    assert headers["accept-encoding"] == "identity"  # nothing is ever inflated
    assert headers["user-agent"].startswith("Webhook-Dashboard/")
    assert headers["x-webhook-event"] == "order.created"


def test_receivers_that_use_the_standard_package_accept_it() -> None:
    now = datetime.now(UTC)  # the package reads the system's clock
    request = build_request(WEBHOOK, EVENT, now)
    payload = StandardWebhook(WEBHOOK.secret).verify(request.body, dict(request.headers))
    assert payload["type"] == "order.created"


def test_a_secret_is_never_part_of_a_repr() -> None:
    assert WEBHOOK.secret not in repr(WEBHOOK)


def make_request(
    profile: DeliveryProfile, event: EventToSend = EVENT, url: str = WEBHOOK.url, **fields: Any
) -> OutgoingRequest:
    return build_request(replace(WEBHOOK, profile=profile, url=url, **fields), event, NOW)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://shop.example/hook", "https://shop.example/hook?total=150.0&name=Bj%C3%B6rn"),
        ("https://shop.example/hook?a=b", "https://shop.example/hook?a=b&total=150.0&name=Bj%C3%B6rn"),
        ("https://shop.example/hook?", "https://shop.example/hook?total=150.0&name=Bj%C3%B6rn"),
        ("https://shop.example#top", "https://shop.example?total=150.0&name=Bj%C3%B6rn"),
    ],
)
def test_a_get_carries_a_query_without_content_type_and_signs_exactly_it(url: str, sent: str) -> None:
    request = make_request(DeliveryProfile(method="GET", envelope="raw"), url=url)
    headers = dict(request.headers)
    assert (request.url, request.body, request.stored_body) == (sent, b"", b"")
    assert "content-type" not in headers
    signed = sent.partition("?")[2].encode()
    assert headers["webhook-signature"] == sign(parse_secret(WEBHOOK.secret), "evt_1", 1_795_181_527, signed)


@pytest.mark.parametrize("query", ['q="a"', "<a>", "ü=é€", "a=%C3%BC&b=%zz%", "|{}^`[]", "!$'()*,;:@/?+"])
def test_a_query_that_a_url_has_is_signed_as_it_is_sent(query: str) -> None:
    request = make_request(
        DeliveryProfile(method="GET", envelope="raw"), url=f"https://shop.example/?{query}"
    )
    sent = httpx.URL(request.url).query
    assert sent.endswith(b"&total=150.0&name=Bj%C3%B6rn")
    expected = sign(parse_secret(WEBHOOK.secret), "evt_1", 1_795_181_527, sent)
    assert dict(request.headers)["webhook-signature"] == expected


def test_a_query_may_be_dotted() -> None:
    event = EventToSend("evt_1", "order.created", NOW, b'{"order":{"total":1}}')
    profile = DeliveryProfile(method="GET", envelope="raw", query_style="dotted")
    assert make_request(profile, event).url.endswith("?order.total=1")


def test_a_query_over_8_kb_is_refused_with_a_reason() -> None:
    profile = DeliveryProfile(method="GET", envelope="raw")
    fits = EventToSend("evt_1", "a", NOW, b'{"t":"%b"}' % (b"x" * (8_192 - 2)))
    assert len(make_request(profile, fits).url) > 8_192
    large = EventToSend("evt_1", "a", NOW, b'{"t":"%b"}' % (b"x" * (8_193 - 2)))
    with pytest.raises(PayloadRefused, match=r"8,193 bytes; 8,192 are allowed\. Use POST") as refused:
        make_request(profile, large)
    assert refused.value.kind is ErrorKind.PAYLOAD_TOO_LARGE


@pytest.mark.parametrize(
    ("form", "query"), [("form", "t=a+b"), ("json", "t=a%20b")], ids=["form template", "json template"]
)
def test_a_template_of_a_get_makes_its_fields(form: str, query: str) -> None:
    text = '{"t": {order.t}}' if form == "json" else "t={order.t}"
    template = parse_template(TemplateSource(form, text))  # pyright: ignore[reportArgumentType]
    event = EventToSend("evt_1", "order.created", NOW, b'{"t":"a b"}')
    request = make_request(DeliveryProfile(method="GET"), event, templates={"*": template})
    assert request.url.partition("?")[2] == query


def test_a_text_template_cannot_be_sent_by_get() -> None:
    template = parse_template(TemplateSource("text", "hello"))
    with pytest.raises(PayloadRefused, match="A GET carries fields"):
        make_request(DeliveryProfile(method="GET"), templates={"*": template})


def test_a_form_body_is_made_of_the_envelope_or_of_a_json_template() -> None:
    profile = DeliveryProfile(content_type="application/x-www-form-urlencoded", envelope="raw")
    request = make_request(profile)
    assert dict(request.headers)["content-type"] == "application/x-www-form-urlencoded"
    assert request.body == request.stored_body == b"total=150.0&name=Bj%C3%B6rn"
    template = parse_template(TemplateSource("json", '{"sum": {order.total}}'))
    assert make_request(profile, templates={"*": template}).body == b"sum=150.0"


def test_a_template_that_fails_on_an_event_is_refused_with_its_sentence() -> None:
    template = parse_template(TemplateSource("json", '{"t": {order.missing}}', strict=True))
    with pytest.raises(PayloadRefused, match=r"order\.missing") as refused:
        make_request(DeliveryProfile(), templates={"*": template})
    assert refused.value.kind is ErrorKind.TEMPLATE_ERROR


def test_a_body_over_a_megabyte_is_refused() -> None:
    event = EventToSend("evt_1", "a", NOW, b'"%b"' % (b"x" * 1_048_576))
    with pytest.raises(PayloadRefused, match="1,048,576 can be sent"):
        make_request(DeliveryProfile(envelope="raw"), event)


@pytest.mark.parametrize(("envelope", "stored"), [("standard", False), ("napt", True), ("raw", True)])
def test_only_what_cannot_be_made_again_is_stored(envelope: str, stored: bool) -> None:
    request = make_request(DeliveryProfile(envelope=envelope))
    assert request.stored_body == (request.body if stored else None)


def test_orders_of_angage_have_their_shape_and_other_events_the_plain_envelope() -> None:
    profile = DeliveryProfile(envelope="angage")
    assert json.loads(make_request(profile).body)["data"].keys() > {"order_id", "items", "totals"}
    other = EventToSend("evt_1", "invoice.sent", NOW, b"{}")
    assert json.loads(make_request(profile, other).body).keys() == {"event", "timestamp", "data"}


def test_every_id_and_time_can_be_sent_in_a_header() -> None:
    sources = ("event_type", "event_id", "webhook_id", "delivery_id", "event_time", "attempt_time")
    event = EventToSend("evt_1", "order.created", NOW - timedelta(hours=1), b"{}")
    profile = DeliveryProfile(identity_headers=tuple((f"X-{source}", source) for source in sources))
    webhook = replace(WEBHOOK, profile=profile)
    headers = dict(build_request(webhook, event, NOW, AttemptOf("whd_1", 2)).headers)
    assert [headers[f"X-{source}"] for source in sources] == [
        "order.created",
        "evt_1",
        "wh_00000000001",
        "whd_1",
        "2026-11-20T12:32:07.999Z",
        "2026-11-20T13:32:07.999Z",
    ]


def test_credentials_are_sent_and_kept_masked_and_signatures_stay() -> None:
    webhook = replace(
        WEBHOOK,
        authentication=Authentication("api_key", {"header": "X-Shop", "value": "s3cret"}),
        headers=(("X-Source", "erp"), ("Cookie", "a=b"), ("Accept", "text/plain")),
    )
    request = build_request(webhook, EVENT, NOW)
    sent, kept = dict(request.headers), dict(request.stored_headers)
    assert (sent["X-Shop"], sent["Cookie"]) == ("s3cret", "a=b")
    assert (kept["X-Shop"], kept["Cookie"]) == ("••••", "••••")
    assert {name for name in sent if sent[name] != kept[name]} == {"X-Shop", "Cookie"}
    assert kept["webhook-signature"] == sent["webhook-signature"]
    assert [name for name, _ in request.headers if name.lower() == "accept"] == ["Accept"]


def test_without_credentials_what_is_kept_is_what_is_sent() -> None:
    request = build_request(WEBHOOK, EVENT, NOW)
    assert request.stored_headers is request.headers


def test_a_replaced_secret_signs_along_until_its_time_is_over() -> None:
    old = build_secret(b"o" * 24)
    until = NOW + timedelta(minutes=1)
    builder = RequestBuilder(replace(WEBHOOK, previous_secrets=(PreviousSecret(old, until),)))

    def signatures(now: datetime) -> int:
        request = builder.build(EVENT, AttemptOf("whd_1", 1), now)
        return len(dict(request.headers)["webhook-signature"].split())

    assert [signatures(NOW), signatures(until - timedelta(microseconds=1)), signatures(until)] == [2, 2, 1]


def test_without_a_secret_nothing_is_signed_whatever_was_there_before() -> None:
    previous = (PreviousSecret(build_secret(b"o" * 24), NOW + timedelta(hours=1)),)
    request = build_request(replace(WEBHOOK, secret="", previous_secrets=previous), EVENT, NOW)
    assert "webhook-signature" not in dict(request.headers)
