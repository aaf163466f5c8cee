"""Headers that people add: both forms of entry, what is refused, and what may be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.custom_headers import (
    MAX_HEADERS,
    Headers,
    check_headers,
    is_forbidden,
    masked_headers,
)
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK

SEEDED = {"Authorization": "Bearer your-token", "X-Custom-Header": "value"}


def test_an_object_and_rows_say_the_same() -> None:
    rows = [{"name": name, "value": value} for name, value in SEEDED.items()]
    pairs = tuple(SEEDED.items())
    assert check_headers(SEEDED) == check_headers(rows) == check_headers(pairs) == pairs
    assert check_headers([list(pair) for pair in pairs]) == pairs


def test_empty_rows_and_outer_space_are_dropped() -> None:
    rows = [{"name": "", "value": " "}, {"name": " X-Source ", "value": " erp "}, ["", ""]]
    assert check_headers(rows) == (("X-Source", "erp"),)


def test_nothing_and_an_empty_value_are_allowed() -> None:
    assert check_headers({}) == check_headers([]) == ()
    assert check_headers({"X-Empty": ""}) == (("X-Empty", ""),)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (None, "expected an object"),
        ("X-A: 1", "expected an object"),
        ([{"name": "X-A"}], "expected an object"),
        ([["X-A"]], "expected an object"),
        (["X-A"], "expected an object"),
        ({"X-A": 1}, "names and values must be text; put numbers into quotes."),
        ([[1, "a"]], "names and values must be text; put numbers into quotes."),
        ([["", "value"]], "'' cannot be a name"),
        ({"X A": "1"}, "'X A' cannot be a name"),
        ({"X-A:": "1"}, "'X-A:' cannot be a name"),
        ({"X-Ä": "1"}, "'X-Ä' cannot be a name"),
        ({"X-A\n": "1"}, "'X-A\\n' cannot be a name"),
        ({"X-A": "secret\r\nX-B: 2"}, "the value of X-A holds a line break or a character outside Latin-1."),
        ({"X-A": "secret\0"}, "the value of X-A holds"),
        ({"X-A": "\n"}, "the value of X-A holds"),
        ({"X-A": "secret\t"}, "the value of X-A holds"),
        ({"X-A": "secret\x7f"}, "the value of X-A holds"),
        ({"X-A": "secret\x85"}, "the value of X-A holds"),
        ({"X-A": "secret 東京"}, "the value of X-A holds"),
        ({"X-A": "v" * 4_094}, "X-A is longer than 4,096 bytes with its value."),
        ({"Content-Length": "5"}, "Content-Length cannot be set here; the request sets it itself."),
        ({"host": "a"}, "host cannot be set here; it comes from the URL."),
        ({"X-A": "1", "x-a": "2"}, "x-a is there twice; keep one."),
        ({f"X-{n}": "1" for n in range(MAX_HEADERS + 1)}, "at most 30 headers; these are 31."),
    ],
)
def test_what_may_not_be_sent_is_refused_and_not_repeated(document: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_headers(document)
    assert refused.value.field == "headers"
    assert refused.value.message.startswith(f"headers: {sentence}")
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "Transfer-Encoding",
        "CONNECTION",
        "te",
        "Trailer",
        "Upgrade",
        "Keep-Alive",
        "Proxy-Authorization",
        "Webhook-Id",
        "webhook-timestamp",
        "WEBHOOK-SIGNATURE",
        "Content-Type",
        "User-Agent",
        "Accept-Encoding",
    ],
)
def test_what_the_request_itself_needs_is_forbidden_in_any_case(name: str) -> None:
    assert is_forbidden(name)
    with pytest.raises(InvalidInput, match=f"{name} cannot be set here; "):
        check_headers({name: "x"})


def test_a_header_of_another_setting_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Authorization is already sent by another setting"):
        check_headers(SEEDED, taken={"authorization"})


def test_values_of_credentials_are_masked() -> None:
    headers: Headers = (*SEEDED.items(), ("X-Api-Key", "k1"))
    assert masked_headers(headers) == (
        ("Authorization", f"Bearer {MASK}"),
        ("X-Custom-Header", "value"),
        ("X-Api-Key", MASK),
    )


def test_a_mask_stands_for_the_stored_value() -> None:
    stored: Headers = (*SEEDED.items(), ("X-Api-Key", "k1"))
    shown = dict(masked_headers(stored))
    assert check_headers(shown, stored=stored) == stored
    assert check_headers(shown | {"X-Api-Key": "k2"}, stored=stored)[-1] == ("X-Api-Key", "k2")


def test_a_mask_without_a_stored_value_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the value of X-Api-Key holds"):
        check_headers({"X-Api-Key": MASK}, stored=(("Authorization", "Bearer a"),))


NAMES = st.one_of(
    st.text(), st.from_regex(r"[A-Za-z][A-Za-z-]{0,20}", fullmatch=True), st.just("Authorization")
)


@given(st.lists(st.tuples(NAMES, st.text()), max_size=4))
def test_accepted_headers_can_be_sent(rows: list[tuple[str, str]]) -> None:
    try:
        headers = check_headers(rows)
    except InvalidInput:
        return
    for name, value in headers:
        assert not set("\r\n\0") & set(name + value)
        assert not set(" :\t") & set(name)
        assert name.isascii()
        assert not is_forbidden(name)
        value.encode("latin-1")


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8),
    st.sampled_from(["X-Token", "Cookie"]),
)
def test_masks_never_show_the_secret(value: str, name: str) -> None:
    assert masked_headers(((name, value),)) == ((name, MASK),)
