// One medication resource <-> the fields of one dose step: drug, dose a day, from, to. What is not that plain is left alone.

const RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
const UCUM = "http://unitsofmeasure.org";
const DAYS_IN = { d: 1, wk: 7, h: 1 / 24 };

export const MEDICATIONS = ["MedicationStatement", "MedicationRequest", "MedicationDispense", "MedicationAdministration"];

const dosagesOf = (resource) => (resource.resourceType === "MedicationStatement" ? resource.dosage : resource.dosageInstruction);

/** The drug as the record names it. */
export function drugName(resource) {
  const concept = resource.medicationCodeableConcept ?? resource.medication?.concept;
  const reference = resource.medicationReference ?? resource.medication?.reference;
  const written = [concept?.text, concept?.coding?.find((coding) => coding?.display)?.display, reference?.display];
  return [...written, concept?.coding?.[0]?.code, reference?.reference].find(Boolean) ?? "drug without a name";
}

/** The known drug that a name holds, the longest first: desvenlafaxine is no venlafaxine. */
export function knownDrug(name, drugs) {
  const words = name.toLowerCase().split(/[^a-z0-9'’-]+/);
  return drugs
    .filter((drug) => words.includes(drug.label.toLowerCase()) || name.toLowerCase() === drug.label.toLowerCase())
    .sort((one, other) => other.label.length - one.label.length)[0];
}

/** Dose a day as far as it is stated plainly: {value, unit}; else {text}, as it is written. */
export function doseOf(resource) {
  const dosages = dosagesOf(resource);
  if (!Array.isArray(dosages) || dosages.length === 0) return { value: "", unit: "mg" };
  const [dosage] = dosages;
  const quantity = dosage?.doseAndRate?.[0]?.doseQuantity;
  const repeat = dosage?.timing?.repeat;
  const one = dosages.length === 1 && dosage?.doseAndRate?.length === 1;
  const plain = one && typeof quantity?.value === "number" && repeat?.frequency && DAYS_IN[repeat.periodUnit];
  if (!plain) return { value: "", unit: "mg", text: dosage?.text || dosage?.patientInstruction || "see the JSON" };
  const daily = (quantity.value * repeat.frequency) / ((repeat.period ?? 1) * DAYS_IN[repeat.periodUnit]);
  return { value: String(Math.round(daily * 1000) / 1000), unit: quantity.unit ?? quantity.code ?? "mg" };
}

/** Write a dose a day in place of whatever the record said of it; an empty one takes the dosage away. */
export function setDose(resource, text, unit) {
  const name = resource.resourceType === "MedicationStatement" ? "dosage" : "dosageInstruction";
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    delete resource[name];
    return;
  }
  const bounds = resource[name]?.[0]?.timing?.repeat?.boundsPeriod;
  const repeat = { ...(bounds && { boundsPeriod: bounds }), frequency: 1, period: 1, periodUnit: "d" };
  const code = unit === "ug" ? "ug" : unit;
  resource[name] = [{ timing: { repeat }, doseAndRate: [{ doseQuantity: { value, unit, system: UCUM, code } }] }];
}

const boundsOf = (resource) => dosagesOf(resource)?.[0]?.timing?.repeat?.boundsPeriod;

/** First and last day as they are written; a date may be a month or a year. */
export function spanOf(resource) {
  const day = (value) => (typeof value === "string" ? value.slice(0, 10) : "");
  const period = resource.effectivePeriod ?? boundsOf(resource) ?? {};
  const days = [period.start, resource.effectiveDateTime, resource.authoredOn, resource.whenHandedOver, resource.whenPrepared];
  const start = days.find(Boolean);
  return { start: day(start), end: day(period.end) };
}

/** Write first and last day where this kind of resource has them; a day in the past ends the treatment. */
export function setSpan(resource, { start, end }) {
  if (resource.resourceType === "MedicationStatement") {
    delete resource.effectiveDateTime;
    resource.effectivePeriod = { ...(start && { start }), ...(end && { end }) };
    if (!start && !end) delete resource.effectivePeriod;
    if (["active", "completed"].includes(resource.status)) resource.status = end ? "completed" : "active";
    return;
  }
  if (resource.resourceType === "MedicationDispense") {
    resource.whenHandedOver = start;
    return;
  }
  if (resource.resourceType === "MedicationAdministration") {
    delete resource.effectivePeriod;
    resource.effectiveDateTime = start;
    return;
  }
  const repeat = (((resource.dosageInstruction ??= [{}])[0].timing ??= {}).repeat ??= {});
  if (boundsOf(resource) || end) repeat.boundsPeriod = { ...(start && { start }), ...(end && { end }) };
  if (!boundsOf(resource) || !resource.authoredOn) resource.authoredOn = start;
  if (["active", "completed"].includes(resource.status)) resource.status = end ? "completed" : "active";
}

/** Dispensed and administered are points in time. */
export const hasEnd = (resource) => ["MedicationStatement", "MedicationRequest"].includes(resource.resourceType);

const codingOf = (drug) => ({ system: RXNORM, code: drug.rxcui, display: drug.label });
const concept = (drug) => ({ ...(drug.rxcui && { coding: [codingOf(drug)] }), text: drug.label });

/** A drug that was taken, as the form adds it; `drug` is a known one, or {label} alone. */
export function newStatement({ id, drug, subject, start }) {
  const medicationCodeableConcept = concept(drug);
  const taken = { resourceType: "MedicationStatement", id, status: "active", medicationCodeableConcept };
  return { ...taken, effectivePeriod: { start }, subject };
}

/** One more dose step: the same drug as the step before, from a day on. */
export function nextStep(before, { id, start }) {
  const step = structuredClone(before);
  step.id = id;
  setSpan(step, { start, end: "" });
  return step;
}

/** A drug that is being ordered now. */
export function newDraft({ id, drug, subject, today }) {
  const order = { resourceType: "MedicationRequest", id, status: "draft", intent: "order" };
  return { ...order, medicationCodeableConcept: concept(drug), subject, authoredOn: today };
}
