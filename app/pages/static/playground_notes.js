// What is wrong with the record: the line that can't be read, and what the service could not use of it.

import { badge, node } from "./nodes.js";

const byId = (id) => document.getElementById(id);

/** Say what can't be read; `goTo(line)` leads there. Without a message there is nothing wrong. */
export function showFault(message, line, goTo) {
  const area = byId("record-text");
  if (!message) {
    area.removeAttribute("aria-invalid");
    byId("record-fault").replaceChildren();
    return;
  }
  area.setAttribute("aria-invalid", "true");
  const where = line && node("button", { type: "button", onclick: () => goTo(line) }, `Go to line ${line}`);
  byId("record-fault").replaceChildren(node("p", {}, badge("bad", "✕", "Not readable"), ` ${message} `, where));
}

/** The gaps of the answer, each with the way to the resource that it speaks of. */
export function showNotes(gaps, lineOf, goTo) {
  byId("notes").hidden = gaps.length === 0;
  byId("notes-heading").textContent = `${gaps.length} ${gaps.length === 1 ? "note" : "notes"} on the record`;
  byId("notes-list").replaceChildren(...gaps.map((gap) => note(gap, lineOf, goTo)));
}

function note({ code, what, reference }, lineOf, goTo) {
  const line = reference ? lineOf(reference) : null;
  const way = line
    ? node("button", { type: "button", class: "where", onclick: () => goTo(line) }, reference)
    : reference && node("code", {}, reference);
  return node("li", {}, badge("warning", "▲", code.replaceAll("-", " ")), ` ${what} `, way);
}
