"""Turns what FastAPI and pydantic find wrong into one sentence that names the field."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from webhook_dashboard.api.errors import Refused

_EXPECTED: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "a JSON object",
}


def refusal_of_errors(errors: Sequence[Mapping[str, Any]]) -> Refused:
    """Return the refusal for the first of pydantic's errors: 400 for a body that is not JSON, else 422."""
    first = errors[0]
    kind: str = first["type"]
    if kind == "json_invalid":
        reason = str(first.get("ctx", {}).get("error", "it cannot be parsed"))
        return Refused(400, f"The body is not JSON: {reason[:1].lower()}{reason[1:]}.")
    field = _name(first["loc"])
    return Refused(422, f"{field}: {_complaint(kind, first)}", field=field)


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse what an address asks for in vain, such as `limit` where there are no pages.

    Raises:
        Refused: the route takes no parameter of this name.
    """
    route: APIRoute = request.scope["route"]
    taken = route.dependant.query_params
    if any(_is_model(one.field_info.annotation) for one in taken):
        return  # it says so itself
    unknown = request.query_params.keys() - {one.alias for one in taken}
    if unknown:
        name = min(unknown)[:60]
        raise Refused(422, f"{name}: there is no such parameter.", field=name)


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _name(location: Sequence[str | int]) -> str:
    """Return the field as a person writes it: `event_types[2]`; `body` for the whole body."""
    inner = location[1:] if location and location[0] in ("body", "query", "path") else location
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inner).removeprefix(".")
    return name[:100] or "body"


def _complaint(kind: str, error: Mapping[str, Any]) -> str:
    if kind == "missing":
        return "required."
    if kind == "extra_forbidden":
        return "there is no such field."
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}."
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = error["ctx"]["ge"] if kind == "greater_than_equal" else error["ctx"]["le"]
        return f"expected {'at least' if kind == 'greater_than_equal' else 'at most'} {bound}."
    if kind.startswith(("datetime_", "timezone_")):
        return "expected a time with its zone, such as 2026-11-20T00:00:00Z."
    if kind in ("enum", "literal_error"):
        return f"expected {error['ctx']['expected']}.".replace("'", "")
    message = str(error["msg"])
    return f"{message[:1].lower()}{message[1:]}."
