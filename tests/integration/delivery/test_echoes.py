"""Receivers that send credentials back: whatever way they write them, the log does not show them."""

import html
import json
import re
from collections.abc import Callable
from itertools import product
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.factories import make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.delivery.stepping import publish_one, until_attempted
from tests.played_receivers import Played
from webhook_dashboard.services.platform import Platform

TOKEN = 'a/b+"c"&d\'=='


def as_it_is(text: str) -> str:
    return text


def in_a_query(text: str) -> str:
    return quote(text, safe="")


def by_php(text: str) -> str:
    return json.dumps(text).replace("/", "\\/")


def by_go(text: str) -> str:
    return json.dumps(text).replace("&", "\\u0026")


def by_dot_net(text: str) -> str:
    signs = "+\"&'"
    return "".join(f"\\u{ord(sign):04X}" if sign in signs else json.dumps(sign)[1:-1] for sign in text)


def all_escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() else f"\\u{ord(sign):04x}" for sign in text)


def one_in_the_other(inner: Callable[[str], str], outer: Callable[[str], str]) -> Callable[[str], str]:
    """JSON that holds JSON as a text."""
    return lambda text: outer(inner(text).strip('"'))


def in_lower_case(text: str) -> str:
    return re.sub("%..", lambda found: found[0].lower(), in_a_query(text))


def by_php_in_html(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#039;")


def by_go_in_html(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


IN_JSON = [json.dumps, by_php, by_go, by_dot_net, all_escaped]
IN_JSON_IN_JSON = [one_in_the_other(*both) for both in product(IN_JSON, repeat=2)]
IN_A_QUERY = [in_a_query, in_lower_case, quote_plus]
IN_HTML = [html.escape, by_php_in_html, by_go_in_html]


@ONE_DATABASE
@pytest.mark.parametrize("write", [as_it_is, *IN_JSON, *IN_JSON_IN_JSON, *IN_A_QUERY, *IN_HTML])
async def test_a_token_that_comes_back_is_masked(
    platform: Platform, played: Played, write: Callable[[str], str]
) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        written = write(request.headers["authorization"].removeprefix("Bearer "))
        return httpx.Response(200, text=f"<{written}>", headers={"x-echo": written})

    played.answer = echo
    await make_webhook(platform, authentication={"type": "bearer", "token": TOKEN})
    detail = await until_attempted(platform, await publish_one(platform), 1)
    (attempt,) = detail.attempts
    assert attempt.response_body.decode().strip('<>"') == "••••"
    assert dict(attempt.response_headers)["x-echo"].strip('"') == "••••"


@ONE_DATABASE
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
async def test_a_header_with_accents_that_comes_back_is_masked_in_either_encoding(
    platform: Platform, played: Played, encoding: str
) -> None:
    password = "pässwörd é+1"

    def echo(_: httpx.Request) -> httpx.Response:
        sent = password.encode(encoding)
        return httpx.Response(200, content=sent, headers=[(b"x-echo", sent)])

    played.answer = echo
    await make_webhook(platform, headers=[("X-Api-Key", password)])
    detail = await until_attempted(platform, await publish_one(platform), 1)
    (attempt,) = detail.attempts
    assert attempt.response_body.decode() == "••••"
    assert dict(attempt.response_headers)["x-echo"] == "••••"
