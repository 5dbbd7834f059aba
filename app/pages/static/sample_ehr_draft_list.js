/** The unsigned orders as a list, on every stage that shows them. */

import { button, node } from "./sample_ehr_nodes.js";
import { doseOf, nameOf } from "./sample_ehr_orders.js";

/** Draw the drafts; `remove(order, list)`: its button was pressed. */
export function drawDrafts(drafts, remove) {
  for (const list of document.querySelectorAll(".drafts")) {
    const rows = drafts.list.map((order) => row(order, () => remove(order, list)));
    list.replaceChildren(...(rows.length ? rows : [node("li", { class: "muted" }, "No draft.")]));
  }
}

function row(order, remove) {
  const name = nameOf(order);
  const more = [doseOf(order), order.resourceType].filter(Boolean).join(" · ");
  return node(
    "li",
    null,
    node("div", null, node("strong", null, name), node("span", { class: "muted" }, more)),
    button("Remove", remove, { "aria-label": `Remove ${name}` }),
  );
}
