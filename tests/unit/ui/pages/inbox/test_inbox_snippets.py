"""The programs that the screen shows: they check a signature that this product made."""

import time
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier

from webhook_dashboard.domain.signing import build_secret, parse_secret, sign
from webhook_dashboard.ui.pages.inbox import snippets

SECRET = build_secret(bytes(range(24)))
BODY = b'{"type":"order.created"}'


def run(language: str) -> dict[str, Any]:
    """The program of a language with a real secret, run."""
    program: dict[str, Any] = {}
    exec(snippets.write_snippet(language).replace(snippets.SECRET_PLACEHOLDER, SECRET), program)
    return program


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Headers of a request sent now."""
    stamp = int(time.time())
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(parse_secret(SECRET), "evt_1", stamp, BODY),
    }


def test_plain_python_tells_a_genuine_request_from_a_changed_one(signed: dict[str, str]) -> None:
    verify = run("python")["verify"]
    assert verify(signed, BODY) is True
    assert verify(signed, BODY + b" ") is False
    assert verify(signed | {"webhook-timestamp": "1"}, BODY) is False


def test_the_package_tells_them_apart_too(signed: dict[str, str]) -> None:
    receive = run("standardwebhooks")["receive"]
    assert Verifier(SECRET).verify(BODY, signed) == receive(signed, BODY) == {"type": "order.created"}
    assert receive(signed, BODY + b" ") is None


def test_the_secret_to_put_in_is_marked() -> None:
    for language, _ in snippets.LANGUAGES:
        assert f'c-mark">{snippets.SECRET_PLACEHOLDER}' in snippets.show_snippet(language)


def test_an_unknown_language_is_plain_python() -> None:
    assert snippets.write_snippet("cobol") == snippets.write_snippet("python")


def test_lines_fit_into_the_column() -> None:
    lines = "\n".join(snippets.write_snippet(language) for language, _ in snippets.LANGUAGES).splitlines()
    assert max(map(len, lines)) <= 80
