/** An order as FHIR R4 has it, and any order in one line, whichever version wrote it. */

import { productFor } from "./sample_ehr_drugs.js";

export const RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
export const UCUM = "http://unitsofmeasure.org";
const ORDERED = {
  coding: [{ system: "http://terminology.hl7.org/CodeSystem/dose-rate-type", code: "ordered", display: "Ordered" }],
};

/** How often, as the screen offers it. */
export const FREQUENCIES = [
  { id: "daily", label: "once a day", frequency: 1 },
  { id: "morning", label: "in the morning", frequency: 1, when: ["MORN"] },
  { id: "night", label: "at night", frequency: 1, when: ["HS"] },
  { id: "twice", label: "twice a day", frequency: 2 },
  { id: "thrice", label: "three times a day", frequency: 3 },
];

const UNIT_WORDS = { mg: "mg", ug: "microgram" };

/** The draft of what stands in the form; what is not chosen yet is not in it. */
export function medicationRequest(chosen, { id, patientId, userId, encounterId, today }) {
  const { drug, dose, often, days } = chosen;
  const product = productFor(drug, dose);
  const text = product?.name ?? drug.label;
  const code = product?.code ?? drug.rxcui;
  const { frequency, when } = FREQUENCIES.find((one) => one.id === often);
  const repeat = { frequency, period: 1, periodUnit: "d", ...(when ? { when } : {}) };
  const dosage = { text: instruction(chosen, product), timing: { repeat } };
  if (dose) dosage.doseAndRate = [{ type: ORDERED, doseQuantity: quantity(dose, UNIT_WORDS[drug.unit], drug.unit) }];
  return {
    resourceType: "MedicationRequest",
    id,
    status: "draft",
    intent: "order",
    medicationCodeableConcept: code ? { coding: [{ system: RXNORM, code, display: text }], text } : { text },
    subject: { reference: `Patient/${patientId}` },
    ...(encounterId ? { encounter: { reference: `Encounter/${encounterId}` } } : {}),
    authoredOn: today,
    requester: { reference: userId },
    dosageInstruction: [dosage],
    ...(days ? { dispenseRequest: supply(days) } : {}),
  };
}

/** An order of nothing yet: some EHRs ask as soon as the screen opens. */
export function emptyOrder({ id, patientId, today }) {
  const subject = { reference: `Patient/${patientId}` };
  return { resourceType: "MedicationRequest", id, status: "draft", subject, authoredOn: today };
}

/** A drug that is taken, ordered again as it is on record. */
export function renewal(taken, { id, userId, today }) {
  const dosage = taken.dosageInstruction ?? taken.dosage;
  return {
    resourceType: "MedicationRequest",
    id,
    status: "draft",
    intent: "order",
    medicationCodeableConcept: taken.medicationCodeableConcept,
    subject: taken.subject,
    authoredOn: today,
    requester: { reference: userId },
    ...(dosage ? { dosageInstruction: dosage } : {}),
    ...(taken.resourceType === "MedicationRequest"
      ? { priorPrescription: { reference: `MedicationRequest/${taken.id}` } }
      : { supportingInformation: [{ reference: `${taken.resourceType}/${taken.id}` }] }),
    dispenseRequest: supply(30),
  };
}

function supply(days) {
  return { expectedSupplyDuration: quantity(days, "days", "d"), numberOfRepeatsAllowed: 0 };
}

function quantity(value, unit, code) {
  return { value, unit, system: UCUM, code };
}

function instruction({ drug, dose, often }, product) {
  const times = FREQUENCIES.find((one) => one.id === often).label;
  if (!dose) return `${drug.label}, ${times}`;
  const units = product ? `${product.units} × ${product.strength} ${UNIT_WORDS[drug.unit]} ` : "";
  return `${units}(${dose} ${UNIT_WORDS[drug.unit]}) by mouth ${times}`;
}

/** What an order is of: drug, referral or test. */
export function nameOf(order) {
  const concept = order.medicationCodeableConcept ?? order.code ?? {};
  const called = concept.text ?? concept.coding?.find((coding) => coding.display)?.display;
  return called ?? order.medicationReference?.display ?? "Order without a name";
}

/** Dose and how often, as far as an order says them. */
export function doseOf(order) {
  const [dosage] = order.dosageInstruction ?? order.dosage ?? [];
  if (!dosage) return "";
  const dose = dosage.doseAndRate?.at(-1)?.doseQuantity ?? dosage.doseQuantity;
  const repeat = dosage.timing?.repeat;
  const often = { MORN: "in the morning", HS: "at night" }[repeat?.when?.[0]] ?? timesOf(repeat);
  return [dose && `${dose.value} ${dose.unit}`, often].filter(Boolean).join(" ");
}

function timesOf(repeat) {
  if (!repeat?.frequency || repeat.periodUnit !== "d" || (repeat.period ?? 1) !== 1) return "";
  return { 1: "once a day", 2: "twice a day", 3: "three times a day" }[repeat.frequency] ?? `${repeat.frequency} times a day`;
}
