"""One alarm that many set: it goes off at the soonest of the moments."""

import asyncio

import pytest

from webhook_dashboard.delivery.alarm import Alarm


class Heard:
    def __init__(self) -> None:
        self.times = 0
        self.alarm = Alarm(self._note)
        self._going = asyncio.Event()

    def _note(self) -> None:
        self.times += 1
        self._going.set()

    async def once_more(self) -> None:
        await self._going.wait()
        self._going.clear()


@pytest.mark.parametrize("seconds", [(0.0, 3_600.0), (3_600.0, 0.0), (3_600.0, 0.0, 3_600.0)])
async def test_the_soonest_moment_counts_and_it_goes_off_once(seconds: tuple[float, ...]) -> None:
    heard = Heard()
    for each in seconds:
        heard.alarm.set_in(each)
    await heard.once_more()
    later = Heard()
    later.alarm.set_in(0)
    await later.once_more()
    assert heard.times == 1


async def test_it_can_be_set_again_once_it_has_gone_off() -> None:
    heard = Heard()
    for _ in range(2):
        heard.alarm.set_in(0)
        await heard.once_more()
    assert heard.times == 2


async def test_one_that_was_cancelled_does_not_go_off_until_it_is_set_again() -> None:
    heard, later = Heard(), Heard()
    heard.alarm.set_in(0)
    heard.alarm.cancel()
    heard.alarm.cancel()
    later.alarm.set_in(0)
    await later.once_more()
    assert heard.times == 0
    heard.alarm.set_in(0)
    await heard.once_more()
    assert heard.times == 1
