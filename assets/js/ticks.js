// A checkbox or radio button shows a click at once. React puts a controlled one back until the server has answered;
// what the server says in the end stands.
(() => {
  const TICK = 'input[type="checkbox"], input[type="radio"]';
  const ANSWER_MS = 4000;

  document.addEventListener("click", ({ target }) => {
    if (!target.matches?.(TICK)) return;
    const wanted = target.checked; // React has not seen the click yet
    setTimeout(() => (target.checked = wanted));
    setTimeout(() => settle(target), ANSWER_MS);
  }, true);

  // Whatever was refused goes back to what the page says.
  function settle(input) {
    const group = input.type === "radio" && input.name ? document.querySelectorAll(`input[name="${CSS.escape(input.name)}"]`) : [input];
    for (const one of group) {
      const props = Object.entries(one).find(([key]) => key.startsWith("__reactProps"))?.[1];
      if (typeof props?.checked === "boolean") one.checked = props.checked;
    }
  }
})();
