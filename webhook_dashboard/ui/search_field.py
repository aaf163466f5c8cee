"""The search field of a list, which shows what the address asks for (assets/js/search.js)."""

from typing import Any

import orjson
import reflex as rx


def show_search(field_id: str, text: str, look_for: Any) -> Any:
    """Have the field show a text; return it from a handler.

    What was typed since one came to the address stays, and `look_for` is called with what stands there then.
    """
    script = f"window.showSearch({orjson.dumps(field_id).decode()}, {orjson.dumps(text).decode()})"
    return rx.call_script(script, callback=look_for)
