"""Headers that every answer carries, pages included."""

from typing import Final

from webhook_dashboard.api.asgi import Message, Send

# The compiled pages start with inline scripts and styles, and run the scripts that handlers send them.
_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
OWN_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", _PAGE_POLICY.encode()),
)


def secured(send: Send) -> Send:
    """Return a `send` that adds the headers which the answer does not have of its own."""

    async def send_secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            given: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            names = {name for name, _ in given}
            message["headers"] = given + [header for header in OWN_HEADERS if header[0] not in names]
        await send(message)

    return send_secured
