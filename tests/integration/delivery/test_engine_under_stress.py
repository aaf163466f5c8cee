"""The engine when something goes wrong around it: hanging receivers, crashes, outages, faults of our own."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.factories import MovableClock, eventually, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.services.test_statistics import read_totals
from tests.integration.the_log import count_by_status, read_attempts, until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery import jobs
from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.jobs import renew, rescue
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.outcomes import ErrorKind, Phases, SendResult
from webhook_dashboard.domain.periods import DEFAULT_PERIOD, window_at
from webhook_dashboard.domain.requests import OutgoingRequest
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.services.platform import Platform

SLOW, QUICK = "127.0.0.1", "127.0.0.2"


async def make_slow_and_quick(platform: Platform) -> None:
    for host in (SLOW, QUICK):
        await make_webhook(platform, url=f"http://{host}:9/", event_types=[f"to.{host.replace('.', '_')}"])


async def publish_to(platform: Platform, host: str, amount: int = 1) -> list[int]:
    """Publish events for one host; returns the ids of the deliveries."""
    kind = f"to.{host.replace('.', '_')}"
    published = await publish(platform, *(make_event(type=kind) for _ in range(amount)))
    return [parse_id(DELIVERY, ref.id) for one in published for ref in one.deliveries]


async def test_a_hanging_receiver_holds_up_nobody_else(open_platform: OpenPlatform, played: Played) -> None:
    platform = open_platform(make_sender=played.make_sender, limits=Limits(per_webhook=4, in_flight=8))
    platform.start()
    played.hanging = {SLOW}
    await make_slow_and_quick(platform)
    await publish_to(platform, SLOW, 100)
    await publish_to(platform, QUICK, 100)
    await played.wait_for(100, QUICK)
    assert len(played.to(SLOW)) == 4
    await until_log_is(platform, succeeded=100, sending=100)
    played.let_go()
    await until_log_is(platform, succeeded=200)


async def test_a_receiver_never_gets_more_at_once_than_its_cap(
    open_platform: OpenPlatform, played: Played
) -> None:
    platform = open_platform(make_sender=played.make_sender, limits=Limits(per_webhook=3))
    platform.start()
    played.hanging = {SLOW}
    await make_slow_and_quick(platform)
    await publish_to(platform, SLOW, 10)
    await publish_to(platform, QUICK)
    await played.wait_for(1, QUICK)
    await until_log_is(platform, succeeded=1, sending=10)
    assert len(played.to(SLOW)) == 3
    played.let_go()
    await until_log_is(platform, succeeded=11)


async def test_a_backlog_larger_than_the_memory_is_sent_once_each(
    open_platform: OpenPlatform, played: Played
) -> None:
    limits = Limits(per_webhook=4, in_flight=4, in_memory=10, claim=7)
    platform = open_platform(make_sender=played.make_sender, limits=limits)
    await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(150)))  # before the engine runs
    platform.start()
    await publish(platform, *(make_event() for _ in range(150)))
    await until_log_is(platform, succeeded=300)
    assert set(Counter(played.ids()).values()) == {1}
    assert len(played.requests) == 300


@pytest.mark.parametrize("amount", [1, 60])
async def test_a_graceful_stop_gives_back_what_was_not_sent_and_loses_nothing(
    open_platform: OpenPlatform, played: Played, amount: int
) -> None:
    limits = Limits(per_webhook=2, grace_seconds=0.1)
    platform = open_platform(make_sender=played.make_sender, limits=limits)
    platform.start()
    await make_slow_and_quick(platform)
    await publish_to(platform, QUICK, 5)
    await until_log_is(platform, succeeded=5)
    played.hanging = {SLOW}
    await publish_to(platform, SLOW, amount)
    await played.wait_for(min(amount, 2), SLOW)
    await asyncio.to_thread(platform.stop)
    assert not platform.engine.is_running
    with pytest.raises(Unavailable):
        await publish(platform)
    again = open_platform(make_sender=played.make_sender)
    assert await count_by_status(again) == {Status.SUCCEEDED: 5, Status.PENDING: amount}
    played.let_go()
    again.start()
    await until_log_is(again, succeeded=5 + amount)
    assert set(Counter(played.ids()).values()) <= {1, 2}
    assert len(played.to(SLOW)) == amount + min(amount, 2)  # twice only what was cut off


async def test_a_stop_lets_what_is_being_sent_finish(open_platform: OpenPlatform, played: Played) -> None:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    await make_slow_and_quick(platform)
    played.hanging = {SLOW}
    await publish_to(platform, SLOW)
    await played.wait_for(1)
    stopping = asyncio.create_task(asyncio.to_thread(platform.stop))
    played.let_go()
    await stopping
    assert await count_by_status(open_platform()) == {Status.SUCCEEDED: 1}


async def test_after_a_crash_sqlite_goes_on_at_once_and_postgresql_when_the_lease_ends(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    crashed = open_platform(make_sender=played.make_sender, clock=clock)
    crashed.start()
    await make_slow_and_quick(crashed)
    played.hanging = {SLOW}
    await publish_to(crashed, SLOW, 20)
    await played.wait_for(16)  # it will hear no more of these: its receivers hang
    crashed.engine._courier.stopping = True  # nor claim them, as one that lives would
    other = Played()
    platform = open_platform(make_sender=other.make_sender, clock=clock)
    platform.start()
    if not platform.database.is_sqlite:
        assert await count_by_status(platform) == {Status.SENDING: 20}
        clock.move(seconds=61)
        await rescue(platform.engine)
    await until_log_is(platform, succeeded=20)
    assert len(set(other.ids())) == 20
    played.let_go()


async def test_the_result_of_an_engine_that_was_overtaken_is_neither_stored_nor_counted(
    open_platform: OpenPlatform, played: Played, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "JOBS", ())  # the one that was overtaken does not look for what is due itself
    slow = open_platform(make_sender=played.make_sender, clock=clock)
    slow.start()
    await make_slow_and_quick(slow)
    played.hanging = {SLOW}
    (number,) = await publish_to(slow, SLOW)
    await played.wait_for(1)
    clock.move(seconds=61)
    other = Played()
    quick = open_platform(make_sender=other.make_sender, clock=clock)
    quick.start()
    await until_log_is(quick, succeeded=1)
    played.answer = lambda request: httpx.Response(500)  # noqa: ARG005
    played.let_go()
    await publish_to(slow, QUICK)  # its result is stored after the late one was looked at
    await until_log_is(quick, succeeded=1, retrying=1)
    assert [attempt.response_code for attempt in await read_attempts(quick, number)] == [200]
    totals = await read_totals(quick, window_at(DEFAULT_PERIOD, clock()))
    assert (totals.total, totals.succeeded, totals.failed) == (2, 1, 0)


async def test_a_lease_that_is_renewed_is_not_taken_over(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    platform = open_platform(make_sender=played.make_sender, clock=clock)
    platform.start()
    await make_slow_and_quick(platform)
    played.hanging = {SLOW}
    await publish_to(platform, SLOW)
    await played.wait_for(1)
    for _ in range(10):
        clock.move(seconds=20)
        await renew(platform.engine)
        await rescue(platform.engine)
    played.let_go()
    await until_log_is(platform, succeeded=1)
    assert len(played.requests) == 1


async def test_two_engines_share_the_work_and_send_everything_once(
    open_platform: OpenPlatform, played: Played
) -> None:
    limits = Limits(claim=20, in_memory=50)
    platforms = [open_platform(make_sender=played.make_sender, limits=limits) for _ in range(2)]
    if platforms[0].database.is_sqlite:
        return  # has one process
    await make_webhook(platforms[0])
    await publish(platforms[0], *(make_event() for _ in range(400)))
    for platform in platforms:
        platform.start()
    await asyncio.gather(*(publish(platform, make_event()) for platform in platforms for _ in range(50)))
    await until_log_is(platforms[0], succeeded=500)
    assert len(played.ids()) == len(set(played.ids())) == 500
    window = window_at(DEFAULT_PERIOD, platforms[0].clock())
    assert (await read_totals(platforms[0], window)).succeeded == 500


@contextmanager
def outage(platform: Platform) -> Iterator[None]:
    """Inside, every transaction that writes fails as it does without a server."""

    def refuse(connection: object) -> None:
        raise OperationalError("BEGIN", {}, Exception("server closed the connection unexpectedly"))

    engine = platform.database.write_engine
    event.listen(engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(engine, "commit", refuse)


async def test_results_outlast_an_outage_of_the_database(open_platform: OpenPlatform, played: Played) -> None:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    await make_slow_and_quick(platform)
    played.hanging = {SLOW}
    await publish_to(platform, SLOW, 10)
    await played.wait_for(10)
    with outage(platform):
        with pytest.raises(Unavailable):
            await publish_to(platform, QUICK)
        played.let_go()
        await eventually(lambda: failing_to_write(platform))
    await until_log_is(platform, succeeded=10)
    assert len(played.requests) == 10
    await publish_to(platform, QUICK)
    await until_log_is(platform, succeeded=11)


async def test_while_answers_cannot_be_stored_few_more_are_asked_for(
    open_platform: OpenPlatform, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would be asked for again after a crash, and is kept in memory until it is stored."""
    monkeypatch.setattr(jobs, "JOBS", ())  # nobody looks every second
    limits = Limits(per_webhook=4, unstored=6)
    platform = open_platform(make_sender=played.make_sender, limits=limits)
    platform.start()
    await make_slow_and_quick(platform)
    played.hanging = {SLOW}
    await publish_to(platform, SLOW, 100)
    await played.wait_for(4)
    with outage(platform):
        played.let_go()
        await played.wait_for(limits.unstored)
        for _ in range(5):
            await failing_to_write(platform)
        assert len(played.requests) <= limits.unstored + limits.per_webhook
    await until_log_is(platform, succeeded=100)
    assert len(played.requests) == 100


