"""The snippet in PHP; public keys use its extension sodium."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(_plan: SnippetPlan) -> str:
    return "<?php"


PHP: Final = Language(
    label="PHP",
    file_name="signature.php",
    imports=_imports,
    opening="""
// $headers: array_change_key_case(getallheaders()); $body: file_get_contents('php://input').
function signature_is_valid(array $headers, string $body, string $secret): bool
{""",
    given_standard="""
    $given = explode(' ', $headers['@header@'] ?? '');""",
    given_hex="""
    $current = $headers['@header@'] ?? '';
    // While a secret is being replaced, this one is signed with the previous secret.
    $previous = $headers['@previous@'] ?? '';
    $given = explode(' ', "$current $previous");""",
    given_timed="""
    $timestamp = '';
    $given = [];
    foreach (explode(',', $headers['@header@'] ?? '') as $part) {
        [$name, $value] = explode('=', $part, 2) + [1 => ''];
        if ($name === 't') {
            $timestamp = $value;
        } elseif ($name === 'v1') {
            $given[] = $value;
        }
    }""",
    time_header="""
    $timestamp = $headers['webhook-timestamp'] ?? '';""",
    time_check="""
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > 300) {
        return false; // too old: perhaps recorded and sent again
    }""",
    message_id="""
    $message_id = $headers['webhook-id'] ?? '';""",
    key_text="""
    $key = $secret; // the whole secret as text, with its prefix if it has one""",
    key_base64="""
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret)); // not the text itself""",
    signed_body="""
    $signed = $body;""",
    signed_time="""
    $signed = $timestamp . '.' . $body;""",
    signed_id="""
    $signed = $message_id . '.' . $timestamp . '.' . $body;""",
    expected_base64="""
    $expected = '@prefix@' . base64_encode(hash_hmac('sha256', $signed, $key, true));""",
    expected_hex="""
    $expected = '@prefix@' . hash_hmac('sha256', $signed, $key);""",
    compare="""
    foreach ($given as $each) {
        if (hash_equals($expected, $each)) {
            return true;
        }
    }
    return false;
}""",
    public_key="""
    $key = base64_decode(preg_replace('/^whpk_/', '', $secret));
    foreach ($given as $each) {
        [$version, $signature] = explode(',', $each, 2) + [1 => ''];
        $signature = base64_decode($signature);
        if ($version === 'v1a' && strlen($signature) === SODIUM_CRYPTO_SIGN_BYTES
            && sodium_crypto_sign_verify_detached($signature, $signed, $key)) {
            return true;
        }
    }
    return false;
}""",
)
