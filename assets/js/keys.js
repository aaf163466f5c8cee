// The keyboard layer. Keys are matched here and press or focus the element that carries data-key="<key>",
// so no keystroke goes to the server. Rows with data-row are reached by J and K inside [data-rows].
(() => {
  const NAMES = { " ": "space", Escape: "escape", Enter: "enter" };
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const openDialog = () => document.querySelector('dialog[open], [role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]');
  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches('textarea, select, [role="combobox"], [role="menuitem"], [role="option"]') ||
    (element.matches("input") && !["checkbox", "radio", "button"].includes(element.type));

  function show(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    document.querySelectorAll("dialog[open]").forEach((other) => other.close());
    dialog.showModal();
    dialog.dispatchEvent(new Event("shown"));
  }

  function target(key) {
    const scopes = [document.activeElement?.closest("[data-row]"), openDialog() || document];
    for (const scope of scopes) {
      const found = scope && [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
      if (found) return found;
    }
  }

  function press(element) {
    if (element.matches('input:not([type="checkbox"]), textarea')) {
      element.focus();
      element.select();
    } else if (!element.disabled) {
      element.click();
    }
  }

  function step(distance) {
    const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(visible);
    if (!rows.length) return false;
    const current = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
    const selected = current >= 0 ? current : rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const next = rows[Math.min(rows.length - 1, Math.max(0, selected < 0 ? 0 : selected + distance))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (document.querySelector(".side-panel") && selected >= 0) next.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return show("palette");
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const active = document.activeElement || document.body;
    if (event.key === "Escape" && active.matches('input[type="search"]')) return active.blur();
    if (isTyping(active)) return;
    if ((event.key === " " || event.key === "Enter") && active.closest("button, a, input, summary")) return;
    if (event.key === "?" && !openDialog()) return show("keys");
    if (event.key === "Enter" && active.matches("[data-row]")) return active.click();
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && active.matches("[data-row]") && step(arrow)) return event.preventDefault();
    const key = NAMES[event.key] || event.key.toLowerCase();
    if ((key === "j" || key === "k") && !openDialog() && step(key === "j" ? 1 : -1)) return event.preventDefault();
    if (key === "escape" && openDialog()) return;
    const element = key.length === 1 || Object.values(NAMES).includes(key) ? target(key) : null;
    if (!element) return;
    event.preventDefault();
    press(element);
  });

  // Ctrl Enter in a dialog presses data-key="ctrl enter", and so does Enter on a choice that has no use for it.
  // The focus goes there first, so that what is being typed has arrived. Before anybody else takes the key.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat || !openDialog()) return;
    const isChoice = event.target.matches?.('input[type="radio"], input[type="checkbox"]');
    if (!event.ctrlKey && !event.metaKey && !isChoice) return;
    const element = target("ctrl enter");
    if (!element) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus();
    press(element);
  }, true);

  // Anything with data-opens="<id>" opens that native dialog; a click on the veil or on a link closes it.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) return show(opener.dataset.opens);
    const dialog = event.target.closest("dialog[open]");
    if (dialog && (event.target === dialog || event.target.closest("a, [data-closes]"))) dialog.close();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    if (!button.matches('[role="menuitem"]')) event.stopPropagation(); // a menu closes by the click
    await copy(button.dataset.copy);
    button.dataset.copied = "true";
    setTimeout(() => delete button.dataset.copied, 1500);
  }, true);

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    // Plain http on another host has no clipboard API.
    const area = Object.assign(document.createElement("textarea"), { value: text, ariaHidden: "true" });
    area.style.position = "fixed";
    (openDialog() || document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // Countdowns: <span data-until="<epoch ms>"> ticks once a second by its text only.
  const pad = (number) => String(number).padStart(2, "0");
  function countdown(seconds) {
    if (seconds < 3600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
    const hours = Math.floor(seconds / 3600);
    if (hours < 24) return `${hours} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  }
  // The strip that says how long the connection has been lost; it stays hidden for its first seconds.
  let lostAt;
  function tellLost() {
    const text = document.querySelector("[data-lost]");
    if (!text) {
      lostAt = undefined;
      return;
    }
    lostAt ??= Date.now();
    const seconds = Math.round((Date.now() - lostAt) / 1000);
    text.parentElement.hidden = seconds < Number(text.dataset.lost);
    const sentence = `Connection lost ${seconds} s ago. What you see may be old. Trying again.`;
    if (text.firstChild && !text.parentElement.hidden) text.firstChild.nodeValue = sentence;
  }

  setInterval(() => {
    tellLost();
    for (const element of document.querySelectorAll("[data-until]")) {
      const text = countdown(Math.max(0, Math.round((Number(element.dataset.until) - Date.now()) / 1000)));
      if (element.firstChild && element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text;
    }
  }, 1000);
})();
