"""The reference at `/api/docs`: the OpenAPI document as one plain page that asks no other host."""

from html import escape
from typing import Any, Final

import orjson

STYLE_PATH: Final = "/api/docs.css"
SCRIPT_PATH: Final = "/api/docs.js"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _Document:
    """Follows references within an OpenAPI document and makes examples of its schemas."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas: dict[str, Any] = document["components"]["schemas"]

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema behind a reference, or of the first choice that is not null."""
        if "$ref" in schema:
            return self.resolved(self._schemas[schema["$ref"].rpartition("/")[2]])
        choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
        return self.resolved(choices[0]) if choices else schema

    def word_for(self, schema: dict[str, Any]) -> str:
        """Return the type of a field in a word or two."""
        optional = any(choice.get("type") == "null" for choice in schema.get("anyOf", []))
        inner = self.resolved(schema)
        words: dict[str, str] = {"array": "list", "integer": "whole number", "boolean": "true or false"}
        name: str = inner.get("type", "any")
        kind = words.get(name, name)
        if inner.get("format") == "date-time":
            kind = "time"
        if inner.get("type") == "array":
            kind = f"list of {self.word_for(inner['items'])}"
        return f"{kind} or null" if optional else kind

    def example_of(self, schema: dict[str, Any]) -> Any:
        """Return a value that fits a schema, from its examples where it has any."""
        if schema.get("examples"):
            return schema["examples"][0]
        inner = self.resolved(schema)
        if "example" in inner or inner.get("examples"):
            return inner["example"] if "example" in inner else inner["examples"][0]
        if "default" in inner or "const" in inner or "enum" in inner:
            return inner.get("const", inner.get("default", (inner.get("enum") or [None])[0]))
        if inner.get("type") == "object":
            fields = {name: self.example_of(field) for name, field in inner.get("properties", {}).items()}
            return {name: value for name, value in fields.items() if value != ""}
        if inner.get("type") == "array":
            return [self.example_of(inner["items"])]
        if inner.get("format") == "date-time":
            return "2026-11-20T13:32:07Z"
        plain: dict[str, Any] = {"string": "", "integer": 1, "number": 42.5, "boolean": True}
        return plain.get(inner.get("type", ""), {})


def render_page(document: dict[str, Any]) -> str:
    """Return the page as HTML."""
    known = _Document(document)
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    links = "".join(
        f'<li><a href="#{escape(operation["operationId"])}"><b>{method.upper()}</b> '
        f"{escape(operation['summary'])}</a></li>"
        for _, method, operation in operations
    )
    sections = "".join(_section(known, *operation) for operation in operations)
    lead = _prose(document["info"]["description"])
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>API reference · Webhook Dashboard</title>"
        '<link rel="icon" href="/favicon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/css/tokens.css">'
        f'<link rel="stylesheet" href="{STYLE_PATH}"><script src="{SCRIPT_PATH}"></script></head><body>'
        f'<nav aria-label="Operations"><p><a href="/">Webhook Dashboard</a></p><ul>{links}</ul></nav>'
        f'<main><h1>API reference</h1><p>{lead}</p><p><a href="/api/openapi.json">OpenAPI document</a></p>'
        f"{sections}</main></body></html>"
    )


def _section(known: _Document, path: str, method: str, operation: dict[str, Any]) -> str:
    name = escape(operation["operationId"])
    parts = [
        f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">'
        f"{escape(operation['summary'])}</h2>",
        f"<p><code><b>{method.upper()}</b> {escape(path)}</code></p>",
        f"<p>{_prose(operation.get('description', ''))}</p>",
    ]
    parameters: list[dict[str, Any]] = operation.get("parameters", [])
    if parameters:
        rows = [(p["name"], p["schema"], p.get("description", ""), p["required"]) for p in parameters]
        parts.append(_table(known, "Parameters", rows))
    body = _json_content(operation.get("requestBody", {}))
    if body is not None:
        parts.append(_table(known, "Body", _fields(known, body["schema"])))
    parts.append(f"<h3>Example</h3><pre tabindex=0>{escape(_curl(known, path, method, body))}</pre>")
    parts.extend(_answers(known, operation["responses"]))
    return "".join(parts) + "</section>"


def _answers(known: _Document, responses: dict[str, Any]) -> list[str]:
    parts: list[str] = []
    errors: list[str] = []
    for code, response in sorted(responses.items()):
        if code >= "400":
            errors.append(f"<dt>{code}</dt><dd>{_prose(response['description'])}</dd>")
            continue
        content = _json_content(response)
        parts.append(f"<h3>Answer {code}</h3>")
        if content is not None:
            parts.append(f"<pre tabindex=0>{escape(_json(_example(known, content)))}</pre>")
    return [*parts, f"<h3>Errors</h3><dl>{''.join(errors)}</dl>"]


def _table(known: _Document, title: str, rows: list[tuple[str, dict[str, Any], str, bool]]) -> str:
    cells = "".join(
        f"<tr><th scope=row><code>{escape(name)}</code></th><td>{escape(known.word_for(schema))}</td>"
        f"<td>{'required' if required else 'optional'}</td><td>{_prose(text)}</td></tr>"
        for name, schema, text, required in rows
    )
    return f"<h3>{title}</h3><table><tbody>{cells}</tbody></table>"


def _fields(known: _Document, schema: dict[str, Any]) -> list[tuple[str, dict[str, Any], str, bool]]:
    inner = known.resolved(schema)
    required = inner.get("required", [])
    return [
        (
            name,
            field,
            field.get("description") or known.resolved(field).get("description", ""),
            name in required,
        )
        for name, field in inner.get("properties", {}).items()
    ]


def _json_content(holder: dict[str, Any]) -> dict[str, Any] | None:
    content: dict[str, Any] | None = holder.get("content", {}).get("application/json")
    return content


def _example(known: _Document, content: dict[str, Any]) -> Any:
    return content["example"] if "example" in content else known.example_of(content["schema"])


def _curl(known: _Document, path: str, method: str, body: dict[str, Any] | None) -> str:
    lines = [f'curl -X {method.upper()} "$ORIGIN{path}"', '  -H "Authorization: Bearer $KEY"']
    if body is not None:
        example = _example(known, body)
        lines += ['  -H "Content-Type: application/json"', f"  -d '{_json(example)}'"]
    return " \\\n".join(lines)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _prose(text: str) -> str:
    """Return text as HTML, with what stands between backticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))
