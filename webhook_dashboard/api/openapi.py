"""The OpenAPI document: what FastAPI knows of its routes, with the hot path and every error added."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from webhook_dashboard.api.errors import PROBLEM_JSON
from webhook_dashboard.api.event_bodies import BatchIn, EventIn, PublishedBatchOut, PublishedOut
from webhook_dashboard.api.publish import BATCH_PATH, EVENTS_PATH
from webhook_dashboard.api.schemas import Problem

_DESCRIPTION: Final = (
    "Publish events, configure webhooks, read the log. Authenticate with an API key: "
    "`Authorization: Bearer <key>`. Times are UTC. Lists answer `next`; pass it as `after` to go on. "
    "Errors are `application/problem+json` (RFC 9457): `detail` is a sentence, `field` names what to mend."
)
_ERRORS: Final = {
    "400": "The body is not JSON.",
    "401": "There is no API key, or it is unknown or revoked.",
    "403": "The key's scope does not allow this.",
    "404": "There is nothing with this id.",
    "409": "It contradicts what is stored.",
    "412": "It was changed meanwhile, and nothing was done: `If-Match` names another revision.",
    "413": "The body is too large.",
    "415": "The Content-Type is not application/json.",
    "422": "A field cannot be used; `field` names it.",
    "429": "Too much at once. Wait for `Retry-After` seconds.",
    "500": "Something went wrong here.",
    "503": "The database does not answer, nothing was stored. Wait for `Retry-After` seconds.",
}
_API_KEY: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "`webhook-dashboard api-keys create --name N --scope publish|read|admin`",
}
_WITH_BODY: Final = ("400", "413", "415", "422")
_EVENT: Final = {
    "type": "order.created",
    "entity_type": "order",
    "entity_id": "SO-2026-0892",
    "data": {"number": "SO-2026-0892", "total": 150.0, "source": "Online"},
}
_PUBLISHED: Final = {
    "id": "evt_0SF9GpR7shc",
    "deliveries": [{"id": "whd_0SF9GpR7shd", "webhook_id": "wh_0SF9GolOqa8"}],
    "skipped": [],
}
_MODELS: Final[tuple[type[BaseModel], ...]] = (EventIn, BatchIn, PublishedOut, PublishedBatchOut, Problem)
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A repeat with the same key and body within 24 hours gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def build_document(rest: FastAPI) -> dict[str, Any]:
    """Return the document of the whole API."""
    document = get_openapi(
        title=rest.title, version=rest.version, description=_DESCRIPTION, routes=rest.routes, tags=[]
    )
    schemas: dict[str, Any] = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= _own_schemas()
    document["components"]["securitySchemes"] = {"ApiKey": _API_KEY}
    paths: dict[str, Any] = document["paths"]
    document["paths"] = _publish_paths() | paths
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _add_key_and_errors(path, operation)
    return document


def _own_schemas() -> dict[str, Any]:
    pairs = [(model, "validation") for model in _MODELS]
    _, definitions = models_json_schema(pairs, ref_template="#/components/schemas/{model}")  # pyright: ignore[reportArgumentType]
    return definitions["$defs"]


def _publish_paths() -> dict[str, Any]:
    one = _publish_operation(
        "Publish an event", "publish_event", "EventIn", _EVENT, "PublishedOut", _PUBLISHED
    )
    one["description"] = "Answered after it is stored. At most 256 KiB."
    batch = _publish_operation(
        "Publish up to 1,000 events",
        "publish_events",
        "BatchIn",
        {"events": [_EVENT]},
        "PublishedBatchOut",
        {"items": [_PUBLISHED]},
    )
    batch["description"] = "All are stored or none. At most 256 KiB each, 16 MiB together."
    return {EVENTS_PATH: {"post": one}, BATCH_PATH: {"post": batch}}


def _publish_operation(
    summary: str, operation_id: str, body: str, example: object, answer: str, answer_example: object
) -> dict[str, Any]:
    return {
        "tags": ["Events"],
        "summary": summary,
        "operationId": operation_id,
        "parameters": [_IDEMPOTENCY_KEY],
        "requestBody": {"required": True, "content": {"application/json": _content(body, example)}},
        "responses": {
            "202": {
                "description": "Stored; it is being delivered.",
                "content": {"application/json": _content(answer, answer_example)},
            },
            "409": {},
            "429": {},
        },
    }


def _content(schema: str, example: object) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}


def _add_key_and_errors(path: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{"ApiKey": []}]
    responses: dict[str, Any] = operation["responses"]
    codes = {"401", "403", "500", "503", *(code for code in responses if code in _ERRORS)}
    if "requestBody" in operation:
        codes |= {*_WITH_BODY}
    if operation.get("parameters"):
        codes.add("422")
    if "_id}" in path:
        codes.add("404")
    if path.endswith(("/retry", "/resend")):
        codes.add("409")
    schema = {"$ref": "#/components/schemas/Problem"}
    for code in sorted(codes):
        responses[code] = {"description": _ERRORS[code], "content": {PROBLEM_JSON: {"schema": schema}}}
