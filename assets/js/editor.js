// The editor of a webhook: Ctrl S, the section in view, folding on phones, the secret that is shown once, and the
// question before a tab with unsaved work is closed.
(() => {
  const SECRET_SECONDS = 30;
  const bar = () => document.querySelector(".ed-bar");

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !bar()) return;
    event.preventDefault();
    // As if the focus left, so that the last keys are told before the save. It stays: whoever types on loses no key.
    document.activeElement?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    setTimeout(() => document.getElementById("editor-save")?.click(), 60);
  });

  window.addEventListener("beforeunload", (event) => {
    if (bar()?.dataset.dirty === "true") event.preventDefault();
  });

  // On a phone each section is folded; its button opens it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    const section = button?.closest("[data-section]");
    if (section) section.toggleAttribute("data-open");
  });

  // The section in view is marked in the list, without asking the server; for a moment the one that was chosen is.
  const CHOSEN_MS = 700;
  const inView = () => {
    const sections = [...document.querySelectorAll("[data-section]")];
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
    const chosen = performance.now() - chosenAt < CHOSEN_MS ? wanted : "";
    const last = atEnd ? sections.at(-1) : sections.filter((section) => section.getBoundingClientRect().top < 180).at(-1);
    return chosen || (last || sections[0])?.dataset.section;
  };
  const mark = () => {
    const items = document.querySelectorAll('.ed-nav[data-form="true"] [data-nav]');
    if (!items.length) return;
    seen = inView();
    for (const item of items) item.toggleAttribute("data-seen", item.dataset.nav === seen);
  };
  let seen = "", wanted = "", chosenAt = -1000;
  let waiting = false;
  // What the placeholder at the cursor wrote comes into view when it is marked.
  let marked;
  const showMarked = () => {
    const first = document.querySelector(".payload-body mark");
    if (first && first !== marked) first.scrollIntoView({ block: "nearest" });
    marked = first;
  };
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); showMarked(); });
  };
  document.addEventListener("scroll", later, { passive: true });
  new MutationObserver(later).observe(document.documentElement, { childList: true, subtree: true });

  const times = (count) => () => count-- > 0;

  // Looks in each frame, for as long as it is to go on.
  function whenThere(find, use, goesOn = times(120)) {
    const found = find();
    if (found) use(found);
    else if (goesOn()) requestAnimationFrame(() => whenThere(find, use, goesOn));
  }

  const pageOf = (address) => new URL(address, location.href).pathname.replace(/\/$/, "");
  const newKey = () => Math.random().toString(36).slice(2, 10);
  const screenOf = (address) => {
    const section = new URL(address, location.href).searchParams.get("section");
    return section === "filters" || section === "payload" ? section : "form";
  };

  // Filters and Payload take the place of the form: going there and leaving them are steps of the history, and Back
  // leads to the section that was in view. Moving about within the form is no step.
  function keepAddress(address) {
    if (screenOf(address) === screenOf(location.href)) return history.replaceState(history.state, "", address);
    const left = new URL(location.href);
    if (screenOf(left) === "form" && seen) left.search = `?section=${seen}`;
    const { idx = 0, ...state } = history.state || {};
    // The router knows nothing of these steps. By a key that it has not seen it takes the way back for one.
    history.replaceState({ ...state, idx, key: newKey() }, "", left);
    history.pushState({ ...state, idx: idx + 1, key: newKey() }, "", address);
  }

  function goTo(section, address) {
    // What was asked for on a page that was left meanwhile goes nowhere.
    if (address && pageOf(address) !== pageOf(location.href)) return;
    const isOther = address && screenOf(address) !== screenOf(location.href);
    if (address) {
      keepAddress(address);
      broughtTo = history.state?.key;
    }
    if (isOther && screenOf(address) !== "form") scrollTo(0, 0);
    bringInView(section, address, matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  }

  // The step of the history whose section was brought into view. Every way here has a step of its own, or goes back to
  // one; when only the connection comes back, one stays where one is.
  let broughtTo = null;
  window.addEventListener("popstate", () => { broughtTo = null; });

  // What the address asked for is on the screen; it says so in full, unless it asks for something else by now.
  function arrive(section, address, asked) {
    if (pageOf(address) !== pageOf(location.href)) return;
    if (broughtTo !== history.state?.key) bringInView(section, address, "auto");
    if (location.search.slice(1) !== asked) return;
    history.replaceState(history.state, "", address);
    broughtTo = history.state?.key;
  }

  function bringInView(section, address, behavior) {
    if (screenOf(address || location.href) !== "form") return;
    whenThere(() => document.getElementById(`section-${section}`), (element) => {
      element.setAttribute("data-open", "");
      [wanted, chosenAt] = [section, performance.now()];
      element.scrollIntoView({ behavior, block: "start" });
      held = element;
      later();
      setTimeout(later, CHOSEN_MS); // one may have gone on meanwhile
    });
  }

  // What stands above a section may come later than the section. Until one does something it stays where it was brought.
  const HELD_MS = 4000;
  let held;
  for (const deed of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    document.addEventListener(deed, () => { held = undefined; }, { passive: true, capture: true });
  }
  new ResizeObserver(() => {
    if (held?.isConnected && performance.now() - chosenAt < HELD_MS) held.scrollIntoView({ block: "start" });
  }).observe(document.documentElement);

  function showMistake(section) {
    goTo(section, "");
    const place = document.getElementById(`section-${section}`) || document;
    whenThere(() => place.querySelector('[aria-invalid="true"]'), (field) => field.focus({ preventScroll: true }), times(30));
  }

  // A secret goes into the page here and nowhere else, and does not stay.
  let hiding;
  function showSecret(secret) {
    whenThere(() => document.getElementById("secret-text"), (element) => {
      const hidden = element.textContent;
      const copy = document.getElementById("secret-copy")?.querySelector("button") || document.getElementById("secret-copy");
      element.textContent = secret;
      if (copy) copy.dataset.copy = secret;
      const until = document.getElementById("secret-until");
      if (until) until.dataset.until = String(Date.now() + SECRET_SECONDS * 1000);
      clearTimeout(hiding);
      hiding = setTimeout(() => {
        element.textContent = hidden;
        if (copy) copy.dataset.copy = "";
        document.getElementById("secret-done")?.click();
      }, SECRET_SECONDS * 1000);
    });
  }

  // Not while somebody types into another field, who has gone on since this was asked for.
  const FIELD = 'input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable="true"]';
  const isInTextField = () => Boolean(document.activeElement?.matches(FIELD));
  const focusOn = (id) => whenThere(() => document.getElementById(id), (element) => isInTextField() || element.focus());

  // After a dialog: only while nothing else has the focus, so that whoever goes on typing is not interrupted.
  const focusAgain = (id) =>
    setTimeout(() => document.activeElement === document.body && document.getElementById(id)?.focus());

  // What was asked for by the address of a page is done with: it is not done again when the connection comes back.
  function forget(name, page) {
    const address = new URL(location.href);
    if (address.pathname.replace(/\/$/, "") !== page || !address.searchParams.has(name)) return;
    address.searchParams.delete(name);
    history.replaceState(history.state, "", address);
  }

  // Enter in the search of events adds what is typed, or ticks the event of that name, once the list has followed.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "event-search" || event.isComposing) return;
    event.preventDefault();
    const field = event.target;
    const text = field.value;
    const wanted = CSS.escape(text.trim());
    const find = () => document.querySelector(`[data-adds-event="${wanted}"], input[data-event="${wanted}"]`);
    const isMeant = () => document.activeElement === field && field.value === text;
    if (wanted) whenThere(find, (found) => found.checked || found.click(), isMeant);
  });

  window.editor = { goTo, arrive, showMistake, showSecret, focusOn, focusAgain, forget, isInTextField };
})();
