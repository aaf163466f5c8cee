"""What can be sent as a test, and the configuration it is sent with."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_draft
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.services.webhook_configuration import configure
from webhook_dashboard.services.webhook_drafts import WebhookChange
from webhook_dashboard.services.webhook_tests import MAX_DATA_BYTES
from webhook_dashboard.storage.event_samples import EventSample
from webhook_dashboard.ui.pages.webhook_editor.testing import choosing
from webhook_dashboard.ui.pages.webhook_editor.testing.choosing import OWN, SAMPLE
from webhook_dashboard.ui.pages.webhook_editor.testing.drafting import change_to_test, draft_to_test

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
SECRET = "whsec_" + "A" * 32
TYPE = "order.created"
BROKEN = {"format": "json", "text": "{"}


def make_record(name: str | None = "SO-2026-0892", **fields: object) -> EventSample:
    defaults: dict[str, object] = {
        "public_id": "evt_1",
        "entity_id": name,
        "happened_at": NOW - timedelta(minutes=5),
        "data": b'{"total":150}',
    }
    return EventSample(**defaults | fields)  # type: ignore[arg-type]


def test_records_come_first_by_their_name_and_say_when_they_were() -> None:
    yesterday = make_record(None, public_id="evt_2", happened_at=NOW - timedelta(days=1))
    found = choosing.choices_of([make_record(), yesterday], TYPE, NOW, UTC)
    assert [(one.key, one.name, one.note) for one in found] == [
        ("evt_1", "SO-2026-0892", "recent order, 13:27"),
        ("evt_2", "evt_2", "recent order, 19 Nov"),
        (SAMPLE, "Generated sample", "from the catalogue"),
        (OWN, "Own JSON", "paste or type"),
    ]


def test_a_type_without_a_sample_is_tried_with_an_empty_object() -> None:
    assert choosing.read_data(choosing.write_sample(None)) == {}
    assert choosing.read_data(choosing.write_sample({"a": 1})) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "where"),
    [("", "line 1, column 1"), ("  \n", "line 1, column 1"), ('{\n  "id": 1,\n}', "line 2, column 10")],
)
def test_json_that_is_none_says_where(text: str, where: str) -> None:
    with pytest.raises(InvalidInput, match=where):
        choosing.read_own(text)


def test_json_that_is_too_large_says_so() -> None:
    with pytest.raises(InvalidInput, match="at most"):
        choosing.read_own('"' + "x" * MAX_DATA_BYTES + '"')
    assert choosing.read_own('{"id": 1}') == {"id": 1}


def test_a_draft_without_a_name_and_without_event_types_can_be_tried() -> None:
    draft = make_draft(name=" ", event_types=[])
    assert draft_to_test(draft, TYPE, SECRET).event_types == (TYPE,)


def test_mistakes_for_other_event_types_do_not_hinder_a_test() -> None:
    draft = make_draft(templates={"invoice.sent": BROKEN}, filters={"order.*": {"total": 1}})
    tried = draft_to_test(draft, TYPE, SECRET)
    assert (dict(tried.templates), list(tried.filters)) == ({}, ["order.*"])
    with pytest.raises(InvalidInput):
        draft_to_test(make_draft(templates={TYPE: BROKEN}), TYPE, SECRET)


def test_unsaved_changes_are_tried_and_the_name_of_the_webhook_stays() -> None:
    draft = make_draft()
    saved = configure(draft, draft.url, SECRET)
    change = WebhookChange(
        name="", event_types=[], active=False, url="https://elsewhere.example/", filters={TYPE: {"total": 1}}
    )
    tried = change_to_test(saved, change, TYPE)
    assert (tried.name, tried.url) == (saved.name, "https://elsewhere.example/")
    assert list(tried.filters) == [TYPE]
    assert change_to_test(saved, WebhookChange(), TYPE) == saved


def test_without_an_address_nothing_can_be_tried() -> None:
    with pytest.raises(InvalidInput, match="url: give the address"):
        draft_to_test(make_draft(url=" "), TYPE, SECRET)
    draft = make_draft()
    saved = configure(draft, draft.url, SECRET)
    with pytest.raises(InvalidInput, match="url: give the address"):
        change_to_test(saved, WebhookChange(url=""), TYPE)
