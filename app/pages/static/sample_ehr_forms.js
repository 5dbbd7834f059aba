/** The forms in which real EHRs send FHIR: each changes resources of a request, and nothing is lost that they keep. */

const RXNORM_OID = "urn:oid:2.16.840.1.113883.6.88";
const RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
const STATUSES = { active: "active", completed: "completed", stopped: "stopped", "on-hold": "on-hold", "not-taken": "cancelled" };
const ORDER_LISTS = ["draftOrders", "medications"];

/** Every resource of the prefetch through one function; what it answers with null is left out. */
export function eachOnRecord(request, change) {
  for (const [key, held] of Object.entries(request.prefetch ?? {})) {
    if (held?.resourceType === "Bundle") held.entry = held.entry?.map(changing(change)).filter(Boolean);
    else request.prefetch[key] = change(held);
  }
  return request;
}

/** Every unsigned order through one function; an answer of several resources stands side by side in the Bundle. */
export function eachDraft(request, change) {
  for (const name of ORDER_LISTS) {
    const bundle = request.context[name];
    if (bundle) bundle.entry = bundle.entry.flatMap(({ resource }) => [change(resource)].flat()).map((resource) => ({ resource }));
  }
  return request;
}

function changing(change) {
  return (entry) => {
    const resource = change(entry.resource);
    return resource && { ...entry, resource };
  };
}

/** Searches that found nothing, said in the way of one EHR. */
export function emptySearches(request, said) {
  for (const [key, held] of Object.entries(request.prefetch ?? {})) {
    if (held?.resourceType === "Bundle" && !held.entry?.length) request.prefetch[key] = said(held);
  }
  return request;
}

/** Epic: no rows is a Bundle that holds a warning. */
export function warnedEmpty() {
  const issue = [{ severity: "warning", code: "not-found", details: { text: "Resource request returns no results." } }];
  const outcome = { resource: { resourceType: "OperationOutcome", issue }, search: { mode: "outcome" } };
  return { resourceType: "Bundle", type: "searchset", total: 0, entry: [outcome] };
}

/** RxNorm under its OID. */
export function underOid(resource) {
  for (const coding of resource.medicationCodeableConcept?.coding ?? []) {
    if (coding.system === RXNORM) coding.system = RXNORM_OID;
  }
  return resource;
}

/** What was taken, told as the order that it came from: for EHRs that have no MedicationStatement. */
export function asOrder(resource) {
  if (resource.resourceType !== "MedicationStatement") return resource;
  const { start, end } = resource.effectivePeriod ?? {};
  const dosage = structuredClone(resource.dosage ?? [{}]);
  dosage[0].timing = { repeat: { ...dosage[0].timing?.repeat, boundsPeriod: { start, ...(end ? { end } : {}) } } };
  return {
    resourceType: "MedicationRequest",
    id: resource.id,
    status: STATUSES[resource.status] ?? "unknown",
    intent: "order",
    ...(resource.statusReason ? { statusReason: resource.statusReason[0] } : {}),
    medicationCodeableConcept: resource.medicationCodeableConcept,
    subject: resource.subject,
    authoredOn: start,
    ...(resource.reasonCode ? { reasonCode: resource.reasonCode } : {}),
    ...(resource.note ? { note: resource.note } : {}),
    dosageInstruction: dosage,
  };
}

/** The statements moved among the orders, as Epic and Oracle hold them. */
export function ordersAlone(request) {
  const { medicationStatements: statements, medicationRequests: orders } = request.prefetch;
  const told = (statements?.entry ?? []).map(({ resource }) => ({ resource: asOrder(resource) }));
  const entry = [...(orders?.entry ?? []), ...told];
  request.prefetch.medicationRequests = { resourceType: "Bundle", type: "searchset", total: entry.length, ...(entry.length ? { entry } : {}) };
  delete request.prefetch.medicationStatements;
  return request;
}

