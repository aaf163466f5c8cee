"""Ways to authenticate: the headers they become, what is refused, and what may be seen."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.authentication import (
    AUTHENTICATION_KINDS,
    Authentication,
    check_authentication,
)
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK, mask_headers

BEARER = {"type": "bearer", "token": "tok-123456"}
BASIC = {"type": "basic", "username": "erp", "password": "pässwort:1"}
API_KEY = {"type": "api_key", "header": "X-Partner", "value": "k é y"}


@pytest.mark.parametrize(
    ("document", "headers"),
    [
        (None, ()),
        ({}, ()),
        ({"type": "none"}, ()),
        ({"type": "hmac"}, ()),
        (BEARER, (("Authorization", "Bearer tok-123456"),)),
        (
            BASIC,
            (("Authorization", "Basic " + base64.b64encode("erp:pässwort:1".encode()).decode()),),
        ),
        ({"type": "basic", "username": "sk_live"}, (("Authorization", "Basic c2tfbGl2ZTo="),)),
        (API_KEY, (("X-Partner", "k é y"),)),
        ({"type": "api_key", "value": "abc"}, (("X-API-Key", "abc"),)),
    ],
)
def test_each_kind_becomes_its_headers(document: object, headers: tuple[tuple[str, str], ...]) -> None:
    authentication = check_authentication(document)
    assert authentication.headers() == headers
    assert authentication.header_names() == {name.lower() for name, _ in headers}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("bearer", ': expected an object such as {"type": "bearer", "token": "…"}.'),
        ({"type": "oauth"}, ".type: expected one of none, bearer, basic, api_key, hmac."),
        ({"type": ["bearer"]}, ".type: expected one of none, bearer, basic, api_key, hmac."),
        ({"type": "bearer"}, ".token: give the token alone"),
        ({"type": "bearer", "token": ""}, ".token: give the token alone"),
        ({"type": "bearer", "token": 5}, ".token: give the token alone"),
        ({"type": "bearer", "token": "Bearer abc"}, ".token: give the token alone"),
        ({"type": "bearer", "token": "abc\r\nX-Other: 1"}, ".token: give the token alone"),
        ({"type": "bearer", "token": "a" * 4_001}, ".token: give the token alone"),
        ({"type": "bearer", "token": MASK}, ".token: give the token alone"),
        (
            {"type": "bearer", "token": "abc", "user": "x"},
            ".user: there is no such field of bearer.",
        ),
        ({"type": "none", "token": "abc"}, ".token: there is no such field of none. It has none."),
        ({"type": "basic", "username": "a:b"}, ".username: give a user name"),
        ({"type": "basic", "username": ""}, ".username: give a user name"),
        ({"type": "basic", "username": "a", "password": "a\nb"}, ".password: use printable characters"),
        ({"type": "basic", "username": "a", "password": MASK}, ".password: use printable characters"),
        ({"type": "api_key", "header": "Host", "value": "a"}, ".header: give the name of a header"),
        ({"type": "api_key", "header": "X Key", "value": "a"}, ".header: give the name of a header"),
        ({"type": "api_key", "header": "X" * 101, "value": "a"}, ".header: give the name of a header"),
        ({"type": "api_key", "value": ""}, ".value: give the key"),
        ({"type": "api_key", "value": " a"}, ".value: give the key"),
        ({"type": "api_key", "value": "東京"}, ".value: give the key"),
        ({"type": "api_key", "value": "a\0"}, ".value: give the key"),
    ],
)
def test_what_cannot_be_sent_is_refused(document: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_authentication(document)
    assert refused.value.field == f"authentication{sentence.partition(': ')[0]}"
    assert refused.value.message.startswith(f"authentication{sentence}")


@pytest.mark.parametrize("document", [BEARER, BASIC, API_KEY])
def test_a_mask_or_nothing_keeps_the_stored_secret(document: dict[str, str]) -> None:
    stored = check_authentication(document)
    assert check_authentication(stored.masked(), stored=stored) == stored
    assert check_authentication(stored.document(), stored=stored) == stored


def test_a_stored_secret_serves_only_its_own_type() -> None:
    stored = check_authentication(BEARER)
    for document in ({"type": "api_key", "header": "X-A"}, {"type": "api_key", "value": MASK}):
        with pytest.raises(InvalidInput, match="value: give the key"):
            check_authentication(document, stored=stored)


def test_a_new_secret_replaces_the_stored_one() -> None:
    stored = check_authentication(BASIC)
    changed = check_authentication({"type": "basic", "username": "erp", "password": ""}, stored=stored)
    assert changed.values["password"] == ""
    assert changed.masked() == {"type": "basic", "username": "erp", "password": ""}


@pytest.mark.parametrize("document", [BEARER, BASIC, API_KEY])
def test_secret_values_are_kept_apart(document: dict[str, str]) -> None:
    whole = check_authentication(document)
    assert whole.public_values().keys().isdisjoint(whole.secret_values())
    assert Authentication(whole.type, whole.public_values() | whole.secret_values()) == whole
    for value in whole.secret_values().values():
        assert value not in f"{whole!r} {whole.document()} {whole.masked()}"


def test_only_hmac_forces_signing() -> None:
    forcing = [key for key, kind in AUTHENTICATION_KINDS.items() if kind.forces_signing]
    assert forcing == ["hmac"]
    assert check_authentication({"type": "hmac"}).kind.forces_signing


def test_every_field_says_what_it_expects() -> None:
    for kind in AUTHENTICATION_KINDS.values():
        assert kind.label
        assert kind.description.endswith(".")
        for each in kind.fields:
            assert each.label
            assert each.placeholder
            assert each.sentence.endswith(".")
            assert each.default is None or each.accepts(each.default)


@given(
    st.sampled_from(["bearer", "basic", "api_key"]),
    st.dictionaries(st.sampled_from(["token", "username", "password", "header", "value"]), st.text()),
)
def test_accepted_headers_can_be_sent(kind: str, values: dict[str, str]) -> None:
    names = {each.name for each in AUTHENTICATION_KINDS[kind].fields}
    try:
        headers = check_authentication(
            {"type": kind} | {k: v for k, v in values.items() if k in names}
        ).headers()
    except InvalidInput:
        return
    for name, value in headers:
        assert not set("\r\n\0") & set(name + value)
        assert name.isascii()
        value.encode("latin-1")


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=5))
def test_masks_never_show_the_secret(token: str) -> None:
    whole = check_authentication({"type": "bearer", "token": token})
    assert whole.masked()["token"] == MASK
    assert mask_headers(whole.headers()) == (("Authorization", f"Bearer {MASK}"),)


def test_a_log_masks_a_key_whose_header_does_not_say_so() -> None:
    whole = check_authentication(API_KEY)
    shown = mask_headers((*whole.headers(), ("X-Source", "erp")), whole.header_names())
    assert shown == (("X-Partner", MASK), ("X-Source", "erp"))
