"""Every test of the network code runs on both event loops: the one we ship, and the plain one."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvloop

from tests.factories import MovableClock
from tests.integration.conftest import OpenPlatform
from tests.played_receivers import Played
from tests.receivers import Receiver
from webhook_dashboard.services.platform import Platform

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(params=[uvloop.new_event_loop, asyncio.new_event_loop], ids=["uvloop", "asyncio"])
def run(request: pytest.FixtureRequest) -> Generator[Run, None, None]:
    """Run a coroutine to its end, several times on the same loop."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


@pytest.fixture
def receiver() -> Generator[Receiver, None, None]:
    """A receiver that answers 200 until told otherwise."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def clock() -> MovableClock:
    """Stands at a whole second: ids are of milliseconds, and one made within one would be due in the next."""
    return MovableClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def played() -> Played:
    """Receivers without a network, that answer what they are told to."""
    return Played()


@pytest.fixture
def platform(open_platform: OpenPlatform, played: Played, clock: MovableClock) -> Platform:
    """Started, with played receivers, a clock that stands still, and no jitter."""
    platform = open_platform(clock=clock, make_sender=played.make_sender, chance=lambda: 0.5)
    platform.start()
    return platform
