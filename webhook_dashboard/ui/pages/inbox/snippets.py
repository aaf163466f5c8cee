"""How a receiver checks the signature itself, as HTML for a code block. Pure."""

from webhook_dashboard.ui.components.code_tokens import mark_text

LANGUAGES = (("python", "Python"), ("standardwebhooks", "standardwebhooks"))
SECRET_PLACEHOLDER = "whsec_your_secret"

_PYTHON = """\
import base64, hashlib, hmac, time

SECRET = "{secret}"

def verify(headers, body):
    # Names of headers in lower case; body: the bytes as they arrived.
    message_id = headers["webhook-id"]
    timestamp = headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        return False  # an old request, sent again
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{{message_id}}.{{timestamp}}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    # There are several while a secret is being replaced.
    return any(
        hmac.compare_digest(f"v1,{{expected}}", given)
        for given in headers["webhook-signature"].split()
    )"""

_STANDARDWEBHOOKS = """\
# pip install standardwebhooks
from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook("{secret}")

def receive(headers, body):
    # body: the bytes as they arrived.
    try:
        return webhook.verify(body, headers)
    except WebhookVerificationError:
        return None  # answer 401"""

_TEXTS = {"python": _PYTHON, "standardwebhooks": _STANDARDWEBHOOKS}


def write_snippet(language: str) -> str:
    """The program text; an unknown language is plain Python."""
    return _TEXTS.get(language, _PYTHON).format(secret=SECRET_PLACEHOLDER)


def show_snippet(language: str) -> str:
    """The same as HTML with the secret marked."""
    return mark_text(write_snippet(language), SECRET_PLACEHOLDER)
