// The fields that the record's form is made of; each edits one resource and says that the record changed.

import { node } from "./nodes.js";

/** A label over its field. */
export const labelled = (label, input) => node("label", { class: "field" }, node("span", {}, label), input);

/** A text field; `edit` is told each change of it. */
function input(form, attributes, value, edit) {
  const made = node("input", { autocomplete: "off", ...attributes });
  made.value = value;
  made.addEventListener("input", () => {
    edit(made.value);
    form.changed();
  });
  return made;
}

/** A number with its unit; `written`: how the record says it in words that are no number. */
export function number(form, unit, value, edit, written = null) {
  const attributes = { type: "text", inputmode: "decimal", class: "number", title: written, placeholder: written && "text" };
  return labelled(unit, input(form, attributes, value, edit));
}

/** A day. A month or a year alone is no date to a browser, and stays text. */
export function day(form, label, value, edit) {
  const whole = value === "" || /^\d{4}-\d{2}-\d{2}$/.test(value);
  return labelled(label, input(form, { type: whole ? "date" : "text", class: "day" }, value, edit));
}

/** A menu of `[code, words]`; what the record holds beside them is offered too. */
export function menu(form, label, options, value, edit) {
  const select = node("select", {}, options.map(([code, words]) => node("option", { value: code }, words)));
  if (!options.some(([code]) => code === value)) {
    select.prepend(node("option", { value }, value || "not stated"));
  }
  select.value = value;
  select.addEventListener("change", () => {
    edit(select.value);
    form.changed();
  });
  return labelled(label, select);
}

/** One line of a section. */
export function row(name, ...fields) {
  const said = name && { role: "group", "aria-label": name };
  return node("div", { class: "line", ...said }, name && node("span", { class: "name" }, name), fields);
}

/** The button that takes a resource out of the record. */
export function removing(form, resource, what, section) {
  const press = () => form.restructure(() => form.record.remove(resource), `#${section} .add input, #${section} .add select`);
  return node("button", { type: "button", class: "remove", "aria-label": `Remove ${what}`, onclick: press }, "✕");
}

/** What adds to a section: a field or menu and its button; afterwards the new line has the focus. */
export function adding(form, section, label, words, field, add) {
  const press = () => {
    if (!field.value.trim()) return;
    form.restructure(() => add(field.value.trim()), `#${section} .drug:has(+ .add) input, #${section} .line:has(+ .add) input`);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || field.tagName !== "INPUT") return;
    event.preventDefault();
    press();
  });
  return node("p", { class: "add" }, labelled(label, field), node("button", { type: "button", onclick: press }, words));
}

/** A menu to add from. */
export function choice(options) {
  const first = node("option", { value: "" }, "choose");
  return node("select", {}, first, options.map(({ code, label }) => node("option", { value: code }, label)));
}

export const section = (id, title, ...children) => node("fieldset", { id }, node("legend", {}, title), children);