async def failing_to_write(platform: Platform) -> bool:
    """Write once more, which comes after all that was asked for before."""
    with pytest.raises(Unavailable):
        await platform.database.write(lambda connection: connection.exec_driver_sql("SELECT 1"))
    return True


class FaultySender(Sender):
    """Breaks off as a bug of ours would on a body that holds `poison`; `bad answer` cannot be stored."""

    async def send(self, request: OutgoingRequest) -> SendResult:
        if b"poison" in request.body:
            raise ZeroDivisionError("secret detail")
        result = await super().send(request)
        if b"bad answer" in request.body:
            headers = (("x-broken", "\ud800"),)  # half a character: JSON does not take it
            return SendResult(200, None, "", headers, b"", False, 1.0, Phases())
        return result


def open_faulty(open_platform: OpenPlatform, played: Played, clock: MovableClock) -> Platform:
    def make_sender(guard: AddressGuard, own_origin: str) -> Sender:
        return FaultySender(played.make_sender(guard, own_origin)._transport)

    platform = open_platform(make_sender=make_sender, clock=clock)
    platform.start()
    return platform


async def test_a_poison_payload_among_a_thousand_is_given_up_with_a_reason_and_holds_up_nobody(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    platform = open_faulty(open_platform, played, clock)
    await make_webhook(platform)
    events = [make_event() for _ in range(1_000)]
    events[500] = make_event(data=b'"poison"')
    published = await publish(platform, *events)
    number = parse_id(DELIVERY, published[500].deliveries[0].id)
    await until_log_is(platform, succeeded=999, retrying=1)
    for made in range(2, RetryPolicy().max_attempts + 1):
        clock.move(hours=20)
        platform.engine.wake()
        await eventually(lambda made=made: attempts_made(platform, number, made))
    await until_log_is(platform, succeeded=999, failed=1)
    last = (await read_attempts(platform, number))[-1]
    assert (last.error_kind, last.error_detail) == (ErrorKind.INTERNAL_ERROR, "ZeroDivisionError")
    assert last.sentence == "The attempt broke off: a fault of this program. Its log says more."


async def attempts_made(platform: Platform, delivery_id: int, count: int) -> bool:
    return len(await read_attempts(platform, delivery_id)) == count


async def test_an_answer_that_cannot_be_stored_leaves_the_attempt_known(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    platform = open_faulty(open_platform, played, clock)
    await make_webhook(platform)
    events = [make_event() for _ in range(50)]
    events[20] = make_event(data=b'"bad answer"')
    published = await publish(platform, *events)
    await until_log_is(platform, succeeded=50)
    number = parse_id(DELIVERY, published[20].deliveries[0].id)
    (attempt,) = await read_attempts(platform, number)
    assert (attempt.response_headers, attempt.error_detail) == ((), "the answer could not be stored")
    assert len(played.requests) == 50
