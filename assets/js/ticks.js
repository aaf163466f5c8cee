// A checkbox, radio button or switch shows a click at once. React puts a controlled one back until the server has
// answered; what the server says in the end stands. data-momentary is for those that only do something.
(() => {
  const SWITCH = 'button[role="switch"]';
  const TICK = `input[type="checkbox"], input[type="radio"], ${SWITCH}`;
  const REFUSAL = '[data-sonner-toast][data-type="error"]';
  const ANSWER_MS = 5000;
  const turns = new Map(); // who is held, by element or name of the group: a later click ends an earlier hold

  const property = (tick) => (tick.matches(SWITCH) ? "aria-checked" : "checked");

  // What the page says; React keeps it beside the element.
  const said = (tick) => {
    const value = Object.entries(tick).find(([key]) => key.startsWith("__reactProps"))?.[1][property(tick)];
    return value === undefined ? undefined : String(value) === "true";
  };
  const isOn = (tick) => (tick.matches(SWITCH) ? tick.getAttribute("aria-checked") === "true" : tick.checked);
  const show = (tick, on) => {
    if (isOn(tick) === on) return;
    if (tick.matches(SWITCH)) tick.setAttribute("aria-checked", String(on));
    else tick.checked = on;
  };

  document.addEventListener("click", ({ target }) => {
    if (!target.matches?.(TICK) || target.dataset.momentary) return;
    // A box has taken the click already, and React has not seen it yet; a switch takes it here.
    const wanted = target.matches(SWITCH) ? !isOn(target) : target.checked;
    const key = target.type === "radio" ? target.name : target;
    let until = performance.now() + ANSWER_MS;
    const refusals = new Set(document.querySelectorAll(REFUSAL));
    const isRefused = () => [...document.querySelectorAll(REFUSAL)].some((toast) => !refusals.has(toast));
    const turn = {};
    turns.set(key, turn);
    const hold = () => {
      if (turns.get(key) !== turn) return;
      // What is clicked while the connection is lost is done when it is back.
      if (document.querySelector("[data-lost]")) until = performance.now() + ANSWER_MS;
      const isAnswered = said(target) === undefined || said(target) === wanted;
      if (isAnswered || isRefused() || !target.isConnected || performance.now() > until) {
        turns.delete(key);
        settle(target);
      } else {
        show(target, wanted);
        requestAnimationFrame(hold);
      }
    };
    setTimeout(hold);
  }, true);

  // data-part="true" marks a checkbox of several that are chosen in part: HTML has no attribute for it.
  const showPart = () => {
    for (const input of document.querySelectorAll("input[data-part]")) input.indeterminate = input.dataset.part === "true";
  };
  new MutationObserver(showPart).observe(document.documentElement, {
    childList: true, subtree: true, attributeFilter: ["data-part"],
  });

  // Whatever was refused goes back to what the page says.
  function settle(tick) {
    const isGroup = tick.type === "radio" && tick.name;
    const group = isGroup ? document.querySelectorAll(`input[type="radio"][name="${CSS.escape(tick.name)}"]`) : [tick];
    for (const one of group) if (said(one) !== undefined) show(one, said(one));
    showPart();
  }
})();
