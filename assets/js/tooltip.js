// One tooltip for the page: shows data-tip of the element under the pointer after 500 ms, or under the focus.
(() => {
  const DELAY_MS = 500;
  const GAP = 6;
  let tip, timer, owner;

  function element() {
    if (!tip) {
      tip = Object.assign(document.createElement("div"), { className: "tooltip", role: "tooltip", popover: "manual" });
      document.body.append(tip);
    }
    return tip;
  }

  // data-tip-narrow speaks only where the words beside the icon are hidden.
  const MARKED = "[data-tip], [data-tip-narrow]";
  const textOf = (target) => target.dataset.tip || (innerWidth < 1280 ? target.dataset.tipNarrow : "");

  function show(target) {
    const text = textOf(target);
    if (!text || !target.isConnected) return;
    owner = target;
    const box = element();
    box.textContent = text;
    box.showPopover();
    const at = target.getBoundingClientRect();
    const below = at.bottom + GAP + box.offsetHeight < innerHeight;
    const left = Math.min(Math.max(8, at.left + at.width / 2 - box.offsetWidth / 2), innerWidth - box.offsetWidth - 8);
    box.style.left = `${left}px`;
    box.style.top = `${below ? at.bottom + GAP : at.top - GAP - box.offsetHeight}px`;
  }

  function hide() {
    clearTimeout(timer);
    owner = undefined;
    if (tip?.matches(":popover-open")) tip.hidePopover();
  }

  document.addEventListener("pointerover", (event) => {
    const target = event.pointerType === "touch" ? null : event.target.closest?.(MARKED);
    if (target === owner && target) return;
    hide();
    if (target) timer = setTimeout(() => show(target), DELAY_MS);
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.closest(MARKED);
    if (target && event.target.matches(":focus-visible")) show(target);
  });
  for (const name of ["focusout", "pointerdown", "keydown", "scroll"]) document.addEventListener(name, hide, true);
})();
