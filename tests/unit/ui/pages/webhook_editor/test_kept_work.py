"""Unsaved work as a document, and what becomes of it when it is taken up again."""

from dataclasses import replace
from typing import Any

import orjson

from tests.unit.ui.pages.webhook_editor.editor_samples import NOW, ORDER_SYNC, work
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.pages.webhook_editor.draft import new_draft
from webhook_dashboard.ui.pages.webhook_editor.kept_work import document_of, taken_up
from webhook_dashboard.ui.pages.webhook_editor.work import Work


def kept(of: Work) -> dict[str, Any]:
    """The document as it comes back from the browser."""
    return orjson.loads(orjson.dumps(document_of(of)))


def typed_work() -> Work:
    """Work in which something of every shape was typed."""
    one = work()
    one.edit(
        replace(
            one.typed.with_text("name", "Mine"),
            event_types=("order.created", "order.updated"),
            headers=(("X-Source", "erp"), ("X-More", "1")),
            identity_headers=(("X-Id", "delivery_id"),),
            waits=("1 min", "5 min"),
            filters={"order.created": {"total": {"$gt": 100}}},
        ),
        "name",
    )
    return one


def test_everything_that_was_typed_comes_back_as_it_was() -> None:
    before = typed_work()
    after = taken_up(work(), kept(before))
    assert after.typed == before.typed
    assert after.saved == before.saved
    assert after.summary == before.summary
    assert [change.name for change in after.changes()] == [change.name for change in before.changes()]


def test_what_was_typed_since_stays_on_top() -> None:
    since = work()
    since.edit(since.typed.with_text("name", "Later"), "name")
    after = taken_up(since, kept(typed_work()))
    assert after.typed.texts["name"] == "Later"
    assert after.typed.headers == typed_work().typed.headers


def test_what_somebody_else_saved_meanwhile_joins_it_and_is_told() -> None:
    theirs = replace(
        ORDER_SYNC, revision=ORDER_SYNC.revision + 1, name="Theirs", description="Said by somebody else"
    )
    now = work(revision=theirs.revision, name=theirs.name, description=theirs.description)
    now.revisions = (
        Revision(theirs.revision, NOW, "grace@company.com", theirs.columns()),
        Revision(ORDER_SYNC.revision, NOW, "ada@company.com", ORDER_SYNC.columns()),
    )
    after = taken_up(now, kept(typed_work()))
    assert after.summary == now.summary
    assert after.typed.texts["name"] == "Mine"
    assert after.typed.texts["description"] == "Said by somebody else"
    assert [change.name for change in after.overtaken_changes()] == ["name"]


def test_a_new_webhook_comes_back_with_where_its_secret_comes_from() -> None:
    before = Work(new_draft(), new_draft())
    before.wants_own_secret = True
    before.edit(replace(before.typed.with_text("name", "Shop"), secret="whsec_typed"), "name", "secret")
    fresh = Work(new_draft(), new_draft())
    fresh.kept_as = "new eudr"
    after = taken_up(fresh, kept(before))
    assert (after.typed, after.wants_own_secret, after.is_new) == (before.typed, True, True)
    assert after.kept_as == "new eudr"


def test_a_document_of_another_version_brings_what_both_know() -> None:
    document = kept(typed_work())
    del document["typed"]["waits"], document["typed"]["texts"]["description"]
    document["typed"] |= {"gone": 1, "texts": document["typed"]["texts"] | {"gone": "1"}}
    after = taken_up(work(), document)
    assert after.typed.texts == {**work().typed.texts, "name": "Mine"}
    assert after.typed.waits == work().typed.waits


def test_what_others_saved_is_told_though_the_revision_it_changed_is_not_among_those_read() -> None:
    now = work(revision=ORDER_SYNC.revision + 200, name="Theirs", description="Said by somebody else")
    after = taken_up(now, kept(typed_work()))
    assert after.typed.texts["description"] == "Said by somebody else"
    assert [change.name for change in after.overtaken_changes()] == ["name"]


def test_after_a_backup_was_restored_the_revision_is_the_one_that_is_stored() -> None:
    now = work(revision=ORDER_SYNC.revision - 3, name="Of the backup")
    after = taken_up(now, kept(typed_work()))
    assert after.summary == now.summary
    assert after.saved == now.saved
    assert after.typed.texts["name"] == "Mine"
