"""Every test of the network code runs on both event loops: the one we ship, and the plain one."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import pytest
import uvloop

from tests.receivers import Receiver

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
