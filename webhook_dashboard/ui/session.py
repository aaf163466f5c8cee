"""Who is at the other end of the socket. Every handler of every screen is declared through `handler`."""

import inspect
from collections.abc import AsyncIterator, Callable
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, NotAllowed, Unavailable
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.accounts import SESSION_COOKIE
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.ui.formatting import initials_of
from webhook_dashboard.ui.live import Hub

ZONE_COOKIE: Final = "timezone"


class _Wiring:
    """What the root hands to the screens."""

    platform: Platform | None = None
    hub: Hub | None = None


def connect(platform: Platform | None, hub: Hub | None) -> None:
    """Give the screens what they read and call. Called by the root at start and, with None, at the end."""
    _Wiring.platform, _Wiring.hub = platform, hub


def platform() -> Platform:
    """The platform of this process."""
    assert _Wiring.platform is not None, "the root has not connected the screens yet"
    return _Wiring.platform


def hub() -> Hub:
    """The live updates of this process."""
    assert _Wiring.hub is not None, "the root has not connected the screens yet"
    return _Wiring.hub


def handler(role: Role = Role.VIEWER, *, background: bool = False, **options: Any) -> Callable[[Any], Any]:
    """Declare a handler that runs only for a signed-in person with at least `role`.

    Everyone with a socket can call every public method of a state, so this is where it is refused:
    without a session the browser goes to the sign-in page, with too low a role it gets a sentence.
    Errors of the domain become a toast with their sentence. Checked anew for each call, so that a
    revoked session is refused within a second.
    """

    def declare(function: Any) -> Any:
        guarded = (
            _guard_generator(function, role)
            if inspect.isasyncgenfunction(function)
            else _guard(function, role)
        )
        guarded.required_role = role
        return rx.event(guarded, background=background, **options)

    return declare


async def current_actor(state: rx.State) -> Actor | None:
    """Return who is signed in on this socket, or None."""
    signed_in = await platform().accounts.who(read_cookie(state, SESSION_COOKIE))
    return None if signed_in is None else Actor(signed_in.user.email, signed_in.user.role)


async def signed_in_actor(state: rx.State) -> Actor:
    """Return who is signed in, inside a handler.

    Raises:
        NotAllowed: the session ended a moment ago.
    """
    actor = await current_actor(state)
    if actor is None:
        raise NotAllowed("Your session has ended. Sign in again.")
    return actor


async def updates(state: rx.State) -> AsyncIterator[None]:
    """Yield at once, and then after each change, for as long as the person is signed in.

    For background handlers: `async for _ in updates(self)`. They are cancelled when the page is left;
    when the loop ends, return `leave()`. While the database does not answer it goes on, so that the
    screen can say so and fills again by itself.
    """
    seen = 0
    while await _is_signed_in(state):
        seen = await hub().next(seen)
        yield


async def _is_signed_in(state: rx.State) -> bool:
    try:
        return await current_actor(state) is not None
    except Unavailable:
        return True  # nothing can be read meanwhile


def read_cookie(state: rx.State, name: str) -> str:
    """Return a cookie of the socket's handshake, or ""."""
    try:
        cookies: SimpleCookie = SimpleCookie(state.router.headers.cookie)
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def zone_of(state: rx.State) -> ZoneInfo:
    """Return the browser's time zone, which head.js leaves in a cookie; UTC when it is not known."""
    try:
        return ZoneInfo(unquote(read_cookie(state, ZONE_COOKIE)) or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def leave() -> Any:
    """Send the browser to the sign-in page, with a full load, so that its socket opens anew."""
    return rx.call_script("location.assign('/sign-in')")


def explain(error: DomainError) -> Any:
    """Show an error of the domain as a toast; it stays until it is closed."""
    return rx.toast.error(error.message, duration=60_000, close_button=True)


def _guard(function: Any, role: Role) -> Any:
    @wraps(function)
    async def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            refusal = await _refusal(self, role)
            if refusal is not None:
                return refusal
            answer = function(self, *args, **kwargs)
            return await answer if inspect.isawaitable(answer) else answer
        except DomainError as error:
            return explain(error)

    return guarded


def _guard_generator(function: Any, role: Role) -> Any:
    @wraps(function)
    async def guarded(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            refusal = await _refusal(self, role)
            if refusal is not None:
                yield refusal
                return
            async for step in function(self, *args, **kwargs):
                yield step
        except DomainError as error:
            yield explain(error)

    return guarded


async def _refusal(state: Any, role: Role) -> Any:
    actor = await current_actor(state)
    if actor is None:
        return leave()
    if actor.role < role:
        return explain(NotAllowed(f"This needs the role {role.key}; yours is {actor.role.key}."))
    return None


class SessionState(rx.State):
    """Who is signed in, for the frame of every screen."""

    name: str = ""
    initials: str = ""
    email: str = ""
    role: str = ""
    may_operate: rx.Field[bool] = rx.field(False)
    may_configure: rx.Field[bool] = rx.field(False)
    may_manage: rx.Field[bool] = rx.field(False)

    @handler()
    async def begin(self) -> None:
        """Fill in who is signed in. First of every page's handlers on load."""
        actor = await signed_in_actor(self)
        self.email, self.role = actor.name, actor.role.key
        self.name = actor.name.partition("@")[0].replace(".", " ").replace("_", " ").title()
        self.initials = initials_of(actor.name)
        self.may_operate = actor.role >= Role.OPERATOR
        self.may_configure = actor.role >= Role.ADMIN
        self.may_manage = actor.role >= Role.OWNER
