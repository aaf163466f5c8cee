"""What the list of webhooks says about given webhooks and counts."""

from dataclasses import replace

import pytest

from tests.unit.ui.pages.webhooks.webhook_samples import (
    BERLIN,
    FAILING,
    MONTH,
    NOW,
    OFF,
    ORDER_SYNC,
    WEBHOOKS,
)
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.ui.formatting import THIN_SPACE
from webhook_dashboard.ui.pages.webhooks import rows
from webhook_dashboard.ui.pages.webhooks.address import ListAddress
from webhook_dashboard.ui.pages.webhooks.reading import UNLISTED, KnownType
from webhook_dashboard.ui.pages.webhooks.rows import EventChoice
from webhook_dashboard.ui.removal import Cost, cost_words


def test_a_row_tells_the_figures_of_30_days_and_the_state_of_this_moment() -> None:
    row = rows.to_row(ORDER_SYNC, MONTH, NOW, BERLIN)

    assert (row.name, row.host, row.method) == ("Order Sync", "api.partner.com", "POST")
    assert (row.event, row.more) == ("order.created", "+2")
    assert row.events_tip == "order.created, order.updated, order.shipped"
    assert (row.deliveries, row.success, row.p95) == ("5,678", f"99.5{THIN_SPACE}%", f"468{THIN_SPACE}ms")
    assert (row.kind, row.fact, row.active) == ("active", "", True)
    assert row.bars.startswith("<svg")
    assert row.phone == f"api.partner.com · 5,678 · 99.5{THIN_SPACE}%"
    assert row.log_href == f"/deliveries?webhook={encode_id(WEBHOOK, 1)}"


def test_a_failing_webhook_says_since_when_in_red() -> None:
    row = rows.to_row(FAILING, MONTH, NOW, BERLIN)

    assert (row.kind, row.fact) == ("failing", "since 08:12")
    assert (row.state_word, row.state_class) == ("Failing", "end strong is-bad")
    assert (row.event, row.more, row.events_tip) == ("customer.*", "", "")


def test_a_webhook_without_deliveries_has_dashes_and_no_chart() -> None:
    row = rows.to_row(OFF, MONTH, NOW, BERLIN)

    assert (row.deliveries, row.success, row.p95, row.bars) == ("0", "–", "–", "")
    assert (row.event, row.host, row.phone) == ("All events", "test inbox", "test inbox · no deliveries")
    assert (row.kind, row.fact) == ("off", "3 Nov")


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        (ListAddress(), [2, 1, 3]),
        (ListAddress(sort="name"), [3, 2, 1]),
        (ListAddress(sort="-name"), [1, 2, 3]),
        (ListAddress(sort="-deliveries"), [1, 2, 3]),
        (ListAddress(sort="success"), [1, 2, 3]),
        (ListAddress(sort="-p95"), [2, 1, 3]),
        (ListAddress(sort="p95"), [1, 2, 3]),
        (ListAddress(search="CRM"), [2]),
        (ListAddress(search="PARTNER.com"), [1]),
        (ListAddress(search="order.upd"), [1]),
        (ListAddress(state="off"), [3]),
        (ListAddress(state="failing"), [2]),
        (ListAddress(search="order", state="active"), [1]),
        (ListAddress(event="order.created"), [1, 3]),
        (ListAddress(event="customer.moved"), [2, 3]),
        (ListAddress(event="customer.moved", state="failing"), [2]),
        (ListAddress(search="nothing"), []),
    ],
)
def test_what_is_shown_and_in_which_order(address: ListAddress, ids: list[int]) -> None:
    assert rows.order_webhooks(WEBHOOKS, MONTH.totals, address) == ids


def test_all_webhooks_are_put_into_words_once() -> None:
    listed = rows.to_listed(WEBHOOKS, MONTH, NOW, BERLIN)
    assert listed.totals is MONTH.totals
    assert {webhook_id: row.name for webhook_id, row in listed.rows.items()} == {
        1: "Order Sync",
        2: "Customer CRM",
        3: "Archive",
    }


