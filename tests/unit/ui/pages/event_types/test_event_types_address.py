"""The address of the event catalogue."""

from dataclasses import replace

import pytest

from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.ui.pages.event_types.address import TypesAddress, parse_address


@pytest.mark.parametrize(
    "address",
    [
        TypesAddress(),
        TypesAddress(search="two words & more"),
        TypesAddress(search="order", shown="order.created"),
        TypesAddress(is_creating=True),
        TypesAddress(is_creating=True, event_id=7),
    ],
)
def test_an_address_is_read_as_it_was_written(address: TypesAddress) -> None:
    query = address.href().partition("?")[2]
    parameters = {} if not query else dict(pair.split("=", 1) for pair in query.split("&"))
    parameters = {name: value.replace("+", " ").replace("%26", "&") for name, value in parameters.items()}
    assert parse_address(parameters) == address


@pytest.mark.parametrize(
    "parameters", [{"type": "two words"}, {"type": "<b>"}, {"create": "yes"}, {"event": "evt_x"}, {"x": "y"}]
)
def test_what_an_address_says_wrongly_is_left_out(parameters: dict[str, str]) -> None:
    assert parse_address(parameters) == TypesAddress()


def test_an_event_that_cannot_be_is_no_reason_not_to_open_the_dialog() -> None:
    assert parse_address({"create": "1", "event": "whd_7"}) == TypesAddress(is_creating=True)
    assert parse_address({"create": "1", "event": encode_id(EVENT, 7)}).event_id == 7


def test_a_type_is_opened_by_putting_its_name_at_the_end() -> None:
    shown = TypesAddress(search="order", shown="order.created")
    assert replace(shown, shown="").open_base() + "order.updated" == "/event-types?q=order&type=order.updated"
    assert TypesAddress().open_base() + "a" == "/event-types?type=a"
    assert shown.closed().href() == "/event-types?q=order"


def test_a_search_is_cut() -> None:
    assert len(TypesAddress().searched(f" {'x' * 500} ").search) == 200
