// The code editor of the product as a React component. The text belongs to the browser: what is typed is told
// to the server after a pause, and only another `version` puts a text from the server into the editor.
import { createElement, useEffect, useRef } from "react";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { completionKeymap, selectedCompletionIndex, startCompletion } from "@codemirror/autocomplete";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { templateCompletion } from "./completion.js";
import { languageOf } from "./language.js";
import { theme } from "./theme.js";

const PAUSE_MS = 300;
const PLACE_MS = 120;
const PLACEHOLDER = /(?<!\\)\{[A-Za-z_][^{}]*\}/g;
const fromServer = Annotation.define();
const editors = new Map();

export function CodeEditor(props) {
  const place = useRef(null);
  const shown = useRef(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const editor = new Editor(place.current, latest);
    shown.current = editor;
    editors.set(props.editorId, editor);
    return () => {
      editors.delete(props.editorId);
      editor.close();
    };
  }, [props.editorId]);
  useEffect(() => shown.current.replaceText(), [props.version]);
  useEffect(() => shown.current.switchLanguage(), [props.language, props.readOnly]);
  useEffect(() => shown.current.showProblems(), [props.problems, props.version]);
  useEffect(() => shown.current.takeResults(), [props.results]);
  return createElement("div", { className: "code-editor", ref: place });
}

class Editor {
  constructor(parent, latest) {
    this.latest = latest;
    this.version = latest.current.version;
    this.document = latest.current.document;
    this.asked = null;
    this.answered = null;
    this.timer = 0;
    this.placed = "0:0";
    this.placing = 0;
    this.language = new Compartment();
    this.view = new EditorView({
      parent,
      state: EditorState.create({ doc: latest.current.text ?? "", extensions: this.extensions() }),
    });
    this.showCursor();
  }

  get props() {
    return this.latest.current;
  }

  extensions() {
    return [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      templateCompletion(() => ({
        isLines: this.props.language === "text-template",
        variables: this.props.variables ?? [],
        formatters: this.props.formatters ?? [],
        ask: (expression) => this.ask(expression),
        late: (expression, values) => this.offerAgain(expression, values),
      })),
      keymap.of([
        // Whoever saves by key saves what stands here now. The key goes on to the page.
        { key: "Mod-s", run: () => (this.tell(), false) },
        ...completionKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({ "aria-label": this.props.label, "aria-describedby": this.props.describedBy }),
      EditorView.updateListener.of((update) => this.follow(update)),
      EditorView.domEventHandlers({ blur: () => this.tell() }),
      this.language.of(this.chosenLanguage()),
      theme,
    ];
  }

  chosenLanguage() {
    return [languageOf(this.props.language), EditorState.readOnly.of(Boolean(this.props.readOnly))];
  }

  switchLanguage() {
    this.view.dispatch({ effects: this.language.reconfigure(this.chosenLanguage()) });
  }

  follow(update) {
    if (update.docChanged || update.selectionSet) {
      this.showCursor();
      this.tellPlace();
    }
    if (!update.docChanged || update.transactions.some((one) => one.annotation(fromServer))) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), PAUSE_MS);
  }

  /** Tells the server what was typed, once. `version` says on top of which text. */
  tell() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.props.onEdit?.(this.view.state.doc.toString(), this.version);
  }

  replaceText() {
    const { version, document: name, text } = this.props;
    if (this.version === version) return;
    this.version = version;
    clearTimeout(this.timer);
    this.timer = 0;
    if (name !== this.document) {
      this.document = name; // undo must not bring back the text of another one
      this.view.setState(EditorState.create({ doc: text, extensions: this.extensions() }));
      this.showCursor();
      return;
    }
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      annotations: fromServer.of(true),
      scrollIntoView: true,
    });
  }

  insert(text) {
    if (this.view.state.readOnly) return;
    this.view.dispatch(this.view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input.paste" });
    this.view.focus();
  }

  showProblems() {
    const found = (this.props.problems ?? []).map((problem) => this.placeOf(problem)).filter(Boolean);
    this.view.dispatch(setDiagnostics(this.view.state, found));
  }

  /** A problem at a column ends with its word; one without a column is about a variable on its line. */
  placeOf({ line: number, column, name, message, severity }) {
    if (number < 1 || number > this.view.state.doc.lines) return null;
    const line = this.view.state.doc.line(number);
    if (column) {
      // Columns of the server count characters, those of the editor UTF-16 units.
      const start = [...line.text].slice(0, column - 1).join("").length;
      const length = /^(?:[\w.]+|"[^"]*"?|.)?/u.exec(line.text.slice(start))[0].length;
      return { from: line.from + start, to: line.from + start + length, message, severity };
    }
    const start = line.text.search(new RegExp(`\\{${name.replace(/[.$]/g, "\\$&")}(?![\\w.$@-])`));
    if (start < 0) return { from: line.from, to: line.to, message, severity };
    const end = line.text.indexOf("}", start);
    return { from: line.from + start, to: end < 0 ? line.to : line.from + end + 1, message, severity };
  }

  /** A list that was shown without the results is shown with them, unless somebody is choosing from it already. */
  offerAgain(expression, values) {
    if (!Object.keys(values).length || selectedCompletionIndex(this.view.state) !== 0) return;
    this.answered = { expression, values };
    startCompletion(this.view);
    setTimeout(() => { this.answered = null; }, PAUSE_MS); // it was for this list only
  }

  ask(expression) {
    const { answered } = this;
    this.answered = null;
    if (answered?.expression === expression) return Promise.resolve(answered.values);
    this.asked?.resolve({});
    return new Promise((resolve) => {
      this.asked = { expression, resolve };
      this.props.onAsk?.(expression);
    });
  }

  takeResults() {
    const results = this.props.results;
    if (results && this.asked?.expression === results.expression) this.asked.resolve(results.values);
  }

  showCursor() {
    const { head } = this.view.state.selection.main;
    const line = this.view.state.doc.lineAt(head);
    const text = `${line.number}:${[...line.text.slice(0, head - line.from)].length + 1}`;
    for (const element of document.querySelectorAll(`[data-cursor-of="${this.props.editorId}"]`)) {
      if (element.firstChild) element.firstChild.nodeValue = text;
    }
  }

  /** Tells which placeholder the cursor is in, by line and column of its brace. */
  tellPlace() {
    const { head } = this.view.state.selection.main;
    const line = this.view.state.doc.lineAt(head);
    const at = head - line.from;
    const found = [...line.text.matchAll(PLACEHOLDER)].find((one) => one.index <= at && at <= one.index + one[0].length);
    const place = found ? [line.number, [...line.text.slice(0, found.index)].length + 1] : [0, 0];
    if (place.join(":") === this.placed) return;
    this.placed = place.join(":");
    clearTimeout(this.placing);
    this.placing = setTimeout(() => this.props.onPlace?.(...place), PLACE_MS);
  }

  close() {
    clearTimeout(this.placing);
    this.tell();
    this.view.destroy();
  }
}

// Anything with data-insert puts its text at the cursor of the editor that data-into names, or where it is
// dropped.
if (typeof document !== "undefined") {
  document.addEventListener("click", (event) => {
    const source = event.target.closest?.("[data-insert]");
    if (source) editors.get(source.dataset.into)?.insert(source.dataset.insert);
  });
  document.addEventListener("dragstart", (event) => {
    const source = event.target.closest?.("[data-insert]");
    if (source) event.dataTransfer.setData("text/plain", source.dataset.insert);
  });
}
