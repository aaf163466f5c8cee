// The look of the code editor: sizes here, colours from assets/css/tokens.css, so that it follows the theme.
import { EditorView } from "@codemirror/view";

const wavy = (colour) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${colour}`,
  textDecorationThickness: "1px",
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

export const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--t1)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    lineHeight: "20px",
    fontWeight: "420",
    letterSpacing: "-0.01em",
    fontFeatureSettings: "normal",
  },
  ".cm-content": { padding: "8px 0", caretColor: "var(--t1)" },
  ".cm-line": { padding: "0 12px 0 4px" },
  ".cm-cursor": { borderLeftColor: "var(--t1)" },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--t2)", border: "none" },
  ".cm-lineNumbers": { width: "44px" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 12px 0 0" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--hover)" },
  "&.cm-focused .cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--t1)", fontWeight: "600" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--acc) 22%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--hover)", outline: "1px solid var(--line2)" },
  ".cm-lintRange-error": wavy("var(--bad-fill)"),
  ".cm-lintRange-warning": wavy("var(--warn-fill)"),
  ".cm-lintPoint::after": { borderBottomColor: "var(--bad-fill)" },
  ".cm-tooltip": {
    border: "none",
    borderRadius: "8px",
    backgroundColor: "var(--raise)",
    color: "var(--t1)",
    boxShadow: "var(--shadow)",
    zIndex: "60",
  },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "none", fontSize: "12px", maxWidth: "360px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    minWidth: "264px",
    maxWidth: "min(440px, 90vw)",
    maxHeight: "240px",
    padding: "4px",
    fontFamily: "var(--mono)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "16px",
    height: "24px",
    padding: "0 8px",
    borderRadius: "4px",
    color: "var(--t1)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--acc)",
    color: "white",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    fontStyle: "normal",
    fontFamily: "var(--sans)",
    color: "var(--t2)",
  },
  ".is-missing .cm-completionDetail": { color: "var(--warn)" },
  "li[aria-selected] .cm-completionDetail": { color: "white" },
});
