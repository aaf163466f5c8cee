// A checkbox or radio button shows a click at once. React puts a controlled one back until the server has answered;
// what the server says in the end stands. data-momentary is for those that only do something.
(() => {
  const TICK = 'input[type="checkbox"], input[type="radio"]';
  const ANSWER_MS = 5000;
  const turns = new Map(); // who is held, by element or name of the group: a later click ends an earlier hold

  // What the page says; React keeps it beside the element.
  const said = (input) => Object.entries(input).find(([key]) => key.startsWith("__reactProps"))?.[1].checked;

  document.addEventListener("click", ({ target }) => {
    if (!target.matches?.(TICK) || target.dataset.momentary) return;
    const wanted = target.checked; // React has not seen the click yet
    const key = target.type === "radio" ? target.name : target;
    const until = performance.now() + ANSWER_MS;
    const turn = {};
    turns.set(key, turn);
    const hold = () => {
      if (turns.get(key) !== turn) return;
      const isAnswered = typeof said(target) !== "boolean" || said(target) === wanted;
      if (isAnswered || !target.isConnected || performance.now() > until) {
        turns.delete(key);
        settle(target);
      } else {
        target.checked = wanted;
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
  function settle(input) {
    const isGroup = input.type === "radio" && input.name;
    const group = isGroup ? document.querySelectorAll(`input[type="radio"][name="${CSS.escape(input.name)}"]`) : [input];
    for (const one of group) if (typeof said(one) === "boolean") one.checked = said(one);
    showPart();
  }
})();
