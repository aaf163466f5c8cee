"""One inbox on a real database: which is shown, and what is known of a request that was sent from here."""

from tests.factories import eventually, make_inbox, make_webhook, publish
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.services.inboxes import Arrival
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.delivery_details import AttemptDetail, find_delivery
from webhook_dashboard.ui.pages.inbox.reading import InboxPage, RequestPage, read_inbox, read_request


async def read(platform: Platform, wanted: str = "") -> InboxPage:
    return await platform.database.read(lambda connection: read_inbox(connection, wanted))


async def read_newest(platform: Platform, token: str, asked_as: str = "") -> RequestPage | None:
    newest = (await read(platform, token)).arrivals[0].id
    return await platform.database.read(
        lambda connection: read_request(connection, asked_as or token, newest)
    )


async def receive(platform: Platform, token: str, *headers: tuple[str, str]) -> None:
    await platform.inboxes.receive(Arrival(token, "POST", f"/inbox/{token}", headers, b"{}"))


async def first_attempt(platform: Platform, delivery_id: int) -> AttemptDetail:
    """The engine's attempt; nothing listens at its port, so what it sent is given to the inbox by hand."""

    async def look() -> AttemptDetail | None:
        detail = await platform.database.read(lambda connection: find_delivery(connection, delivery_id))
        return detail.attempts[0] if detail and detail.attempts else None

    return await eventually(look)


async def test_without_a_wish_the_inbox_of_the_last_request_is_shown(platform: Platform) -> None:
    assert (await read(platform)).inbox is None
    used, other = await make_inbox(platform), await make_inbox(platform)
    await receive(platform, used)
    page = await read(platform)
    assert page.inbox is not None
    assert page.inbox.token == used
    assert {place.token for place in page.places} == {used, other}
    assert len(page.arrivals) == 1


async def test_an_inbox_that_is_not_there_is_not_replaced_by_another(platform: Platform) -> None:
    await make_inbox(platform)
    page = await read(platform, "nothere")
    assert page.inbox is None
    assert len(page.places) == 1


async def test_a_request_that_was_sent_from_here_leads_to_its_delivery_and_attempt(
    platform: Platform,
) -> None:
    token = await make_inbox(platform)
    await make_webhook(platform, name="Shop", url=f"/inbox/{token}")
    (published,) = await publish(platform)
    delivery_id = parse_id(DELIVERY, published.deliveries[0].id)
    made = await first_attempt(platform, delivery_id)
    await receive(platform, token, *made.request_headers)

    page = await read_newest(platform, token)

    assert page is not None
    assert page.delivery is not None
    assert (page.delivery.id, page.delivery.webhook_name) == (delivery_id, "Shop")
    assert page.attempt == made
    assert [sender.webhook_name for sender in (await read(platform, token)).senders] == ["Shop"]


async def test_a_request_from_elsewhere_has_no_delivery(platform: Platform) -> None:
    token = await make_inbox(platform)
    await receive(platform, token, ("webhook-id", "evt_0000000000A"))
    page = await read_newest(platform, token)
    assert page is not None
    assert (page.delivery, page.attempt) == (None, None)


async def test_a_request_is_read_only_under_its_own_inbox(platform: Platform) -> None:
    token, other = await make_inbox(platform), await make_inbox(platform)
    await receive(platform, token)
    assert await read_newest(platform, token, asked_as=other) is None
