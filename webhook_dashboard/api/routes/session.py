"""Signing in, signing out and setting up: what sets or clears the dashboard's cookie."""

from typing import Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from webhook_dashboard.api.asgi import find_header
from webhook_dashboard.api.caller import ThePlatform
from webhook_dashboard.api.errors import Refused
from webhook_dashboard.api.schemas import Input
from webhook_dashboard.domain.errors import Conflict, NotSignedIn
from webhook_dashboard.services.accounts import SESSION_COOKIE, SESSION_HOURS

# For the dashboard's own pages; programs use an API key.
router = APIRouter(prefix="/api", include_in_schema=False)

_SAME_SITE: Final[Literal["lax"]] = "lax"


class Credentials(Input):
    """Who signs in."""

    email: str
    password: str


class SetUp(Credentials):
    """Who becomes the owner; `code` is the one printed at start, when one was."""

    code: str = ""


class SetUpState(BaseModel):
    """Whether there is no owner yet, and whether making one asks for a code."""

    needed: bool
    code_needed: bool


@router.post("/session", status_code=204)
async def sign_in(body: Credentials, platform: ThePlatform, request: Request, response: Response) -> None:
    """Begin a session of 12 hours."""
    address = request.client.host if request.client else ""
    try:
        token = await platform.accounts.sign_in(body.email, body.password, address)
    except NotSignedIn as error:
        raise Refused(401, error.message, field="password") from error
    _set_cookie(request, response, token)


@router.delete("/session", status_code=204)
async def sign_out(platform: ThePlatform, request: Request, response: Response) -> None:
    """End the session of this cookie, everywhere and at once."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await platform.accounts.sign_out(token)
    response.delete_cookie(SESSION_COOKIE, secure=_is_https(request), httponly=True, samesite=_SAME_SITE)


@router.get("/setup")
async def read_setup(platform: ThePlatform) -> SetUpState:
    """Say whether the first visitor still has to become the owner."""
    needed = not await platform.accounts.is_set_up()
    return SetUpState(needed=needed, code_needed=needed and await platform.accounts.needs_setup_code())


@router.post("/setup", status_code=204)
async def set_up(body: SetUp, platform: ThePlatform, request: Request, response: Response) -> None:
    """Make the owner and sign in."""
    # Before the costly hash of the password, which anybody could ask for again and again.
    if await platform.accounts.is_set_up():
        raise Conflict("This installation has an owner already. Sign in instead.")
    _set_cookie(request, response, await platform.accounts.set_up(body.email, body.password, body.code))


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=SESSION_HOURS * 3_600,
        secure=_is_https(request),
        httponly=True,
        samesite=_SAME_SITE,
    )


def _is_https(request: Request) -> bool:
    forwarded = find_header(request.scope, b"x-forwarded-proto") or ""
    return request.url.scheme == "https" or forwarded.partition(",")[0].strip().lower() == "https"
