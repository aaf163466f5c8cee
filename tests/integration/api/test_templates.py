"""`POST /api/v1/templates/preview`."""

from typing import Any

import httpx
import orjson
import pytest

from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.catalogue.packs import find_built_in
from webhook_dashboard.domain.templates import default_template

pytestmark = ONE_DATABASE

PREVIEW = "/api/v1/templates/preview"
ORDER = {"number": "SO-1", "total": 150.0, "items": [{"sku": "a"}, {"sku": "b"}]}


def asked(text: str, **fields: Any) -> dict[str, Any]:
    template = {"format": fields.pop("format", "json"), "text": text}
    return {"template": template, "event_type": "order.created", "data": ORDER} | fields


async def test_the_payload_of_an_event_is_shown(reader: httpx.AsyncClient) -> None:
    text = '{\n "total": {order.total}, "skus": ["{item.sku|upper}"], "phone": "{customer.phone}"}'
    response = await reader.post(PREVIEW, json=asked(text))
    assert response.status_code == 200
    body = '{\n "total": 150.0, "skus": ["A","B"], "phone": ""}'
    assert response.json() == {
        "body": body,
        "content_type": "application/json",
        "size_bytes": len(body),
        "warnings": ['Line 2: customer.phone is missing in this event, sent as "".'],
    }


async def test_what_every_delivery_has_is_made_up(reader: httpx.AsyncClient) -> None:
    text = '{"{webhook.id}": {webhook.attempt}, "{event.id}": {event.time}, "{webhook.event}": null}'
    body = orjson.loads((await reader.post(PREVIEW, json=asked(text))).json()["body"])
    delivery, event, event_type = body
    assert delivery.startswith("whd_")
    assert event.startswith("evt_")
    assert (body[delivery], event_type) == (1, "order.created")
    assert body[event].endswith("Z")


@pytest.mark.parametrize(
    ("format", "text", "content_type", "body"),
    [
        ("text", "{order.number}: {order.total}", "text/plain; charset=utf-8", "SO-1: 150.0"),
        (
            "form",
            "number={order.number}\nskus[]={item.sku}",
            "application/x-www-form-urlencoded",
            "number=SO-1&skus%5B%5D=a&skus%5B%5D=b",
        ),
    ],
)
async def test_texts_and_forms_are_previewed_too(
    reader: httpx.AsyncClient, format: str, text: str, content_type: str, body: str
) -> None:
    shown = (await reader.post(PREVIEW, json=asked(text, format=format))).json()
    assert (shown["content_type"], shown["body"]) == (content_type, body)


async def test_without_data_it_is_the_sample_of_the_type(reader: httpx.AsyncClient) -> None:
    asked_for = {"template": {"text": "{data}"}, "event_type": "invoice.sent"}
    found = find_built_in("invoice.sent")
    assert found is not None
    shown = (await reader.post(PREVIEW, json=asked_for)).json()
    assert orjson.loads(shown["body"]) == found[1].sample
    nothing = await reader.post(PREVIEW, json=asked_for | {"data": None})
    assert nothing.json()["body"] == "null"


async def test_a_fault_is_422_with_line_and_column(reader: httpx.AsyncClient) -> None:
    response = await reader.post(PREVIEW, json=asked('{\n "a": 1\n "b": 2}'))
    sentence = check_problem(response, 422, field="template")
    assert sentence == 'template: line 3, column 2: a comma is missing before "b".'
    problem = response.json()
    assert (problem["line"], problem["column"]) == (3, 2)


async def test_strict_mode_names_what_is_missing(reader: httpx.AsyncClient) -> None:
    template = {"text": '"{customer.phone}"', "strict": True}
    response = await reader.post(PREVIEW, json=asked("") | {"template": template})
    assert "customer.phone is missing in this event." in check_problem(response, 422, field="template")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"template": {}}, "template.text"),
        ({"template": {"text": 7}}, "template.text"),
        ({"template": {"text": "", "format": "xml"}}, "template.format"),
        ({"template": {"text": "", "strict": "no"}}, "template.strict"),
        ({"template": {"text": "", "name": "x"}}, "template.name"),
        ({"event_type": "a b"}, "event_type"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_field_that_cannot_be_used_is_422_and_named(
    reader: httpx.AsyncClient, change: dict[str, Any], field: str
) -> None:
    response = await reader.post(PREVIEW, json=asked('"a"') | change)
    check_problem(response, 422, field=field)
    assert "line" not in response.json()


async def test_strings_with_anything_in_them_and_long_numbers_stay_whole(reader: httpx.AsyncClient) -> None:
    data = '{"a": "\\"\\u0000\\ud83d\\n\u2028", "n": 123456789012345678901234567890}'
    content = b'{"template": {"text": "[\\"{a}\\", {n}]"}, "event_type": "x", "data": %b}' % data.encode()
    response = await reader.post(PREVIEW, content=content, headers={"Content-Type": "application/json"})
    assert response.json()["body"] == '["\\"\\u0000\ufffd\\n\u2028", 123456789012345678901234567890]'


async def test_the_default_template_of_the_erp_renders_its_sample(reader: httpx.AsyncClient) -> None:
    text = default_template("angage", "order.created").text
    asked_for = {"template": {"text": text}, "event_type": "order.created"}
    shown = (await reader.post(PREVIEW, json=asked_for)).json()
    assert shown["warnings"] == []
    assert orjson.loads(shown["body"])["data"]["totals"]["total"] == "150.0"


async def test_only_a_key_that_may_read_previews(publisher: httpx.AsyncClient) -> None:
    check_problem(await publisher.post(PREVIEW, json=asked('"a"')), 403)


async def test_the_example_of_the_document_holds(reader: httpx.AsyncClient) -> None:
    document = (await reader.get("/api/openapi.json")).json()
    schemas = document["components"]["schemas"]
    response = await reader.post(PREVIEW, json=schemas["PreviewIn"]["example"])
    assert response.json() == schemas["PreviewOut"]["example"]
