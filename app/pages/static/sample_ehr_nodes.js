/** Nodes in place of markup: what is a string stays text. */

export const byId = (id) => document.getElementById(id);

const shown = (child) => child !== null && child !== undefined && child !== false;

/** An element with its attributes (false and null: left out) and what stands in it. */
export function node(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (shown(value)) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter(shown));
  return made;
}

/** A button that does something and sends nothing. */
export function button(label, press, attributes) {
  const made = node("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => press(made));
  return made;
}

/** A frame with a sign and its word: a state is never a colour alone. */
export function banner(kind, sign, title, ...children) {
  return node("div", { class: `banner ${kind}` }, node("p", null, node("strong", null, `${sign} ${title}`)), ...children);
}

const PLURALS = { query: "queries" };

/** "1 card", "2 cards". */
export const counted = (number, word) => `${number} ${number === 1 ? word : PLURALS[word] ?? `${word}s`}`;
