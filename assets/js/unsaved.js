// What is typed into the editor and not saved is kept by this tab, sealed by the server: a restart of the server
// forgets it. The bar at the foot says by `data-kept-as` under which name, and by `data-edits` when it changed.
(() => {
  const PAUSE_MS = 1000;
  const PREFIX = "unsaved ";
  let seen, waiting;

  function look() {
    const bar = document.querySelector(".ed-bar[data-kept-as]");
    if (!bar) return;
    const { keptAs, edits, dirty } = bar.dataset;
    const now = `${keptAs} ${edits} ${dirty}`;
    if (now === seen) return;
    seen = now;
    clearTimeout(waiting);
    if (dirty === "false" && !kept(keptAs)) return;
    waiting = setTimeout(() => document.getElementById("editor-keep")?.click(), PAUSE_MS);
  }

  function keep(name, sealed) {
    try {
      if (sealed) sessionStorage.setItem(PREFIX + name, sealed);
      else sessionStorage.removeItem(PREFIX + name);
    } catch {
      // The browser lets nothing more be kept; what is typed is in the server's memory all the same.
    }
  }

  const kept = (name) => sessionStorage.getItem(PREFIX + name) || "";

  new MutationObserver(look).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-kept-as", "data-edits", "data-dirty"],
  });
  window.unsaved = { keep, kept };
})();
