"""Which inbox an address names, and which one is shown without a wish."""

from datetime import timedelta

import pytest

from tests.unit.ui.pages.inbox.inbox_samples import NOW, place
from webhook_dashboard.ui.pages.inbox.address import (
    choose_place,
    parse_request_id,
    parse_token,
    receiver_url,
    screen_href,
)


@pytest.mark.parametrize("text", ["", "a/b", "a b", "ä", "x" * 65, None, 7, ["a"]])
def test_what_cannot_be_a_token_is_none(text: object) -> None:
    assert parse_token(text) == ""


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "9223372036854775808", "1" * 30, None, 7])
def test_what_cannot_be_the_id_of_a_request_is_none(text: object) -> None:
    assert parse_request_id(text) is None


def test_a_token_and_an_id_are_taken_as_they_are() -> None:
    assert parse_token("k3v9tz") == "k3v9tz"
    assert parse_request_id("9223372036854775807") == (1 << 63) - 1


def test_the_screen_and_the_receiver_have_addresses_of_their_own() -> None:
    assert screen_href("k3v9tz") == "/inbox?token=k3v9tz"
    assert receiver_url("https://hooks.example", "k3v9tz") == "https://hooks.example/inbox/k3v9tz"


def test_the_inbox_that_is_asked_for_is_shown_or_none() -> None:
    places = [place("a"), place("b")]
    assert choose_place(places, "a") == places[0]
    assert choose_place(places, "c") is None
    assert choose_place([], "") is None


def test_without_a_wish_the_last_request_decides_and_then_the_age() -> None:
    used, newer = place("used", newest_request=9), place("newer", newest_request=3)
    assert choose_place([used, newer], "") == used
    young = place("young", created_at=NOW + timedelta(hours=1))
    assert choose_place([place("old"), young], "") == young
