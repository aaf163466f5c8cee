// How a template is coloured and indented. It is not JSON: placeholders stand outside strings too, and the
// argument of a formatter may hold quotes within a string. What is JSON has the grammar of lang-json.
import { StreamLanguage, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { json } from "@codemirror/lang-json";
import { Prec } from "@codemirror/state";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const QUOTED = String.raw`"(?:[^"\\\n]|\\.)*"`;
const PLACEHOLDER = String.raw`\{[A-Za-z_](?:${QUOTED}|[^{}"\n])*\}`;
const AT_PLACEHOLDER = new RegExp(`^${PLACEHOLDER}`);
const STRING = new RegExp(String.raw`^"(?:\\.|${PLACEHOLDER}|[^"\\\n])*"?`);
const NUMBER = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\b/;

const jsonTemplate = StreamLanguage.define({
  name: "json-template",
  startState: () => ({ depth: 0 }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (stream.eatSpace() || stream.match(AT_PLACEHOLDER)) return null;
    if (stream.match(STRING)) return stream.match(/^\s*:/, false) ? "propertyName" : "string";
    if (stream.match(NUMBER)) return "number";
    const letter = stream.next();
    if (letter === "{" || letter === "[") state.depth += 1;
    if (letter === "}" || letter === "]") state.depth = Math.max(0, state.depth - 1);
    return null;
  },
  indent: (state, after, context) => (state.depth - (/^\s*[}\]]/.test(after) ? 1 : 0)) * context.unit,
  languageData: { indentOnInput: /^\s*[}\]]$/ },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, class: "c-key" },
  { tag: tags.string, class: "c-str" },
  { tag: [tags.number, tags.bool, tags.null], class: "c-num" },
]);

const placeholders = new MatchDecorator({
  regexp: new RegExp(String.raw`(?<!\\)${PLACEHOLDER}`, "g"),
  decoration: Decoration.mark({ class: "c-mark" }),
});

const placeholderMarks = ViewPlugin.define(
  (view) => ({
    marks: placeholders.createDeco(view),
    update(update) {
      this.marks = placeholders.updateDeco(update, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);

/** The extensions of a language: "json", "json-template" or "text-template". */
export function languageOf(name) {
  const shared = [indentUnit.of("  "), syntaxHighlighting(colours)];
  if (name === "json") return [...shared, json()];
  // The marks come last, that is innermost: they keep their colour within a string.
  const marks = Prec.highest(placeholderMarks);
  return name === "json-template" ? [...shared, jsonTemplate, marks] : [...shared, marks];
}
