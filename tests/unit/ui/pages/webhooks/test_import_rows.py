"""What the import says about each webhook."""

from tests.factories import make_draft
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.webhook_documents import ReadDraft
from webhook_dashboard.services.webhook_import import Candidate, Imported
from webhook_dashboard.ui.pages.webhooks import import_rows

DRAFT = make_draft(url="https://api.partner.com/x", event_types=["order.*", "invoice.sent"])
NEW = Candidate("Order Sync", "Order Sync", ReadDraft(DRAFT))
TAKEN = Candidate("CRM", "CRM 2", ReadDraft(DRAFT, ("Bearer token (token)", "header X-Api-Key")))
REFUSED = Candidate("", problem="url: required.")


def test_before_the_import_each_says_what_would_happen() -> None:
    new, taken, refused = import_rows.to_rows([NEW, TAKEN, REFUSED], {0})

    assert (new.kind, new.words, new.is_chosen) == ("new", "Create Order Sync", True)
    assert new.facts == "api.partner.com · 2 event types"
    assert (taken.kind, taken.words) == ("taken", "CRM exists already: imported as CRM 2")
    assert taken.to_fill_in == (
        "To fill in before it is switched on: Bearer token (token), header X-Api-Key."
    )
    assert not taken.is_chosen
    assert (refused.kind, refused.words, refused.problem) == (
        "refused",
        "A webhook without a name",
        "url: required.",
    )
    assert import_rows.summary_words([NEW, TAKEN, REFUSED]) == "3 webhooks found. 1 is refused."
    assert import_rows.summary_words([NEW]) == "1 webhook found."


def test_afterwards_each_says_what_happened() -> None:
    imported = [Imported(NEW, 1), Imported(TAKEN, 2), Imported(REFUSED, problem=REFUSED.problem)]
    first, second, third = import_rows.to_report(imported)

    assert (first.kind, first.words, first.href) == (
        "done",
        "Order Sync",
        f"/webhooks/{encode_id(WEBHOOK, 1)}",
    )
    assert (second.words, bool(second.to_fill_in)) == ("CRM 2", True)
    assert (third.kind, third.problem) == ("refused", "url: required.")
    assert import_rows.report_words(imported) == ("2 webhooks are imported, switched off. 1 was refused.")


def test_a_report_is_shown_only_where_there_is_something_to_do() -> None:
    assert not import_rows.says_more([Imported(NEW, 1)])
    assert import_rows.says_more([Imported(TAKEN, 1)])
    assert import_rows.says_more([Imported(REFUSED, problem="url: required.")])
    assert import_rows.report_words([Imported(NEW, 1)]) == "1 webhook is imported, switched off."
    assert import_rows.report_words([Imported(REFUSED), Imported(REFUSED)]) == (
        "Nothing is imported. 2 were refused."
    )
