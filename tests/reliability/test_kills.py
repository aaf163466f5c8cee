"""Crashes: servers are killed as `kill -9` does, and nothing that was acknowledged is lost."""

from dataclasses import replace
from typing import Final

import pytest

from tests.receivers import Receiver
from tests.reliability.drills import kill_after_answer, kill_under_load, strand_and_recover
from tests.reliability.installation import Installation

SEED: Final = 20261120
EVENTS: Final = 10_000
KILLS: Final = 5
IN_THE_AIR: Final = 16
UNSTORED: Final = 16
# What was in the air at each kill, and what was answered and not stored yet, however slow the machine is.
MAX_REPEATED: Final = KILLS * (IN_THE_AIR + UNSTORED)
KILLS_AFTER_ANSWER: Final = 20
STRANDED: Final = 10


@pytest.mark.slow
async def test_five_crashes_lose_none_of_ten_thousand_events(
    installation: Installation, receiver: Receiver
) -> None:
    installation.options = replace(installation.options, concurrency=IN_THE_AIR, unstored=UNSTORED)
    came = await kill_under_load(installation, receiver, events=EVENTS, kills=KILLS, seed=SEED)
    assert (came.acknowledged, came.lost, came.unrecorded, came.intact) == (EVENTS, 0, 0, True)
    assert came.repeated <= MAX_REPEATED


async def test_what_was_acknowledged_a_moment_before_a_crash_is_stored(installation: Installation) -> None:
    assert await kill_after_answer(installation, KILLS_AFTER_ANSWER) == 0
    assert installation.is_intact()


async def test_what_a_crash_left_in_the_air_is_sent_again_after_the_next_start(
    installation: Installation, receiver: Receiver
) -> None:
    await installation.set_up(receiver.url)
    recovery = await strand_and_recover(installation, receiver, STRANDED)
    assert (recovery.again, recovery.requests) == (STRANDED, STRANDED)
    assert installation.count("deliveries", "status = 3") == STRANDED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_living_process_takes_over_what_a_dead_one_left(
    installation: Installation, receiver: Receiver
) -> None:
    await installation.set_up(receiver.url)
    recovery = await strand_and_recover(installation, receiver, STRANDED, beside=True)
    assert (recovery.again, recovery.requests) == (STRANDED, STRANDED)
