"""The snippet in Java, from version 17."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(plan: SnippetPlan) -> str:
    hmac = not plan.public_key
    wanted = (
        ("java.io.ByteArrayOutputStream", plan.uses_time),
        ("java.nio.charset.StandardCharsets", hmac or plan.uses_time),
        ("java.security.GeneralSecurityException", True),
        ("java.security.KeyFactory", plan.public_key),
        ("java.security.MessageDigest", hmac),
        ("java.security.PublicKey", plan.public_key),
        ("java.security.Signature", plan.public_key),
        ("java.security.spec.X509EncodedKeySpec", plan.public_key),
        ("java.time.Instant", plan.uses_time),
        ("java.util.ArrayList", plan.is_timed),
        ("java.util.Base64", plan.decodes_key or plan.is_standard),
        ("java.util.HexFormat", plan.public_key or not plan.is_standard),
        ("java.util.List", plan.is_timed),
        ("java.util.Map", True),
        ("javax.crypto.Mac", hmac),
        ("javax.crypto.spec.SecretKeySpec", hmac),
    )
    return "\n".join(f"import {name};" for name, needed in wanted if needed)


JAVA: Final = Language(
    label="Java",
    file_name="SignatureCheck.java",
    imports=_imports,
    opening="""
final class SignatureCheck {
    /** headers: names in lower case; body: the raw bytes, before any parsing. */
    static boolean signatureIsValid(Map<String, String> headers, byte[] body, String secret)
            throws GeneralSecurityException {""",
    given_standard="""
        String[] given = headers.getOrDefault("@header@", "").split(" ");""",
    given_hex="""
        String current = headers.getOrDefault("@header@", "");
        // While a secret is being replaced, this one is signed with the previous secret.
        String previous = headers.getOrDefault("@previous@", "");
        String[] given = (current + " " + previous).split(" ");""",
    given_timed="""
        String timestamp = "";
        List<String> given = new ArrayList<>();
        for (String part : headers.getOrDefault("@header@", "").split(",")) {
            if (part.startsWith("t=")) {
                timestamp = part.substring(2);
            } else if (part.startsWith("v1=")) {
                given.add(part.substring(3));
            }
        }""",
    time_header="""
        String timestamp = headers.getOrDefault("webhook-timestamp", "");""",
    time_check="""
        if (!timestamp.matches("[0-9]{1,12}")
                || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > 300) {
            return false; // too old: perhaps recorded and sent again
        }""",
    message_id="""
        String messageId = headers.getOrDefault("webhook-id", "");""",
    key_text="""
        // The key is the whole secret as text, with its prefix if it has one.
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);""",
    key_base64="""
        // The key is not the text itself.
        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));""",
    signed_body="""
        byte[] signed = body;""",
    signed_time="""
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes((timestamp + ".").getBytes(StandardCharsets.UTF_8));
        joined.writeBytes(body);
        byte[] signed = joined.toByteArray();""",
    signed_id="""
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes((messageId + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        joined.writeBytes(body);
        byte[] signed = joined.toByteArray();""",
    expected_base64="""
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String expected = "@prefix@" + Base64.getEncoder().encodeToString(mac.doFinal(signed));""",
    expected_hex="""
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String expected = "@prefix@" + HexFormat.of().formatHex(mac.doFinal(signed));""",
    compare="""
        byte[] expectedBytes = expected.getBytes(StandardCharsets.UTF_8);
        for (String each : given) {
            if (MessageDigest.isEqual(expectedBytes, each.getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }
}""",
    public_key="""
        String der = "302a300506032b6570032100"
                + HexFormat.of().formatHex(Base64.getDecoder().decode(secret.replaceFirst("^whpk_", "")));
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(der)));
        for (String each : given) {
            if (!each.matches("v1a,[0-9A-Za-z+/]{86}==")) {
                continue;
            }
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(signed);
            if (signature.verify(Base64.getDecoder().decode(each.substring(4)))) {
                return true;
            }
        }
        return false;
    }
}""",
)
