"""Publishing: who gets an event, and what a repeat is answered."""

import asyncio

import httpx
import pytest
from sqlalchemy import text

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import count_by_status, read_detail, until_log_is
from tests.played_receivers import Played, accept
from webhook_dashboard.domain.deliveries import SkipReason, Status
from webhook_dashboard.domain.errors import Conflict, Unavailable
from webhook_dashboard.domain.ids import DELIVERY, EVENT, WEBHOOK, encode_id, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.storage.database import Connection

ADMIN = make_actor(Role.ADMIN)


async def count(platform: Platform, table: str) -> int:
    def work(connection: Connection) -> int:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()

    return await platform.database.read(work)


async def test_an_event_goes_to_every_webhook_that_subscribed(platform: Platform) -> None:
    exact = await make_webhook(platform, event_types=["order.created"])
    group = await make_webhook(platform, event_types=["sync.completed", "order.*"])
    everything = await make_webhook(platform, event_types=["*"])
    await make_webhook(platform, event_types=["order", "orders.*"])
    (published,) = await publish(platform)
    wanted = [encode_id(WEBHOOK, made.summary.id) for made in (exact, group, everything)]
    assert [ref.webhook_id for ref in published.deliveries] == wanted
    assert published.skipped == ()
    detail = await read_detail(platform, parse_id(DELIVERY, published.deliveries[0].id))
    assert (detail.summary.status, detail.event.data) == (Status.PENDING, make_event().data)
    assert detail.summary.event_public_id == published.id


async def test_an_inactive_webhook_is_skipped_and_said(platform: Platform) -> None:
    off = await make_webhook(platform, active=False)
    (published,) = await publish(platform)
    assert published.deliveries == ()
    assert [(skip.webhook_id, skip.reason) for skip in published.skipped] == [
        (encode_id(WEBHOOK, off.summary.id), SkipReason.INACTIVE)
    ]
    assert await count_by_status(platform) == {}


async def test_an_event_that_nobody_wants_is_stored_all_the_same(platform: Platform) -> None:
    (published,) = await publish(platform)
    assert (published.deliveries, published.skipped) == ((), ())
    assert await count(platform, "events") == 1


async def test_a_change_of_a_webhook_counts_from_the_next_event_on(platform: Platform) -> None:
    made = await make_webhook(platform, event_types=["order.*"])
    await publish(platform)
    await platform.webhooks.update(made.summary.id, WebhookChange(event_types=["sync.*"]), ADMIN)
    assert (await publish(platform))[0].deliveries == ()
    await platform.webhooks.update(made.summary.id, WebhookChange(event_types=["*"], active=False), ADMIN)
    assert len((await publish(platform))[0].skipped) == 1
    await platform.webhooks.delete(made.summary.id, ADMIN)
    assert (await publish(platform))[0].skipped == ()


async def test_the_publishers_own_id_is_the_id_of_the_event(platform: Platform) -> None:
    (own,) = await publish(platform, make_event(client_id="order-1"))
    (ours,) = await publish(platform)
    assert own.id == "order-1"
    assert parse_id(EVENT, ours.id)


async def test_events_of_a_batch_are_answered_in_order(platform: Platform) -> None:
    ids = [f"event-{number}" for number in range(1_000)]
    published = await publish(platform, *(make_event(client_id=name) for name in ids))
    assert [one.id for one in published] == ids
    assert await count(platform, "events") == 1_000


async def test_the_same_key_fifty_times_at_once_is_one_event(platform: Platform) -> None:
    await make_webhook(platform)
    answers = await asyncio.gather(*(publish(platform, key="k") for _ in range(50)))
    assert len({answer[0].id for answer in answers}) == 1
    assert all(answer == answers[0] for answer in answers)
    assert (await count(platform, "events"), await count(platform, "deliveries")) == (1, 1)


async def test_the_same_id_fifty_times_at_once_is_one_event(platform: Platform) -> None:
    await make_webhook(platform)
    event = make_event(client_id="order-1")
    answers = await asyncio.gather(*(publish(platform, event) for _ in range(50)))
    assert all(answer == answers[0] for answer in answers)
    assert (await count(platform, "events"), await count(platform, "deliveries")) == (1, 1)


