"""Secrets that were planted everywhere are found nowhere: neither in the database nor in what is printed."""

import base64
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self

import httpx
import psycopg
from psycopg import sql

from tests.factories import eventually
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Receiver
from tests.reliability.installation import Installation
from webhook_dashboard.services.accounts import SESSION_COOKIE

OWNER: Final = {"email": "ada@company.com", "password": "planted owner password"}
SIGNING: Final = [
    "whsec_" + base64.b64encode(f"planted signing key {n:02}...".encode()).decode() for n in range(5)
]
TOKEN, PASSWORD, KEY_HEADER = "planted-bearer-token", "planted basic password", "planted-api-key-header"
CUSTOM: Final = {"X-Auth-Token": "planted-custom-token", "Cookie": "session=planted-custom-cookie"}
WAYS: Final[list[dict[str, str]]] = [
    {"type": "none"},
    {"type": "bearer", "token": TOKEN},
    {"type": "basic", "username": "ada", "password": PASSWORD},
    {"type": "api_key", "header": "X-Door", "value": KEY_HEADER},
    {"type": "hmac"},
]
SECRET: Final = {"token", "password", "value"}
EVENTS: Final = 4
REFUSED: Final = "whsec_planted-but-not-base64!"


class Client:
    """A person with an admin key."""

    def __init__(self, installation: Installation) -> None:
        self.origin = installation.server.url
        headers = {"Authorization": f"Bearer {installation.key}"}
        self.http = httpx.Client(base_url=self.origin, headers=headers, timeout=PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()

    def post(self, path: str, status: int, **body: Any) -> httpx.Response:
        answer = self.http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer


def basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


async def test_planted_secrets_are_found_nowhere(installation: Installation) -> None:
    installation.options = replace(installation.options, log_level="DEBUG")
    await installation.set_up()
    installation.start()
    with Client(installation) as client, ExitStack() as stack:
        planted = [*plant_people(client.origin), installation.key]
        for way, secret in zip(WAYS, SIGNING, strict=False):
            echo = stack.enter_context(echoing(*(value for name, value in way.items() if name in SECRET)))
            planted += plant_webhook(client, echo.url, way, secret)
        await installation.publish(EVENTS)
        await eventually(lambda: all_attempts_are_stored(installation))
        await eventually(lambda: a_job_has_run(installation))
    planted.append((installation.options.folder / "secret.key").read_text().strip())
    planted += [TOKEN, PASSWORD, basic("ada", PASSWORD), KEY_HEADER, *CUSTOM.values(), REFUSED]
    assert len(set(planted)) >= 20
    stored, printed = b"".join(stored_bytes(installation)), installation.options.output.read_bytes()
    assert b"Echo bearer" in stored
    for secret in planted:
        for form in forms(secret):
            assert (secret, form in stored, form in printed) == (secret, False, False)


def echoing(*secrets: str) -> Receiver:
    """A receiver that says back what came in its requests, and fails."""
    said = " ".join([*secrets, *(basic("ada", secret) for secret in secrets), *CUSTOM.values()])
    headers = (("X-Echo", said), ("Set-Cookie", f"a={said}"))
    return Receiver(Answer(500, headers, f"You sent: {said}".encode()))


async def all_attempts_are_stored(installation: Installation) -> bool:
    return installation.count("attempts") == len(WAYS) * EVENTS


async def a_job_has_run(installation: Installation) -> bool:
    """DEBUG prints what the scheduler did: a sign that what is looked through is not empty."""
    return b"executed successfully" in installation.options.output.read_bytes()


def plant_people(origin: str) -> list[str]:
    """Set up, sign in, and get it wrong once; returns the secrets of it."""
    with httpx.Client(base_url=origin, timeout=PATIENCE_SECONDS) as anonymous:
        tokens = [anonymous.post("/api/setup", json=OWNER).cookies[SESSION_COOKIE]]
        tokens.append(anonymous.post("/api/session", json=OWNER).cookies[SESSION_COOKIE])
        wrong = OWNER["password"] + " mistyped"
        assert anonymous.post("/api/session", json=OWNER | {"password": wrong}).status_code == 401
    return [*tokens, OWNER["password"]]


def plant_webhook(client: Client, url: str, way: dict[str, str], secret: str) -> list[str]:
    """Make a webhook and rotate its secret, delete another, have one refused; returns the signing secrets."""
    fields: dict[str, Any] = {"url": url, "event_types": ["*"], "headers": CUSTOM, "authentication": way}
    webhooks = "/api/v1/webhooks"
    name = f"Echo {way['type']}"
    made = client.post(webhooks, 201, name=name, secret=secret, **fields).json()["id"]
    rotated = client.post(f"{webhooks}/{made}/rotate-secret", 200).json()["secret"]
    gone = client.post(webhooks, 201, name="Gone", **fields).json()
    assert client.http.delete(f"{webhooks}/{gone['id']}").status_code == 204
    assert REFUSED not in client.post(webhooks, 422, name="Bad", secret=REFUSED, **fields).text
    return [secret, rotated, gone["secret"]]


def forms(secret: str) -> Iterator[bytes]:
    """The ways in which a secret could be found."""
    yield secret.encode()
    bare = secret.removeprefix("whsec_")
    yield bare.encode()
    yield secret.encode().hex().encode()
    if bare != secret and secret != REFUSED:
        yield base64.b64decode(bare)
        yield base64.b64decode(bare).hex().encode()


def stored_bytes(installation: Installation) -> Iterator[bytes]:
    """Everything that is on the disk: on PostgreSQL also what each table says, as it may be compressed."""
    if installation.is_sqlite:
        path = Path(installation.options.database_url.removeprefix("sqlite:///"))
        yield from (file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        return
    with psycopg.connect(installation.options.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in names.fetchall():
            with (
                connection.cursor() as cursor,
                cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as rows,
            ):
                yield from (bytes(row) for row in rows)
    for part in ("base", "pg_wal", "global"):
        for file in Path(folder, part).rglob("*"):
            with suppress(FileNotFoundError):  # the server goes on, and may remove what it needs no more
                if file.is_file():
                    yield file.read_bytes()
