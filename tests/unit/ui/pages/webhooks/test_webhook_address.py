"""The address of the list says everything, and nothing it says wrongly does harm."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.ui.pages.webhooks.address import ListAddress, moved_to, parse_address


@pytest.mark.parametrize(
    "address",
    [
        ListAddress(),
        ListAddress(search="a&b=c", state="off", event="order.created", sort="-p95"),
        ListAddress(sort="name"),
    ],
)
def test_an_address_reads_back_as_it_was_written(address: ListAddress) -> None:
    assert parse_address(dict(parse_qsl(urlsplit(address.href()).query))) == address


def test_what_is_wrong_in_an_address_is_left_out() -> None:
    wrong = {"q": " x ", "state": "purple", "event": "order.*", "sort": "-colour"}
    assert parse_address(wrong) == ListAddress(search="x")
    assert len(parse_address({"q": "x" * 999}).search) == 200


def test_addresses_that_opened_a_dialog_lead_to_the_editor() -> None:
    public_id = encode_id(WEBHOOK, 77)
    assert moved_to({"create": "1"}) == "/webhooks/new"
    assert moved_to({"id": public_id, "state": "off"}) == f"/webhooks/{public_id}"
    assert moved_to({"id": "wh_nothing"}) == moved_to({"q": "x"}) == ""


def test_the_head_of_a_column_sorts_both_ways_and_then_as_at_first() -> None:
    address = ListAddress()
    sorts = [(address := address.sorted_by_head("name")).sort for _ in range(3)]
    assert sorts == ["name", "-name", "attention"]
    sorts = [(address := address.sorted_by_head("deliveries")).sort for _ in range(3)]
    assert sorts == ["-deliveries", "deliveries", "attention"]
    assert ListAddress(sort="name").sorted_by_head("attention").sort == "attention"


def test_clearing_keeps_the_order() -> None:
    filtered = ListAddress(search="x", state="off", event="order.created", sort="name")
    assert filtered.cleared() == ListAddress(sort="name")
    assert ListAddress(event="order.created").is_filtered
    assert not ListAddress(sort="name").is_filtered
