"""The form of a webhook: what can be chosen, what is wrong with it, what is asked for."""

from dataclasses import replace

from tests.unit.ui.pages.webhooks.webhook_samples import ORDER_SYNC
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.services.webhooks import WebhookChange, WebhookDraft
from webhook_dashboard.ui.pages.webhooks import form as forms
from webhook_dashboard.ui.pages.webhooks.form import Form, FormErrors

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
GOOD = Form(name="Shop", url="https://example.com/hooks", event_types=("order.created",))


def test_a_good_form_has_no_errors_and_becomes_a_draft() -> None:
    assert forms.check_form(GOOD).first == ""
    assert forms.to_draft(GOOD) == WebhookDraft(
        "Shop", "https://example.com/hooks", ["order.created"], "POST", True
    )


def test_every_mistake_is_said_at_once_and_the_first_is_known() -> None:
    errors = forms.check_form(Form(method="HEAD", secret_mode=forms.OWN, own_secret="abc"))

    assert errors.name.startswith("Give it a name")
    assert errors.url.startswith("Give the URL")
    assert errors.method.startswith("Expected POST")
    assert errors.event_types.startswith("Choose at least one")
    assert errors.secret == "Expected whsec_ and the base64 of 24 to 64 bytes."
    assert errors.first == "name"


def test_an_error_stands_at_its_field_and_a_strange_one_at_the_url() -> None:
    assert FormErrors().with_one(InvalidInput("name", "name: too long.")) == FormErrors(name="Too long.")
    assert FormErrors().with_one(InvalidInput("other", "No.")) == FormErrors(url="No.")


def test_an_own_secret_is_sent_and_a_made_one_is_not() -> None:
    own = replace(GOOD, secret_mode=forms.OWN, own_secret=f" {SECRET} ")
    assert forms.check_form(own).secret == ""
    assert forms.to_draft(own).secret == SECRET
    assert forms.to_draft(replace(GOOD, secret_mode=forms.MADE)).secret is None


def test_only_what_differs_is_changed() -> None:
    before = forms.form_of(ORDER_SYNC)
    assert forms.to_change(before, before, None) == WebhookChange()
    after = replace(forms.choose_event(before, forms.ALL, True), active=False)
    assert forms.to_change(after, before, "s") == WebhookChange(active=False, event_types=["*"], secret="s")


def test_event_types_are_grouped_with_own_ones_on_top_and_narrowed_by_words() -> None:
    form = replace(GOOD, event_types=("shipment.*", "order.created"))
    own = forms.own_types(form)
    groups = forms.to_groups(form, own, "")

    assert own == ["shipment.*"]
    assert [group.category for group in groups][:3] == [forms.OWN_CATEGORY, "Sales", "Customer"]
    assert [option.key for group in groups for option in group.options if option.is_chosen] == [
        "shipment.*",
        "order.created",
    ]
    found = forms.to_groups(form, own, " STOCK ")
    assert [option.key for group in found for option in group.options] == ["inventory.updated"]


def test_a_type_that_a_pattern_covers_says_so() -> None:
    (sales,) = forms.to_groups(replace(GOOD, event_types=("order.*",)), [], "order.created")[:1]
    assert (sales.options[0].second, sales.options[0].is_chosen) == ("covered by order.*", False)


def test_what_is_typed_can_be_added_when_it_is_new_and_well_formed() -> None:
    assert forms.addable([], " shipment.* ") == "shipment.*"
    assert forms.addable([], "restock") == "restock"
    for text in ("", "order", "order.created", "*", "no spaces", "a..b"):
        assert forms.addable([], text) == ""
    assert forms.addable(["shipment.*"], "shipment.*") == ""


def test_how_many_events_are_chosen_is_said_in_words() -> None:
    assert forms.chosen_words(Form()) == "None chosen"
    assert forms.chosen_words(GOOD) == "1 chosen"
    assert forms.chosen_words(Form(event_types=("*",))) == "All, those to come too"


def test_the_words_beside_a_new_secret_fit_the_receiver() -> None:
    assert "test inbox knows it" in forms.secret_words("/inbox/abc")
    assert forms.secret_words("https://example.com").startswith("It is shown only now. Give it")
