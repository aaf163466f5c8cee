"""Requests for the snippets: signed by the signer, and what a receiver must think of each."""

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from webhook_dashboard.domain.signing import (
    PRIVATE_KEY_PREFIX,
    STANDARD,
    SignatureScheme,
    Signer,
    build_private_key,
    build_secret,
    public_key_of,
)

TYPED = 'pässwort für Händler, $x #{y} "z"'
VARIANTS: Mapping[str, tuple[SignatureScheme, str, str]] = {
    "standard": (STANDARD, build_secret(b"\xff" * 24), build_secret(b"p" * 64)),
    "standard, key as text": (replace(STANDARD, key_encoding="utf8"), TYPED, "another secret"),
    "standard, private key": (STANDARD, build_private_key(b"k" * 32), build_private_key(b"p" * 32)),
    "X-Angage-Signature": (
        SignatureScheme("sha256-hex", "X-Angage-Signature", "sha256=", "body", "utf8"),
        build_secret(b"a" * 24),
        build_secret(b"p" * 24),
    ),
    "hex, decoded key": (
        SignatureScheme("sha256-hex", "X-Shop-Signature", "", "body", "base64-after-prefix"),
        build_secret(b"a" * 24),
        build_secret(b"p" * 24),
    ),
    "hex of time and body": (
        SignatureScheme("sha256-hex", "X-Shop-Signature", "v0=", "ts.body", "utf8"),
        TYPED,
        "another secret",
    ),
    "hex of id, time and body": (
        SignatureScheme("sha256-hex", "X-Shop-Signature", "", "id.ts.body", "utf8"),
        TYPED,
        "another secret",
    ),
    "t,v1": (SignatureScheme("t,v1", "X-Shop-Signature", "", "ts.body", "utf8"), TYPED, "another secret"),
    "t,v1 with id": (
        SignatureScheme("t,v1", "X-Shop-Signature", "", "id.ts.body", "base64-after-prefix"),
        build_secret(b"a" * 24),
        build_secret(b"p" * 24),
    ),
}
"""Schemes with a current and a previous secret."""

BODY = '{"type":"order.created","data":{"name":"Zoë – 東京"}}'.encode()


@dataclass(frozen=True)
class Case:
    """One request as it arrives, names in lower case, the receiver's secret, and whether it is genuine."""

    name: str
    headers: Mapping[str, str]
    body: bytes
    secret: str
    genuine: bool

    def line(self) -> str:
        """The request as one line for the programs in this folder."""
        head = "\n".join(f"{name}:{value}" for name, value in self.headers.items())
        parts = (head.encode(), self.secret.encode(), self.body, b"end")
        return "\t".join(base64.b64encode(part).decode() for part in parts) + "\n"


def has_public_key(variant: str) -> bool:
    """Whether the receiver of a variant is given a public key instead of the secret."""
    return VARIANTS[variant][1].startswith(PRIVATE_KEY_PREFIX)


def build_cases(variant: str) -> list[Case]:
    """Every request that a receiver of this variant is tried with."""
    scheme, current, previous = VARIANTS[variant]
    now = int(time.time())
    secret = _given_to_receiver(current)

    def signed(*secrets: str, body: bytes = BODY, at: int = now) -> dict[str, str]:
        headers = Signer((scheme,), secrets).headers("evt_1", at, body)
        return {name.lower(): value for name, value in headers}

    good = signed(current)
    header = scheme.header.lower()
    every_byte = bytes(range(256))
    cases = [
        Case("right", good, BODY, secret, True),
        Case("every byte", signed(current, body=every_byte), every_byte, secret, True),
        Case("no body", signed(current, body=b""), b"", secret, True),
        Case("both secrets", signed(current, previous), BODY, secret, True),
        Case("knows the previous", signed(current, previous), BODY, _given_to_receiver(previous), True),
        Case("other secret", good, BODY, _given_to_receiver(previous), False),
        Case("changed body", good, BODY + b" ", secret, False),
        Case("no headers", {}, BODY, secret, False),
        Case("no signature", {k: v for k, v in good.items() if k != header}, BODY, secret, False),
        *(
            Case(f"signature {text!r}", good | {header: text}, BODY, secret, False)
            for text in (
                "",
                ",",
                "=",
                "v1",
                "v1,",
                "v1a,",
                "v1a,AAAA",
                "t=,v1=",
                "v1=é",
                "é ü",
                "sha256=",
                "t",
            )
        ),
        Case("cut signature", good | {header: good[header][:-4]}, BODY, secret, False),
    ]
    if scheme.sign_content != "body":
        cases += [
            Case("old", signed(current, at=now - 400), BODY, secret, False),
            Case("from the future", signed(current, at=now + 400), BODY, secret, False),
            Case("nearly old", signed(current, at=now - 200), BODY, secret, True),
        ]
        wrong_times = (str(now + 1), "", "abc", f"{now}x", f" {now}", f"-{now}", "9" * 40, "1e9")
        cases += [
            Case(f"time {text!r}", _with_time(good, scheme, now, text), BODY, secret, False)
            for text in wrong_times
        ]
    if scheme.sign_content == "id.ts.body":
        cases.append(Case("other id", good | {"webhook-id": "evt_2"}, BODY, secret, False))
        cases.append(Case("no id", {k: v for k, v in good.items() if k != "webhook-id"}, BODY, secret, False))
    return cases


def _given_to_receiver(secret: str) -> str:
    return public_key_of(secret) if secret.startswith(PRIVATE_KEY_PREFIX) else secret


def _with_time(headers: Mapping[str, str], scheme: SignatureScheme, now: int, text: str) -> dict[str, str]:
    name = scheme.header.lower() if scheme.scheme == "t,v1" else "webhook-timestamp"
    return {**headers, name: headers[name].replace(str(now), text, 1)}
