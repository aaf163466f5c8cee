"""Signatures: how requests are signed, with which secrets, and how a receiver checks them.

- `keys`: secrets, their forms and the key bytes behind them
- `schemes`: what a signature is made of, as fields
- `signer`: the headers of one request
- `verification`: what checking a received request came to
"""

from webhook_dashboard.domain.signing.keys import (
    PRIVATE_KEY_PREFIX,
    PUBLIC_KEY_PREFIX,
    SECRET_PREFIX,
    build_private_key,
    build_secret,
    mask_secret,
    parse_secret,
    public_key_of,
)
from webhook_dashboard.domain.signing.schemes import (
    KEY_ENCODINGS,
    SCHEMES,
    SIGN_CONTENTS,
    STANDARD,
    KeyEncoding,
    SchemeName,
    SignatureScheme,
    SignContent,
    check_scheme,
    check_schemes,
    check_secret,
    describe_scheme,
    parse_scheme,
    parse_schemes,
    previous_header,
    signature_header_names,
)
from webhook_dashboard.domain.signing.signer import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Signer,
    sign,
)
from webhook_dashboard.domain.signing.verification import (
    TOLERANCE_SECONDS,
    Verdict,
    Verification,
    verify_request,
)

__all__ = [
    "ID_HEADER",
    "KEY_ENCODINGS",
    "PRIVATE_KEY_PREFIX",
    "PUBLIC_KEY_PREFIX",
    "SCHEMES",
    "SECRET_PREFIX",
    "SIGNATURE_HEADER",
    "SIGN_CONTENTS",
    "STANDARD",
    "TIMESTAMP_HEADER",
    "TOLERANCE_SECONDS",
    "KeyEncoding",
    "SchemeName",
    "SignContent",
    "SignatureScheme",
    "Signer",
    "Verdict",
    "Verification",
    "build_private_key",
    "build_secret",
    "check_scheme",
    "check_schemes",
    "check_secret",
    "describe_scheme",
    "mask_secret",
    "parse_scheme",
    "parse_schemes",
    "parse_secret",
    "previous_header",
    "public_key_of",
    "sign",
    "signature_header_names",
    "verify_request",
]
