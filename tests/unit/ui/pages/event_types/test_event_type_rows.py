"""The rows of the event catalogue."""

from dataclasses import replace

from tests.unit.ui.pages.event_types.catalogue_samples import BERLIN, CATALOGUE, NOW, SHIPMENT, webhook
from webhook_dashboard.ui.pages.event_types.address import TypesAddress
from webhook_dashboard.ui.pages.event_types.reading import Catalogue
from webhook_dashboard.ui.pages.event_types.rows import (
    UNLISTED,
    TypeRow,
    count_words,
    neighbours,
    nothing_words,
    to_packs,
    to_rows,
)


def rows(search: str = "", catalogue: Catalogue = CATALOGUE) -> list[TypeRow]:
    return to_rows(catalogue, TypesAddress().searched(search), NOW, BERLIN)


def by_key(search: str = "") -> dict[str, TypeRow]:
    return {row.key: row for row in rows(search)}


def test_types_stand_by_category_and_those_that_nobody_described_come_last() -> None:
    assert [(row.group, row.group_count, row.key) for row in rows()] == [
        ("Sales", "3", "order.created"),
        ("", "", "order.updated"),
        ("", "", "supplier.created"),
        ("Logistics", "1", "shipment.sent"),
        (UNLISTED, "2", "nobody.knows"),
        ("", "", "payout_created"),
    ]


def test_a_row_says_who_gets_the_type_and_when_it_came_last() -> None:
    row = by_key()["order.created"]
    assert (row.description, row.origin, row.version) == ("New order placed", "Angage ERP", "1.0")
    assert (row.webhooks, row.webhooks_tip, row.phone_end) == ("2", "Order Sync, Audit", "2 webhooks")
    assert (row.last_seen, row.last_tip) == ("2 min ago", "20 Nov 2026, 14:30:07 CET")
    never = by_key()["shipment.sent"]
    assert (never.last_seen, never.last_tip, never.origin) == ("Never", "", "Your own")
    assert (never.phone, never.phone_end) == ("Your own", "1 webhook")


def test_a_type_without_webhooks_has_a_dash() -> None:
    row = rows(catalogue=replace(CATALOGUE, webhooks=[]))[0]
    assert (row.webhooks, row.webhooks_tip, row.phone_end) == ("–", "", "no webhook")


def test_many_names_are_cut_in_the_tooltip() -> None:
    many = [webhook(number, f"W{number}", "*") for number in range(20)]
    assert rows(catalogue=replace(CATALOGUE, webhooks=many))[0].webhooks_tip.endswith("W11 and 8 more")


def test_what_was_changed_is_marked() -> None:
    assert {row.key for row in rows() if row.is_changed} == {"order.updated"}


def test_a_published_type_that_is_not_listed_can_be_added() -> None:
    unknown, off = by_key()["nobody.knows"], by_key()["payout_created"]
    assert unknown.description == "Nobody has described it yet."
    assert unknown.add_href.startswith("/event-types?create=1&event=evt_")
    assert off.description == "Payout created. It is in the pack Nautical Commerce, which is off."
    assert by_key()["order.created"].add_href == ""


def test_the_search_looks_at_type_description_category_and_pack() -> None:
    assert list(by_key("SHIPMENT")) == ["shipment.sent"]
    assert list(by_key("placed")) == ["order.created"]
    assert list(by_key("logist")) == ["shipment.sent"]
    assert list(by_key("eudr")) == ["supplier.created"]
    assert rows("nothing like it") == []
    words = nothing_words(TypesAddress(search="x"), CATALOGUE)
    assert words == "No event type matches “x”. 4 event types in the catalogue."


def test_the_count_says_how_many_were_published() -> None:
    assert count_words(CATALOGUE) == "4 event types, 1 published"
    assert count_words(replace(CATALOGUE, entries=[SHIPMENT], newest={})) == "1 event type"


def test_the_count_of_a_search_says_how_many_of_all_it_found() -> None:
    assert count_words(CATALOGUE, len(rows("shipment"))) == "1 of 4 event types"
    assert count_words(CATALOGUE, 0) == "0 of 4 event types"


def test_each_pack_has_its_switch() -> None:
    packs = to_packs(CATALOGUE)
    assert [(pack.name, pack.count, pack.is_enabled) for pack in packs][::4] == [
        ("Angage ERP", "23 event types", True),
        ("Nautical Commerce", "60 event types", False),
    ]


def test_the_panel_steps_along_the_list_as_it_is_shown() -> None:
    assert neighbours(rows(), "order.created") == ("", "order.updated")
    assert neighbours(rows(), "shipment.sent") == ("supplier.created", "nobody.knows")
    assert neighbours(rows(), "payout_created") == ("nobody.knows", "")
    assert neighbours(rows(), "none") == ("", "")
