// The request that an EHR would send for a record: what is drafted as context, everything else as prefetch.

import { KEYS } from "./playground_record.js";

const INSTANCE = "7b7ba5b5-2f12-4b0c-9d0e-6a3f2f9c1d55";
const ASKED_ALWAYS = ["conditions", "medicationStatements", "medicationRequests", "observations"];
const OF_OURS = "org.trd-cds.configuration";

const entries = (resources) => ({ resourceType: "Bundle", entry: resources.map((resource) => ({ resource })) });

/** The request of one hook; `asOf` is honoured in demo mode alone. */
export function asHook(record, hook, { asOf, definition } = {}) {
  const drafts = record.drafts();
  const rest = record.resources().filter((resource) => !drafts.includes(resource));
  const given = record.kind === "CDS Hooks request" ? record.value : {};
  const configuration = { ...given.extension?.[OF_OURS], ...(asOf && { asOf }), ...(definition && { definition }) };
  return {
    ...given,
    hook,
    hookInstance: given.hookInstance ?? INSTANCE,
    context: contextOf(hook, given.context, drafts, rest),
    prefetch: given.prefetch ?? prefetchOf(rest),
    ...(Object.keys(configuration).length && { extension: { ...given.extension, [OF_OURS]: configuration } }),
  };
}

function contextOf(hook, given = {}, drafts, rest) {
  const { draftOrders, medications, selections, ...kept } = given;
  const patient = rest.find((resource) => resource.resourceType === "Patient")?.id ?? "";
  const context = { userId: "Practitioner/playground", patientId: patient, ...kept };
  if (hook === "patient-view") return context;
  context[hook === "medication-refill" ? "medications" : "draftOrders"] = entries(drafts);
  if (hook === "order-select") context.selections = drafts.map(({ resourceType, id }) => `${resourceType}/${id}`);
  return context;
}

/** Resources under the keys of our services; what there is none of is an empty answer, not an unasked one. */
function prefetchOf(resources) {
  const prefetch = {};
  for (const resource of resources) {
    const key = KEYS[resource.resourceType] ?? resource.resourceType;
    if (key === "patient") prefetch.patient ??= resource;
    else (prefetch[key] ??= { resourceType: "Bundle", type: "searchset", entry: [] }).entry.push({ resource });
  }
  for (const key of ASKED_ALWAYS) prefetch[key] ??= { resourceType: "Bundle", type: "searchset", total: 0 };
  return prefetch;
}
