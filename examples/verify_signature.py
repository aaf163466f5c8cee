"""Checks the signature of a request (Standard Webhooks). Needs nothing but Python.

Copy `verify` into your receiver. As a program it reads a request, headers, an empty line and the body:

    WEBHOOK_SECRET=whsec_… python examples/verify_signature.py < request.txt
"""

import base64
import hashlib
import hmac
import os
import sys
import time
from collections.abc import Mapping

TOLERANCE_SECONDS = 300


class WrongSignature(Exception):
    """The request does not come from who knows the secret, or is a copy of an old one. Answer 401."""


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Return when the request is genuine. `headers` has lower-case names; `body` is exactly what arrived.

    Raises WrongSignature.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise WrongSignature("The request is too old, or the clocks differ.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # There are several, separated by spaces, while a secret is being replaced.
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in given):
        raise WrongSignature("The signature does not fit: another secret, or the body was changed.")


def read_request(raw: bytes) -> tuple[dict[str, str], bytes]:
    """Cut a request into its headers and its body."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = (line.partition(":") for line in head.decode().splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in lines}, body


def main() -> int:
    """Check the request on standard input."""
    headers, body = read_request(sys.stdin.buffer.read())
    try:
        verify(os.environ["WEBHOOK_SECRET"], headers, body)
    except WrongSignature as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print("The signature fits.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
