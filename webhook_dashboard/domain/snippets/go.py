"""The snippet in Go."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(plan: SnippetPlan) -> str:
    hmac = not plan.public_key
    wanted = (
        ("crypto/ed25519", plan.public_key),
        ("crypto/hmac", hmac),
        ("crypto/sha256", hmac),
        ("encoding/base64", plan.decodes_key or plan.is_standard),
        ("encoding/hex", hmac and not plan.is_standard),
        ("net/http", True),
        ("strconv", plan.uses_time),
        ("strings", True),
        ("time", plan.uses_time),
    )
    names = "\n".join(f'\t"{name}"' for name, needed in wanted if needed)
    return f"import (\n{names}\n)"


GO: Final = Language(
    label="Go",
    file_name="signature.go",
    imports=_imports,
    opening="""
// body: the raw bytes, before any parsing.
func signatureIsValid(headers http.Header, body []byte, secret string) bool {""",
    given_standard="""
	given := strings.Fields(headers.Get("@header@"))""",
    given_hex="""
	given := strings.Fields(headers.Get("@header@"))
	// While a secret is being replaced, this one is signed with the previous secret.
	given = append(given, strings.Fields(headers.Get("@previous@"))...)""",
    given_timed="""
	timestamp, given := "", []string{}
	for _, part := range strings.Split(headers.Get("@header@"), ",") {
		if strings.HasPrefix(part, "t=") {
			timestamp = part[2:]
		} else if strings.HasPrefix(part, "v1=") {
			given = append(given, part[3:])
		}
	}""",
    time_header="""
	timestamp := headers.Get("webhook-timestamp")""",
    time_check="""
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false // too old: perhaps recorded and sent again
	}""",
    message_id="""
	messageID := headers.Get("webhook-id")""",
    key_text="""
	key := []byte(secret) // the whole secret as text, with its prefix if it has one""",
    key_base64="""
	// The key is not the text itself.
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}""",
    signed_body="""
	signed := body""",
    signed_time="""
	signed := append([]byte(timestamp+"."), body...)""",
    signed_id="""
	signed := append([]byte(messageID+"."+timestamp+"."), body...)""",
    expected_base64="""
	mac := hmac.New(sha256.New, key)
	mac.Write(signed)
	expected := "@prefix@" + base64.StdEncoding.EncodeToString(mac.Sum(nil))""",
    expected_hex="""
	mac := hmac.New(sha256.New, key)
	mac.Write(signed)
	expected := "@prefix@" + hex.EncodeToString(mac.Sum(nil))""",
    compare="""
	for _, each := range given {
		if hmac.Equal([]byte(each), []byte(expected)) {
			return true
		}
	}
	return false
}""",
    public_key="""
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whpk_"))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	for _, each := range given {
		signature, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(each, "v1a,"))
		if err == nil && strings.HasPrefix(each, "v1a,") && ed25519.Verify(key, signed, signature) {
			return true
		}
	}
	return false
}""",
)
