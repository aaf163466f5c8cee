// What is typed into the editor and not saved is kept by this tab, sealed by the server, which forgets it when it is
// started anew. The bar at the foot says under which name (`data-kept-as`), when it changed (`data-edits`), and in
// whose memory it is (`data-memory`): what is clean there because it was saved or undone is kept no longer; what is
// clean because the server has forgotten it is about to be asked for.
(() => {
  const PAUSE_MS = 1000;
  const PREFIX = "unsaved ";
  const dirtyIn = new Map();
  let seen, waiting;

  function look() {
    const bar = document.querySelector(".ed-bar[data-kept-as]");
    if (!bar) return;
    const { keptAs, edits, dirty, memory } = bar.dataset;
    const now = [keptAs, edits, dirty, memory].join(" ");
    if (now === seen) return;
    seen = now;
    clearTimeout(waiting);
    if (dirty === "true") {
      dirtyIn.set(keptAs, memory);
      waiting = setTimeout(() => document.getElementById("editor-keep")?.click(), PAUSE_MS);
    } else if (dirtyIn.get(keptAs) === memory) {
      dirtyIn.delete(keptAs);
      keep(keptAs, "");
    }
  }

  function keep(name, sealed) {
    try {
      if (sealed) sessionStorage.setItem(PREFIX + name, sealed);
      else sessionStorage.removeItem(PREFIX + name);
    } catch {
      // There is no room for it; what was kept before would be older. It is in the server's memory all the same.
      sessionStorage.removeItem(PREFIX + name);
    }
  }

  const kept = (name) => sessionStorage.getItem(PREFIX + name) || "";

  new MutationObserver(look).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-kept-as", "data-edits", "data-dirty", "data-memory"],
  });
  window.unsaved = { keep, kept };
})();
