"""What is typed becomes what is asked for, and each mistake is found and placed."""

from dataclasses import replace

import pytest

from tests.unit.ui.pages.webhook_editor.editor_samples import saved
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.domain.signing import SCHEMES
from webhook_dashboard.ui.pages.webhook_editor.checking import place_of, read_draft, to_change, to_draft
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, clone_of, new_draft, with_preset


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_reads_back_as_the_preset(preset: str) -> None:
    reading = read_draft(new_draft(preset))
    assert reading.profile == PRESETS[preset].profile
    assert set(reading.errors) == {"name", "url", "event_types"}


def test_a_stored_webhook_has_no_mistake_and_asks_for_no_change() -> None:
    draft = saved()
    assert read_draft(draft).errors == {}
    change = to_change(draft, draft)
    assert (change.name, change.url, change.event_types, change.active) == (None, None, None, None)
    assert (change.authentication, change.headers, change.filters, change.templates) == (
        None,
        None,
        None,
        None,
    )
    assert change.preset == "standard"


def test_a_mask_stands_for_what_is_stored() -> None:
    draft = saved()
    assert draft.authentication == {"type": "basic", "username": "hooks", "password": MASK}
    assert draft.headers == (("X-Source", "erp"), ("X-Api-Key", MASK))
    change = to_change(replace(draft, headers=(("X-Api-Key", MASK),)), draft)
    assert change.headers == [{"name": "X-Api-Key", "value": MASK}]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("name", " ", "Give it a name"),
        ("url", "", "Give the URL"),
        ("description", "x" * 501, "At most 500"),
        ("connect_timeout", "soon", "Write a time"),
        ("connect_timeout", "10 %", "Write a time"),
        ("connect_timeout", "2 h", "Expected a time from 1 s to 1 min."),
        ("total_timeout", "1 s", "cannot be under Response timeout."),
        ("concurrency", "1.5", "Write a whole number"),
        ("retry_jitter", "50 %", "Expected a share from 0 % to 20 %."),
        ("retry_jitter", "5 s", "Write a share"),
        ("rate_limit", "5 min", "Write requests a second"),
        ("success_codes", "abc", "is no code"),
        ("pause_after", "0", "1 to 1,000"),
        ("notify_email", "nobody", "is not an e-mail address"),
    ],
)
def test_a_mistake_is_said_at_its_field(name: str, text: str, says: str) -> None:
    errors = read_draft(saved().with_text(name, text)).errors
    assert list(errors) == [name]
    assert says in errors[name]


def test_mistakes_in_rows_are_said_at_their_rows() -> None:
    draft = replace(
        saved(),
        authentication={"type": "bearer", "token": "two words"},
        headers=(("Host", "x"),),
        signatures=(SCHEMES["sha256-hex"].document() | {"header": "Host"},),
        waits=("1m", "later"),
        event_types=("order created",),
    )
    errors = read_draft(draft).errors
    assert errors["authentication.token"].startswith("Give the token alone")
    assert "Host cannot be set here" in errors["headers"]
    assert "signatures.0" in errors
    assert "'later' is no wait" in errors["retry_waits"]
    assert "neither a type" in errors["event_types"]


def test_what_fills_the_plan_is_kept_with_its_numbers() -> None:
    draft = replace(
        saved(), generator={"kind": "window", "retries": "3", "window_seconds": "30 min", "factor": "2"}
    )
    reading = read_draft(draft)
    assert reading.profile is not None
    assert reading.profile.retry_waits == (257, 514, 1029)
    wrong = replace(draft, generator={**draft.generator, "factor": "99"})
    assert "schedule" in read_draft(wrong).errors
    assert "schedule" in read_draft(replace(draft, generator={**draft.generator, "factor": "x"})).errors


def test_units_and_empty_fields_are_understood() -> None:
    draft = new_draft()
    for name, text in (("response_timeout", "0,5 min"), ("rate_limit", "5 / s"), ("pause_after", "")):
        draft = draft.with_text(name, text)
    fields = read_draft(draft).fields
    assert (fields["response_timeout"], fields["rate_limit"], fields["pause_after"]) == (30.0, 5.0, None)


def test_a_secret_must_fit_the_signatures_and_hmac_needs_one() -> None:
    draft = replace(new_draft(), secret="short")
    assert "secret" in read_draft(draft).errors
    unsigned = replace(new_draft(), secret="", authentication={"type": "hmac"})
    assert "HMAC means" in read_draft(unsigned).errors["authentication"]


def test_no_signature_is_none_at_all() -> None:
    draft = replace(saved(), signatures=())
    assert to_draft(draft).fields["signature_scheme"] == "none"
    assert read_draft(draft).profile is not None


def test_a_copy_keeps_everything_but_secrets_and_starts_off() -> None:
    copy = clone_of(saved())
    assert copy.texts["name"] == "Order Sync (copy)"
    assert not copy.is_on("active")
    assert copy.authentication["password"] == ""
    assert ("X-Api-Key", "") in copy.headers
    assert copy.filters == saved().filters


def test_another_preset_keeps_what_is_no_matter_of_presets() -> None:
    draft: Draft = with_preset(saved(), "eudr")
    assert (draft.texts["name"], draft.event_types, draft.headers) == (
        "Order Sync",
        saved().event_types,
        saved().headers,
    )
    assert draft.waits == ("1 s", "5 s", "30 s")


def test_errors_of_the_service_find_their_place() -> None:
    assert place_of("signature_header") == place_of("additional_signatures") == "signatures"
    assert place_of("schedule.factor") == "schedule"
    assert place_of("url") == "url"
