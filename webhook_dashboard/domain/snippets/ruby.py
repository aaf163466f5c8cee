"""The snippet in Ruby."""

from typing import Final

from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan


def _imports(_plan: SnippetPlan) -> str:
    return 'require "openssl"'


RUBY: Final = Language(
    label="Ruby",
    file_name="signature.rb",
    imports=_imports,
    opening="""
# headers: names in lower case; body: the raw bytes, before any parsing.
def signature_is_valid(headers, body, secret)""",
    given_standard="""
  given = headers.fetch("@header@", "").split""",
    given_hex="""
  given = headers.fetch("@header@", "").split
  # While a secret is being replaced, this one is signed with the previous secret.
  given += headers.fetch("@previous@", "").split""",
    given_timed="""
  parts = headers.fetch("@header@", "").split(",").map { |part| part.split("=", 2) }
  timestamp = parts.find { |name, _| name == "t" }&.last.to_s
  given = parts.filter_map { |name, value| value if name == "v1" }""",
    time_header="""
  timestamp = headers.fetch("webhook-timestamp", "")""",
    time_check="""
  # Too old: perhaps recorded and sent again.
  return false unless timestamp.match?(/\\A\\d+\\z/) && (Time.now.to_i - timestamp.to_i).abs <= 300""",
    message_id="""
  message_id = headers.fetch("webhook-id", "")""",
    key_text="""
  key = secret # the whole secret as text, with its prefix if it has one""",
    key_base64="""
  key = secret.delete_prefix("whsec_").unpack1("m") # not the text itself""",
    signed_body="""
  signed = body""",
    signed_time="""
  signed = "#{timestamp}.".b + body.b""",
    signed_id="""
  signed = "#{message_id}.#{timestamp}.".b + body.b""",
    expected_base64="""
  expected = "@prefix@" + [OpenSSL::HMAC.digest("SHA256", key, signed)].pack("m0")""",
    expected_hex="""
  expected = "@prefix@" + OpenSSL::HMAC.hexdigest("SHA256", key, signed)""",
    compare="""
  given.any? { |each| OpenSSL.secure_compare(each, expected) }
end""",
    public_key="""
  der = ["302a300506032b6570032100"].pack("H*") + secret.delete_prefix("whpk_").unpack1("m")
  key = OpenSSL::PKey.read(der)
  given.any? do |each|
    version, signature = each.split(",", 2)
    version == "v1a" && key.verify(nil, signature.to_s.unpack1("m"), signed)
  end
end""",
)
