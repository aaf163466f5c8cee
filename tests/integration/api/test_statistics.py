"""`/api/v1/statistics`."""

from datetime import datetime, timedelta

import httpx
import pytest

from tests.factories import eventually, make_event, make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from tests.receivers import Answer, Receiver
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform

STATISTICS = "/api/v1/statistics"


@pytest.mark.parametrize(("period", "days"), [("24h", 1), ("7d", 7), ("30d", 30)])
async def test_the_counts_are_those_of_the_log(
    reader: httpx.AsyncClient, platform: Platform, period: str, days: int
) -> None:
    with Receiver() as good, Receiver(Answer(status=404)) as bad:
        await make_webhook(platform, url=good.url, event_types=["order.created"])
        failing = await make_webhook(platform, url=bad.url, event_types=["invoice.sent"])
        await make_webhook(platform, url="http://127.0.0.1:9/", event_types=["order.shipped"])
        types = ["order.created"] * 3 + ["invoice.sent", "order.shipped"]
        await publish(platform, *(make_event(type=event_type) for event_type in types))

        async def finished() -> dict[str, object] | None:
            counts = (await reader.get(STATISTICS, params={"period": period})).json()
            return counts if counts["waiting"] == 1 else None

        counts = await eventually(finished)
        assert len(good.requests) == counts["succeeded"]
    only = {"period": period, "webhook_id": encode_id(WEBHOOK, failing.summary.id)}
    assert (await reader.get(STATISTICS, params=only)).json()["failed"] == 1
    start, end = (datetime.fromisoformat(str(counts[name])) for name in ("from", "to"))
    assert timedelta(days=days - 1) < end - start <= timedelta(days=days)
    expected = {"period": period, "total": 5, "succeeded": 3, "failed": 1, "cancelled": 0, "waiting": 1}
    assert expected.items() <= counts.items()
    assert counts["success_percent"] == 75.0
    assert counts.keys() - expected.keys() == {"from", "to", "success_percent", "average_ms", "p95_ms"}


async def test_before_the_first_delivery_there_are_no_averages(reader: httpx.AsyncClient) -> None:
    counts = (await reader.get(STATISTICS)).json()
    assert counts["period"] == "24h"
    assert counts["total"] == 0
    assert [counts[name] for name in ("success_percent", "average_ms", "p95_ms")] == [None, None, None]


@pytest.mark.parametrize(
    ("query", "field"), [("period=1y", "period"), ("webhook_id=1", "webhook_id"), ("a=1", "a")]
)
@ONE_DATABASE
async def test_a_parameter_that_cannot_be_used_is_422_and_named(
    reader: httpx.AsyncClient, query: str, field: str
) -> None:
    check_problem(await reader.get(f"{STATISTICS}?{query}"), 422, field=field)


async def test_a_key_that_may_publish_sees_no_statistics(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.get(STATISTICS), 403)
