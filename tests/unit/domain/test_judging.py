"""What a result means under the rules of its webhook."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.judging import (
    ANY_NON_SUCCESS,
    SMART,
    JudgingRules,
    judge,
    parse_codes,
    parse_retry_on,
)
from webhook_dashboard.domain.outcomes import NETWORK_KINDS, PERMANENT_KINDS, ErrorKind, Phases, SendResult

ANSWERED = SendResult(200, None, "", (), b"", False, 12.0, Phases())
NAPT = JudgingRules(retry_on=parse_retry_on("network,429,500-599"))
ANY = JudgingRules(retry_on=ANY_NON_SUCCESS)


def answered(code: int, *headers: tuple[str, str]) -> SendResult:
    return replace(ANSWERED, response_code=code, response_headers=headers)


def failed(kind: ErrorKind) -> SendResult:
    return replace(ANSWERED, response_code=None, error_kind=kind)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("200-299", "200-299"),
        ("200", "200"),
        (" 200 - 299 , 304", "200-299,304"),
        ("200–299;304", "200-299,304"),
        ("2xx 304", "200-299,304"),
        ("5XX", "500-599"),
        ("304,200-299", "200-299,304"),
        ("200-250,240-299", "200-299"),
        ("200-249,250-299", "200-299"),
        ("200-299,210-220", "200-299"),
        ("202,200", "200,202"),
        ("200,201,202,,", "200-202"),
    ],
)
def test_codes_are_read_however_they_are_typed(text: str, canonical: str) -> None:
    assert parse_codes(text).text == canonical


@given(st.lists(st.tuples(st.integers(200, 599), st.integers(0, 99)), min_size=1, max_size=12))
def test_codes_hold_what_was_typed_and_read_back_the_same(given_ranges: list[tuple[int, int]]) -> None:
    ranges = [(first, min(first + more, 599)) for first, more in given_ranges]
    codes = parse_codes(",".join(f"{first}-{last}" for first, last in ranges))
    expected = {code for first, last in ranges for code in range(first, last + 1)}
    assert {code for code in range(100, 700) if codes.contains(code)} == expected
    assert parse_codes(codes.text) == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least one code"),
        (" , ", "at least one code"),
        ("ok", "'ok' is no code"),
        ("20", "'20' is no code"),
        ("2000", "'2000' is no code"),
        ("200-", "'200-' is no code"),
        ("-200", "'-200' is no code"),
        ("²00", "'²00' is no code"),
        ("100-299", "out of range"),
        ("600", "out of range"),
        ("9xx", "out of range"),
        ("299-200", "the smaller one first"),
        ("200," * 51, "at most 200 characters"),
        (200, "write a text"),
        (None, "write a text"),
    ],
)
def test_what_is_no_code_is_refused_with_the_field(text: object, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_codes(text)
    assert refused.value.field == "success_codes"
    assert refused.value.message.startswith("success_codes: ")
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("smart", "smart"),
        (" Smart ", "smart"),
        ("any_non_success", "any_non_success"),
        ("500-599, 429, network", "network,429,500-599"),
        ("network", "network"),
        ("429", "429"),
    ],
)
def test_a_retry_rule_is_a_name_or_a_list(text: str, canonical: str) -> None:
    rule = parse_retry_on(text)
    assert rule.text == canonical
    assert parse_retry_on(rule.text) == rule


@pytest.mark.parametrize("text", ["", "smart,404", "networks", "700", 5, ["network"]])
def test_a_retry_rule_that_is_neither_is_refused(text: object) -> None:
    with pytest.raises(InvalidInput, match="retry_on: ") as refused:
        parse_retry_on(text)
    assert refused.value.field == "retry_on"


@pytest.mark.parametrize(
    ("code", "smart", "napt", "any_non_success"),
    [
        (199, False, False, True),
        (302, False, False, True),
        (400, False, False, True),
        (401, False, False, True),
        (404, False, False, True),
        (408, True, False, True),  # the receiver timed out
        (410, False, False, True),
        (425, True, False, True),  # too early
        (429, True, True, True),  # too many
        (499, False, False, True),
        (500, True, True, True),
        (503, True, True, True),
        (599, True, True, True),
        (600, True, True, True),  # counts as a 5xx
        (999, True, True, True),
    ],
)
def test_the_rule_decides_which_codes_are_tried_again(
    code: int, smart: bool, napt: bool, any_non_success: bool
) -> None:
    verdicts = [judge(answered(code), "shop.example", rules) for rules in (JudgingRules(), NAPT, ANY)]
    assert [outcome.retryable for outcome in verdicts] == [smart, napt, any_non_success]
    assert not any(outcome.succeeded for outcome in verdicts)


@pytest.mark.parametrize("code", [200, 204, 299])
def test_a_success_needs_no_more_words(code: int) -> None:
    outcome = judge(answered(code), "shop.example")
    assert (outcome.succeeded, outcome.retryable, outcome.error_kind) == (True, False, None)
    assert (outcome.sentence, outcome.advice) == (f"shop.example answered {code}.", "")


def test_success_codes_of_the_webhook_decide() -> None:
    rules = JudgingRules(success_codes=parse_codes("200,304,410"))
    assert judge(answered(304), "h", rules).succeeded
    gone = judge(answered(410), "h", rules)
    assert (gone.succeeded, gone.gone) == (True, False)
    outcome = judge(answered(202), "h", rules)
    assert (outcome.succeeded, outcome.retryable) == (False, False)
    assert outcome.advice == "Only 200,304,410 counts as success here. Change it if this answer is fine."


def test_gone_is_told_apart_and_final_under_smart() -> None:
    outcome = judge(answered(410), "shop.example")
    assert (outcome.gone, outcome.retryable) == (True, False)
    assert outcome.sentence == "shop.example answered 410."
    assert outcome.advice == "The receiver wants no more events here. Edit the URL, or delete the webhook."
    assert not judge(answered(404), "shop.example").gone


@pytest.mark.parametrize("code", [300, 301, 302, 307, 308, 399])
def test_a_redirect_is_a_failure_that_names_the_new_address(code: int) -> None:
    outcome = judge(answered(code, ("x", "y"), ("Location", "https://new.example/")), "shop.example")
    assert (outcome.succeeded, outcome.retryable) == (False, False)
    assert outcome.error_kind is ErrorKind.REDIRECT
    assert outcome.sentence == "shop.example redirects to https://new.example/."
    assert outcome.advice.startswith("Redirects are never followed.")


def test_a_redirect_is_tried_again_where_the_rule_says_so() -> None:
    rules = JudgingRules(retry_on=parse_retry_on("307"))
    assert judge(answered(307), "h", rules).retryable
    assert not judge(answered(308), "h", rules).retryable


def test_a_redirect_to_nowhere_is_said_without_an_address() -> None:
    outcome = judge(answered(304), "shop.example")
    assert outcome.sentence == "shop.example answered 304, a redirect that names no address."


def test_a_long_address_is_cut_in_the_sentence() -> None:
    location = "https://new.example/" + "x" * 60_000
    outcome = judge(answered(302, ("Location", location)), "shop.example")
    assert outcome.sentence == f"shop.example redirects to {location[:199]}…."


@pytest.mark.parametrize("kind", sorted(ErrorKind))
def test_an_error_is_tried_again_unless_only_a_person_can_mend_it(kind: ErrorKind) -> None:
    outcome = judge(failed(kind), "a{0}b.example")
    assert (outcome.succeeded, outcome.error_kind) == (False, kind)
    assert outcome.retryable is (kind not in PERMANENT_KINDS)


@pytest.mark.parametrize("kind", sorted(ErrorKind))
def test_without_network_in_the_rule_only_our_own_faults_are_tried_again(kind: ErrorKind) -> None:
    outcome = judge(failed(kind), "h", JudgingRules(retry_on=parse_retry_on("429")))
    assert outcome.retryable is (kind in {ErrorKind.INTERNAL_ERROR, ErrorKind.CANCELLED})


@pytest.mark.parametrize("rules", [JudgingRules(), NAPT, ANY])
@pytest.mark.parametrize("kind", sorted(NETWORK_KINDS))
def test_every_preset_tries_again_after_a_network_error(kind: ErrorKind, rules: JudgingRules) -> None:
    assert judge(failed(kind), "h", rules).retryable


def test_an_error_after_the_head_is_still_a_failure() -> None:
    assert not judge(replace(ANSWERED, error_kind=ErrorKind.TOTAL_TIMEOUT), "shop.example").succeeded


def test_neither_code_nor_error_is_no_answer() -> None:
    silent = replace(ANSWERED, response_code=None)
    outcome = judge(silent, "shop.example")
    assert (outcome.retryable, outcome.error_kind) == (True, ErrorKind.PROTOCOL_ERROR)
    assert outcome.sentence == "shop.example gave no answer."
    assert outcome.advice
    assert not judge(silent, "h", JudgingRules(retry_on=parse_retry_on("500"))).retryable


@pytest.mark.parametrize(
    ("code", "kept"), [(413, True), (429, True), (503, True), (408, False), (500, False), (302, False)]
)
def test_the_wish_of_the_receiver_counts_with_three_codes(code: int, kept: bool) -> None:
    outcome = judge(answered(code), "h", ANY, 120.0)
    assert outcome.retry_after_seconds == (120.0 if kept else None)
    assert outcome.advice.startswith("The receiver asked for 120 s. ") is kept


def test_smart_is_the_rule_when_nothing_is_said() -> None:
    assert JudgingRules().retry_on == SMART
