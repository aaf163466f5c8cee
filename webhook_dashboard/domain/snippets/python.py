"""The snippet in Python; public keys need the package cryptography."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(plan: SnippetPlan) -> str:
    wanted = (
        ("base64", plan.decodes_key or plan.is_standard),
        ("hmac", not plan.public_key),
        ("time", plan.uses_time),
    )
    lines = [f"import {name}" for name, needed in wanted if needed]
    if plan.public_key:
        lines += [
            "",
            "from cryptography.exceptions import InvalidSignature",
            "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey",
        ]
    return "\n".join(lines)


PYTHON: Final = Language(
    label="Python",
    file_name="signature.py",
    imports=_imports,
    opening='''
def signature_is_valid(headers, body, secret):
    """headers: names in lower case; body: the raw bytes, before any parsing."""''',
    given_standard="""
    given = headers.get("@header@", "").split()""",
    given_hex="""
    given = headers.get("@header@", "").split()
    # While a secret is being replaced, this one is signed with the previous secret.
    given += headers.get("@previous@", "").split()""",
    given_timed="""
    parts = [part.partition("=") for part in headers.get("@header@", "").split(",")]
    timestamp = "".join(value for name, _, value in parts if name == "t")
    given = [value for name, _, value in parts if name == "v1"]""",
    time_header="""
    timestamp = headers.get("webhook-timestamp", "")""",
    time_check="""
    if not timestamp.isdecimal() or abs(time.time() - float(timestamp)) > 300:
        return False  # too old: perhaps recorded and sent again""",
    message_id="""
    message_id = headers.get("webhook-id", "")""",
    key_text="""
    key = secret.encode()  # the whole secret as text, with its prefix if it has one""",
    key_base64="""
    key = base64.b64decode(secret.removeprefix("whsec_"))  # not the text itself""",
    signed_body="""
    signed = body""",
    signed_time="""
    signed = f"{timestamp}.".encode() + body""",
    signed_id="""
    signed = f"{message_id}.{timestamp}.".encode() + body""",
    expected_base64="""
    expected = "@prefix@" + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()""",
    expected_hex="""
    expected = "@prefix@" + hmac.digest(key, signed, "sha256").hex()""",
    compare="""
    return any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)""",
    public_key="""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(secret.removeprefix("whpk_")))
    for each in given:
        version, _, signature = each.partition(",")
        try:
            key.verify(base64.b64decode(signature), signed)
        except (InvalidSignature, ValueError):
            continue
        if version == "v1a":
            return True
    return False""",
)
