// Completion of variables behind a brace, and of formatters behind a bar. Each row shows a value of the event
// in hand; what a formatter makes of it is asked of the server, which formats as a delivery does.
import { autocompletion, pickedCompletion } from "@codemirror/autocomplete";

const OPEN_PLACEHOLDER = /(?<!\\)\{([\p{L}_][^{}"\n]*)?$/u;
const PATH = /^[\p{L}\p{N}_.$@-]*$/u;
const PATIENCE_MS = 800;

/**
 * Completes from what `current()` gives at that moment: `{isLines, variables, formatters, ask(expression), late}`.
 * `late` is told what was asked for once it comes after the list had to be shown without it.
 */
export function templateCompletion(current) {
  return autocompletion({
    override: [(context) => complete(context, current())],
    optionClass: (option) => (option.type === "missing" ? "is-missing" : ""),
    icons: false,
  });
}

function complete(context, known) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const open = OPEN_PLACEHOLDER.exec(before);
  if (!open) return null;
  const written = open[1] ?? "";
  const bar = written.lastIndexOf("|");
  if (bar < 0) return variablesAt(context, known, before, written);
  const begun = written.slice(bar + 1);
  return /^\w*$/.test(begun) ? formattersAt(context, known, written.slice(0, bar), begun) : null;
}

function variablesAt(context, known, before, written) {
  // A brace alone may open an object: Enter behind it must stay a line break.
  const isInText = known.isLines || (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1;
  if ((!written && !isInText && !context.explicit) || !PATH.test(written)) return null;
  return {
    from: context.pos - written.length,
    options: known.variables.map((variable) => ({
      label: variable.path,
      detail: variable.value,
      type: variable.is_missing ? "missing" : "variable",
      apply: placing(variable.path),
    })),
    validFor: PATH,
  };
}

async function formattersAt(context, known, expression, begun) {
  const asked = known.ask(expression);
  const inTime = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  if (!inTime) asked.then((values) => known.late(expression, values));
  const results = inTime ?? {};
  const fitting = known.formatters.filter((formatter) => formatter.name in results);
  return {
    from: context.pos - begun.length,
    options: (fitting.length ? fitting : known.formatters).map((formatter, place) => ({
      label: formatter.name,
      detail: results[formatter.name] || formatter.description,
      boost: -place,
      apply: placing(formatter.example),
    })),
    validFor: /^\w*$/,
  };
}

/** Inserts the text and, where it is missing, the brace behind it; an argument is selected, to be changed. */
function placing(text) {
  return (view, completion, from, to) => {
    const isOpen = !/^[|}:]/.test(view.state.sliceDoc(to, to + 1));
    const colon = text.indexOf(":");
    view.dispatch({
      changes: { from, to, insert: isOpen ? `${text}}` : text },
      selection: { anchor: from + (colon < 0 ? text.length : colon + 1), head: from + text.length },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
    });
  };
}
