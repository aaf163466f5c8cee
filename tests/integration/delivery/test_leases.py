"""Leases: what an engine works on stays its own, and what it only seems to hold is not lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import MovableClock, eventually, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery.jobs import renew, rescue
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection

LEASE_SECONDS = Limits().lease_seconds


@contextmanager
def commit_without_an_answer(platform: Platform) -> Iterator[None]:
    """Break the connection to the database at the worst moment: the commit is done, and nobody is told."""
    dialect: Any = platform.database.write_engine.dialect
    commit = dialect.do_commit

    def commit_and_break(connection: Any) -> None:
        commit(connection)
        raise dialect.dbapi.OperationalError("the connection was lost")

    dialect.do_commit = commit_and_break
    try:
        yield
    finally:
        dialect.do_commit = commit


async def let_leases_end(platform: Platform, clock: MovableClock) -> None:
    """Let the time of a lease go by, with the jobs that a running engine has."""
    for _ in range(5):
        clock.move(seconds=LEASE_SECONDS / 4)
        await renew(platform.engine)
        await rescue(platform.engine)


async def test_what_was_committed_unknown_to_the_engine_is_sent_when_its_lease_ends(
    open_platform: OpenPlatform, played: Played, clock: MovableClock
) -> None:
    platform = open_platform(make_sender=played.make_sender, clock=clock)
    platform.start()
    await make_webhook(platform)
    event = make_event()
    with commit_without_an_answer(platform), pytest.raises(Unavailable):
        await publish(platform, event, key="key:1:order")
    await publish(platform, event, key="key:1:order")  # answered as stored, so it must arrive
    await until_log_is(platform, sending=1)
    await let_leases_end(platform, clock)
    await until_log_is(platform, succeeded=1)
    assert len(played.requests) == 1


async def test_a_short_lease_is_renewed_before_it_ends(open_platform: OpenPlatform, played: Played) -> None:
    played.hanging = {"127.0.0.1"}
    platform = open_platform(make_sender=played.make_sender, limits=Limits(lease_seconds=2))
    platform.start()
    await make_webhook(platform)
    await publish(platform)
    first = await platform.database.read(_lease_until)

    async def renewed() -> bool:
        return await platform.database.read(_lease_until) > first

    await eventually(renewed)
    played.let_go()
    await until_log_is(platform, succeeded=1)


def _lease_until(connection: Connection) -> int:
    return connection.execute(text("SELECT lease_until FROM deliveries")).scalar_one()
