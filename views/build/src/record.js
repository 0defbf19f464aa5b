// The record of how a program is written, where the course asks for it and the
// trainee has agreed. Changes are kept in bursts of a second or so, never key by
// key, and go to the server with the draft; it checks that they lead to the text
// that it was sent, so what is lost on the way costs the record a detail and
// nothing else.
const pause = 1500; // after which typing is another burst
const most = 1500; // changes kept for one message; beyond it the server sees only the text

export class Recorder {
  constructor() {
    this.edits = [];
  }

  // add keeps the changes of an editor's transaction, in the order in which they apply.
  add(transaction) {
    const kind = kindOf(transaction);
    transaction.changes.iterChanges((from, to, now, _, inserted) => this.edit(kind, now, to - from, inserted.toString()));
  }

  edit(kind, from, removed, insert) {
    const at = performance.now();
    const last = this.edits.at(-1);
    if (last && kind === "typed" && last.kind === "typed" && at - last.at < pause) {
      if (removed === 0 && from === last.from + last.insert.length && last.insert.length < 200) {
        last.insert += insert;
        return;
      }
      if (insert === "" && last.insert === "" && from + removed === last.from) { // backspaces
        last.from = from;
        last.removed += removed;
        return;
      }
    }
    this.edits.push({ at, kind, from, removed, insert });
  }

  // take empties the record into a form's body.
  take(body) {
    const taken = this.edits;
    this.edits = [];
    if (taken.length === 0 || taken.length > most) return [];
    const at = performance.now();
    body.set("edits", JSON.stringify(taken.map((e) => ({ ago: Math.round(at - e.at), kind: e.kind, from: e.from, removed: e.removed, insert: e.insert }))));
    return taken;
  }

  // giveBack takes back what could not be sent.
  giveBack(taken) {
    this.edits = [...taken, ...this.edits];
  }
}

function kindOf(transaction) {
  if (transaction.isUserEvent("input.paste") || transaction.isUserEvent("input.drop")) return "pasted";
  if (transaction.isUserEvent("undo") || transaction.isUserEvent("redo")) return "undone";
  return "typed";
}
