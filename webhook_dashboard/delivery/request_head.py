"""The exact bytes of a request's first lines, checked so that no value can begin a header of its own."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import httpx

_BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REFUSED: Final = "a header holds a character that is not allowed in headers"
_OF_THE_CONNECTION: Final = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""They say where a request ends and what the connection does next, which is not for a webhook to say."""

HeaderLines = tuple[tuple[str, str], ...]


class _Given(NamedTuple):
    """What the names of a request's headers say: most requests of a webhook have the same."""

    are_names: bool
    of_the_connection: bool
    host: bool
    encoding: bool
    length: bool


def is_token(name: str) -> bool:
    """Return whether the text can be the name of a header."""
    return _TOKEN.fullmatch(name) is not None


def check_head(head: bytes, lines: int) -> None:
    """Let pass a head in which each of its lines ends once.

    Raises:
        LocalProtocolError: a value holds CR, LF or NUL.
    """
    if head.count(b"\n") != lines or head.count(b"\r") != lines or b"\0" in head:
        raise httpx.LocalProtocolError(_REFUSED)


def request_head(method: str, target: str, host: str, headers: HeaderLines, body: bytes) -> bytes:
    """Return the request line and the headers, in the order given, with the empty line.

    Host, `Accept-Encoding: identity` and Content-Length are added where they are missing.

    Raises:
        LocalProtocolError: a name is none, or is about the connection; a value holds CR, LF, NUL or what
            is not Latin-1; a Content-Length that is given is not that of the body.
    """
    given = _given(tuple([name for name, _ in headers]))
    lines = [f"{method} {target} HTTP/1.1"]
    if not given.host:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in headers]
    if not given.encoding:
        lines.append("Accept-Encoding: identity")
    if not given.length and (body or method in _BODY_METHODS):
        lines.append(f"Content-Length: {len(body)}")
    if not given.are_names:
        raise httpx.LocalProtocolError(_REFUSED)
    if given.of_the_connection or (given.length and not _is_length_of(headers, body)):
        raise httpx.LocalProtocolError("a header says how the request is framed, which is not for it to say")
    try:
        head = "\r\n".join((*lines, "", "")).encode("latin-1")
    except UnicodeEncodeError as error:
        raise httpx.LocalProtocolError(_REFUSED) from error
    check_head(head, len(lines) + 1)
    return head


@lru_cache(maxsize=1_024)
def _given(names: tuple[str, ...]) -> _Given:
    lower = {name.lower() for name in names}
    return _Given(
        all(map(is_token, names)),
        not lower.isdisjoint(_OF_THE_CONNECTION),
        "host" in lower,
        "accept-encoding" in lower,
        "content-length" in lower,
    )


def _is_length_of(headers: HeaderLines, body: bytes) -> bool:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    return lengths == [str(len(body))]
