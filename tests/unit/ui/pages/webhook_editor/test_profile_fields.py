"""Every field of the delivery profile is in the editor, and is marked where it is not as the preset."""

from dataclasses import replace

import pytest

from tests.unit.ui.pages.webhook_editor.editor_samples import saved
from webhook_dashboard.domain.profiles import PRESETS, DeliveryProfile
from webhook_dashboard.domain.profiles.checks import IDENTITY_SOURCES
from webhook_dashboard.ui.pages.webhook_editor.changes import changes_between, preset_words
from webhook_dashboard.ui.pages.webhook_editor.checking import read_draft, to_draft
from webhook_dashboard.ui.pages.webhook_editor.draft import SIGNATURE_PARTS, new_draft, with_preset
from webhook_dashboard.ui.pages.webhook_editor.fields import IDENTITY_WORDS, LABELS, SECTION_OF
from webhook_dashboard.ui.pages.webhook_editor.page import webhook_editor

OFFERED_AS = {
    "active_on_create": "active",
    "max_retries": "retry_waits",
    "schedule": "retry_waits",
    "additional_signatures": "signatures",
    **dict.fromkeys(SIGNATURE_PARTS.values(), "signatures"),
}
"""Fields that are parts of something that the editor shows whole."""

PROFILE_FIELDS = sorted(DeliveryProfile().document())


@pytest.fixture(scope="module")
def page() -> str:
    """The editor as it is compiled."""
    return str(webhook_editor().render())


@pytest.mark.parametrize("name", PROFILE_FIELDS)
def test_each_field_of_the_profile_is_offered_with_the_mark_of_the_preset(name: str, page: str) -> None:
    shown = OFFERED_AS.get(name, name)
    assert shown in LABELS
    assert shown in SECTION_OF
    assert f'preset_says_rx_state_?.["{shown}"]' in page
    assert f'changed_rx_state_?.["{shown}"]' in page


@pytest.mark.parametrize("name", PROFILE_FIELDS)
def test_each_field_of_the_profile_is_read_back(name: str) -> None:
    for preset in PRESETS.values():
        read = read_draft(new_draft(preset.key)).profile
        assert read is not None
        assert read.document()[name] == preset.profile.document()[name]


def test_a_preset_says_whether_a_new_webhook_starts_active_and_one_may_say_otherwise() -> None:
    draft = with_preset(new_draft(), "nautical")
    assert [change.name for change in changes_between(new_draft(), draft) if change.name == "active"]
    assert (to_draft(draft).active, preset_words(draft)) == (False, {})
    chosen = draft.with_text("active", "on")
    assert (to_draft(chosen).active, preset_words(chosen)) == (True, {"active": "off"})
    profile = read_draft(chosen).profile
    assert profile is not None
    assert profile.active_on_create


def test_a_preset_turns_nothing_off_that_is_made_already() -> None:
    draft = with_preset(saved(), "nautical")
    assert draft.is_on("active")
    assert "active" not in preset_words(draft)


def test_headers_about_the_event_are_read_compared_and_told() -> None:
    draft = replace(saved(), identity_headers=(("X-Event", "event_type"), (" ", "event_id")))
    reading = read_draft(draft)
    assert reading.fields["identity_headers"] == {"X-Event": "event_type"}
    assert preset_words(draft)["identity_headers"] == "x-webhook-event: Event type"
    [change] = changes_between(saved(), draft)
    assert (change.name, change.section) == ("identity_headers", "headers")
    assert (change.before, change.after) == ("x-webhook-event: Event type", "X-Event: Event type")


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ((("X-Event", "event_type"), ("x-event", "event_id")), "X-event stands here twice."),
        ((("X Event", "event_type"),), "'X Event' is not a header name."),
        ((("Host", "event_type"),), "Host is sent already; choose another name."),
    ],
)
def test_a_header_about_the_event_that_cannot_be_sent_is_told(
    headers: tuple[tuple[str, str], ...], says: str
) -> None:
    assert read_draft(replace(saved(), identity_headers=headers)).errors == {"identity_headers": says}


def test_what_a_header_may_say_has_words() -> None:
    assert tuple(IDENTITY_WORDS) == IDENTITY_SOURCES
