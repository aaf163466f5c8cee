"""What people read about an alert, in an e-mail and in a chat."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from webhook_dashboard.domain.alert_messages import compose, compose_test
from webhook_dashboard.domain.alerts import Alert, AlertKind
from webhook_dashboard.domain.health import CountUnit, PauseAction

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
HOME = "https://hooks.company.com"
PAUSED = Alert(
    kind=AlertKind.PAUSED,
    webhook_id=7,
    webhook_name="Order Sync",
    host="crm.company.com",
    happened_at=NOW,
    reason="crm.company.com answered 503.",
    failures=10,
    limit=10,
    delivery_id=12,
    event_type="order.created",
    given_up=17,
    given_up_since=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
)


def alert(kind: AlertKind, **fields: Any) -> Alert:
    return replace(PAUSED, kind=kind, **fields)


def everything_of(chat: dict[str, Any]) -> str:
    return orjson.dumps(chat).decode()


def test_an_e_mail_says_what_happened_why_and_what_to_do() -> None:
    message = compose(PAUSED, HOME)
    assert message.subject == "Order Sync is paused after 10 failed deliveries in a row"
    assert message.text == (
        "Order Sync (crm.company.com) is paused after 10 failed deliveries in a row.\n"
        "\n"
        "Last failure: crm.company.com answered 503.\n"
        "Delivery:     whd_0000000000C, order.created\n"
        "Given up:     17 deliveries since 2026-11-20 09:00 UTC\n"
        "Time:         2026-11-20 13:32 UTC\n"
        "\n"
        "Its deliveries wait and are not lost. Mend the receiver, then resume the webhook: what waits is"
        " sent.\n"
        "\n"
        "Deliveries: https://hooks.company.com/deliveries?webhook=wh_00000000007&id=whd_0000000000C\n"
        "Webhook: https://hooks.company.com/webhooks/wh_00000000007\n"
    )


def test_a_chat_message_says_the_same_in_slacks_format() -> None:
    chat = compose(PAUSED, HOME).chat
    assert chat["text"] == "Order Sync is paused after 10 failed deliveries in a row"
    first, details, advice, actions = chat["blocks"]
    assert first["text"] == {
        "type": "mrkdwn",
        "text": "*Order Sync* (crm.company.com) is paused after 10 failed deliveries in a row.",
    }
    assert "*Last failure:* crm.company.com answered 503.\n" in details["text"]["text"]
    assert advice["type"] == "context"
    assert [button["url"] for button in actions["elements"]] == [
        "https://hooks.company.com/deliveries?webhook=wh_00000000007&id=whd_0000000000C",
        "https://hooks.company.com/webhooks/wh_00000000007",
    ]


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        (
            alert(AlertKind.WARNED_HALF, failures=5),
            "Order Sync has 5 failed deliveries in a row; at 10 it is paused",
        ),
        (
            alert(AlertKind.WARNED_MOST, failures=8, action=PauseAction.DISABLE, unit=CountUnit.ATTEMPT),
            "Order Sync has 8 failed attempts in a row; at 10 it is switched off",
        ),
        (
            alert(AlertKind.WARNED_HALF, failures=5, action=PauseAction.NOTIFY),
            "Order Sync has 5 failed deliveries in a row",
        ),
        (alert(AlertKind.WARNED_MOST), "Order Sync has 10 failed deliveries in a row"),
        (
            alert(AlertKind.WARNED_HALF, failures=1, limit=2),
            "Order Sync has 1 failed delivery in a row; at 2 it is paused",
        ),
        (alert(AlertKind.REACHED), "Order Sync has 10 failed deliveries in a row"),
        (
            alert(AlertKind.PAUSED, failures=1_200),
            "Order Sync is paused after 1,200 failed deliveries in a row",
        ),
        (
            alert(AlertKind.DISABLED),
            "Order Sync is switched off after 10 failed deliveries in a row",
        ),
        (alert(AlertKind.GONE), "Order Sync is paused: its receiver answered 410 Gone"),
        (alert(AlertKind.EXHAUSTED, given_up=1), "Order Sync gave up a delivery"),
        (alert(AlertKind.EXHAUSTED, given_up=1_017), "Order Sync gave up 1,017 deliveries"),
        (alert(AlertKind.RECOVERED), "Order Sync delivers again"),
    ],
)
def test_the_subject_says_what_happened(told: Alert, subject: str) -> None:
    message = compose(told, HOME)
    assert message.subject == subject
    assert message.text.startswith(subject.replace("Order Sync", "Order Sync (crm.company.com)", 1) + ".")


@pytest.mark.parametrize("kind", AlertKind)
def test_every_kind_says_what_to_do(kind: AlertKind) -> None:
    advice = compose(alert(kind), HOME).text.split("\n\n")[2]
    assert advice.endswith(".")


def test_what_is_not_known_is_left_out() -> None:
    message = compose(Alert(AlertKind.GONE, 7, "Order Sync", "crm.company.com", NOW), HOME)
    assert message.text.split("\n\n")[1] == "Time:         2026-11-20 13:32 UTC"
    assert f"{HOME}/deliveries?webhook=wh_00000000007\n" in message.text


def test_one_delivery_given_up_is_one() -> None:
    text = compose(alert(AlertKind.RECOVERED, given_up=1), HOME).text
    assert "Given up:     1 delivery since 2026-11-20 09:00 UTC\n" in text


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        (
            "crm.company.com redirects to https://crm.company.com/in/T0KEN?key=T0KEN#T0KEN. Edit the URL.",
            "crm.company.com redirects to https://crm.company.com/… Edit the URL.",
        ),
        ("It redirects to HTTPS://jo:T0KEN@crm.company.com/.", "It redirects to HTTPS://crm.company.com/…"),
        ("It redirects to /sign-in?next=T0KEN. Edit.", "It redirects to /sign-in?… Edit."),
        ("crm.company.com has no address. Is the name right?", None),
    ],
)
def test_an_address_in_the_reason_keeps_only_its_host(reason: str, shown: str | None) -> None:
    message = compose(alert(AlertKind.PAUSED, reason=reason), HOME)
    assert f"Last failure: {shown or reason}\n" in message.text
    assert "T0KEN" not in message.text + everything_of(message.chat)


def test_a_name_cannot_begin_a_line_or_a_header_of_its_own() -> None:
    named = alert(AlertKind.PAUSED, webhook_name="A\r\nBcc: all@company.com\x00\u202e", reason="a\nb\tc")
    message = compose(named, HOME)
    assert message.subject.startswith("A Bcc: all@company.com is paused")
    assert "Last failure: a b c\n" in message.text


def test_a_name_cannot_call_everyone_in_the_chat() -> None:
    named = alert(AlertKind.PAUSED, webhook_name="<!channel> & <@U1>", reason="<!here>")
    text = everything_of(compose(named, HOME).chat)
    assert "<!" not in text
    assert "<@" not in text
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in text


def test_what_is_too_long_is_cut() -> None:
    message = compose(alert(AlertKind.PAUSED, webhook_name="n" * 400, reason="r" * 4_000), HOME)
    assert len(message.subject) == 150
    assert message.subject.endswith("…")
    assert max(map(len, message.text.splitlines())) < 600


def test_the_test_message_says_that_it_is_one() -> None:
    message = compose_test(HOME)
    assert message.text == f"This is a test of Webhook Dashboard at {HOME}. Nothing has failed.\n"
    assert HOME in message.chat["text"]
