"""`POST /api/v1/events` and `/api/v1/events/batch`: the hot path, plain ASGI without a framework, or less."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

import orjson

from webhook_dashboard.api.asgi import (
    JSON,
    Receive,
    Reply,
    Scope,
    Shortcut,
    check_content_type,
    find_header,
    read_body,
)
from webhook_dashboard.api.bodies import parse_batch, parse_event
from webhook_dashboard.api.caller import FindPlatform
from webhook_dashboard.api.errors import Refused, refusal
from webhook_dashboard.api.headers import OWN_HEADERS
from webhook_dashboard.api.keys import identify, identify_remembered
from webhook_dashboard.domain import people
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import MAX_EVENT_BYTES, NewEvent
from webhook_dashboard.services.events import Publication, PublishedEvent, Written
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.api_keys import ApiKeySummary

EVENTS_PATH: Final = "/api/v1/events"
BATCH_PATH: Final = "/api/v1/events/batch"
MAX_BATCH_BYTES: Final = 16 * 1024 * 1024
MAX_WAITING: Final = 5_000
"""Publications that may wait for the database before further ones are refused with 429."""
MAX_HELD_BYTES: Final = 256 * 1024 * 1024
"""Bytes of bodies that may be in memory before further ones are refused with 429."""
_MAX_KEY_LENGTH: Final = 255
_SHORT_BYTES: Final = 65_536
_PUBLISH: Final = people.Scope.PUBLISH
_ACCEPTED: Final = ((b"content-type", JSON), *OWN_HEADERS)


Publish = Callable[[Scope, Receive], Awaitable[bytes]]
"""Takes events in; returns the body of the answer, 202. Raises ClientGone, Refused or a DomainError."""


class PublishDoor:
    """Answers a publish after its commit. What it holds in memory is bounded; beyond that it answers 429."""

    def __init__(self, find_platform: FindPlatform) -> None:
        self._find_platform = find_platform
        self._held_bytes = 0
        self._takers: Final[dict[str, Publish]] = {
            EVENTS_PATH: self._publish_one,
            BATCH_PATH: self._publish_batch,
        }

    @property
    def shortcut(self) -> Shortcut:
        """What takes in one event without the turns of ASGI."""
        return Shortcut(EVENTS_PATH.encode(), _SHORT_BYTES, self._take_at_once)

    def at(self, path: str) -> "Publish | None":
        """Return what takes in the events sent to a path; None when that is not the place for them."""
        return self._takers.get(path)

    def _take_at_once(self, headers: Sequence[tuple[bytes, bytes]], body: bytes, reply: Reply) -> bool:
        """Take in one event as soon as its request is there, without a task of its own (`Shortcut.take`)."""
        scope: Scope = {"headers": headers}
        platform = self._find_platform()
        try:
            key = identify_remembered(platform.api_keys, find_header(scope, b"authorization"), _PUBLISH)
            if key is None:
                return False
            repeat_key = self._admit(platform, key, scope)
            stored = platform.publisher.queue(Publication((parse_event(body),), repeat_key))
        except Exception:  # the long way comes to the same, and says it
            return False
        self._held_bytes += len(body)
        stored.add_done_callback(partial(self._reply, len(body), reply))
        return True

    def _reply(self, size: int, reply: Reply, stored: "asyncio.Future[Written]") -> None:
        self._held_bytes -= size
        error = stored.exception()
        if error is None:
            reply(202, _ACCEPTED, orjson.dumps(stored.result().answer[0]))
        else:
            refused = refusal(error, f"POST {EVENTS_PATH}")
            reply(refused.status, (*refused.header_lines(), *OWN_HEADERS), refused.as_json())

    async def _publish_one(self, scope: Scope, receive: Receive) -> bytes:
        """Take in one event."""
        published = await self._publish(scope, receive, MAX_EVENT_BYTES, _parse_one)
        return orjson.dumps(published[0])

    async def _publish_batch(self, scope: Scope, receive: Receive) -> bytes:
        """Take in up to 1,000 events, all or none."""
        return orjson.dumps({"items": await self._publish(scope, receive, MAX_BATCH_BYTES, parse_batch)})

    async def _publish(
        self, scope: Scope, receive: Receive, limit_bytes: int, parse: Callable[[bytes], tuple[NewEvent, ...]]
    ) -> tuple[PublishedEvent, ...]:
        if scope["method"] != "POST":
            raise Refused(405, "Publish with POST.", headers={"Allow": "POST"})
        platform = self._find_platform()
        key = await identify(platform.api_keys, find_header(scope, b"authorization"), _PUBLISH)
        repeat_key = self._admit(platform, key, scope)
        body = await read_body(scope, receive, limit_bytes)
        self._held_bytes += len(body)
        try:
            return await platform.publisher.publish(Publication(parse(body), repeat_key))
        finally:
            self._held_bytes -= len(body)

    def _admit(self, platform: Platform, key: ApiKeySummary, scope: Scope) -> str:
        """Let pass a request whose body may be read; returns its idempotency key, or ""."""
        check_content_type(scope)
        repeat_key = _idempotency_key(scope, key.id)
        if platform.publisher.waiting >= MAX_WAITING or self._held_bytes >= MAX_HELD_BYTES:
            sentence = "More events arrive than the database can store. Send this one again."
            raise Refused(429, sentence, headers={"Retry-After": "1"})
        return repeat_key


def _parse_one(body: bytes) -> tuple[NewEvent, ...]:
    return (parse_event(body),)


def _idempotency_key(scope: Scope, key_id: int) -> str:
    """Return the publisher's key within the name space of its API key, or "" when it gave none."""
    given = find_header(scope, b"idempotency-key")
    if given is None:
        return ""
    if not 1 <= len(given) <= _MAX_KEY_LENGTH or not all("!" <= character <= "~" for character in given):
        raise InvalidInput(
            "Idempotency-Key", f"Idempotency-Key: expected 1 to {_MAX_KEY_LENGTH} visible ASCII characters."
        )
    return f"key:{key_id}:{given}"
