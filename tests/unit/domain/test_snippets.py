"""The programs shown to receivers, run: they know right requests, and refuse every other."""

from dataclasses import replace
from typing import Any

import pytest

from tests.snippets.cases import BODY, VARIANTS
from tests.snippets.programs import TOOLS, find_mistakes, snippet_of, variants_of
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing import SCHEMES, STANDARD, Signer, build_secret
from webhook_dashboard.domain.snippets import LANGUAGES, choose_scheme, languages_for, write_snippet

# scripts/prepare brings the tools of these two; scripts/check_snippets runs the others.
ALWAYS_HERE = ("python", "node")

# The program that the ERP's own documentation gives to receivers of X-Angage-Signature.
ANGAGE = """
import hmac
import hashlib

def verify_signature(payload, signature, secret):
    expected = hmac.new(
        secret.encode(),
        payload.encode(),
        hashlib.sha256
    ).hexdigest()
    return hmac.compare_digest(f"sha256={expected}", signature)
"""


@pytest.mark.parametrize(
    ("language", "variant"), [(each, variant) for each in ALWAYS_HERE for variant in variants_of(each)]
)
def test_a_snippet_judges_every_request_rightly(language: str, variant: str) -> None:
    assert find_mistakes(language, variant, snippet_of(language, variant)) == []


@pytest.mark.parametrize(
    ("variant", "right", "wrong", "mistake"),
    [
        ("standard", "> 300", "> 3_000", "old"),
        ("standard", "abs(", "(", "from the future"),
        ("standard", 'base64.b64decode(secret.removeprefix("whsec_"))', "secret.encode()", "right"),
        ("standard", "any(", "all(", "both secrets"),
        ("t,v1 with id", "{message_id}.", "evt_1.", "other id"),
        ("X-Angage-Signature", "-previous", "-other", "knows the previous"),
        ("X-Angage-Signature", "any(", "bool(given) or any(", "other secret"),
    ],
)
def test_a_snippet_with_a_mistake_is_found_out(variant: str, right: str, wrong: str, mistake: str) -> None:
    snippet = snippet_of("python", variant)
    assert right in snippet
    assert mistake in find_mistakes("python", variant, snippet.replace(right, wrong))


def test_every_language_can_be_run_somewhere() -> None:
    assert TOOLS.keys() == LANGUAGES.keys()


def test_the_documented_program_knows_what_is_sent() -> None:
    scheme, secret, _ = VARIANTS["X-Angage-Signature"]
    given: dict[str, Any] = {}
    exec(ANGAGE, given)
    signature = dict(Signer((scheme,), (secret,)).headers("evt_1", 1, BODY))["X-Angage-Signature"]
    assert given["verify_signature"](BODY.decode(), signature, secret)
    assert not given["verify_signature"](BODY.decode() + " ", signature, secret)
    assert not given["verify_signature"](BODY.decode(), signature, build_secret(b"o" * 24))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_snippet_names_the_header_of_the_scheme_and_leaves_no_blank(language: str) -> None:
    for scheme in SCHEMES.values():
        text = write_snippet(language, replace(scheme, key_encoding="utf8"))
        assert scheme.header.lower() in text
        assert "@" not in text
        assert text.endswith("}\n") or language in ("python", "ruby")
        assert max(map(len, text.splitlines())) <= 110


def test_a_public_key_needs_a_language_that_knows_it() -> None:
    assert [key for key, _ in languages_for(public_key=True)] == [key for key in LANGUAGES if key != "csharp"]
    assert languages_for()[-1] == ("csharp", "C#")
    with pytest.raises(InvalidInput, match="C# has no Ed25519 of its own"):
        write_snippet("csharp", STANDARD, public_key=True)
    with pytest.raises(InvalidInput, match="only standard-webhooks signs with a private key"):
        write_snippet("python", SCHEMES["t,v1"], public_key=True)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(
        InvalidInput, match="language: choose one of python, node, php, go, ruby, java, csharp"
    ):
        write_snippet("cobol", STANDARD)


def test_of_several_schemes_the_one_that_signs_most_is_shown() -> None:
    assert choose_scheme((SCHEMES["sha256-hex"], SCHEMES["t,v1"], STANDARD)) == STANDARD
    assert choose_scheme((SCHEMES["sha256-hex"], SCHEMES["t,v1"])) == SCHEMES["t,v1"]
