"""What the log of a platform holds, and waiting until it holds something."""

from collections import Counter

from sqlalchemy import text

from tests.factories import eventually
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_details import AttemptDetail, DeliveryDetail, find_delivery


def _count(connection: Connection) -> Counter[Status]:
    rows = connection.execute(text("SELECT status, count(*) AS amount FROM deliveries GROUP BY status"))
    return Counter({Status(row.status): row.amount for row in rows})


async def count_by_status(platform: Platform) -> Counter[Status]:
    """Return how many deliveries are in each state."""
    return await platform.database.read(_count)


async def until_log_is(platform: Platform, **amounts: int) -> None:
    """Wait until the log holds exactly so many of each status, such as `succeeded=3`."""
    wanted = Counter({Status[name.upper()]: amount for name, amount in amounts.items()})

    async def reached() -> bool:
        return await count_by_status(platform) == wanted

    try:
        await eventually(reached)
    except AssertionError:
        found = await count_by_status(platform)
        assert found == wanted, f"{found} instead of {wanted}"
        raise


async def read_detail(platform: Platform, delivery_id: int) -> DeliveryDetail:
    """Return a delivery in full."""
    found = await platform.database.read(lambda connection: find_delivery(connection, delivery_id))
    assert found is not None
    return found


async def read_attempts(platform: Platform, delivery_id: int) -> tuple[AttemptDetail, ...]:
    """Return the attempts of a delivery."""
    return (await read_detail(platform, delivery_id)).attempts
