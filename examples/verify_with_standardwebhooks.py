"""Checks the signature of a request with the `standardwebhooks` package (pip install standardwebhooks).

WEBHOOK_SECRET=whsec_… python examples/verify_with_standardwebhooks.py < request.txt
"""

import os
import sys

from standardwebhooks import Webhook, WebhookVerificationError
from verify_signature import read_request


def main() -> int:
    """Check the request on standard input: headers, an empty line, the body."""
    headers, body = read_request(sys.stdin.buffer.read())
    try:
        event = Webhook(os.environ["WEBHOOK_SECRET"]).verify(body, headers)
    except WebhookVerificationError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"The signature fits. Event: {event['type']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
