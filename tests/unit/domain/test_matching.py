"""Who gets an event, and why the others do not."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from webhook_dashboard.domain.deliveries import SkipReason
from webhook_dashboard.domain.filters import Filter, parse_filter
from webhook_dashboard.domain.matching import Skip, derive_skip, match
from webhook_dashboard.domain.webhooks import Webhook

NOW = datetime(2026, 11, 20, tzinfo=UTC)
OVER_100 = parse_filter({"order.total": {"$gt": 100}})


def make_webhook(webhook_id: int, filters: Mapping[str, Filter] | None = None) -> Webhook:
    return Webhook(webhook_id, "Shop", "https://a.example", ("*",), True, "", 1, NOW, filters=filters or {})


def test_a_webhook_without_a_filter_takes_everything_and_nothing_is_parsed() -> None:
    webhook = make_webhook(1)
    assert match([webhook], "order.created", b"not even JSON") == ((webhook,), ())


def test_a_filter_divides_and_its_verdict_is_kept_in_words() -> None:
    free, filtered = make_webhook(1), make_webhook(2, {"order.created": OVER_100})
    large, small = b'{"order":{"total":150}}', b'{"order":{"total":50}}'
    assert match([free, filtered], "order.created", large) == ((free, filtered), ())
    reason = "Below minimum: order.total is 50, must be over 100"
    assert match([filtered, free], "order.created", small) == (
        (free,),
        (Skip(2, SkipReason.FILTERED, reason),),
    )


def test_several_filters_judge_the_same_event_each_for_itself() -> None:
    first, second = (make_webhook(number, {"*": OVER_100}) for number in (1, 2))
    taken, skipped = match([first, second], "order.created", b'{"total":1}')
    assert (taken, [skip.webhook_id for skip in skipped]) == ((), [1, 2])


@pytest.mark.parametrize(
    ("snapshot", "skip"),
    [
        ({"event_types": ["order.*"], "active": True}, None),
        (
            {"event_types": ["order.*"], "active": False},
            Skip(1, SkipReason.INACTIVE, "It was switched off."),
        ),
        (
            {"event_types": ["invoice.*", "a"], "active": False},
            Skip(1, SkipReason.NOT_SUBSCRIBED, "It subscribes to invoice.*, a."),
        ),
        (
            {"event_types": [*"abcdefg"], "active": True},
            Skip(1, SkipReason.NOT_SUBSCRIBED, "It subscribes to a, b, c, d, e and 2 more."),
        ),
    ],
)
def test_why_a_webhook_got_nothing_follows_from_what_it_was(
    snapshot: Mapping[str, Any], skip: Skip | None
) -> None:
    assert derive_skip(1, snapshot, "order.created") == skip
