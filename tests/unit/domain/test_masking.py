"""Which values of a request are never shown."""

import pytest

from webhook_dashboard.domain.masking import is_credential, mask_headers


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abc", "Bearer ••••"),
        ("authorization", "Basic YTpi", "Basic ••••"),
        ("authorization", "abc", "••••"),  # no scheme
        ("authorization", "abc def", "••••"),  # not a known scheme: it may be part of the secret
        ("Proxy-Authorization", "Digest a=b", "Digest ••••"),
        ("Cookie", "a=b; c=d", "••••"),
        ("Set-Cookie", "session=abc; HttpOnly", "session=••••; HttpOnly"),
        ("set-cookie", "session=abc", "session=••••"),
        ("set-cookie2", "abc", "••••"),
        ("X-API-Key", "abc", "••••"),
        ("x-gitlab-token", "abc", "••••"),
        ("x-our-own-token", "abc", "••••"),
        ("x-client-secret", "abc", "••••"),
        ("webhook-signature", "v1,abc", "v1,abc"),  # opens nothing
        ("content-type", "text/plain", "text/plain"),
        ("x-tokens-left", "7", "7"),
    ],
)
def test_values_that_let_someone_in_are_masked(name: str, value: str, shown: str) -> None:
    assert mask_headers([(name, value)]) == ((name, shown),)
    assert is_credential(name) is (value != shown)


def test_order_and_repetitions_stay() -> None:
    headers = (("a", "1"), ("x-api-key", "k"), ("a", "2"))
    assert mask_headers(headers) == (("a", "1"), ("x-api-key", "••••"), ("a", "2"))
