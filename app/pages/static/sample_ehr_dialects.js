/** How EHRs in the field deviate from the specification, each as a menu entry that replays it. */

import {
  asStu3,
  besideMedication,
  byName,
  eachDraft,
  eachOnRecord,
  emptySearches,
  inPills,
  oneCategory,
  ordersAlone,
  plainDose,
  threeDoses,
  underOid,
  warnedEmpty,
} from "./sample_ehr_forms.js";

const asIs = (value) => value;
const THREE_HOOKS = ["patient-view", "order-select", "order-sign"];

/** What an entry may say; `says`: a sentence each deviation; `hooks`: all that this EHR fires (none: every hook). */
const STANDARD = {
  id: "standard",
  name: "CDS Hooks 2.0, as specified",
  says: ["Every prefetch template of discovery is resolved here, page by page, before the call."],
  hooks: null,
  resolves: true,
  wait: null,
  opensEmpty: false,
  shape: asIs,
  feedback: asIs,
};

const like = (id, name, says, rest) => ({ ...STANDARD, id, name, says, ...rest });

function sandbox(request) {
  request.context.userId = "Practitioner/COREPRACTITIONER1";
  delete request.context.encounterId;
  if (request.context.draftOrders) delete request.context.draftOrders.type;
  return eachDraft(request, (order) => inPills(oneCategory(order)));
}

function epic(request) {
  request.context.userId = "PractitionerRole/demo";
  request.extension = {
    "com.epic.cdshooks.request.bpa-trigger-action": { "order-select": "18", "order-sign": "23" }[request.hook] ?? "60",
    "com.epic.cdshooks.request.cds-hooks-specification-version": "1.1",
    "com.epic.cdshooks.request.fhir-version": "R4",
  };
  eachDraft(request, (order) => besideMedication(threeDoses(underOid(order))));
  eachOnRecord(ordersAlone(request), (resource) => threeDoses(underOid(resource)));
  return emptySearches(request, warnedEmpty);
}

function olderEpic(request) {
  epic(request);
  request.extension["com.epic.cdshooks.request.cds-hooks-specification-version"] = "1.0";
  const orders = request.context.draftOrders ?? request.context.medications;
  const drugs = new Map(orders?.entry.filter(({ resource }) => resource.resourceType === "Medication").map(({ resource }) => [`Medication/${resource.id}`, resource.code]));
  return eachDraft(request, (order) => {
    if (order.resourceType === "Medication") return [];
    const code = drugs.get(order.medicationReference?.reference);
    const { medicationReference: _, ...kept } = order;
    return oneCategory(plainDose(code ? byName({ ...kept, medicationCodeableConcept: code }) : order));
  });
}

function wintEhr(request) {
  request.fhirAuthorization = null;
  request.context.encounterId ??= null;
  const orders = request.context.draftOrders;
  if (orders) request.context.draftOrders = orders.entry.map(({ resource }) => resource);
  return emptySearches(request, () => null);
}

function openEmr(request) {
  const { patientId: patient, userId: user } = request.context;
  const { prefetch } = request;
  return {
    hook: request.hook,
    hookInstance: `openemr-${request.hookInstance.slice(0, 8)}`,
    user,
    patient,
    context: { patientId: patient },
    prefetch: { patient: prefetch.patient },
  };
}

function fetching(request) {
  delete request.prefetch;
  return request;
}

function orphaned(request) {
  let made = 0;
  return eachOnRecord(request, (resource) => byName(resource, `Medication/gone-${(made += 1)}`));
}

function stu3(request) {
  request.extension = { fhirVersion: "STU3" };
  eachDraft(request, asStu3);
  return eachOnRecord(request, asStu3);
}

function before10(request) {
  const { userId: user, patientId: patient } = request.context;
  const orders = request.context.draftOrders ?? request.context.medications;
  const { hook, hookInstance, fhirServer, prefetch } = request;
  return { hook, hookInstance, fhirServer, user, patient, context: (orders?.entry ?? []).map(({ resource }) => resource), prefetch };
}

/** The public sandbox names the reason by its code alone. */
function withoutDisplay(entry) {
  const { display: _, ...reason } = entry.overrideReason?.reason ?? {};
  return entry.overrideReason?.reason ? { ...entry, overrideReason: { reason } } : entry;
}

/** Epic writes the plural. */
function plural({ overrideReason, ...entry }) {
  return overrideReason ? { ...entry, overrideReasons: [overrideReason] } : entry;
}

export const DIALECTS = [
  STANDARD,
  like("sandbox", "The public CDS Hooks sandbox", [
    "order-select is fired as soon as the screen opens, with an order that has no drug and no intent.",
    "The Bundle of drafts has no type, a category is an object, a dose is so many pills, no encounter is told.",
    "Feedback names a reason without its display.",
  ], { hooks: THREE_HOOKS, opensEmpty: true, shape: sandbox, feedback: withoutDisplay }),
  like("epic", "Epic, R4", [
    "Each dose stands three times; the one of type “ordered” counts.",
    "The drug is a Medication beside the order, RxNorm is urn:oid:2.16.840.1.113883.6.88.",
    "There is no MedicationStatement; a search without rows is a Bundle with an OperationOutcome.",
    "The user is a PractitionerRole; feedback writes overrideReasons.",
  ], { hooks: THREE_HOOKS, shape: epic, feedback: plural }),
  like("epic-older", "Epic, before 2024", [
    "The drug is a reference that leads nowhere, with a name in capitals: “SERTRALINE 50 MG PO TABS”.",
    "The dose stands in the dosage itself as in STU3, a category is an object.",
  ], { hooks: THREE_HOOKS, shape: olderEpic, feedback: plural }),
  like("oracle", "Oracle Health (2021)", [
    "patient-view is the only hook; no prefetch is sent: the service reads from the FHIR server itself.",
  ], { hooks: ["patient-view"], resolves: false, shape: fetching }),
  like("fetching", "No prefetch at all", [
    "Every hook comes without prefetch; the service reads /demo/fhir, which it trusts in the demonstration.",
  ], { resolves: false, shape: fetching }),
  like("athena", "athenahealth", [
    "Medication references lead nowhere (404) and carry a name alone, as obsolete drugs do there.",
  ], { hooks: THREE_HOOKS, shape: orphaned }),
  like("wintehr", "WintEHR", [
    "Empty searches, the encounter and fhirAuthorization are null; the drafts are a list in place of a Bundle.",
  ], { hooks: THREE_HOOKS, shape: wintEhr }),
  like("openemr", "OpenEMR (proposed client)", [
    "Only patient-view; the hook instance is no UUID, user and patient stand at the root, of prefetch the patient alone is sent.",
    "Without conditions and medications nothing can be judged: the service answers 412 and says what is missing.",
  ], { hooks: ["patient-view"], shape: openEmr }),
  like("stu3", "An EHR that speaks STU3", [
    "Doses stand in the dosage itself, states of a condition are plain codes; suggestions come back in STU3.",
  ], { shape: stu3 }),
  like("pre-1.0", "Before CDS Hooks 1.0", [
    "User and patient stand at the root, the context is an array of orders; nothing is said to be selected.",
  ], { shape: before10 }),
  like("hurried", "An EHR in a hurry", [
    "It waits one millisecond in place of three seconds, and goes on without the answer.",
  ], { wait: 1 }),
];