async def test_two_processes_that_get_the_same_key_store_one_event(open_platform: OpenPlatform) -> None:
    platforms = [open_platform(), open_platform()]
    await make_webhook(platforms[0])
    for number in range(10):
        event = make_event(client_id=f"order-{number}")
        answers = await asyncio.gather(
            *(publish(platform, event, key=f"k{number}") for platform in platforms for _ in range(5))
        )
        assert all(answer == answers[0] for answer in answers)
    assert (await count(platforms[0], "events"), await count(platforms[0], "deliveries")) == (10, 10)


@pytest.mark.parametrize(
    "change",
    [
        {"data": b"{}"},
        {"type": "order.updated"},
        {"client_id": "x"},
        {"entity_type": "order"},
        {"entity_id": "1"},
        {"occurred_at": MovableClock().moment},
    ],
)
async def test_a_key_for_another_event_is_a_conflict(platform: Platform, change: dict[str, object]) -> None:
    await publish(platform, key="k")
    with pytest.raises(Conflict, match=r"^Idempotency-Key: it was used for another event within"):
        await publish(platform, make_event(**change), key="k")
    assert await count(platform, "events") == 1


async def test_an_id_for_another_event_is_a_conflict_and_spoils_the_whole_batch(platform: Platform) -> None:
    await publish(platform, make_event(client_id="a"))
    with pytest.raises(Conflict, match=r"^id: it was used for another event within the last 24 hours"):
        await publish(platform, make_event(), make_event(client_id="a", data=b"{}"))
    assert await count(platform, "events") == 1


async def test_a_conflict_holds_up_nobody_else(platform: Platform) -> None:
    await publish(platform, key="k")
    answers = await asyncio.gather(
        publish(platform, make_event(data=b"{}"), key="k"),
        publish(platform, key="k"),
        publish(platform),
        return_exceptions=True,
    )
    assert isinstance(answers[0], Conflict)
    assert not isinstance(answers[1], BaseException)
    assert await count(platform, "events") == 2


async def test_the_same_id_twice_in_one_batch_is_one_event(platform: Platform) -> None:
    await make_webhook(platform)
    twin = make_event(client_id="a")
    first, other, again = await publish(platform, twin, make_event(), twin)
    assert first == again != other
    assert (await count(platform, "events"), await count(platform, "deliveries")) == (2, 2)


async def test_the_same_id_for_two_events_of_one_batch_is_a_conflict(platform: Platform) -> None:
    with pytest.raises(Conflict, match=r"^id: "):
        await publish(platform, make_event(client_id="a"), make_event(client_id="a", data=b"{}"))
    assert await count(platform, "events") == 0


async def test_a_batch_may_repeat_a_part_of_an_earlier_one(platform: Platform) -> None:
    """What a publisher sends again that does not know how much of it arrived."""
    old = [make_event(client_id=f"e{number}") for number in range(3)]
    first = await publish(platform, *old)
    second = await publish(platform, *old, make_event(client_id="e3"))
    assert second[:3] == first
    assert await count(platform, "events") == 4


async def test_after_a_day_the_key_is_free_again(platform: Platform, clock: MovableClock) -> None:
    first = await publish(platform, make_event(client_id="a"), key="k")
    clock.move(hours=23, minutes=59)
    assert await publish(platform, make_event(client_id="a"), key="k") == first
    clock.move(minutes=1)
    await publish(platform, make_event(data=b"{}"), key="k")
    await publish(platform, make_event(client_id="a", data=b"{}"))
    assert await count(platform, "events") == 3


async def test_a_stopping_process_takes_nothing_in(platform: Platform) -> None:
    platform.publisher.close()
    with pytest.raises(Unavailable, match=r"^The process is stopping\. Nothing was stored"):
        await publish(platform)


async def test_a_database_that_is_away_is_said(open_platform: OpenPlatform) -> None:
    platform = open_platform()
    platform.database.close()
    with pytest.raises(Unavailable):
        await publish(platform)


async def test_nothing_is_sent_before_it_is_stored(open_platform: OpenPlatform) -> None:
    """The receiver looks the event up while it has the request."""
    played, found = Played(), list[int]()
    platform = open_platform(make_sender=played.make_sender)

    def look(request: httpx.Request) -> httpx.Response:
        with platform.database.reading() as connection:
            found.append(connection.execute(text("SELECT count(*) FROM events")).scalar_one())
        return accept(request)

    played.answer = look
    platform.start()
    await make_webhook(platform)
    for number in range(1, 6):
        await publish(platform)
        await played.wait_for(number)
    await until_log_is(platform, succeeded=5)
    assert all(seen >= number for number, seen in enumerate(found, 1))
