"""Ids: never twice, never back, whatever threads and clocks do."""

import threading
from datetime import UTC, datetime, timedelta

from tests.factories import MovableClock
from webhook_dashboard.domain.ids import created_at, first_id_at
from webhook_dashboard.storage.ids import IdSource

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


def test_threads_get_different_ids_each_in_rising_order() -> None:
    source = IdSource(1, lambda: datetime.now(UTC))
    by_thread: list[list[int]] = [[] for _ in range(8)]

    def take(mine: list[int]) -> None:
        mine.extend(source() for _ in range(5_000))

    threads = [threading.Thread(target=take, args=(mine,)) for mine in by_thread]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in by_thread)
    assert len({number for mine in by_thread for number in mine}) == 40_000


def test_ids_do_not_go_back_with_the_clock() -> None:
    clock = MovableClock(NOW)
    source = IdSource(1, clock)
    ids = [source()]
    for step in (-3_600, -1, 0, 3_599, 7_200, -7_200, 0):
        clock.move(seconds=step)
        ids += [source(), source()]
    assert ids == sorted(set(ids))


def test_an_id_tells_when_it_was_made() -> None:
    clock = MovableClock(NOW)
    source = IdSource(7, clock)
    assert created_at(source()) == NOW
    clock.move(milliseconds=5)
    assert created_at(source()) == NOW + timedelta(milliseconds=5)


def test_more_than_4096_in_a_millisecond_run_ahead_of_the_clock() -> None:
    source = IdSource(1, MovableClock(NOW))
    ids = [source() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert created_at(ids[4_095]) == NOW
    assert created_at(ids[4_096]) == NOW + timedelta(milliseconds=1)


def test_processes_do_not_meet() -> None:
    clock = MovableClock(NOW)
    sources = [IdSource(node, clock) for node in range(4)]
    assert len({source() for source in sources for _ in range(1_000)}) == 4_000


def test_the_largest_node_stays_within_its_bits() -> None:
    ids = [IdSource(node, MovableClock(NOW))() for node in (1_023, 1_024)]
    assert ids[1] == first_id_at(NOW)  # counted round: 1,024 is 0
    assert [created_at(number) for number in ids] == [NOW, NOW]
