"""Custom headers that try to become other headers or a second request, on the wire as a socket sees it."""

import random
from typing import Final

from tests.integration.delivery.sending import request_to, send_all, sending
from tests.receivers import Receiver
from webhook_dashboard.domain.custom_headers import Headers, check_headers
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.outcomes import ErrorKind

CASES: Final = 200
SOURCE, TENANT = "X-Source", "x-Tenant"
OF_THE_CONNECTION: Final = ("Transfer-Encoding", "Connection", "Content-Length", "TE", "Trailer", "Upgrade")
NAMES: Final = (
    *(SOURCE, TENANT, "Host", "webhook-signature", *OF_THE_CONNECTION),
    *("X-A\r\nX-Evil", "X-A:", "X A", "X-Ä", "X-\0", "", "X-B\n", "\tX-C"),
)
HARMLESS: Final = ("a", "7", " ", ":", ",", "é", "\xa0")
PIECES: Final = (
    *(*HARMLESS, "\t", "\r", "\n", "\r\n", "\r\n\r\n", "\0", "\x7f", "\x85", "\u2028", "€", "\x0b", "："),
    *("X-Evil: 1", "GET /evil HTTP/1.1", "Content-Length: 0"),
)
BREAKING: Final = set("\r\n\0")


def make_cases() -> list[tuple[str, str]]:
    chance = random.Random(20261120)
    return [
        (
            chance.choice((SOURCE, TENANT) if number % 2 else NAMES),
            "".join(chance.choices(HARMLESS if number % 3 else PIECES, k=chance.randint(1, 8))),
        )
        for number in range(CASES)
    ]


def checked(name: str, value: str) -> Headers:
    try:
        return check_headers({name: value})
    except InvalidInput:
        return ()


async def test_what_is_accepted_at_save_is_one_line_and_the_rest_is_not_sent(receiver: Receiver) -> None:
    saved = [(header, checked(*header)) for header in make_cases()]
    accepted = [headers for _, headers in saved if headers]
    assert CASES // 4 < len(accepted) < CASES * 3 // 4
    async with sending() as sender:
        results = await send_all(sender, [request_to(receiver.url, headers=headers) for headers in accepted])
    assert [result.error_kind for result in results] == [None] * len(accepted)
    expected = [head_of(receiver.port, headers[0]) for headers in accepted]
    assert [request.head for request in receiver.requests] == expected


async def test_what_is_refused_at_save_is_one_line_at_most_when_it_is_sent(receiver: Receiver) -> None:
    """As if the database had been changed by hand: the sender looks again."""
    refused = [header for header in make_cases() if not checked(*header)]
    async with sending() as sender:
        results = await send_all(sender, [request_to(receiver.url, headers=[header]) for header in refused])
    sent = [header for header, result in zip(refused, results, strict=True) if result.error_kind is None]
    kinds = {result.error_kind for result in results}
    assert kinds == {None, ErrorKind.PROTOCOL_ERROR}
    assert [one for one in sent if one[0] in OF_THE_CONNECTION or set("".join(one)) & BREAKING] == []
    for (name, value), request in zip(sent, receiver.requests, strict=True):
        assert f"\r\n{name}: {value}\r\n".encode("latin-1") in request.head
        assert request.head.count(b"\r\n") == len(request.headers) + 2
        assert len(request.headers) == (3 if name == "Host" else 4)


def head_of(port: int, header: tuple[str, str]) -> bytes:
    """The bytes of a request with one header of ours."""
    name, value = header
    lines = ["POST / HTTP/1.1", f"Host: 127.0.0.1:{port}", f"{name}: {value}", "Accept-Encoding: identity"]
    return "\r\n".join([*lines, "Content-Length: 2", "", ""]).encode("latin-1")
