"""Random tokens: sessions and API keys. Only their hashes are stored."""

import hashlib
import secrets


def make_token() -> str:
    """Return 256 random bits as a text for URLs and headers."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Return what is stored of a token. Its 256 bits cannot be searched, so that a plain SHA-256 will do."""
    return hashlib.sha256(token.encode()).digest()
