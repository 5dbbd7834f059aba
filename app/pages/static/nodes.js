// Nodes in place of markup: what is a string stays text, so nothing that was pasted can become a tag.

/** `node("p", {class: "muted", onclick: press}, "text", child)`; null and false are left out. */
export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A badge: its sign, and its word for whoever does not see it. */
export function badge(kind, sign, word) {
  return node("span", { class: `badge ${kind}` }, node("span", { "aria-hidden": "true" }, sign), ` ${word}`);
}
