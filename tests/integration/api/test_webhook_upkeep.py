"""What is done to a webhook that is there: pause, resume, rotate its secret, look back, restore."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.factories import make_webhook, publish
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from tests.integration.the_log import until_log_is
from tests.receivers import Receiver
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage import holds

WEBHOOKS = "/api/v1/webhooks"
SECRET = "whsec_" + "A" * 32
UNKNOWN = f"{WEBHOOKS}/{encode_id(WEBHOOK, 7)}"


async def create(client: httpx.AsyncClient, **fields: Any) -> str:
    """Create a webhook; returns its address."""
    body = {"name": "Order Sync", "url": "http://127.0.0.1:9/x", "event_types": ["order.created"]} | fields
    response = await client.post(WEBHOOKS, json=body)
    assert response.status_code == 201, response.text
    return response.headers["location"]


async def test_a_paused_webhook_holds_its_deliveries_until_it_is_resumed(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    path = await create(admin)
    paused = (await admin.post(f"{path}/pause")).json()
    assert (paused["state"], paused["pause_reason"]) == ("paused", "Paused by API key Tests.")
    assert paused["paused_at"].endswith("Z")
    await publish(platform)
    await publish(platform)
    await until_log_is(platform, held=2)
    assert (await admin.post(f"{path}/resume")).json() == {"released": 2}
    shown = (await admin.get(path)).json()
    assert (shown["paused_at"], shown["pause_reason"]) == (None, "")
    await until_log_is(platform, retrying=2)  # nobody listens at its port


async def test_a_breaker_that_is_open_is_shown(admin: httpx.AsyncClient, platform: Platform) -> None:
    number = (await make_webhook(platform)).summary.id
    now = platform.clock()
    await platform.database.write(
        lambda connection: holds.open_breaker(connection, number, now, now + timedelta(hours=1))
    )
    shown = (await admin.get(WEBHOOKS)).json()["items"][0]
    assert shown["state"] == "failing"
    assert shown["breaker_opened_at"] is not None
    assert (await admin.post(f"{WEBHOOKS}/{shown['id']}/resume")).json() == {"released": 0}
    assert (await admin.get(WEBHOOKS)).json()["items"][0]["breaker_opened_at"] is None


@pytest.mark.parametrize("body", [None, {}, {"overlap_hours": 0}, {"overlap_hours": 168, "secret": SECRET}])
async def test_a_secret_is_rotated_and_shown_once(
    admin: httpx.AsyncClient, body: dict[str, Any] | None
) -> None:
    path = await create(admin)
    before = (await admin.get(path)).json()
    response = await admin.post(f"{path}/rotate-secret", json=body)
    assert response.status_code == 200
    secret = response.json()["secret"]
    assert secret.startswith("whsec_")
    assert body is None or secret == body.get("secret", secret)
    after = (await admin.get(path)).json()
    assert after["revision"] == 2
    assert after["secret_hint"] != before["secret_hint"]
    assert secret not in (await admin.get(path)).text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"overlap_hours": -1}, "overlap_hours"),
        ({"overlap_hours": 169}, "overlap_hours"),
        ({"overlap_hours": 1e300}, "overlap_hours"),
        ({"overlap_hours": "1"}, "overlap_hours"),
        ({"secret": ""}, "secret"),
        ({"secret": "short"}, "secret"),
        ({"hours": 1}, "hours"),
    ],
)
@ONE_DATABASE
async def test_an_unusable_rotation_is_refused(
    admin: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    path = await create(admin)
    check_problem(await admin.post(f"{path}/rotate-secret", json=body), 422, field=field)


async def test_every_save_is_a_revision_that_says_what_it_changed(admin: httpx.AsyncClient) -> None:
    path = await create(admin, authentication={"type": "bearer", "token": "t0k3n"})
    await admin.patch(path, json={"concurrency": 2, "name": "New"})
    await admin.patch(path, json={"name": "New"})  # changes nothing, saves nothing
    await admin.post(f"{path}/rotate-secret", json={"overlap_hours": 0})
    response = await admin.get(f"{path}/revisions")
    found = response.json()["items"]
    assert [(one["revision"], one["actor"]) for one in found] == [
        (number, "API key Tests") for number in (3, 2, 1)
    ]
    assert [one["changed"] for one in found] == [["secret_hint"], ["name", "concurrency"], []]
    assert [one["webhook"]["name"] for one in found] == ["New", "New", "Order Sync"]
    assert found[0]["webhook"]["authentication"] == {"type": "bearer", "token": "••••"}
    assert "t0k3n" not in response.text


async def test_revisions_come_in_pages(admin: httpx.AsyncClient) -> None:
    path = await create(admin)
    for number in range(4):
        await admin.patch(path, json={"description": str(number)})
    seen: list[int] = []
    page: dict[str, Any] = {"next": None}
    while not seen or page["next"]:
        after = {"after": page["next"]} if page["next"] else {}
        page = (await admin.get(f"{path}/revisions", params={"limit": "2", **after})).json()
        seen += [one["revision"] for one in page["items"]]
        assert all(one["changed"] == ["description"] for one in page["items"] if one["revision"] > 1)
    assert seen == [5, 4, 3, 2, 1]


async def test_a_revision_is_restored_as_a_new_one_and_secrets_stay(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    with Receiver() as receiver:
        path = await create(
            admin,
            url=receiver.url,
            preset="eudr",
            rate_limit=2,
            headers={"X-Source": "erp", "X-Auth-Token": "old"},
            authentication={"type": "basic", "username": "ada", "password": "old"},
            filters={"order.created": {"order.number": {"$exist": True}}},
        )
        first = (await admin.get(path)).json()
        change = {
            "preset": "standard",
            "url": "http://127.0.0.1:10/y",
            "headers": {"X-Auth-Token": "new"},
            "authentication": {"type": "basic", "username": "bob", "password": "new"},
            "filters": {},
            "active": False,
        }
        assert (await admin.patch(path, json=change)).status_code == 200
        restored = await admin.post(f"{path}/revisions/1/restore")
        assert restored.status_code == 200, restored.text
        shown = restored.json()
        assert {name for name in shown if shown[name] != first[name]} == {"revision", "updated_at"}
        await publish(platform)
        await until_log_is(platform, succeeded=1)
    (request,) = receiver.requests
    assert (request.header("X-Source"), request.header("X-Auth-Token")) == ("erp", "new")
    assert request.header("Authorization") == "Basic " + b64encode(b"ada:new").decode()


async def test_what_a_webhook_has_no_secret_for_any_more_is_left_out(admin: httpx.AsyncClient) -> None:
    path = await create(
        admin, headers={"X-Auth-Token": "old", "X-A": "a"}, authentication={"type": "bearer", "token": "old"}
    )
    change = {"headers": {}, "authentication": {"type": "api_key", "value": "new"}}
    assert (await admin.patch(path, json=change)).status_code == 200
    shown = (await admin.post(f"{path}/revisions/1/restore")).json()
    assert shown["headers"] == {"X-A": "a"}
    assert shown["authentication"]["type"] == "api_key"


@pytest.mark.parametrize("action", ["pause", "resume", "rotate-secret", "revisions/1/restore"])
async def test_what_was_meant_for_another_revision_is_not_done(admin: httpx.AsyncClient, action: str) -> None:
    path = await create(admin)
    if action == "resume":
        await admin.post(f"{path}/pause")
    second = (await admin.patch(path, json={"name": "Mine"})).headers["etag"]
    before = (await admin.get(path)).json()
    late = await admin.post(f"{path}/{action}", headers={"If-Match": '"1"'})
    assert check_problem(late, 412).startswith("Mine is at revision 2: it was changed meanwhile.")
    assert (await admin.get(path)).json() == before
    assert (await admin.post(f"{path}/{action}", headers={"If-Match": second})).status_code == 200
    assert (await admin.get(path)).json() != before


@ONE_DATABASE
async def test_an_answer_that_shows_a_webhook_names_its_revision(admin: httpx.AsyncClient) -> None:
    path = await create(admin)
    assert (await admin.post(f"{path}/pause")).headers["etag"] == '"1"'
    await admin.patch(path, json={"name": "Mine"})
    assert (await admin.post(f"{path}/revisions/1/restore")).headers["etag"] == '"3"'


@ONE_DATABASE
async def test_what_is_not_there_is_404(admin: httpx.AsyncClient) -> None:
    for action in ("pause", "resume", "rotate-secret", "revisions/1/restore"):
        check_problem(await admin.post(f"{UNKNOWN}/{action}"), 404)
    check_problem(await admin.get(f"{UNKNOWN}/revisions"), 404)
    path = await create(admin)
    check_problem(await admin.post(f"{path}/revisions/2/restore"), 404)
    check_problem(await admin.get(f"{path}/revisions", params={"limit": "0"}), 422, field="limit")
    check_problem(await admin.get(f"{path}/revisions", params={"after": "9" * 20}), 422, field="after")
    check_problem(await admin.post(f"{path}/revisions/{'9' * 20}/restore"), 422, field="revision")


@ONE_DATABASE
async def test_a_key_that_may_read_looks_back_and_changes_nothing(
    reader: httpx.AsyncClient, platform: Platform
) -> None:
    path = f"{WEBHOOKS}/{encode_id(WEBHOOK, (await make_webhook(platform)).summary.id)}"
    assert (await reader.get(f"{path}/revisions")).status_code == 200
    for action in ("pause", "resume", "rotate-secret", "revisions/1/restore"):
        check_problem(await reader.post(f"{path}/{action}"), 403)