def test_counts_say_how_many_send() -> None:
    assert rows.count_words(WEBHOOKS, 3) == "3 webhooks, 2 sending"
    assert rows.count_words(WEBHOOKS[:1], 1) == "1 webhook, 0 sending"
    broken = replace(ORDER_SYNC, breaker_opened_at=NOW)  # its deliveries wait, and one is tried
    assert rows.count_words([broken, replace(broken, paused_at=NOW)], 2) == "2 webhooks, 1 sending"


def test_counts_say_how_many_of_all_are_listed() -> None:
    assert rows.count_words(WEBHOOKS, 2) == "2 of 3 webhooks"
    assert rows.count_words(WEBHOOKS, 0) == "0 of 3 webhooks"


@pytest.mark.parametrize(
    ("address", "exist", "sentence"),
    [
        (ListAddress(search="x"), 3, "No webhook matches “x”. 3 webhooks exist in all."),
        (ListAddress(state="failing"), 1, "No webhook is failing. 1 webhook exists in all."),
        (
            ListAddress(search="x", state="off"),
            2,
            "No webhook matches “x” and is off. 2 webhooks exist in all.",
        ),
        (
            ListAddress(state="failing", event="order.created"),
            2,
            "No webhook is failing and gets order.created. 2 webhooks exist in all.",
        ),
    ],
)
def test_where_nothing_matches_the_sentence_says_what_was_asked(
    address: ListAddress, exist: int, sentence: str
) -> None:
    assert rows.nothing_words(address, exist) == sentence


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (
            Cost(5678, 2),
            "Deletes Order Sync. Its 5,678 log rows stay, marked deleted. "
            "2 waiting deliveries are cancelled.",
        ),
        (
            Cost(1, 1),
            "Deletes Order Sync. Its 1 log row stays, marked deleted. 1 waiting delivery is cancelled.",
        ),
        (Cost(0, 0), "Deletes Order Sync. It has no log rows. No delivery is waiting."),
        (
            Cost(10_001, 10_001),
            "Deletes Order Sync. Its 10,000+ log rows stay, marked deleted. "
            "10,000+ waiting deliveries are cancelled.",
        ),
    ],
)
def test_a_deletion_says_what_it_costs(cost: Cost, sentence: str) -> None:
    assert cost_words("Order Sync", cost) == sentence


def test_a_long_list_of_events_is_cut_in_the_tooltip() -> None:
    assert rows.events_words([f"a.b{number}" for number in range(33)]).endswith("a.b29 and 3 more")


def test_one_filters_by_types_that_are_known_named_or_in_the_address() -> None:
    types = [KnownType("order.created", "Sales"), KnownType("invoice.sent", "Sales")]
    assert rows.event_choices(WEBHOOKS, types, chosen="shipment.sent") == [
        EventChoice("order.created", "Sales"),
        EventChoice("invoice.sent"),
        EventChoice("order.shipped", UNLISTED),
        EventChoice("order.updated"),
        EventChoice("shipment.sent"),
    ]
    assert rows.event_choices(WEBHOOKS[:1], types, search=" Sale") == [
        EventChoice("order.created", "Sales"),
        EventChoice("invoice.sent"),
    ]
    assert rows.event_choices(WEBHOOKS, types, search="invoice") == [EventChoice("invoice.sent", "Sales")]


@pytest.mark.parametrize(
    ("names", "file_name"),
    [
        (["Order Sync (EU)"], "order-sync-eu.json"),
        (["../../etc"], "etc.json"),
        (["…"], "webhook.json"),
        (["A", "B"], "webhooks-2026-11-20.json"),
    ],
)
def test_an_export_is_named_after_what_it_holds(names: list[str], file_name: str) -> None:
    assert rows.export_name(names, NOW, BERLIN) == file_name
