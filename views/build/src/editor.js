// The editor: CodeMirror over the textarea, which stays the form's field. It
// lives in a shadow tree so that its styles are adopted and not injected: the
// content security policy allows no style elements.
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { python } from "@codemirror/lang-python";
import { tags as t } from "@lezer/highlight";
import { Recorder } from "./record.js";

const look = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", fontSize: ".85rem" },
  "&.cm-focused": { outline: "2.5px solid var(--membrane)", outlineOffset: "-2.5px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "14rem", maxHeight: "70vh" },
  ".cm-content": { padding: ".7rem 0", caretColor: "var(--membrane)" },
  ".cm-line": { padding: "0 1rem 0 .4rem" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--soft)", border: "0", paddingLeft: ".7rem" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", fontSize: ".78rem", paddingRight: ".6rem" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ink) 4%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--membrane)", borderLeftWidth: "1.6px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--membrane) 24%, transparent) !important" },
  ".cm-matchingBracket": { backgroundColor: "var(--note) !important", outline: "1px solid var(--doubt)" },
  ".cm-fault": { backgroundColor: "var(--wrong)", boxShadow: "inset 3px 0 0 var(--spike)" },
});

const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.bool, t.null], color: "var(--membrane)" },
  { tag: [t.function(t.definition(t.variableName)), t.className], color: "var(--recover)" },
  { tag: [t.number], color: "var(--spike)" },
  { tag: [t.string, t.special(t.string)], color: "var(--doubt)" },
  { tag: [t.comment], color: "var(--soft)", fontStyle: "italic" },
]);

const setFault = StateEffect.define();
const faultLine = StateField.define({
  create: () => Decoration.none,
  update(marks, tr) {
    marks = tr.docChanged ? Decoration.none : marks;
    for (const effect of tr.effects) {
      if (!effect.is(setFault)) continue;
      const n = effect.value;
      marks = n >= 1 && n <= tr.state.doc.lines ? Decoration.set([Decoration.line({ class: "cm-fault" }).range(tr.state.doc.line(n).from)]) : Decoration.none;
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function editor(box) {
  if (box.classList.contains("alive")) return;
  box.classList.add("alive");
  const area = box.querySelector("textarea");
  const host = document.createElement("div");
  box.append(host);
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const label = box.querySelector("label")?.textContent ?? area.labels?.[0]?.textContent ?? "Program";
  if (area.dataset.record === "on") area.recorder = new Recorder();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        python(),
        syntaxHighlighting(colours),
        look,
        faultLine,
        keymap.of([{ key: "Mod-Enter", run: () => click("[data-run]") }, { key: "Mod-Shift-Enter", run: () => click("[data-hand-in]") }, ...defaultKeymap.filter((k) => k.key !== "Mod-Enter"), ...historyKeymap]),
        EditorState.readOnly.of(area.readOnly),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          if (area.recorder) update.transactions.filter((tr) => tr.docChanged).forEach((tr) => area.recorder.add(tr));
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }),
        EditorView.domEventHandlers({ paste: (event) => (counted(area.form, event), false) }),
      ],
    }),
  });
  const fault = Number(area.dataset.fault);
  if (fault > 0) view.dispatch({ effects: setFault.of(fault) });
  box.addEventListener("goto", (event) => {
    const n = Math.min(Math.max(1, event.detail), view.state.doc.lines);
    view.dispatch({ selection: { anchor: view.state.doc.line(n).from }, effects: [EditorView.scrollIntoView(view.state.doc.line(n).from, { y: "center" }), setFault.of(n)] });
    view.focus();
  });
  area.form?.addEventListener("submit", () => (area.value = view.state.doc.toString()));
}

function click(selector) {
  const button = document.querySelector(selector);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

// counted adds to the hidden fields by which a by-hand stage records pastes.
function counted(form, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const chars = form?.querySelector("[name=pasted]");
  const times = form?.querySelector("[name=pastes]");
  if (chars) chars.value = String(Number(chars.value) + text.length);
  if (times) times.value = String(Number(times.value) + 1);
}
