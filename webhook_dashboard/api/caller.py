"""What every route may ask for: the platform, and a caller whose key allows it."""

from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from webhook_dashboard.api.keys import identify
from webhook_dashboard.api.validation import refuse_unknown_parameters
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.api_keys import ApiKeySummary

FindPlatform = Callable[[], Platform]
"""Returns the platform of this process, which is there once the server has started."""


def _platform(request: Request) -> Platform:
    return cast("FindPlatform", request.app.state.find_platform)()


ThePlatform = Annotated[Platform, Depends(_platform)]


async def _reader(request: Request, platform: ThePlatform) -> Actor:
    key = await identify(platform.api_keys, request.headers.get("authorization"), Scope.READ)
    refuse_unknown_parameters(request)
    return _actor(key, Role.ADMIN if key.scope is Scope.ADMIN else Role.VIEWER)


async def _admin(request: Request, platform: ThePlatform) -> Actor:
    key = await identify(platform.api_keys, request.headers.get("authorization"), Scope.ADMIN)
    refuse_unknown_parameters(request)
    return _actor(key, Role.ADMIN)


def _actor(key: ApiKeySummary, role: Role) -> Actor:
    return Actor(f"API key {key.name}", role)


READ = (Depends(_reader),)
"""Dependencies of a route that a key of scope read, or admin, may use."""

Admin = Annotated[Actor, Depends(_admin)]
"""The caller, whose key has the scope admin."""
