// The search field of a list shows what the address asks for. The server says so a moment after one has come to an
// address: what was typed there meanwhile stays.
(() => {
  const typedAt = new WeakMap(); // field -> the place in the history where one typed into it
  const place = () => history.state?.key ?? "first";

  document.addEventListener("input", ({ target }) => {
    if (target.matches('input[type="search"]')) typedAt.set(target, place());
  }, true);

  // Returns what is to be looked for.
  window.showSearch = (id, text) => {
    const field = document.getElementById(id);
    if (!field) return text;
    if (typedAt.get(field) === place()) return field.value;
    typedAt.delete(field);
    field.value = text;
    return text;
  };
})();
