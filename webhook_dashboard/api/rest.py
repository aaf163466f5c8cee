"""The REST API as a FastAPI application: its routes, and its errors in one form."""

from functools import cache
from itertools import chain
from typing import Any, Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from webhook_dashboard.api.caller import FindPlatform
from webhook_dashboard.api.errors import PROBLEM_JSON, Refused, broken, refusal_of
from webhook_dashboard.api.openapi import build_document
from webhook_dashboard.api.routes import (
    deliveries,
    event_type_packs,
    event_types,
    events,
    filters,
    presets,
    reference,
    session,
    statistics,
    templates,
    webhook_revisions,
    webhook_tests,
    webhooks,
)
from webhook_dashboard.api.validation import refusal_of_errors
from webhook_dashboard.domain.errors import DomainError

ROUTES: Final = (
    webhook_tests,
    webhooks,
    webhook_revisions,
    presets,
    events,
    deliveries,
    event_types,
    event_type_packs,
    filters,
    templates,
    statistics,
    session,
    reference,
)


def create_rest(find_platform: FindPlatform) -> FastAPI:
    """Return the application behind `/api`, but for the hot path."""
    rest = FastAPI(
        title="Webhook Dashboard",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        exception_handlers={
            Refused: _on_refused,
            DomainError: _on_domain_error,
            RequestValidationError: _on_validation_error,
            HTTPException: _on_http_error,
            Exception: _on_bug,
        },
    )
    rest.state.find_platform = find_platform
    document = cache(lambda: build_document(rest))
    rest.openapi = document
    for routes in ROUTES:
        rest.include_router(routes.router)
    return rest


def _respond(refused: Refused) -> JSONResponse:
    return JSONResponse(
        refused.as_problem(), status_code=refused.status, headers=refused.headers, media_type=PROBLEM_JSON
    )


async def _on_refused(_request: Request, error: Exception) -> JSONResponse:
    return _respond(cast("Refused", error))


async def _on_domain_error(_request: Request, error: Exception) -> JSONResponse:
    return _respond(refusal_of(cast("DomainError", error)))


async def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    return _respond(refusal_of_errors(cast("Any", error).errors()))


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses, in our words."""
    given = cast("HTTPException", error)
    path = request.url.path[:200]
    details = {
        400: "The body is not JSON.",
        404: f"There is nothing at {path}.",
        405: f"{request.method} is not possible at {path}.",
    }
    detail = details.get(given.status_code, str(given.detail))
    headers = dict(given.headers or {})
    if given.status_code == 405:
        headers["Allow"] = ", ".join(_methods_at(request))
    return _respond(Refused(given.status_code, detail, headers=headers))


def _methods_at(request: Request) -> list[str]:
    """Return what is possible at an address; the framework names only the methods of the first route."""
    candidates = (request.app.router.routes, *(routes.router.routes for routes in ROUTES))
    found: set[str] = set()
    for route in chain.from_iterable(candidates):
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return sorted(found)


async def _on_bug(_request: Request, _error: Exception) -> JSONResponse:
    # Starlette raises the error again after this answer, and the door logs it.
    return _respond(broken())
