// Jump to: filters the entries of the palette as one types and moves through them with the arrow keys.
(() => {
  const palette = () => document.getElementById("palette");
  const shown = () => [...palette().querySelectorAll("[data-jump]")].filter((entry) => !entry.hidden);

  function choose(entry) {
    palette().querySelectorAll("[data-chosen]").forEach((other) => {
      delete other.dataset.chosen;
      other.ariaSelected = "false";
    });
    const field = palette().querySelector("input");
    if (!entry) return field.removeAttribute("aria-activedescendant");
    entry.dataset.chosen = "true";
    entry.ariaSelected = "true";
    entry.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", entry.id);
  }

  function filter() {
    const words = palette().querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of palette().querySelectorAll("[data-jump]")) {
      const text = entry.dataset.jump.toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of palette().querySelectorAll("[data-group]"))
      group.hidden = !group.querySelector("[data-jump]:not([hidden])");
    palette().querySelector("[data-none]").hidden = shown().length > 0;
  }

  // Webhooks come, go and are renamed while one chooses: what is chosen stays so as long as it is shown.
  const changes = new MutationObserver(() => {
    filter();
    if (!shown().some((entry) => entry.dataset.chosen)) choose(shown()[0]);
  });

  document.addEventListener("shown", (event) => {
    if (event.target.id !== "palette") return;
    const field = palette().querySelector("input");
    field.value = "";
    field.focus();
    filter();
    choose(shown()[0]);
    changes.disconnect();
    changes.observe(palette(), { childList: true, subtree: true, attributeFilter: ["data-jump"] });
  }, true);

  document.addEventListener("input", (event) => {
    if (!event.target.closest("#palette")) return;
    filter();
    choose(shown()[0]);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("#palette")) return;
    const entries = shown();
    const at = entries.findIndex((entry) => entry.dataset.chosen);
    if (event.key === "ArrowDown") choose(entries[Math.min(entries.length - 1, at + 1)]);
    else if (event.key === "ArrowUp") choose(entries[Math.max(0, at - 1)]);
    else if (event.key === "Enter") entries[at]?.click();
    else return;
    event.preventDefault();
  });
})();
