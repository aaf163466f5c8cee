"""How to publish an event from one's own program, in three languages, as HTML for a code block. Pure."""

from webhook_dashboard.ui.components.code_tokens import colour_json, mark_text

SNIPPET_LANGUAGES = (("curl", "cURL"), ("python", "Python"), ("node", "Node"))

SAMPLE_RECORD = "SO-2026-0892"
SAMPLE_EVENT = """\
{ "type": "order.created",
  "data": { "number": "SO-2026-0892", "total": 150.00,
            "source": "Online", "ship_method": "Express",
            "customer": { "name": "Bergman Outdoor" } } }"""

_CURL = """\
curl -X POST {origin}/api/v1/events \\
  -H "Authorization: Bearer {key}" \\
  -H "Content-Type: application/json" \\
  -d '{{"type": "order.created", "data": {{"number": "SO-2026-0892"}}}}'"""

_PYTHON = """\
import json, urllib.request

event = {{"type": "order.created", "data": {{"number": "SO-2026-0892"}}}}
request = urllib.request.Request(
    "{origin}/api/v1/events",
    data=json.dumps(event).encode(),
    headers={{"Authorization": "Bearer {key}", "Content-Type": "application/json"}},
)
print(urllib.request.urlopen(request).read().decode())"""

_NODE = """\
const answer = await fetch("{origin}/api/v1/events", {{
  method: "POST",
  headers: {{ Authorization: "Bearer {key}", "Content-Type": "application/json" }},
  body: JSON.stringify({{ type: "order.created", data: {{ number: "SO-2026-0892" }} }}),
}});
console.log(await answer.json());"""

_TEXTS = {"curl": _CURL, "python": _PYTHON, "node": _NODE}


def write_snippet(language: str, origin: str, key: str) -> str:
    """The program text with the true address and key; an unknown language is cURL."""
    return _TEXTS.get(language, _CURL).format(origin=origin, key=key)


def show_snippet(language: str, origin: str, key: str) -> str:
    """The same as HTML with the key marked."""
    return mark_text(write_snippet(language, origin, key), key)


def show_sample_event() -> str:
    """The event that the second step sends, coloured."""
    return colour_json(SAMPLE_EVENT)
