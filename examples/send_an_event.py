"""Publishes one event. Needs nothing but Python.

    WEBHOOK_DASHBOARD_KEY=whk_… python examples/send_an_event.py [http://127.0.0.1:8000]

The key is one of scope publish: `webhook-dashboard api-keys create --name Shop --scope publish`.
"""

import json
import os
import sys
import urllib.error
import urllib.request

ORIGIN = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
EVENT = {
    "type": "order.created",
    "entity_type": "order",
    "entity_id": "SO-2026-0892",
    "data": {"number": "SO-2026-0892", "total": 150.0, "customer": {"name": "Bergman Outdoor"}},
}


def main() -> int:
    """Send the event and say what becomes of it."""
    request = urllib.request.Request(
        f"{ORIGIN}/api/v1/events",
        data=json.dumps(EVENT).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['WEBHOOK_DASHBOARD_KEY']}",
            "Content-Type": "application/json",
            # A repeat with the same key, after a timeout for example, makes no second event.
            "Idempotency-Key": f"order-created-{EVENT['entity_id']}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            published = json.load(response)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        print(f"Refused with {error.code}: {problem['detail']}", file=sys.stderr)
        return 1
    webhooks = len(published["deliveries"])
    print(f"{published['id']} is stored and goes to {webhooks} webhook{'' if webhooks == 1 else 's'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
