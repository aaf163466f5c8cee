"""What the screen of the test inbox reads: inboxes, light rows, and the delivery behind a request."""

from datetime import timedelta

from tests.integration.storage.rows import NOW, store_webhook
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.domain.signing import Verdict
from webhook_dashboard.storage import deliveries, delivery_log, events, inboxes
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.deliveries import NewDelivery
from webhook_dashboard.storage.inboxes import Arrival, InboxPlace, ReceivedRequest

URL = "/inbox/k3v9tz"


def store_inbox(database: Database, token: str, *, minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    database.writing(lambda connection: inboxes.insert_inbox(connection, token, at)).result()


def store_request(
    database: Database, number: int, *, headers: tuple[tuple[str, str], ...] = (), token: str = "k3v9tz"
) -> None:
    request = ReceivedRequest(
        id=number,
        token=token,
        received_at=NOW,
        method="POST",
        path=f"/inbox/{token}",
        headers=headers,
        body=b"{}",
        event_type="order.created",
        verdict=Verdict.NONE,
        scheme="",
        sentence="",
        response_code=None,
    )
    database.writing(lambda connection: inboxes.insert_request(connection, request)).result()


def store_delivery(
    database: Database, number: int, *, client_id: str | None = None, webhook_id: int = 1, event_id: int = 0
) -> None:
    def work(connection: Connection) -> None:
        if not event_id:
            event = NewEvent("order.created", b"{}", client_id=client_id)
            events.insert_events(connection, [(number, event)])
        born = NewDelivery(number, event_id or number, webhook_id, "order.created", 1)
        deliveries.insert_deliveries(connection, [born], owner=None, lease_until=None)

    database.writing(work).result()


def found(database: Database, message_id: str, url: str = URL, before_id: int = 99) -> int | None:
    with database.reading() as connection:
        delivery = delivery_log.find_delivery_to(connection, url, message_id, before_id=before_id)
    return delivery.id if delivery else None


def test_each_inbox_stands_with_its_senders_and_what_came(database: Database) -> None:
    store_inbox(database, "k3v9tz")
    store_inbox(database, "empty", minutes=1)
    store_webhook(database, 1, url=URL, name="Shop")
    store_webhook(database, 2, url=URL, name="Till")
    store_webhook(database, 3, url=URL, name="Gone", deleted_at=NOW)
    store_webhook(database, 4, name="Elsewhere")
    store_request(database, 11)
    store_request(database, 12)

    with database.reading() as connection:
        places = inboxes.list_places(connection)

    assert places == [
        InboxPlace("k3v9tz", NOW, 2, 12, ("Shop", "Till")),
        InboxPlace("empty", NOW + timedelta(minutes=1), 0, 0, ()),
    ]


def test_arrivals_come_newest_first_with_the_id_of_their_message(database: Database) -> None:
    store_request(database, 11, headers=(("host", "x"), ("webhook-id", "evt_1")))
    store_request(database, 12)
    store_request(database, 13, token="other")

    with database.reading() as connection:
        arrivals = inboxes.list_arrivals(connection, "k3v9tz")

    assert arrivals == [
        Arrival(12, NOW, "POST", "order.created", "", Verdict.NONE, None),
        Arrival(11, NOW, "POST", "order.created", "evt_1", Verdict.NONE, None),
    ]


def test_a_delivery_is_found_by_the_public_id_of_its_event(database: Database) -> None:
    store_webhook(database, 1, url=URL)
    store_delivery(database, 21)
    assert found(database, encode_id(EVENT, 21)) == 21
    assert found(database, encode_id(EVENT, 22)) is None


def test_a_delivery_is_found_by_the_id_that_the_publisher_gave(database: Database) -> None:
    store_webhook(database, 1, url=URL)
    store_delivery(database, 21, client_id="order-892")
    assert found(database, "order-892") == 21
    assert found(database, "order-893") is None


def test_of_several_deliveries_the_newest_to_this_inbox_is_meant(database: Database) -> None:
    store_webhook(database, 1, url=URL)
    store_webhook(database, 2)
    store_delivery(database, 21)
    store_delivery(database, 22, event_id=21)
    store_delivery(database, 23, event_id=21, webhook_id=2)
    assert found(database, encode_id(EVENT, 21)) == 22
    assert found(database, encode_id(EVENT, 21), "/inbox/other") is None


def test_a_delivery_that_was_made_after_the_request_is_not_meant(database: Database) -> None:
    store_webhook(database, 1, url=URL)
    store_delivery(database, 21, client_id="order-892")
    store_delivery(database, 31, client_id="order-892")
    assert found(database, "order-892") == 31
    assert found(database, "order-892", before_id=31) == 21
    assert found(database, "order-892", before_id=21) is None
