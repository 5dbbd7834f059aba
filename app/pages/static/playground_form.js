// The record as a form: a second view of the same text. A field changes its resource; the text is then written again.

import { node } from "./nodes.js";
import { drafted, drugs } from "./playground_form_drugs.js";
import { conditions, measurements, patient, scores } from "./playground_form_findings.js";

const MOST_RESOURCES = 300; // more than a form can show; the JSON is there

export class Form {
  /** `place` is drawn into, `choices` is what the service offers, `changed()` is called after each edit. */
  constructor(place, choices, changed) {
    Object.assign(this, { place, choices, changed });
  }

  /** Draw a record; `orders`: with what is being ordered. */
  draw(record, { orders }) {
    Object.assign(this, { record, orders, used: new Set() });
    const resources = record.resources();
    if (resources.length > MOST_RESOURCES) {
      this.say(`The record has ${resources.length} resources: it is shown as JSON alone.`);
      return;
    }
    const sections = [
      patient(this, resources),
      orders && drafted(this),
      drugs(this, resources),
      scores(this, resources),
      conditions(this, resources),
      measurements(this, resources),
    ];
    this.place.replaceChildren(...sections.filter(Boolean), this.rest(resources));
  }

  say(words) {
    this.place.replaceChildren(node("p", {}, words));
  }

  /** Add or take away, then draw again and put the focus where the reader was. */
  restructure(change, focus) {
    change();
    this.changed();
    this.draw(this.record, { orders: this.orders });
    const found = [...this.place.querySelectorAll(focus)];
    (found[0] ?? this.place.querySelector("input, select"))?.focus();
  }

  subject() {
    const found = this.record.resources().find((resource) => resource.resourceType === "Patient");
    return { reference: `Patient/${found?.id ?? this.record.value?.context?.patientId ?? "patient"}` };
  }

  freshId() {
    const ids = new Set(this.record.resources().map((resource) => resource.id));
    let number = 1;
    while (ids.has(`added-${number}`)) number += 1;
    return `added-${number}`;
  }

  /** What the form does not show is said, so that nobody thinks it gone. */
  rest(resources) {
    const kinds = new Map();
    for (const { resourceType } of resources.filter((each) => !this.used.has(each))) {
      kinds.set(resourceType, (kinds.get(resourceType) ?? 0) + 1);
    }
    const told = [...kinds].map(([kind, count]) => (count > 1 ? `${count} × ${kind}` : kind));
    return node("p", { class: "muted" }, told.length ? `In the JSON alone: ${told.join(", ")}.` : "");
  }
}
