// A button that moves while it is pressed is pressed all the same. Pressing it takes the focus from a field, whose
// mistake or missing value may then be said, or said no longer, above the button: it is released beside it, and the
// browser would see no click. Whoever moves the pointer away from a button still takes the press back.
(() => {
  const PRESSED = 'button, a[href], summary, label, [role="button"], [role="switch"], [role="tab"], [data-row], '
    + 'input[type="checkbox"], input[type="radio"]';
  // Lists take the entry over which the button is let go: another one, when what is offered changes meanwhile.
  const ENTRY = '[role="option"], [role="menuitem"]';
  const STEADY_PX = 6;
  let press;

  const placeOf = (element) => {
    const { left, top } = element.getBoundingClientRect();
    return { left, top };
  };

  document.addEventListener("pointerdown", (event) => {
    const element = event.button === 0 && event.pointerType === "mouse" && event.target.closest?.(`${PRESSED}, ${ENTRY}`);
    press = element ? { element, x: event.clientX, y: event.clientY, ...placeOf(element) } : undefined;
  }, true);

  // What was scrolled away by hand was not meant any more.
  addEventListener("wheel", () => { press = undefined; }, { passive: true, capture: true });

  document.addEventListener("pointerup", (event) => {
    const pressed = press;
    press = undefined;
    if (!pressed || pressed.element.contains(event.target) || pressed.element.matches(":disabled")) return;
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STEADY_PX) return;
    const isEntry = pressed.element.matches(ENTRY);
    if (!pressed.element.isConnected && !isEntry) return;
    const { left, top } = placeOf(pressed.element);
    if (left === pressed.left && top === pressed.top) return; // something else has come before it
    if (isEntry) letGo(event, pressed.element);
    const { ctrlKey, metaKey, shiftKey, altKey } = event;
    const click = new MouseEvent("click", {
      bubbles: true, cancelable: true, composed: true, detail: 1, view: window, ctrlKey, metaKey, shiftKey, altKey,
    });
    pressed.element.dispatchEvent(click);
    // The browser is about to click what holds both, such as the row of the button.
    addEventListener("click", swallow, { capture: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  }, true);

  // Over the entry that was pressed, if it is still offered, and over no other.
  function letGo(event, entry) {
    event.stopImmediatePropagation();
    const { clientX, clientY, pointerId, pointerType } = event;
    entry.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, clientX, clientY, pointerId, pointerType }));
  }

  function swallow(event) {
    if (!event.isTrusted) return;
    event.preventDefault();
    event.stopPropagation();
  }
})();
