"""Signing in and out and setting up, and who may have a browser do it."""

from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.services.accounts import SESSION_COOKIE
from webhook_dashboard.services.platform import Platform

pytestmark = ONE_DATABASE

OWNER = {"email": "ada@company.com", "password": "correct horse"}
SESSION, SETUP = "/api/session", "/api/setup"


@pytest.fixture
async def owner(platform: Platform) -> None:
    """An installation that is set up."""
    await platform.accounts.set_up(**OWNER)


def cookie_of(response: httpx.Response) -> Morsel[str]:
    return SimpleCookie(response.headers["set-cookie"])[SESSION_COOKIE]


@pytest.mark.usefixtures("owner")
async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    response = await anonymous.post(SESSION, json=OWNER)
    assert (response.status_code, response.content) == (204, b"")
    cookie = cookie_of(response)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert (cookie["max-age"], cookie["secure"], cookie["domain"]) == ("43200", "", "")
    signed_in = await platform.accounts.who(cookie.value)
    assert signed_in is not None
    assert signed_in.user.email == "ada@company.com"


@pytest.mark.usefixtures("owner")
async def test_the_cookie_is_secure_where_the_browser_speaks_tls(anonymous: httpx.AsyncClient) -> None:
    headers = {"X-Forwarded-Proto": "https, http"}
    assert cookie_of(await anonymous.post(SESSION, json=OWNER, headers=headers))["secure"] is True
    assert cookie_of(await anonymous.post("https://hooks.example/api/session", json=OWNER))["secure"] is True


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("wrong", [{"password": "wrong horse"}, {"email": "eve@company.com"}])
async def test_wrong_credentials_are_401_beside_the_password_without_saying_which(
    anonymous: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    response = await anonymous.post(SESSION, json=OWNER | wrong)
    assert check_problem(response, 401, field="password").startswith("E-mail or password is wrong.")
    assert "set-cookie" not in response.headers


@pytest.mark.usefixtures("owner")
async def test_the_sixth_try_is_429_and_says_how_long_to_wait(anonymous: httpx.AsyncClient) -> None:
    for _ in range(5):
        check_problem(
            await anonymous.post(SESSION, json=OWNER | {"password": "wrong"}), 401, field="password"
        )
    response = await anonymous.post(SESSION, json=OWNER)
    check_problem(response, 429)
    assert 0 < int(response.headers["retry-after"]) <= 301


@pytest.mark.parametrize("path", [SESSION, SETUP])
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "email"),
        ({"email": "ada@company.com"}, "password"),
        (OWNER | {"remember": True}, "remember"),
        (OWNER | {"password": 7}, "password"),
        ([], "body"),
    ],
)
async def test_an_incomplete_form_is_422_and_names_the_field(
    anonymous: httpx.AsyncClient, path: str, body: object, field: str
) -> None:
    check_problem(await anonymous.post(path, json=body), 422, field=field)


@pytest.mark.usefixtures("owner")
async def test_signing_out_ends_the_session_and_clears_the_cookie(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    token = cookie_of(await anonymous.post(SESSION, json=OWNER)).value
    response = await anonymous.delete(SESSION)
    assert response.status_code == 204
    assert (cookie_of(response).value, cookie_of(response)["max-age"]) == ("", "0")
    assert await platform.accounts.who(token) is None


async def test_signing_out_without_a_session_does_no_harm(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.delete(SESSION)).status_code == 204


async def test_set_up_is_needed_once(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    assert (await anonymous.get(SETUP)).json() == {"needed": True, "code_needed": False}
    response = await anonymous.post(SETUP, json=OWNER)
    assert response.status_code == 204
    assert await platform.accounts.who(cookie_of(response).value) is not None
    assert (await anonymous.get(SETUP)).json() == {"needed": False, "code_needed": False}
    check_problem(await anonymous.post(SETUP, json=OWNER), 409)


async def test_the_code_that_was_printed_is_asked_for(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    code = await platform.accounts.make_setup_code()
    assert (await anonymous.get(SETUP)).json() == {"needed": True, "code_needed": True}
    check_problem(await anonymous.post(SETUP, json=OWNER), 422, field="code")
    check_problem(await anonymous.post(SETUP, json=OWNER | {"code": "AAA-AAA"}), 422, field="code")
    assert (await anonymous.post(SETUP, json=OWNER | {"code": code})).status_code == 204


@pytest.mark.parametrize(
    ("change", "field"), [({"email": "ada"}, "email"), ({"password": "short"}, "password")]
)
async def test_an_owner_who_could_not_sign_in_is_422(
    anonymous: httpx.AsyncClient, change: dict[str, str], field: str
) -> None:
    check_problem(await anonymous.post(SETUP, json=OWNER | change), 422, field=field)


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://hooks.example:8080"},
    {"Origin": "http://hooks.example.evil.example"},
    {"Origin": "http://hooks.example", "Sec-Fetch-Site": "cross-site"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://hooks.example"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://HOOKS.example"},
    {"Origin": "https://public.example", "X-Forwarded-Host": "public.example"},
]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_page_of_another_origin_is_403(
    anonymous: httpx.AsyncClient, platform: Platform, headers: dict[str, str]
) -> None:
    token = cookie_of(await anonymous.post(SESSION, json=OWNER)).value
    check_problem(await anonymous.post(SESSION, json=OWNER, headers=headers), 403)
    check_problem(await anonymous.delete(SESSION, headers=headers), 403)
    check_problem(await anonymous.post(SETUP, json=OWNER, headers=headers), 403)
    assert await platform.accounts.who(token) is not None


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("headers", OWN, ids=str)
async def test_the_dashboards_own_pages_and_programs_are_let_in(
    anonymous: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await anonymous.post(SESSION, json=OWNER, headers=headers)).status_code == 204
    assert (await anonymous.delete(SESSION, headers=headers)).status_code == 204


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_foreign_form_can_send_is_not_read(anonymous: httpx.AsyncClient, kind: str) -> None:
    body = b'{"email":"ada@company.com","password":"correct horse"}'
    check_problem(await anonymous.post(SESSION, content=body, headers={"Content-Type": kind}), 415)