/** How many of the named product make up a dose; null where its name holds no strength. */
function unitsOf(order, dose) {
  const [, strength] = /([\d.]+) (?:mg|microgram)/i.exec(order.medicationCodeableConcept?.text ?? "") ?? [];
  return strength ? Math.round((dose.value / Number(strength)) * 1000) / 1000 : null;
}

/** The sandbox: so many pills, and the strength in the name of the product. */
export function inPills(order) {
  for (const dosage of order.dosageInstruction ?? []) {
    const dose = dosage.doseAndRate?.at(-1)?.doseQuantity;
    const value = dose && unitsOf(order, dose);
    if (value) dosage.doseAndRate = [{ doseQuantity: { value, system: "http://unitsofmeasure.org", code: "{pill}" } }];
  }
  return order;
}

/** Epic: the dose three times, of which the one that is typed `ordered` counts. */
export function threeDoses(order) {
  for (const dosage of order.dosageInstruction ?? []) {
    const ordered = dosage.doseAndRate?.at(-1)?.doseQuantity;
    if (!ordered) continue;
    const typed = (code, doseQuantity) => ({
      type: { coding: [{ system: "http://epic.com/CodeSystem/dose-rate-type", code, display: code }], text: code },
      doseQuantity,
    });
    const tablets = { value: unitsOf(order, ordered) ?? 1, unit: "tablet", system: "http://unitsofmeasure.org", code: "{tbl}" };
    dosage.doseAndRate = [typed("calculated", ordered), typed("admin-amount", tablets), typed("ordered", ordered)];
  }
  return order;
}

/** Epic: the drug is a resource of its own, beside the order. */
export function besideMedication(order) {
  const code = order.medicationCodeableConcept;
  if (!code) return order;
  const id = `medication-${order.id}`;
  const { medicationCodeableConcept: _, ...kept } = order;
  const referring = { ...kept, medicationReference: { reference: `Medication/${id}`, display: code.text } };
  return [referring, { resourceType: "Medication", id, code }];
}

/** The drug by its name alone, as a pharmacy writes it: "SERTRALINE 50 MG PO TABS". */
export function byName(order, reference = "Medication/not-sent") {
  const text = order.medicationCodeableConcept?.text ?? order.medicationCodeableConcept?.coding?.[0]?.display;
  if (!text) return order;
  const display = text.toUpperCase().replace("ORAL TABLET", "PO TABS").replace("ORAL CAPSULE", "PO CAPS");
  const { medicationCodeableConcept: _, ...kept } = order;
  return { ...kept, medicationReference: { reference, display } };
}

/** Before R4 the dose stood in the dosage itself. */
export function plainDose(resource) {
  for (const dosage of resource.dosageInstruction ?? resource.dosage ?? []) {
    const dose = dosage.doseAndRate?.at(-1)?.doseQuantity;
    delete dosage.doseAndRate;
    if (dose) dosage.doseQuantity = dose;
  }
  return resource;
}

/** A category as an object in place of a list: sandbox and older Epic. */
export function oneCategory(order) {
  if (order.resourceType !== "MedicationRequest") return order;
  const coding = [{ system: "http://terminology.hl7.org/CodeSystem/medicationrequest-category", code: "outpatient" }];
  return { ...order, category: { coding } };
}

/** R4 -> STU3. */
export function asStu3(resource) {
  const made = plainDose(structuredClone(resource));
  if (made.resourceType === "ServiceRequest") made.resourceType = "ProcedureRequest";
  if (made.resourceType === "MedicationStatement") made.taken = "y";
  if (made.resourceType !== "Condition") return made;
  for (const name of ["clinicalStatus", "verificationStatus"]) {
    const code = made[name]?.coding?.[0]?.code;
    if (code) made[name] = code;
  }
  if (made.recordedDate) made.assertedDate = made.recordedDate;
  delete made.recordedDate;
  return made;
}
