"""Alerts: when people are told, whom, and what is kept until the message is sent."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from webhook_dashboard.domain.alerts import (
    NOTHING_TOLD,
    Alert,
    AlertKind,
    Channel,
    Routes,
    Told,
    alert_of,
    check_email_address,
    is_news,
    kind_of,
)
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import Consequence, CountUnit, Health, PauseAction, Warned

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
BAD_NEWS = [kind for kind in AlertKind if kind is not AlertKind.RECOVERED]


def told(latest: AlertKind, minutes_ago: float = 5) -> Told:
    return Told({latest: NOW - timedelta(minutes=minutes_ago)}, latest)


@pytest.mark.parametrize("kind", BAD_NEWS)
def test_the_first_trouble_is_news(kind: AlertKind) -> None:
    assert is_news(kind, NOW, NOTHING_TOLD)


@pytest.mark.parametrize("kind", BAD_NEWS)
def test_a_recovery_is_news_after_any_trouble(kind: AlertKind) -> None:
    assert is_news(AlertKind.RECOVERED, NOW, told(kind))


def test_a_recovery_from_nothing_is_no_news() -> None:
    assert not is_news(AlertKind.RECOVERED, NOW, NOTHING_TOLD)
    assert not is_news(AlertKind.RECOVERED, NOW, told(AlertKind.RECOVERED))


@pytest.mark.parametrize("latest", BAD_NEWS)
def test_of_many_deliveries_given_up_only_the_first_is_news(latest: AlertKind) -> None:
    assert not is_news(AlertKind.EXHAUSTED, NOW, told(latest, minutes_ago=600))


def test_after_a_person_resumed_the_webhook_the_next_delivery_given_up_is_news() -> None:
    assert is_news(AlertKind.EXHAUSTED, NOW, told(AlertKind.PAUSED), is_first=True)
    assert not is_news(AlertKind.EXHAUSTED, NOW, told(AlertKind.EXHAUSTED), is_first=True)  # within the hour


@pytest.mark.parametrize("kind", [AlertKind.EXHAUSTED, AlertKind.WARNED_HALF, AlertKind.WARNED_MOST])
@pytest.mark.parametrize(("minutes_ago", "news"), [(59, False), (60, True), (600, True)])
def test_small_trouble_that_comes_and_goes_is_news_once_an_hour(
    kind: AlertKind, minutes_ago: float, news: bool
) -> None:
    before = {kind: NOW - timedelta(minutes=minutes_ago), AlertKind.RECOVERED: NOW}
    assert is_news(kind, NOW, Told(before, AlertKind.RECOVERED)) is news


@pytest.mark.parametrize("kind", [AlertKind.PAUSED, AlertKind.DISABLED, AlertKind.GONE, AlertKind.REACHED])
def test_what_stops_a_webhook_is_always_news(kind: AlertKind) -> None:
    assert is_news(kind, NOW, told(kind, minutes_ago=0))


def test_one_warning_does_not_silence_the_next_stronger_one() -> None:
    assert is_news(AlertKind.WARNED_MOST, NOW, told(AlertKind.WARNED_HALF))


def test_what_was_told_then_is_remembered_with_the_rest() -> None:
    once = Told({AlertKind.EXHAUSTED: NOW}, AlertKind.EXHAUSTED, further=3)
    later = NOW + timedelta(hours=2)
    paused = once.then(AlertKind.PAUSED, later)
    assert paused == Told({AlertKind.EXHAUSTED: NOW, AlertKind.PAUSED: later}, AlertKind.PAUSED, 3)
    assert once.then(AlertKind.EXHAUSTED, later) == Told({AlertKind.EXHAUSTED: later}, AlertKind.EXHAUSTED, 0)


@pytest.mark.parametrize("followed", [one for one in Consequence if one is not Consequence.NOTHING])
def test_what_follows_for_the_health_of_a_webhook_is_reported(followed: Consequence) -> None:
    kind = kind_of(Health(1), Health(2), followed, notify_exhausted=False)
    assert kind is not None
    assert kind.value == followed.value


def test_a_delivery_given_up_is_reported_where_people_asked_for_it() -> None:
    before, after = Health(4), Health(5, exhausted_streak=1)
    assert kind_of(before, after, Consequence.NOTHING, notify_exhausted=True) is AlertKind.EXHAUSTED
    assert kind_of(before, after, Consequence.NOTHING, notify_exhausted=False) is None


def test_one_attempt_is_reported_once_with_the_strongest_word() -> None:
    before, after = Health(4), Health(5, exhausted_streak=1)
    assert kind_of(before, after, Consequence.PAUSED, notify_exhausted=True) is AlertKind.PAUSED
    assert kind_of(before, after, Consequence.PAUSED, notify_exhausted=True, gone=True) is AlertKind.GONE


def test_a_failure_that_changes_nothing_is_not_reported() -> None:
    assert kind_of(Health(4), Health(5), Consequence.NOTHING, notify_exhausted=True) is None


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (Health(), None),
        (Health(2), None),
        (Health(2, exhausted_streak=1), AlertKind.RECOVERED),
        (Health(8, warned=Warned.HALF), AlertKind.RECOVERED),
    ],
)
def test_a_success_is_reported_after_trouble_that_may_have_been(
    before: Health, kind: AlertKind | None
) -> None:
    assert kind_of(before, Health(), Consequence.NOTHING, notify_exhausted=True) is kind


def test_an_alert_is_the_same_after_it_was_stored() -> None:
    alert = Alert(
        kind=AlertKind.PAUSED,
        webhook_id=7,
        webhook_name="Order Sync",
        host="crm.company.com",
        happened_at=NOW,
        reason="crm.company.com answered 503.",
        failures=10,
        limit=10,
        action=PauseAction.DISABLE,
        unit=CountUnit.ATTEMPT,
        delivery_id=12,
        event_type="order.created",
        given_up=3,
        given_up_since=NOW - timedelta(hours=2),
    )
    stored = orjson.loads(orjson.dumps(alert.document()))
    assert alert_of("paused", 7, NOW, stored) == alert


def test_an_alert_without_details_is_the_same_after_it_was_stored() -> None:
    alert = Alert(AlertKind.GONE, 7, "Order Sync", "crm.company.com", NOW)
    assert alert_of("gone", 7, NOW, alert.document()) == alert


def test_whom_to_tell_is_not_part_of_what_is_told() -> None:
    alert = Alert(AlertKind.GONE, 7, "Order Sync", "crm.company.com", NOW, notify_email="jo@company.com")
    assert "jo@company.com" not in str(alert.document())


@pytest.mark.parametrize(
    ("routes", "notify_email", "targets"),
    [
        (Routes(), "jo@company.com", []),
        (Routes(emails=("ops@company.com",)), "", []),
        (Routes(sends_email=True), "", []),
        (Routes(("ops@company.com",), True), "", [(Channel.EMAIL, "ops@company.com")]),
        (Routes(("ops@company.com",), True), "jo@company.com", [(Channel.EMAIL, "jo@company.com")]),
        (
            Routes(sends_email=True),
            "jo@company.com, al@company.com,,jo@company.com ",
            [(Channel.EMAIL, "jo@company.com"), (Channel.EMAIL, "al@company.com")],
        ),
        (Routes(chat_host="hooks.slack.com"), "jo@company.com", [(Channel.CHAT, "hooks.slack.com")]),
        (
            Routes(("ops@company.com",), True, "hooks.slack.com"),
            "",
            [(Channel.EMAIL, "ops@company.com"), (Channel.CHAT, "hooks.slack.com")],
        ),
    ],
)
def test_the_webhooks_own_address_is_told_else_the_default_ones_and_the_chat(
    routes: Routes, notify_email: str, targets: list[tuple[Channel, str]]
) -> None:
    assert routes.targets(notify_email) == targets


def test_without_a_mail_server_and_a_chat_there_is_nowhere_to_send_to() -> None:
    assert Routes(("ops@company.com",)).is_empty
    assert not Routes(sends_email=True).is_empty
    assert not Routes(chat_host="hooks.slack.com").is_empty


@pytest.mark.parametrize(
    "address", ["ada@company.com", "Ada.L+hooks@mail.company.co.uk", "root@localhost", "a@1.example"]
)
def test_an_address_that_every_server_takes_is_accepted(address: str) -> None:
    assert check_email_address(address, name="to") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@company.com",
        "ada@",
        "ada@company..com",
        "ada@-company.com",
        "ada@company.com\r\nBcc: all@company.com",
        "ada@company.com\n",
        "ada lovelace@company.com",
        "Ada <ada@company.com>",
        "ada@company.com,al@company.com",
        "ädä@company.com",
        '"a b"@company.com',
        "a" * 65 + "@company.com",
        "a@" + "b." * 130 + "com",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(
        InvalidInput, match=r"^notify_email: .* is not an address such as ada@company\.com\.$"
    ):
        check_email_address(address, name="notify_email")
