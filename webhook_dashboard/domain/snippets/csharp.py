"""The snippet in C#; .NET has no Ed25519 of its own, so public keys are left to a package."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(_plan: SnippetPlan) -> str:
    names = (
        "System",
        "System.Collections.Generic",
        "System.Linq",
        "System.Security.Cryptography",
        "System.Text",
    )
    return "\n".join(f"using {name};" for name in names)


CSHARP: Final = Language(
    label="C#",
    file_name="SignatureCheck.cs",
    imports=_imports,
    opening="""
static class SignatureCheck
{
    // headers: names in lower case; body: the raw bytes, before any parsing.
    public static bool SignatureIsValid(IDictionary<string, string> headers, byte[] body, string secret)
    {
        Func<string, string> header = name => headers.TryGetValue(name, out var value) ? value : "";""",
    given_standard="""
        var given = header("@header@").Split(' ');""",
    given_hex="""
        var current = header("@header@");
        // While a secret is being replaced, this one is signed with the previous secret.
        var previous = header("@previous@");
        var given = (current + " " + previous).Split(' ');""",
    given_timed="""
        var parts = header("@header@").Split(',').Select(part => part.Split('=')).ToArray();
        var timestamp = parts.FirstOrDefault(part => part[0] == "t")?.Last() ?? "";
        var given = parts.Where(part => part[0] == "v1").Select(part => part.Last());""",
    time_header="""
        var timestamp = header("webhook-timestamp");""",
    time_check="""
        if (!long.TryParse(timestamp, out var seconds)
            || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (double)seconds) > 300)
        {
            return false; // too old: perhaps recorded and sent again
        }""",
    message_id="""
        var messageId = header("webhook-id");""",
    key_text="""
        var key = Encoding.UTF8.GetBytes(secret); // the whole secret as text, prefix included""",
    key_base64="""
        var key = Convert.FromBase64String(secret.Replace("whsec_", "")); // not the text itself""",
    signed_body="""
        var signed = body;""",
    signed_time="""
        var signed = Encoding.UTF8.GetBytes(timestamp + ".").Concat(body).ToArray();""",
    signed_id="""
        var signed = Encoding.UTF8.GetBytes(messageId + "." + timestamp + ".").Concat(body).ToArray();""",
    expected_base64="""
        var hash = new HMACSHA256(key).ComputeHash(signed);
        var expected = Encoding.UTF8.GetBytes("@prefix@" + Convert.ToBase64String(hash));""",
    expected_hex="""
        var hash = new HMACSHA256(key).ComputeHash(signed).Select(each => each.ToString("x2"));
        var expected = Encoding.UTF8.GetBytes("@prefix@" + string.Concat(hash));""",
    compare="""
        return given.Select(Encoding.UTF8.GetBytes)
            .Any(each => CryptographicOperations.FixedTimeEquals(each, expected));
    }
}""",
)
