"""Everyone with a socket can call every public handler: each is called here, by nobody and by each role."""

import asyncio
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import socketio.exceptions

from tests.e2e.installation import OWNER, PASSWORD, PEOPLE, VIEWER, install
from tests.e2e.reflex_socket import open_socket
from tests.e2e.server_process import ROOT, ServerProcess, running_server
from tests.patience import PATIENCE_SECONDS

ROLES = ("viewer", "operator", "admin", "owner")
UNANSWERED_SECONDS = 5.0
"""How long an answer is waited for that need not come."""
SIGN_IN = "location.assign('/sign-in')"
TOO_LOW = "This needs the role"
# Before anybody is signed in: they only say which of the two doors is the right one.
DOORS = ("gate_state.enter_sign_in", "gate_state.enter_set_up")

LIST_HANDLERS = """
import inspect, json, reflex as rx
import webhook_dashboard.webhook_dashboard
def states(state):
    yield state
    for below in state.get_substates():
        yield from states(below)
print(json.dumps([
    {"name": f"{state.get_full_name()}.{name}",
     "role": role.key if (role := getattr(handler.fn, "required_role", None)) else None,
     "arguments": list(inspect.signature(handler.fn).parameters)[1:]}
    for state in states(rx.State) if state.__module__.startswith("webhook_dashboard")
    for name, handler in state.event_handlers.items() if name != "setvar"
]))
"""


@dataclass(frozen=True)
class Handler:
    """One public handler; `role` None: it is not guarded."""

    name: str
    role: str | None
    arguments: list[str]

    @property
    def junk(self) -> dict[str, Any]:
        """Arguments that name nothing."""
        return dict.fromkeys(self.arguments, "x")


@dataclass(frozen=True)
class Installation:
    """A server with one person of each role; `cookies` are their sessions."""

    server: ServerProcess
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def handlers() -> list[Handler]:
    """Every public handler of every state, found by walking the states."""
    listed = subprocess.run(
        [sys.executable, "-c", LIST_HANDLERS], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return [Handler(**entry) for entry in json.loads(listed.stdout.splitlines()[-1])]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A server with people."""
    data_dir = tmp_path_factory.mktemp("authorisation") / "data"
    install(data_dir)
    with running_server(data_dir) as server:
        cookies: dict[str, str] = {}
        for email, role in ((OWNER, "owner"), *PEOPLE):
            person = {"email": email, "password": PASSWORD}
            answer = httpx.post(f"{server.url}/api/session", json=person, timeout=PATIENCE_SECONDS)
            assert answer.status_code == 204
            cookies[role] = answer.headers["set-cookie"].partition(";")[0]
        yield Installation(server, cookies)


async def call(installation: Installation, handler: Handler, role: str | None, until: str) -> str:
    """Call a handler on a socket of its own; what it answers."""
    cookie = installation.cookies[role] if role else ""
    async with open_socket(installation.server.url, cookie=cookie) as socket:
        return await socket.call(handler.name, handler.junk, until=until)


async def let_in(installation: Installation, handler: Handler, role: str) -> bool:
    """Whether a handler ran for this role: within a second no refusal came."""
    async with open_socket(installation.server.url, cookie=installation.cookies[role]) as socket:
        refused = await socket.call(handler.name, handler.junk, until=TOO_LOW, seconds=1.0)
        return TOO_LOW not in refused and SIGN_IN not in refused


def test_every_handler_is_guarded_but_the_two_doors(handlers: list[Handler]) -> None:
    open_ones = {handler.name.rpartition("____")[2] for handler in handlers if handler.role is None}

    assert open_ones == set(DOORS)
    assert len(handlers) > 10


async def test_every_handler_sends_a_stranger_to_the_sign_in_page(
    installation: Installation, handlers: list[Handler]
) -> None:
    guarded = [handler for handler in handlers if handler.role is not None]
    answers = await asyncio.gather(*[call(installation, handler, None, SIGN_IN) for handler in guarded])

    not_sent = [
        handler.name for handler, answer in zip(guarded, answers, strict=True) if SIGN_IN not in answer
    ]
    assert not_sent == []


@pytest.mark.parametrize("role", ROLES)
async def test_every_handler_refuses_the_roles_below_its_own(
    installation: Installation, handlers: list[Handler], role: str
) -> None:
    above = [
        handler for handler in handlers if handler.role and ROLES.index(handler.role) > ROLES.index(role)
    ]
    answers = [await call(installation, handler, role, TOO_LOW) for handler in above]

    assert [h.name for h, answer in zip(above, answers, strict=True) if TOO_LOW not in answer] == []


@pytest.mark.parametrize("role", ROLES)
async def test_every_handler_lets_its_own_role_in(
    installation: Installation, handlers: list[Handler], role: str
) -> None:
    own = [handler for handler in handlers if handler.role == role]
    ran = await asyncio.gather(*[let_in(installation, handler, role) for handler in own])

    assert [handler.name for handler, did in zip(own, ran, strict=True) if not did] == []


async def test_variables_cannot_be_set_from_outside(
    installation: Installation, handlers: list[Handler]
) -> None:
    states = sorted({handler.name.rpartition(".")[0] for handler in handlers})
    async with open_socket(installation.server.url) as socket:
        for state in states:
            for name in ("role", "email", "may_manage", "period"):
                call = {"var_name": name, "value": "planted"}
                answered = await socket.call(
                    f"{state}.setvar", call, until="An error occurred", seconds=UNANSWERED_SECONDS
                )
                assert "planted" not in answered


async def test_a_socket_from_a_foreign_page_is_refused(installation: Installation) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with open_socket(
            installation.server.url, cookie=installation.cookies["owner"], origin="https://evil.example"
        ):
            pass


async def test_a_socket_from_the_own_page_is_taken(installation: Installation) -> None:
    async with open_socket(installation.server.url, origin=installation.server.url) as socket:
        assert SIGN_IN in await socket.call(SESSION_BEGIN, until=SIGN_IN)


async def sign_in(client: httpx.AsyncClient, person: dict[str, str]) -> str:
    """Sign in; the session's cookie, as a header says it."""
    answer = await client.post("/api/session", json=person)
    return answer.headers["set-cookie"].partition(";")[0]


SESSION_BEGIN = "reflex___state____state.webhook_dashboard___ui___session____session_state.begin"


async def test_a_session_that_ended_is_refused_on_a_socket_that_is_still_open(
    installation: Installation,
) -> None:
    url = installation.server.url
    viewer = {"email": VIEWER, "password": PASSWORD}
    async with (
        httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as client,
        open_socket(url, cookie=await sign_in(client, viewer)) as socket,
    ):
        assert VIEWER in await socket.call(SESSION_BEGIN, until=VIEWER)

        (await client.delete("/api/session")).raise_for_status()

        assert SIGN_IN in await socket.call(SESSION_BEGIN, until=SIGN_IN)


CROSS_SITE = (
    # A form on another page: the browser says where it came from.
    {"Origin": "https://evil.example"},
    # The same, as newer browsers say it.
    {"Sec-Fetch-Site": "cross-site"},
    # Another site of the same company is another site.
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.mark.parametrize("headers", CROSS_SITE)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/session"), ("DELETE", "/api/session"), ("POST", "/api/setup")]
)
def test_routes_with_cookies_refuse_other_sites(
    installation: Installation, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = httpx.request(
        method,
        installation.server.url + path,
        headers={"Cookie": installation.cookies["owner"], **headers},
        json={"email": OWNER, "password": PASSWORD},
        timeout=PATIENCE_SECONDS,
    )

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert inspect.cleandoc(answer.json()["detail"])
