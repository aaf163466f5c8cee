"""A template tried on the events that were published."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from tests.factories import make_event, publish
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.templates import TemplateFault, TemplateSource
from webhook_dashboard.services import templates
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.templates import Sizes, TemplateCheck, check_over_events

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


async def store(platform: Platform, *all_data: Any, event_type: str = "order.created") -> None:
    await publish(
        platform,
        *(
            make_event(type=event_type, data=orjson.dumps(data), entity_id=f"SO-{number}")
            for number, data in enumerate(all_data)
        ),
    )


async def check(platform: Platform, text: str, limit: int = 1_000, **fields: Any) -> TemplateCheck:
    source = TemplateSource("json", text, **fields)
    return await check_over_events(platform.database, source, "order.created", NOW, limit)


async def test_what_is_rendered_and_what_is_missing_is_counted(platform: Platform) -> None:
    phone = {"customer": {"phone": "1"}, "n": 1}
    await store(platform, phone, {"n": 22}, {}, phone | {"n": 333})
    await store(platform, {}, event_type="order.updated")
    found = await check(platform, '["{n}", "{customer.phone}", "{customer.phone}"]')
    assert (found.total, found.rendered, found.invalid, found.is_cut) == (4, 4, 0, False)
    assert found.sizes == Sizes(len('["", "", ""]'), len('["22", "", ""]'), len('["333", "1", "1"]'))
    assert [(one.name, one.count) for one in found.missing] == [("customer.phone", 2), ("n", 1)]
    assert [event.entity for event in found.missing[0].events] == ["SO-2", "SO-1"]
    assert found.missing[0].events[0].id.startswith("evt_")


async def test_events_that_cannot_be_rendered_are_counted_with_the_reason(platform: Platform) -> None:
    await store(platform, {"n": 1}, {}, {"n": None})
    found = await check(platform, '\n{"n": {n}}', strict=True)
    assert (found.total, found.rendered, found.invalid) == (3, 2, 1)
    assert [(event.entity, event.sentence) for event in found.faulty] == [
        ("SO-1", "Line 2, column 7: n is missing in this event.")
    ]


async def test_only_the_newest_are_tried_and_only_some_are_listed(platform: Platform) -> None:
    await store(platform, *({"n": number} for number in range(150)))
    found = await check(platform, '"{x}"', 120)
    assert found.total == 120
    assert found.missing[0].count == 120
    assert [event.entity for event in found.missing[0].events] == [f"SO-{149 - n}" for n in range(50)]


async def test_a_type_without_events_has_no_sizes(platform: Platform) -> None:
    found = await check(platform, "{data}")
    assert (found.total, found.rendered, found.missing, found.sizes) == (0, 0, (), None)


async def test_what_takes_too_long_is_cut(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    await store(platform, {}, {})
    monkeypatch.setattr(templates, "MAX_SECONDS", -1.0)
    found = await check(platform, "{data}")
    assert (found.total, found.is_cut) == (0, True)


async def test_what_cannot_be_asked_is_said(platform: Platform) -> None:
    with pytest.raises(TemplateFault, match="the template is empty"):
        await check(platform, "")
    for limit in (0, 1_001):
        with pytest.raises(InvalidInput, match="limit: expected 1 to 1,000"):
            await check(platform, "{data}", limit)
    with pytest.raises(InvalidInput, match="event_type: expected"):
        await check_over_events(platform.database, TemplateSource("json", "{data}"), "a b", NOW)


async def test_long_numbers_keep_their_digits(platform: Platform) -> None:
    data = b'{"n":123456789012345678901234567890}'
    await publish(platform, make_event(data=data))
    found = await check(platform, "{data}")
    assert found.sizes is not None
    assert found.sizes.largest == len(data)
