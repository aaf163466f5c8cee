"""What goes wrong, as HTTP says it: one mapping of the domain's errors to status codes, one form of body."""

import logging
from http import HTTPStatus
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Outdated,
    TooManyAttempts,
    Unavailable,
)
from webhook_dashboard.domain.templates import TemplateFault

PROBLEM_JSON: Final = "application/problem+json"
UNAVAILABLE_RETRY_SECONDS: Final = 1
_log = logging.getLogger(__name__)

STATUS_OF: Final[dict[type[DomainError], int]] = {
    InvalidInput: 422,
    NotFound: 404,
    Outdated: 412,
    Conflict: 409,
    NotSignedIn: 401,
    NotAllowed: 403,
    TooManyAttempts: 429,
    Unavailable: 503,
}


class Refused(Exception):
    """A request that is answered with a problem (RFC 9457): status, one sentence, the field at fault if any.

    `headers` are sent along, such as Retry-After; `position` is line and column within the field.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        field: str | None = None,
        headers: dict[str, str] | None = None,
        position: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = _writable(detail)
        self.field = None if field is None else _writable(field)
        self.headers = headers or {}
        self.position = position

    def within(self, outer: str) -> "Refused":
        """Return the refusal of a field that stands within another one, both named."""
        detail, field = self.detail, outer if self.field is None else f"{outer}.{self.field}"
        if self.field is not None and detail.startswith(self.field):
            detail = f"{outer}.{detail}"
        return Refused(self.status, detail, field=field, headers=self.headers, position=self.position)

    def as_problem(self) -> dict[str, Any]:
        """Return the body of the answer."""
        problem: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.field is not None:
            problem["field"] = self.field
        if self.position is not None:
            problem["line"], problem["column"] = self.position
        return problem

    def header_lines(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return the headers of the answer, Content-Length left out."""
        own = ((name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items())
        return ((b"content-type", PROBLEM_JSON.encode()), *own)

    def as_json(self) -> bytes:
        """Return the body of the answer as JSON."""
        return orjson.dumps(self.as_problem())


def _writable(text: str) -> str:
    """Return a text without halves of characters: a sentence may name a field that a stranger sent."""
    return text.encode(errors="replace").decode()


def refusal_of(error: DomainError) -> Refused:
    """Return how a domain error is answered."""
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 500)
    field = error.field if isinstance(error, InvalidInput) else None
    position = (error.line, error.column) if isinstance(error, TemplateFault) else None
    headers: dict[str, str] = {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, Unavailable):
        headers["Retry-After"] = str(UNAVAILABLE_RETRY_SECONDS)
    return Refused(status, error.message, field=field, headers=headers, position=position)


def refusal(error: BaseException, request: str) -> Refused:
    """Return how whatever was raised is answered; a bug of ours is logged under the name of the request."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, DomainError):
        return refusal_of(error)
    _log.error("request failed: %s", request, exc_info=error)
    return broken()


def broken() -> Refused:
    """Return the answer to a request that met a bug of ours; the log has the details, the answer none."""
    return Refused(500, "Something went wrong here. The server's log has the details.")
