// The rows of the filter builder: menus that are searched here, Enter and Backspace, and where the focus goes.
// A field is told to the server when the focus leaves it, a value also 300 ms after the last key.
(() => {
  const PART = "[data-line] input[data-part]";
  const ADDS = "[data-adds]";
  let input, menu;
  let ahead; // what was typed between asking for a row and its coming

  const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const options = () => [...menu.querySelectorAll('[role="option"]')].filter((option) => !option.hidden);
  const lastOf = (text) => text.slice(text.lastIndexOf(",") + 1).trim();
  const takesMany = (field) => field.dataset.many === "true";

  function close() {
    if (!menu) return;
    menu.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input = menu = undefined;
  }

  function open(field) {
    const list = listOf(field);
    if (input === field || !list || field.disabled || !list.children.length) return;
    close();
    input = field;
    menu = list.closest("[data-menu]");
    menu.hidden = false;
    input.setAttribute("aria-expanded", "true");
    search("");
    place();
  }

  function place() {
    const field = (input.closest(".fb-field") || input).getBoundingClientRect();
    const width = Math.max(field.width, Math.min(input.dataset.part === "field" ? 360 : 0, innerWidth - 16));
    menu.style.width = `${width}px`;
    menu.style.left = `${Math.max(8, Math.min(field.left, innerWidth - width - 8))}px`;
    const below = innerHeight - field.bottom - 8;
    const isAbove = below < 200 && field.top > below;
    menu.style.maxHeight = `${Math.min(296, (isAbove ? field.top : below) - 12)}px`;
    menu.style.top = isAbove ? "auto" : `${field.bottom + 4}px`;
    menu.style.bottom = isAbove ? `${innerHeight - field.top + 4}px` : "auto";
  }

  function mark(option) {
    menu.querySelectorAll('[aria-selected="true"]').forEach((other) => other.setAttribute("aria-selected", "false"));
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.id ||= `${input.id}-option-${[...option.parentElement.children].indexOf(option)}`;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function search(text) {
    const words = text.toLowerCase().split(/[\s_]+/).filter(Boolean);
    for (const option of menu.querySelectorAll('[role="option"]')) {
      const shown = option.dataset.value.toLowerCase();
      option.hidden = !words.every((word) => shown.includes(word));
    }
    const none = menu.querySelector("[data-none]");
    if (none) none.hidden = options().length > 0;
    else menu.hidden = !options().length;
    mark(input.dataset.part === "field" && words.length ? best(text.trim().toLowerCase()) : undefined);
  }

  // What was typed whole goes before what only contains it: total is order.total and not order.subtotal.
  function best(text) {
    const shown = options();
    const name = (option) => option.dataset.value.toLowerCase();
    const last = (option) => name(option).slice(name(option).lastIndexOf(".") + 1);
    const ways = [(one) => name(one) === text, (one) => last(one) === text, (one) => last(one).startsWith(text)];
    return ways.map((fits) => shown.find(fits)).find(Boolean) || shown[0];
  }

  // Enter where nothing is typed: the menu opens at its first entry, and does not send one on.
  function begin(field) {
    open(field);
    if (menu) mark(options()[0]);
  }

  function write(field, text) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function choose(option) {
    const [field, value] = [input, option.dataset.value];
    const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
    write(field, takesMany(field) && before ? `${before} ${value}` : value);
    close();
    if (field.dataset.part === "field") next(field);
  }

  // From the field of a row to its operator; the server may be about to draw that anew.
  function next(field) {
    field.closest("[data-line]").querySelector("[data-operator] button")?.focus();
  }

  function add(line) {
    const button = document.querySelector(`[data-adds="${line.dataset.group}"]`);
    document.activeElement.blur(); // so that the last keys are told first
    button?.click();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(ADDS)) ahead = "";
  }, true);

  // A row that was asked for takes the focus, and the keys that came before it. It leaves alone who has gone on.
  function begins(field) {
    const typed = ahead;
    ahead = undefined;
    if (window.editor?.isInTextField()) return;
    field.focus();
    if (!typed) return;
    write(field, typed);
    open(field);
    if (menu) search(typed);
  }

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        const field = node.querySelector?.('input[data-begins="true"]');
        if (field) begins(field);
        else if (node.matches?.("[data-line]")) ahead = undefined; // other rows have come
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("keydown", (event) => {
    if (ahead === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" || event.key === "Tab" || !document.querySelector(ADDS)) ahead = undefined;
    if (ahead === undefined || (!ahead && [" ", "Enter"].includes(event.key))) return; // the button is pressed again
    if (event.key === "Backspace") ahead = ahead.slice(0, -1);
    else if (event.key.length === 1) ahead += event.key;
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("pointerdown", () => { ahead = undefined; }, true);

  document.addEventListener("focusin", (event) => {
    if (input && event.target !== input) close();
    if (!event.target.matches(ADDS)) ahead = undefined;
    if (event.target.matches(PART) && !event.target.value) open(event.target);
  });
  document.addEventListener("focusout", (event) => event.target === input && close());
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(PART) || !event.isTrusted) return;
    open(event.target);
    if (input === event.target) search(takesMany(input) ? lastOf(input.value) : input.value);
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-menu]")) event.preventDefault(); // the focus stays in the field
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches(PART)) return open(event.target);
    const option = menu && event.target.closest('[role="option"]');
    if (option && menu.contains(option)) choose(option);
  });
  addEventListener("resize", close);
  addEventListener("scroll", (event) => menu && !menu.contains(event.target) && close(), true);

  // Before React, so that Enter on an entry of the menu does nothing else.
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(PART) || event.isComposing) return;
    if (event.key === "ArrowDown" && !menu) open(event.target);
    if (!menu || menu.hidden) return;
    const shown = options();
    const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(shown[Math.min(shown.length - 1, at + 1)]);
    else if (event.key === "ArrowUp") mark(shown[Math.max(0, at - 1)]);
    else if (event.key === "Enter" && at >= 0) choose(shown[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(PART) || event.isComposing) return;
    const line = event.target.closest("[data-line]");
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.target.dataset.part !== "field") add(line);
      else if (event.target.value.trim()) next(event.target);
      else begin(event.target);
    } else if (event.key === "Backspace" && !event.repeat && !event.target.value && event.target.dataset.part === "value") {
      event.preventDefault();
      line.querySelector("[data-removes]").click();
    }
  });

  // The focus goes to the row before, or to the one that follows, when its own is taken away.
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-removes]")?.closest("[data-line]");
    if (!line) return;
    const near = line.previousElementSibling || line.nextElementSibling;
    (near?.querySelector('input[data-part="value"]') || near?.querySelector("[data-removes]"))?.focus({ preventScroll: true });
    close();
  }, true);
})();
