"""The Overview on a real database: what it shows equals what was published."""

from datetime import UTC

import pytest

from tests.factories import MovableClock, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.periods import PERIODS, Period
from webhook_dashboard.ui.pages.overview.figures import (
    count_after,
    read_figures,
    read_tail,
    read_webhook_figures,
)
from webhook_dashboard.ui.pages.overview.shown import to_shown


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.key)
async def test_tiles_columns_and_rows_add_up_to_what_was_published(
    open_platform: OpenPlatform, period: Period
) -> None:
    clock = MovableClock()
    platform = open_platform(clock=clock)
    created = [await make_webhook(platform, name=name) for name in ("Order Sync", "Customer CRM")]
    await publish(platform, *(make_event() for _ in range(7)))
    figures = await platform.database.read(lambda connection: read_figures(connection, period, clock(), UTC))
    each = await platform.database.read(
        lambda connection: read_webhook_figures(connection, period, clock(), UTC)
    )
    shown = to_shown(figures, each, clock(), UTC)
    assert shown.tiles[0].figure == "14"
    assert sum(counts.waiting for counts in shown.counts) == 14
    assert shown.top >= 14
    assert sorted(shown.order) == sorted(webhook.summary.id for webhook in created)
    assert {row.deliveries for row in shown.webhook_rows.values()} == {"7"}
    assert shown.webhook_words == "2 sending"
    assert shown.sentence.lead == "Nothing has arrived yet in 24 h."


async def test_the_tail_is_the_newest_and_knows_what_came_after(open_platform: OpenPlatform) -> None:
    platform = open_platform()
    await make_webhook(platform)
    await publish(platform, make_event(entity_id="SO-1"))
    first = (await platform.database.read(read_tail))[0]
    await publish(platform, make_event(entity_id="SO-2"), make_event(entity_id="SO-3"))
    newest = await platform.database.read(read_tail)
    assert {row.entity_id for row in newest[:2]} == {"SO-2", "SO-3"}
    assert newest[2].id == first.id
    assert await platform.database.read(lambda connection: count_after(connection, first.id)) == 2
