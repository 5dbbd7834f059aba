// Who the patient is, what is diagnosed and what was measured, as a form.

import { adding, choice, day, menu, number, removing, row, section } from "./playground_fields.js";
import * as findings from "./playground_findings.js";

const SEXES = ["female", "male", "other", "unknown"].map((code) => [code, code]);
const STATES = ["active", "recurrence", "remission", "resolved", "inactive"].map((code) => [code, code]);

/** Birth date and sex, on which doses and cautions hang. */
export function patient(form, resources) {
  const found = resources.find((resource) => resource.resourceType === "Patient");
  if (!found) return null;
  form.used.add(found);
  const born = (value) => {
    if (value) found.birthDate = value;
    else delete found.birthDate;
  };
  return section("form-patient", "Patient", row(
    null,
    day(form, "Born", found.birthDate ?? "", born),
    menu(form, "Sex", SEXES, found.gender ?? "", (code) => { found.gender = code; }),
  ));
}

/** Diagnoses with their onset and status. */
export function conditions(form, resources) {
  const rows = resources.filter((resource) => resource.resourceType === "Condition");
  rows.forEach((resource) => form.used.add(resource));
  const drawn = rows.map((condition) => row(
    findings.labelOf(condition),
    day(form, "since", findings.onsetOf(condition), (value) => findings.setOnset(condition, value)),
    menu(form, "status", STATES, findings.conditionStatus(condition), (code) => findings.setConditionStatus(condition, code)),
    removing(form, condition, findings.labelOf(condition), "form-conditions"),
  ));
  const add = (code) => form.record.add(findings.newCondition({
    id: form.freshId(),
    choice: form.choices.conditions.find((each) => each.code === code),
    subject: form.subject(),
    onset: form.choices.today,
  }));
  const more = adding(form, "form-conditions", "Condition", "Add", choice(form.choices.conditions), add);
  return section("form-conditions", "Conditions", drawn, more);
}

/** Totals of symptom scales, and the answer to the question on suicide. */
export function scores(form, resources) {
  const choices = [...form.choices.scales, form.choices.suicideItem];
  return measured(form, resources, { id: "form-scores", title: "Symptom scores", choices, survey: true });
}

/** Laboratory values and other measurements: every observation with a number that is no score. */
export function measurements(form, resources) {
  const choices = form.choices.measurements;
  return measured(form, resources, { id: "form-labs", title: "Laboratory and other measurements", choices, survey: false });
}

function measured(form, resources, { id, title, choices, survey }) {
  const known = (observation) => choices.find((each) => findings.codesOf(observation).includes(each.code));
  const rows = resources.filter((resource) => {
    if (resource.resourceType !== "Observation" || form.used.has(resource)) return false;
    return known(resource) || (!survey && findings.numberOf(resource) !== null);
  });
  rows.forEach((resource) => form.used.add(resource));
  const add = (code) => form.record.add(findings.newObservation({
    id: form.freshId(),
    choice: choices.find((each) => each.code === code),
    subject: form.subject(),
    when: form.choices.today,
    survey,
  }));
  const drawn = rows.map((resource) => measurement(form, resource, known(resource), id));
  return section(id, title, drawn, adding(form, id, "Kind", "Add", choice(choices), add));
}

function measurement(form, observation, known, id) {
  const label = known?.label ?? findings.labelOf(observation);
  return row(
    label,
    day(form, "on", findings.whenOf(observation), (when) => findings.setWhen(observation, when)),
    known?.answers ? answer(form, observation, known.answers) : value(form, observation),
    removing(form, observation, `${label} of ${findings.whenOf(observation) || "an unknown day"}`, id),
  );
}

function value(form, observation) {
  const unit = findings.unitOf(observation).replace("{score}", "points") || "value";
  const written = String(findings.numberOf(observation) ?? "");
  return number(form, unit, written, (text) => findings.setNumber(observation, text));
}

function answer(form, observation, answers) {
  const options = answers.map(({ code, display }) => [code, display]);
  const edit = (code) => findings.setAnswer(observation, answers.find((each) => each.code === code));
  return menu(form, "answer", options, findings.answerOf(observation), edit);
}
