"""Who calls the API: the bearer key of a request."""

from typing import Final

from webhook_dashboard.api.errors import Refused
from webhook_dashboard.domain.people import Scope
from webhook_dashboard.services.api_keys import ApiKeys
from webhook_dashboard.storage.api_keys import ApiKeySummary

_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="Webhook Dashboard"'}


async def identify(keys: ApiKeys, authorization: str | None, *wanted: Scope) -> ApiKeySummary:
    """Return the key that an Authorization header names, when it may do one of `wanted`.

    Raises:
        Refused: 401 without a key or with one that is unknown or revoked, 403 with another scope.
    """
    key = _bearer(authorization)
    return _allowed(keys.remembered(key) or await keys.find(key), wanted)


def identify_remembered(keys: ApiKeys, authorization: str | None, *wanted: Scope) -> ApiKeySummary | None:
    """Like `identify`, without asking the database; None when it would have to be asked.

    Raises:
        Refused: 401, 403.
    """
    known = keys.remembered(_bearer(authorization))
    return None if known is None else _allowed(known, wanted)


def _bearer(authorization: str | None) -> str:
    scheme, _, key = (authorization or "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise Refused(401, "Authorization: send an API key as Bearer <key>.", headers=_CHALLENGE)
    return key


def _allowed(found: ApiKeySummary | None, wanted: tuple[Scope, ...]) -> ApiKeySummary:
    if found is None:
        headers = {"WWW-Authenticate": _CHALLENGE["WWW-Authenticate"] + ', error="invalid_token"'}
        raise Refused(401, "Authorization: this API key is unknown or was revoked.", headers=headers)
    if not any(found.scope.allows(scope) for scope in wanted):
        names = " or ".join(dict.fromkeys([*(scope.value for scope in wanted), Scope.ADMIN.value]))
        raise Refused(403, f"This needs an API key of scope {names}; yours has {found.scope.value}.")
    return found
