"""The snippet in JavaScript for Node."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(_plan: SnippetPlan) -> str:
    return 'const crypto = require("node:crypto");'


NODE: Final = Language(
    label="Node",
    file_name="signature.cjs",
    imports=_imports,
    opening="""
// headers: names in lower case, as Node has them; body: a Buffer of the raw bytes, before any parsing.
function signatureIsValid(headers, body, secret) {""",
    given_standard="""
  const given = (headers["@header@"] ?? "").split(" ");""",
    given_hex="""
  const current = headers["@header@"] ?? "";
  // While a secret is being replaced, this one is signed with the previous secret.
  const previous = headers["@previous@"] ?? "";
  const given = `${current} ${previous}`.split(" ");""",
    given_timed="""
  const parts = (headers["@header@"] ?? "").split(",").map((part) => part.split("="));
  const timestamp = parts.find(([name]) => name === "t")?.[1] ?? "";
  const given = parts.filter(([name]) => name === "v1").map(([, value]) => value ?? "");""",
    time_header="""
  const timestamp = headers["webhook-timestamp"] ?? "";""",
    time_check="""
  if (!/^\\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) {
    return false; // too old: perhaps recorded and sent again
  }""",
    message_id="""
  const messageId = headers["webhook-id"] ?? "";""",
    key_text="""
  const key = Buffer.from(secret); // the whole secret as text, with its prefix if it has one""",
    key_base64="""
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64"); // not the text itself""",
    signed_body="""
  const signed = body;""",
    signed_time="""
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), body]);""",
    signed_id="""
  const signed = Buffer.concat([Buffer.from(`${messageId}.${timestamp}.`), body]);""",
    expected_base64="""
  const digest = crypto.createHmac("sha256", key).update(signed).digest("base64");
  const expected = Buffer.from("@prefix@" + digest);""",
    expected_hex="""
  const digest = crypto.createHmac("sha256", key).update(signed).digest("hex");
  const expected = Buffer.from("@prefix@" + digest);""",
    compare="""
  return given
    .map((each) => Buffer.from(each))
    .some((each) => each.length === expected.length && crypto.timingSafeEqual(each, expected));
}""",
    public_key="""
  const raw = Buffer.from(secret.replace(/^whpk_/, ""), "base64");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const key = crypto.createPublicKey({ key: der, format: "der", type: "spki" });
  return given
    .filter((each) => each.startsWith("v1a,"))
    .some((each) => crypto.verify(null, signed, key, Buffer.from(each.slice(4), "base64")));
}""",
)
