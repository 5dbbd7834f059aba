/** A field that offers what fits while one types: keyboard as in the ARIA pattern of an editable combobox. */

import { node } from "./sample_ehr_nodes.js";

/** `find(typed)`: the entries that fit; `tell(entry)`: its label and a second line; `choose(entry)`. */
export function search({ input, list, told, find, tell, choose }) {
  let found = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };

  const mark = (place) => {
    active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = list.children[place];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  };

  const take = (entry) => {
    input.value = tell(entry).label;
    close();
    choose(entry);
  };

  const open = () => {
    found = find(input.value);
    list.replaceChildren(...found.map((entry, place) => option(entry, place)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
    told.textContent = input.value.trim() ? (found.length ? `${found.length} found` : "No drug of that name is known") : "";
  };

  const option = (entry, place) => {
    const { label, more } = tell(entry);
    const made = node("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" }, node("span", null, label), more ? node("span", { class: "muted" }, more) : null);
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    made.addEventListener("click", () => take(entry));
    return made;
  };

  const keys = {
    ArrowDown: () => (list.hidden ? open() : mark(Math.min(active + 1, found.length - 1))),
    ArrowUp: () => mark(Math.max(active - 1, 0)),
    Escape: close,
    Enter: () => !list.hidden && found.length > 0 && take(found[Math.max(active, 0)]),
  };

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
