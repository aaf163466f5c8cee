"""The platform as the tests of the services have it."""

import pytest

from tests.factories import MovableClock
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.services.platform import Platform


@pytest.fixture
def clock() -> MovableClock:
    """Stands still."""
    return MovableClock()


@pytest.fixture
def platform(open_platform: OpenPlatform, clock: MovableClock) -> Platform:
    """Not started: what is published waits, and the tests play the engine."""
    return open_platform(clock=clock)
