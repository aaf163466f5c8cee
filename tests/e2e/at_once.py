"""Typing and pressing a button before the server can have been told what was typed."""

from playwright.sync_api import Locator

_TYPE_AND_PRESS = """(area, [text, button]) => {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  button.click();
}"""


def type_and_press(area: Locator, text: str, button: Locator) -> None:
    """Put a text into a field of several lines, and press the button at the same moment."""
    area.evaluate(_TYPE_AND_PRESS, [text, button.element_handle()])
