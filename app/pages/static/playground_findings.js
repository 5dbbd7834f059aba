// Conditions and observations <-> the fields of the form: a diagnosis with its onset, a score, a laboratory value.

const LOINC = "http://loinc.org";
const ICD_10 = "http://hl7.org/fhir/sid/icd-10-cm";
const UCUM = "http://unitsofmeasure.org";
const CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";

const day = (value) => (typeof value === "string" ? value.slice(0, 10) : "");

export const codesOf = (resource) => (resource.code?.coding ?? []).map((coding) => coding?.code);
export function labelOf(resource) {
  const display = resource.code?.coding?.find((coding) => coding?.display)?.display;
  return resource.code?.text || display || codesOf(resource)[0] || "without a code";
}

export const conditionStatus = (condition) => condition.clinicalStatus?.coding?.[0]?.code ?? "";
export const onsetOf = (condition) => day(condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.recordedDate);

export function setConditionStatus(condition, code) {
  condition.clinicalStatus = { coding: [{ system: CLINICAL, code }] };
}

export function setOnset(condition, value) {
  delete condition.onsetPeriod;
  if (value) condition.onsetDateTime = value;
  else delete condition.onsetDateTime;
}

export function newCondition({ id, choice, subject, onset }) {
  return {
    resourceType: "Condition",
    id,
    clinicalStatus: { coding: [{ system: CLINICAL, code: "active" }] },
    verificationStatus: { coding: [{ system: VERIFICATION, code: "confirmed" }] },
    code: { coding: [{ system: ICD_10, code: choice.code, display: choice.label }], text: choice.label },
    subject,
    onsetDateTime: onset,
  };
}

export function whenOf({ effectiveDateTime, effectivePeriod, issued }) {
  return day(effectiveDateTime ?? effectivePeriod?.start ?? issued);
}

export function setWhen(observation, value) {
  delete observation.effectivePeriod;
  if (value) observation.effectiveDateTime = value;
  else delete observation.effectiveDateTime;
}

/** The number of an observation, or null when it has none that a field could hold. */
export function numberOf(observation) {
  const value = observation.valueQuantity?.value ?? observation.valueInteger;
  return typeof value === "number" ? value : null;
}

export const unitOf = (observation) => observation.valueQuantity?.unit ?? "";

/** An emptied field takes the number away and keeps what it was measured in. */
export function setNumber(observation, text) {
  const value = Number(text);
  const { value: _, ...unit } = observation.valueQuantity ?? {};
  if (text.trim() === "" || !Number.isFinite(value)) {
    if ("valueInteger" in observation) delete observation.valueInteger;
    else observation.valueQuantity = unit;
  } else if ("valueInteger" in observation && Number.isInteger(value)) {
    observation.valueInteger = value;
  } else {
    observation.valueQuantity = { value, ...unit };
  }
}

export const answerOf = (observation) => observation.valueCodeableConcept?.coding?.[0]?.code ?? "";

export function setAnswer(observation, answer) {
  observation.valueCodeableConcept = { coding: [{ system: LOINC, code: answer.code, display: answer.display }] };
}

/** A new measurement; `choice` is a scale, a laboratory value, or a question with its answers. */
export function newObservation({ id, choice, subject, when, survey }) {
  const observation = {
    resourceType: "Observation",
    id,
    status: "final",
    category: [{ coding: [{ system: CATEGORY, code: survey ? "survey" : "laboratory" }] }],
    code: { coding: [{ system: LOINC, code: choice.code, display: choice.label }], text: choice.label },
    subject,
    effectiveDateTime: when,
  };
  const unit = choice.unit ?? "{score}";
  if (choice.answers) setAnswer(observation, choice.answers[0]);
  else observation.valueQuantity = { unit, system: UCUM, code: unit };
  return observation;
}
