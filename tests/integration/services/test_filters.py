"""A filter tried on stored events, and compared with the saved one."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from tests.factories import make_event, publish
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.services import filters
from webhook_dashboard.services.filters import Backtest, FunnelStep
from webhook_dashboard.services.platform import Platform

ORDER_FILTER = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}
ORDERS = [
    ("SO-1", 150, "Online", "Express"),
    ("SO-2", 50, "Online", "Express"),
    ("SO-3", 200, "Phone", "Standard"),
    ("SO-4", 500, "Online", "Ground"),
]


@pytest.fixture
def platform(open_platform: OpenPlatform) -> Platform:
    """Not started."""
    return open_platform()


def order(entity_id: str, total: float, source: str, ship_method: str, **fields: Any) -> NewEvent:
    data = {"order": {"total": total, "source": source, "ship_method": ship_method}}
    return make_event(data=orjson.dumps(data), entity_id=entity_id, **fields)


async def backtest(platform: Platform, document: Any, *, saved: Any = None, limit: int = 1_000) -> Backtest:
    compared = None if saved is None else parse_filter(saved)
    return await filters.backtest(platform.database, parse_filter(document), "order.created", limit, compared)


async def test_the_sample_orders_are_counted_listed_and_explained(platform: Platform) -> None:
    await publish(platform, *(order(*fields) for fields in ORDERS))
    await publish(platform, make_event(type="order.updated"))
    found = await backtest(platform, ORDER_FILTER)
    assert (found.total, found.matched, found.share) == (4, 1, 0.25)
    assert found.sentence == "Would trigger 1 of the last 4 (25\u202f%)"
    assert found.change is None
    assert found.funnel == (
        FunnelStep("order.total is greater than 100", 3),
        FunnelStep("order.source is Online", 2),
        FunnelStep("order.ship_method is one of Standard, Express", 1),
    )
    assert [(event.entity, event.matches, event.detail) for event in found.latest] == [
        ("SO-4", False, 'order.ship_method is "Ground", must be "Standard" or "Express"'),
        ("SO-3", False, 'order.source is "Phone", must be "Online"'),
        ("SO-2", False, "order.total is 50, must be over 100"),
        ("SO-1", True, "All three conditions hold"),
    ]
    assert found.latest[2].sentence == "Below minimum: order.total is 50, must be over 100"
    assert [event.value for event in found.latest] == ["Ground", "Phone", 50, 150]
    assert found.latest[0].id.startswith("evt_")


async def test_a_change_of_the_filter_names_what_it_changes(platform: Platform) -> None:
    await publish(platform, *(order(*fields) for fields in ORDERS))
    found = await backtest(platform, {"order.total": {"$lt": 180}}, saved={"order.source": "Online"})
    assert found.change is not None
    assert (found.matched, found.change.saved_matched) == (2, 3)
    assert (found.change.newly_matched, found.change.newly) == (0, ())
    assert [event.entity for event in found.change.no_longer] == ["SO-4"]
    assert found.sentence.endswith(", 1 fewer than the saved filter")
    wider = await backtest(platform, {}, saved={"order.source": "Online"})
    assert wider.change is not None
    assert [(event.entity, event.value) for event in wider.change.newly] == [("SO-3", "Phone")]
    assert wider.sentence == "Would trigger 4 of the last 4 (100\u202f%), 1 more than the saved filter"
    same = await backtest(platform, {}, saved={})
    assert same.sentence.endswith(", as many as with the saved filter")


async def test_only_the_last_events_are_tried_and_lists_are_cut(platform: Platform) -> None:
    await publish(platform, *(order(f"SO-{number}", number, "Online", "Ground") for number in range(250)))
    found = await backtest(platform, {"order.total": {"$gte": 240}}, limit=120, saved={})
    assert (found.total, found.matched) == (120, 10)
    assert len(found.latest) == filters.MAX_LISTED
    assert [event.entity for event in found.latest[:2]] == ["SO-249", "SO-248"]
    assert found.change is not None
    assert found.change.no_longer_matched == 110
    assert len(found.change.no_longer) == filters.MAX_LISTED


async def test_the_times_are_those_at_which_things_happened(platform: Platform) -> None:
    moments = [datetime(2026, 11, day, tzinfo=UTC) for day in (9, 7, 20)]
    await publish(platform, *(order(*ORDERS[0], occurred_at=moment) for moment in moments))
    found = await backtest(platform, {})
    assert (found.from_at, found.to_at) == (moments[1], moments[2])


async def test_an_event_about_nothing_named_goes_by_its_id(platform: Platform) -> None:
    await publish(platform, make_event(client_id="A-1"))
    assert [event.entity for event in (await backtest(platform, {})).latest] == ["A-1"]


async def test_without_events_there_is_no_share(platform: Platform) -> None:
    found = await backtest(platform, ORDER_FILTER, saved={})
    assert (found.total, found.matched, found.share, found.from_at) == (0, 0, None, None)
    assert found.sentence == "There is no order.created yet"


@pytest.mark.parametrize(("matching", "share"), [(1, "less than 1\u202f%"), (399, "more than 99\u202f%")])
@ONE_DATABASE
async def test_a_share_is_never_rounded_to_nothing_or_all(
    platform: Platform, matching: int, share: str
) -> None:
    await publish(platform, *(order("SO-1", number, "Online", "Ground") for number in range(400)))
    found = await backtest(platform, {"order.total": {"$lt": matching}})
    assert found.sentence == f"Would trigger {matching} of the last 400 ({share})"


@pytest.mark.parametrize("limit", [0, 1_001])
@ONE_DATABASE
async def test_what_cannot_be_tried_is_refused(platform: Platform, limit: int) -> None:
    with pytest.raises(InvalidInput, match=r"^limit: expected 1 to 1,000\."):
        await backtest(platform, {}, limit=limit)
    with pytest.raises(InvalidInput, match=r"^event_type: "):
        await filters.backtest(platform.database, parse_filter({}), "order created")
