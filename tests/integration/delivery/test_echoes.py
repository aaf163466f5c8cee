"""Receivers that send credentials back: whatever way they write them, the log does not show them."""

import html
import json
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from tests.factories import make_webhook
from tests.integration.conftest import ONE_DATABASE
from tests.integration.delivery.stepping import publish_one, until_attempted
from tests.played_receivers import Played
from webhook_dashboard.services.platform import Platform

TOKEN = 'a/b+"c"&d=='


def as_it_is(text: str) -> str:
    return text


def in_a_query(text: str) -> str:
    return quote(text, safe="")


def by_php(text: str) -> str:
    return json.dumps(text).replace("/", "\\/")


@ONE_DATABASE
@pytest.mark.parametrize("write", [as_it_is, json.dumps, by_php, in_a_query, html.escape])
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
