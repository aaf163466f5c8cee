"""What a webhook keeps secret: its signing secrets, and the secret parts of authentication and headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from webhook_dashboard.domain.webhooks import PreviousSecret
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import SealedWebhook


@dataclass(frozen=True, slots=True)
class Credentials:
    """Opened secrets. Never shown, logged or put into a state; `secret` is "" when nothing is signed."""

    secret: str = field(default="", repr=False)
    previous: tuple[PreviousSecret, ...] = field(default=(), repr=False)
    authentication: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def sealed(self, vault: Vault) -> dict[str, bytes | None]:
        """Return the columns that hold them."""
        rest: dict[str, Any] = {
            "previous": [[one.secret, one.valid_until.isoformat()] for one in self.previous],
            "authentication": dict(self.authentication),
            "headers": dict(self.headers),
        }
        sealed = vault.seal(orjson.dumps(rest).decode()) if any(rest.values()) else None
        return {"sealed_secret": vault.seal(self.secret), "sealed_credentials": sealed}


def open_credentials(vault: Vault, webhook: SealedWebhook) -> Credentials:
    """Return what a webhook keeps secret."""
    secret = vault.open(webhook.sealed_secret)
    if webhook.sealed_credentials is None:
        return Credentials(secret)
    rest = orjson.loads(vault.open(webhook.sealed_credentials))
    previous = tuple(PreviousSecret(old, datetime.fromisoformat(until)) for old, until in rest["previous"])
    return Credentials(secret, previous, rest["authentication"], rest["headers"])
