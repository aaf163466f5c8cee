// Sign-in, set-up and sign-out: plain HTTP, because a cookie that no script may read can only be set that way.
// Afterwards the page is loaded anew, so that the socket connects with the new cookie.
(() => {
  const form = () => document.querySelector("form[data-account]");
  const hint = (name) => document.getElementById(`${name}-hint`);

  function say(name, text, tone) {
    const line = hint(name);
    const field = form().elements[name];
    if (!line || !field) return false;
    line.querySelector("[data-text]").textContent = text;
    line.className = `hint${tone ? ` is-${tone}` : ""}`;
    line.dataset.tone = tone || "";
    field.setAttribute("aria-invalid", String(tone === "bad"));
    return true;
  }

  const rest = (name) => say(name, hint(name)?.dataset.rest || "", "");

  function reveal(name) {
    const box = document.querySelector(`[data-field="${name}"]`);
    if (box) box.hidden = false;
  }

  // Where the person wanted to go before signing in; only an address of this very server.
  // A path that begins with two slashes would name another host.
  function wanted() {
    const next = new URLSearchParams(location.search).get("next") || "/";
    const address = new URL(next, location.origin);
    const own = address.origin === location.origin && !address.pathname.startsWith("//");
    return own ? address.pathname + address.search : "/";
  }

  async function send(event) {
    event.preventDefault();
    const target = event.target;
    const button = target.querySelector('[type="submit"]');
    if (button.disabled) return;
    const values = Object.fromEntries(new FormData(target));
    if (!values.code) delete values.code;
    [...target.elements].forEach((field) => field.name && rest(field.name));
    button.disabled = true;
    try {
      const response = await fetch(target.dataset.account, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(values),
      });
      if (response.ok) return location.assign(wanted());
      const problem = await response.json().catch(() => ({}));
      refuse(problem.field, problem.detail || "The server could not answer. Try again in a moment.");
    } catch {
      refuse("password", "The server cannot be reached. Is it running?");
    }
    button.disabled = false;
  }

  function refuse(name, text) {
    const sentence = text.replace(/^\w+: (.)/, (_, first) => first.toUpperCase());
    if (name === "code") reveal("code");
    const shown = say(name, sentence, "bad") ? name : say("password", sentence, "bad") && "password";
    form().elements[shown]?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-account]")) send(event);
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest?.("form[data-account]") || !field.name) return;
    const least = Number(field.dataset.least);
    if (!least) return rest(field.name);
    const length = [...field.value].length;
    if (!length) rest(field.name);
    else if (length < least) say(field.name, `${length} of at least ${least} characters`, "");
    else say(field.name, `${length} characters`, "ok");
  });

  document.addEventListener("click", async (event) => {
    const eye = event.target.closest("[data-eye]");
    if (eye) {
      const field = document.getElementById(eye.dataset.eye);
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      eye.setAttribute("aria-pressed", String(hidden));
      return;
    }
    if (!event.target.closest("[data-sign-out]")) return;
    await fetch("/api/session", { method: "DELETE" });
    sessionStorage.clear(); // what this tab kept is nobody else's
    location.assign("/sign-in");
  });
})();
