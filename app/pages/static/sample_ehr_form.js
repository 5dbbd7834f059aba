/** The order in the making: drug, dose, how often, how long; each settled change is told. */

import { byId, node } from "./sample_ehr_nodes.js";
import { findDrugs, productFor } from "./sample_ehr_drugs.js";
import { FREQUENCIES } from "./sample_ehr_orders.js";
import { search } from "./sample_ehr_search.js";

const SETTLES_MS = 400;

export class OrderForm {
  #drug = null;
  #reference = null;
  #timer = null;
  #changed;
  #fields = { drug: byId("drug"), dose: byId("dose"), often: byId("often"), days: byId("days") };

  /** `changed(chosen, reference)`: a change that has settled; answers with the reference of the draft. */
  constructor({ drugs, changed }) {
    this.#changed = changed;
    this.#fields.often.append(...FREQUENCIES.map(({ id, label }) => node("option", { value: id }, label)));
    search({
      input: this.#fields.drug,
      list: byId("drugs"),
      told: byId("drugs-told"),
      find: (typed) => findDrugs(drugs, typed),
      tell: (drug) => ({ label: drug.label, more: [drug.kind, drug.said].filter(Boolean).join(" · ") }),
      choose: (drug) => this.#choose(drug),
    });
    for (const name of ["dose", "often", "days"]) {
      this.#fields[name].addEventListener("input", () => this.#later());
      this.#fields[name].addEventListener("change", () => this.#now());
    }
    byId("order").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#now();
    });
  }

  /** The draft that is being written; null for none. */
  get reference() {
    return this.#reference;
  }

  /** An empty form; what was written stays among the drafts. */
  clear() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#drug = null;
    this.#reference = null;
    byId("order").reset();
    this.#draw();
  }

  #choose(drug) {
    if (this.#drug !== drug) this.#fields.dose.value = "";
    this.#drug = drug;
    this.#later();
    this.#fields.dose.focus();
  }

  /** The dose as a number, "37,5" too; null while it is none; undefined for what is no dose. */
  #dose() {
    const typed = this.#fields.dose.value.trim().replace(",", ".");
    if (!typed) return null;
    const dose = Number(typed);
    return dose > 0 && dose < 100000 ? dose : undefined;
  }

  #later() {
    this.#draw();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), SETTLES_MS);
  }

  /** The field was left, or Enter pressed: it need not settle any longer. */
  #now() {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#settle();
  }

  #settle() {
    this.#timer = null;
    const dose = this.#dose();
    if (!this.#drug || dose === undefined) return;
    const days = Number(this.#fields.days.value) || null;
    const chosen = { drug: this.#drug, dose, often: this.#fields.often.value, days };
    this.#reference = this.#changed(chosen, this.#reference);
  }

  #draw() {
    const dose = this.#dose();
    const wrong = dose === undefined;
    this.#fields.dose.setAttribute("aria-invalid", String(wrong));
    byId("dose-wrong").textContent = wrong ? "A dose is a number above 0, such as 37.5." : "";
    byId("dose-unit").textContent = this.#drug?.unit === "ug" ? "microgram" : "mg";
    byId("dose-said").textContent = this.#drug?.said ?? "";
    byId("product").textContent = this.#drug && dose ? this.#product(dose) : "";
    byId("doses").replaceChildren(...(this.#drug?.steps ?? []).map((step) => node("option", { value: step })));
  }

  #product(dose) {
    const product = productFor(this.#drug, dose);
    return product ? `${product.units} × ${product.name} each time` : "No product on the list makes up this dose: the order names the ingredient.";
  }
}
