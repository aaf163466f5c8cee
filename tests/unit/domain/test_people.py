"""Roles, scopes, addresses and passwords."""

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.people import (
    Role,
    Scope,
    check_password,
    normalise_email,
    parse_role,
    parse_scope,
)


def test_each_role_may_do_what_the_ones_before_it_may() -> None:
    assert Role.VIEWER < Role.OPERATOR < Role.ADMIN < Role.OWNER


def test_roles_and_scopes_are_found_by_their_words() -> None:
    assert [parse_role(role.key) for role in Role] == list(Role)
    assert [parse_scope(scope.value) for scope in Scope] == list(Scope)


@pytest.mark.parametrize("text", ["", "Owner", "root", "1"])
def test_other_words_are_neither_role_nor_scope(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^role: expected viewer, operator, admin or owner"):
        parse_role(text)
    with pytest.raises(InvalidInput, match=r"^scope: expected publish, read or admin"):
        parse_scope(text)


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (Scope.PUBLISH, {Scope.PUBLISH}),
        (Scope.READ, {Scope.READ}),
        (Scope.ADMIN, {Scope.PUBLISH, Scope.READ, Scope.ADMIN}),
    ],
)
def test_a_key_may_do_what_its_scope_says(scope: Scope, allowed: set[Scope]) -> None:
    assert {wanted for wanted in Scope if scope.allows(wanted)} == allowed


def test_an_address_is_kept_in_lower_case() -> None:
    assert normalise_email("  Ada@Company.COM ") == "ada@company.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@company.com",
        "ada@",
        "ada@..",
        "a da@company.com",
        "ada@company.com\x00x",  # PostgreSQL stores no NUL
        "ada\u200b@company.com",  # invisible
        f"{'a' * 250}@b.io",  # RFC 5321: 254
    ],
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^email: enter an address such as") as refused:
        normalise_email(text)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("123456789", "at least 10 characters; this one has 9"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaa", "more than one character"),
    ],
)
def test_a_poor_password_is_refused_with_the_reason(password: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        check_password(password)


@pytest.mark.parametrize("password", ["1234567890", "ab" * 128])
def test_ten_to_256_characters_will_do(password: str) -> None:
    check_password(password)
