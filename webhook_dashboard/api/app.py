"""The HTTP door: hands each request to the hot path, the test inbox, the API or the dashboard."""

from functools import partial
from typing import Final

from webhook_dashboard.api.asgi import (
    Application,
    ClientGone,
    Message,
    Receive,
    Scope,
    Send,
    Shortcut,
    answer,
    check_content_type,
    find_header,
    read_body,
    refuse,
    replayed,
)
from webhook_dashboard.api.caller import FindPlatform
from webhook_dashboard.api.doors import asks_for_a_page, right_door
from webhook_dashboard.api.errors import Refused, refusal
from webhook_dashboard.api.headers import OWN_HEADERS, secured
from webhook_dashboard.api.inbox import InboxDoor
from webhook_dashboard.api.keys import identify
from webhook_dashboard.api.publish import Publish, PublishDoor
from webhook_dashboard.api.rest import create_rest
from webhook_dashboard.api.same_origin import SAFE_METHODS, check_same_origin
from webhook_dashboard.domain import people
from webhook_dashboard.domain.webhooks import INBOX_PATH, inbox_token
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, read_value

HEALTH_PATH: Final = "/healthz"
MAX_BODY_BYTES: Final = 262_144
_BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})


class Front:
    """Wraps the dashboard's ASGI application with the API, the test inboxes and `/healthz`.

    `find_platform` is called for each request.
    """

    def __init__(self, find_platform: FindPlatform) -> None:
        self._find_platform = find_platform
        self._publish = PublishDoor(find_platform)
        self.shortcut: Shortcut = self._publish.shortcut
        self._inbox = InboxDoor(find_platform)
        self._rest: Application = create_rest(find_platform)

    def __call__(self, dashboard: Application) -> Application:
        """Return the application that serves everything."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            await self._serve(dashboard, scope, receive, send)

        return serve

    async def _serve(self, dashboard: Application, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await dashboard(scope, receive, send)
        publish = self._publish.at(scope["path"])
        if publish is not None:
            return await _serve_published(publish, scope, receive, send)
        send = secured(send)
        own = self._own_application(scope["path"])
        if own is None:
            own = partial(self._serve_page, dashboard)
        return await _serve_own(own, scope, receive, send)

    def _own_application(self, path: str) -> Application | None:
        if path.startswith(INBOX_PATH):
            token = inbox_token(path)
            return partial(self._inbox.receive, token) if token else None
        if path == "/api" or path.startswith("/api/"):
            return self._serve_rest
        return self._serve_health if path == HEALTH_PATH else None

    async def _serve_page(self, dashboard: Application, scope: Scope, receive: Receive, send: Send) -> None:
        door = await right_door(scope, self._find_platform().accounts) if asks_for_a_page(scope) else None
        if door is None:
            return await dashboard(scope, receive, send)
        headers = [(b"location", door.encode()), (b"cache-control", b"no-store")]
        await answer(send, 303, b"", headers=headers)

    async def _serve_rest(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Routes outside /api/v1 go by the cookie, which a browser sends along whoever asks it to.
        if scope["method"] not in SAFE_METHODS and not scope["path"].startswith("/api/v1/"):
            check_same_origin(scope)
        if scope["path"].startswith("/api/v1/"):
            # The route asks for its scope; a stranger is refused before the body is read.
            authorization = find_header(scope, b"authorization")
            await identify(self._find_platform().api_keys, authorization, *people.Scope)
        if scope["method"] in _BODY_METHODS and _has_body(scope):
            check_content_type(scope)
            receive = replayed(await read_body(scope, receive, MAX_BODY_BYTES), receive)
        await self._rest(scope, receive, send)

    async def _serve_health(self, scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise Refused(405, "Ask with GET.", headers={"Allow": "GET, HEAD"})
        await self._find_platform().database.read(lambda connection: read_value(connection, WEBHOOKS_VERSION))
        await answer(send, 200, b'{"status":"ok"}', headers=[(b"cache-control", b"no-store")])


def _has_body(scope: Scope) -> bool:
    if find_header(scope, b"transfer-encoding") is not None:
        return True
    return find_header(scope, b"content-length") not in (None, "0")


async def _serve_published(publish: Publish, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a publish: like `_serve_own`, without its layers."""
    try:
        body = await publish(scope, receive)
    except ClientGone:
        return
    except Exception as error:
        await refuse(secured(send), refusal(error, _name(scope)))
    else:
        await answer(send, 202, body, headers=OWN_HEADERS)


async def _serve_own(application: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Run one of our own applications; whatever it raises becomes an answer without a trace of the inside."""
    started = finished = False

    async def send_noted(message: Message) -> None:
        nonlocal started, finished
        started = True
        finished = message["type"] == "http.response.body" and not message.get("more_body", False)
        await send(message)

    try:
        await application(scope, receive, send_noted)
    except ClientGone:
        return
    except Exception as error:
        refused = refusal(error, _name(scope))
        if not started:
            await refuse(send, refused)
        elif not finished:
            raise  # the server closes the connection, so that nobody takes half an answer for a whole one


def _name(scope: Scope) -> str:
    return f"{scope['method']} {scope['path']}"
