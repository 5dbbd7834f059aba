// The drugs of the record as a form: what was taken, step by step, and what is being ordered now.

import { node } from "./nodes.js";
import {
  MEDICATIONS, doseOf, drugName, hasEnd, knownDrug, newDraft, newStatement, nextStep, setDose, setSpan, spanOf,
} from "./playground_drugs.js";
import { adding, day, number, removing, row, section } from "./playground_fields.js";

const named = (form, label) => {
  const known = form.choices.drugs.find((drug) => drug.label.toLowerCase() === label.toLowerCase());
  return known ?? { label };
};
const drugField = () => node("input", { list: "known-drugs", size: 18, autocomplete: "off" });

/** Consecutive orders and statements of one drug are its dose steps. */
function byDrug(form, resources) {
  const groups = new Map();
  for (const resource of resources) {
    const name = drugName(resource);
    const key = knownDrug(name, form.choices.drugs)?.label ?? name;
    groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  return groups;
}

function dose(form, resource) {
  const name = drugName(resource);
  const said = doseOf(resource);
  const unit = said.value === "" ? knownDrug(name, form.choices.drugs)?.unit ?? said.unit : said.unit;
  return number(form, `${unit} a day`, said.value, (value) => setDose(resource, value, unit), said.text);
}

function step(form, resource, name) {
  const span = spanOf(resource);
  const edit = (edge) => (value) => {
    span[edge] = value;
    setSpan(resource, span);
  };
  return row(
    null,
    dose(form, resource),
    day(form, "from", span.start, edit("start")),
    hasEnd(resource) && day(form, "to", span.end, edit("end")),
    removing(form, resource, `${name} from ${span.start || "an unknown day"}`, "form-drugs"),
  );
}

function drug(form, name, steps) {
  const more = () => form.record.add(nextStep(steps[steps.length - 1], { id: form.freshId(), start: form.choices.today }));
  const focus = `#form-drugs [aria-label="${CSS.escape(name)}"] .line:has(+ .more) input`;
  const press = () => form.restructure(more, focus);
  const attributes = { type: "button", class: "more", "aria-label": `Add a dose step of ${name}`, onclick: press };
  return node(
    "div",
    { class: "drug", role: "group", "aria-label": name },
    node("p", { class: "name" }, name),
    steps.map((resource) => step(form, resource, name)),
    node("button", attributes, "Add dose step"),
  );
}

/** What was or is taken. */
export function drugs(form, resources) {
  const drafts = form.record.drafts();
  const taken = resources.filter((resource) => MEDICATIONS.includes(resource.resourceType) && !drafts.includes(resource));
  taken.forEach((resource) => form.used.add(resource));
  const add = (label) => form.record.add(
    newStatement({ id: form.freshId(), drug: named(form, label), subject: form.subject(), start: form.choices.today }),
  );
  const drawn = [...byDrug(form, taken)].map(([name, steps]) => drug(form, name, steps));
  return section("form-drugs", "Drugs", drawn, adding(form, "form-drugs", "Drug", "Add drug", drugField(), add));
}

/** What an order hook is asked about. */
export function drafted(form) {
  const drafts = form.record.drafts().filter((resource) => MEDICATIONS.includes(resource.resourceType));
  drafts.forEach((resource) => form.used.add(resource));
  const add = (label) => form.record.add(
    newDraft({ id: form.freshId(), drug: named(form, label), subject: form.subject(), today: form.choices.today }),
  );
  const rows = drafts.map((resource) => row(
    drugName(resource),
    dose(form, resource),
    removing(form, resource, `the order of ${drugName(resource)}`, "form-drafts"),
  ));
  const more = adding(form, "form-drafts", "Drug", "Add order", drugField(), add);
  return section("form-drafts", "Being ordered", rows, more);
}
