"""The event catalogue: packs, own types, changes, imports, and fields learned from real events."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from tests.factories import MovableClock, make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES, find_pack
from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from webhook_dashboard.domain.event_types import EventTypeDraft
from webhook_dashboard.domain.fields import FieldSource
from webhook_dashboard.domain.ids import created_at
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services import event_types as verbs
from webhook_dashboard.services.catalogue import OWN, CatalogueEntry, read_catalogue, read_packs
from webhook_dashboard.services.event_types import EventTypeChange, ImportOutcome
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import event_types as storage
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.tables import events

ADMIN, OPERATOR = make_actor(), make_actor(Role.OPERATOR)
SHIPMENT = EventTypeDraft("shipment.sent", "Logistics", "Left the house", "2.0", {"id": 7})


async def catalogue(platform: Platform) -> dict[str, CatalogueEntry]:
    return {entry.event_type.key: entry for entry in await platform.database.read(read_catalogue)}


async def test_a_new_installation_offers_the_packs_that_start_enabled(platform: Platform) -> None:
    offered = await platform.database.read(read_catalogue)
    assert tuple(entry.event_type for entry in offered) == EVENT_TYPES
    assert not any(entry.is_changed or entry.updated_at for entry in offered)
    packs = await platform.database.read(read_packs)
    assert [(state.pack.key, state.is_enabled) for state in packs] == [
        ("angage", True),
        ("napt", True),
        ("getkeymanager", True),
        ("eudr", True),
        ("nautical", False),
    ]


async def test_a_pack_is_switched_on_and_off_for_good(
    platform: Platform, open_platform: OpenPlatform, clock: MovableClock
) -> None:
    assert (await platform.event_types.switch_pack("nautical", True, ADMIN)).is_enabled
    await platform.event_types.switch_pack("angage", False, ADMIN)
    await platform.event_types.switch_pack("eudr", False, ADMIN)
    await platform.event_types.switch_pack("eudr", True, ADMIN)
    again = await catalogue(open_platform(clock=clock))
    assert {"nautical_order_created", "supplier.created"} <= again.keys()
    assert "order.created" not in again
    with pytest.raises(NotFound):
        await platform.event_types.switch_pack("shopify", True, ADMIN)


async def test_an_own_type_is_created_changed_and_deleted(platform: Platform, clock: MovableClock) -> None:
    created = await platform.event_types.create(SHIPMENT, ADMIN)
    assert (created.event_type.sample, created.origin, created.is_changed) == ({"id": 7}, OWN, False)
    clock.move(minutes=1)
    change = EventTypeChange(description="Sent off", sample=b'{"id":8}')
    changed = await platform.event_types.update("shipment.sent", change, ADMIN)
    assert (changed.event_type.description, changed.event_type.sample) == ("Sent off", {"id": 8})
    assert (changed.event_type.category, changed.event_type.version) == ("Logistics", "2.0")
    assert changed.updated_at == clock()
    assert (await catalogue(platform))["shipment.sent"] == changed
    await platform.event_types.delete("shipment.sent", ADMIN)
    assert "shipment.sent" not in await catalogue(platform)


async def test_a_change_that_changes_nothing_leaves_no_trace(platform: Platform) -> None:
    same = await platform.event_types.update("order.created", EventTypeChange(version="1.0"), ADMIN)
    assert same.updated_at is None
    assert (await catalogue(platform))["order.created"].is_changed is False


async def test_a_key_that_the_catalogue_has_is_refused(platform: Platform) -> None:
    await platform.event_types.create(SHIPMENT, ADMIN)
    for key in ("shipment.sent", "order.created"):
        with pytest.raises(Conflict, match=f"has {key} already"):
            await platform.event_types.create(EventTypeDraft(key), ADMIN)


async def test_a_changed_built_in_type_keeps_its_pack_and_can_go_back(platform: Platform) -> None:
    change = EventTypeChange(category="Shop", version="1.1", sample=b"null")
    changed = await platform.event_types.update("order.created", change, ADMIN)
    assert (changed.origin, changed.is_changed, changed.event_type.sample) == ("angage", True, {})
    await platform.event_types.switch_pack("angage", False, ADMIN)
    assert "order.created" not in await catalogue(platform)
    await platform.event_types.switch_pack("angage", True, ADMIN)
    await platform.event_types.delete("order.created", ADMIN)
    assert (await catalogue(platform))["order.created"] == CatalogueEntry(EVENT_TYPES[0], "angage")
    with pytest.raises(Conflict, match=r"comes with Angage ERP\. Switch that pack off"):
        await platform.event_types.delete("order.created", ADMIN)


async def test_changing_a_built_in_type_back_by_hand_makes_it_unchanged(platform: Platform) -> None:
    await platform.event_types.update("order.created", EventTypeChange(version="1.1"), ADMIN)
    back = await platform.event_types.update("order.created", EventTypeChange(version="1.0"), ADMIN)
    assert back == CatalogueEntry(EVENT_TYPES[0], "angage")


async def test_an_own_type_wins_over_one_of_a_pack_that_is_switched_on_later(platform: Platform) -> None:
    await platform.event_types.create(EventTypeDraft("seller_created", sample={"mine": 1}), ADMIN)
    await platform.event_types.switch_pack("nautical", True, ADMIN)
    offered = await platform.database.read(read_catalogue)
    (entry,) = [entry for entry in offered if entry.event_type.key == "seller_created"]
    assert (entry.origin, entry.event_type.sample) == (OWN, {"mine": 1})
    await platform.event_types.delete("seller_created", ADMIN)
    assert (await catalogue(platform))["seller_created"].origin == "nautical"


async def test_a_type_that_webhooks_name_is_deleted_only_when_that_is_meant(platform: Platform) -> None:
    await platform.event_types.create(SHIPMENT, ADMIN)
    await make_webhook(platform, name="Every", event_types=["*", "shipment.*"])
    await make_webhook(platform, name="Carrier", event_types=["shipment.sent"])
    with pytest.raises(Conflict, match=r"^Carrier subscribes to it by name"):
        await platform.event_types.delete("shipment.sent", ADMIN)
    await make_webhook(platform, name="Depot", event_types=["shipment.sent"])
    with pytest.raises(Conflict, match=r"^Carrier and 1 other webhook subscribe"):
        await platform.event_types.delete("shipment.sent", ADMIN)
    await platform.event_types.delete("shipment.sent", ADMIN, even_if_used=True)
    assert "shipment.sent" not in await catalogue(platform)


async def test_only_an_admin_changes_the_catalogue(platform: Platform) -> None:
    change = EventTypeChange(version="2")
    for refused in (
        platform.event_types.create(SHIPMENT, OPERATOR),
        platform.event_types.update("order.created", change, OPERATOR),
        platform.event_types.delete("order.created", OPERATOR),
        platform.event_types.import_types([], OPERATOR),
        platform.event_types.switch_pack("eudr", False, OPERATOR),
    ):
        with pytest.raises(NotAllowed):
            await refused


async def test_unknown_types_are_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        await platform.event_types.update("shipment.sent", EventTypeChange(), ADMIN)
    with pytest.raises(NotFound):
        await platform.event_types.delete("shipment.sent", ADMIN)
    assert await platform.event_types.sample("shipment.sent") is None
    assert await platform.event_types.fields("shipment.sent") == ()


async def test_an_import_adds_and_changes_all_or_nothing(platform: Platform) -> None:
    await platform.event_types.create(SHIPMENT, ADMIN)
    document: list[dict[str, Any]] = [
        {"key": "shipment.lost", "sample": {"id": 1}},
        {"key": "shipment.sent", "category": "Logistics", "description": "New words", "sample": {"id": 7}},
        {"key": "order.created", "category": "Sales", "description": "Mine", "sample": {}},
        orjson.loads(orjson.dumps({**_row("order.updated"), "origin": "angage"})),
    ]
    expected = ImportOutcome(("shipment.lost",), ("shipment.sent", "order.created"), ("order.updated",))
    before = await catalogue(platform)
    assert await platform.event_types.import_types(document, ADMIN, only_look=True) == expected
    with pytest.raises(InvalidInput, match=r"^event_types\[4\]\.key: "):
        await platform.event_types.import_types([*document, {"key": "two words"}], ADMIN)
    assert await catalogue(platform) == before
    assert await platform.event_types.import_types(document, ADMIN) == expected
    after = await catalogue(platform)
    assert after["shipment.sent"].event_type.description == "New words"
    assert (after["order.created"].origin, after["order.created"].is_changed) == ("angage", True)
    again = await platform.event_types.import_types(document, ADMIN)
    assert (again.created, again.changed) == ((), ())


async def test_the_catalogue_has_a_limit(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "MAX_OWN_TYPES", 2)
    with pytest.raises(Conflict, match="limit"):
        await platform.event_types.import_types({"a.x": {}, "a.y": {}, "a.z": {}}, ADMIN)
    await platform.event_types.import_types({"a.x": {}, "a.y": {}}, ADMIN)
    with pytest.raises(Conflict, match="limit"):
        await platform.event_types.create(SHIPMENT, ADMIN)
    assert "shipment.sent" not in await catalogue(platform)


async def test_an_event_that_was_received_makes_a_draft(platform: Platform) -> None:
    await publish(platform, make_event(type="shipment.sent", data=b'{"id":7,"to":"Hamburg"}'))
    (recent,) = await platform.database.read(lambda connection: storage.list_recent_events(connection, 5))
    draft = await platform.event_types.draft_from(recent.id)
    assert (draft.key, draft.sample) == ("shipment.sent", {"id": 7, "to": "Hamburg"})
    assert (await platform.event_types.create(draft, ADMIN)).event_type.category == "Your own"
    with pytest.raises(NotFound):
        await platform.event_types.draft_from(7)


async def test_fields_are_learned_from_the_newest_events_and_the_sample(
    platform: Platform, clock: MovableClock
) -> None:
    fields = {field.path: field for field in await platform.event_types.fields("order.created")}
    assert fields["order.total"].last_value == 150.0
    assert fields["order.total"].source is FieldSource.SAMPLE
    await publish(
        platform,
        make_event(data=b'{"total":80,"gift":true}'),
        make_event(data=b'{"total":95.5}'),
        make_event(type="order.updated", data=b'{"total":1,"other":1}'),
    )
    clock.move(seconds=verbs.FIELDS_KEPT_SECONDS + 1)
    fields = {field.path: field for field in await platform.event_types.fields("order.created")}
    assert (fields["order.total"].last_value, fields["order.total"].source) == (95.5, FieldSource.EVENT)
    assert fields["order.total"].values == (95.5, 80, 150.0)
    assert fields["order.gift"].last_value is True
    assert fields["customer.email"].source is FieldSource.SAMPLE
    assert "order.other" not in fields


async def test_a_new_sample_is_among_the_fields_at_once(platform: Platform) -> None:
    assert await platform.event_types.fields("shipment.sent") == ()
    await platform.event_types.create(SHIPMENT, ADMIN)
    assert [field.path for field in await platform.event_types.fields("shipment.sent")] == ["shipment.id"]


async def test_the_sample_of_a_pack_that_is_off_is_known(platform: Platform) -> None:
    known = find_pack("nautical").event_types[0]
    assert await platform.event_types.sample(known.key) == known.sample
    assert await platform.event_types.sample("order.created") == EVENT_TYPES[0].sample


async def test_the_newest_event_of_each_type_is_found(platform: Platform, clock: MovableClock) -> None:
    read = platform.database.read
    assert await read(storage.read_newest_ids) == {}
    await publish(platform, make_event(), make_event(type="a.first"), make_event(type="zz"))
    clock.move(hours=1)
    await publish(platform, make_event())
    newest = await read(storage.read_newest_ids)
    assert set(newest) == {"a.first", "order.created", "zz"}
    hour = timedelta(hours=1)
    assert created_at(newest["order.created"]) - created_at(newest["zz"]) >= hour - timedelta(seconds=1)
    assert newest["zz"] == await read(lambda connection: storage.read_newest_id(connection, "zz"))
    assert await read(lambda connection: storage.read_newest_id(connection, "none")) is None


async def test_what_is_read_to_learn_from_is_bounded(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MAX_BYTES_READ", 25)
    await publish(platform, *[make_event(data=b'{"id":1%d}' % number) for number in range(5)])
    found = await platform.database.read(
        lambda connection: storage.list_recent_data(connection, "order.created", 50)
    )
    assert found == [b'{"id":14}', b'{"id":13}']


async def test_an_event_that_was_only_a_test_teaches_nothing(platform: Platform) -> None:
    await publish(platform, make_event(data=b'{"total":80}'))

    def mark(connection: Connection) -> None:
        connection.execute(events.update().values(test=True))

    await platform.database.write(mark)
    read = platform.database.read
    assert await read(storage.read_newest_ids) == {}
    assert await read(lambda connection: storage.list_recent_events(connection, 5)) == []
    fields = {field.path: field for field in await platform.event_types.fields("order.created")}
    assert fields["order.total"].last_value == 150.0


def _row(key: str) -> dict[str, Any]:
    (one,) = [one for one in EVENT_TYPES if one.key == key]
    return {
        "key": one.key,
        "category": one.category,
        "description": one.description,
        "version": one.version,
        "sample": one.sample,
    }
