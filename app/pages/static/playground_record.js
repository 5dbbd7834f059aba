// The record as it was pasted: Bundle, NDJSON, one resource, or a CDS Hooks request. Its text is the truth; whoever
// changes it here changes the parsed value and writes the text again.

export const KEYS = {
  Patient: "patient",
  Condition: "conditions",
  MedicationStatement: "medicationStatements",
  MedicationRequest: "medicationRequests",
  MedicationDispense: "medicationDispenses",
  MedicationAdministration: "medicationAdministrations",
  Observation: "observations",
  QuestionnaireResponse: "questionnaireResponses",
  Procedure: "procedures",
  AllergyIntolerance: "allergies",
  Encounter: "encounters",
};

export const NDJSON = "application/fhir+ndjson";
export const JSON_TYPE = "application/json";

/** What can't be read, and where. */
export class Unreadable extends Error {
  constructor(message, line = null) {
    super(message);
    this.line = line;
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isResource = (value) => isObject(value) && typeof value.resourceType === "string";
const entriesOf = (bundle) => (Array.isArray(bundle?.entry) ? bundle.entry : []);
const resourcesOf = (bundle) => entriesOf(bundle).map((entry) => entry?.resource).filter(isResource);

/** Read a text; throws `Unreadable`. */
export function read(text) {
  if (!text.trim()) throw new Unreadable("There is no record yet: choose a sample, or paste one.");
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return readLines(text) ?? refuse(text, error);
  }
  if (isObject(value) && ("hook" in value || "prefetch" in value)) return hookRequest(value);
  if (value?.resourceType === "Bundle") return bundle(value);
  if (isResource(value)) return single(value);
  throw new Unreadable("This is JSON, but no FHIR resource and no CDS Hooks request.");
}

function refuse(text, error) {
  const line = /line (\d+)/.exec(error.message)?.[1];
  const position = /position (\d+)/.exec(error.message)?.[1];
  const at = line ? Number(line) : position ? text.slice(0, Number(position)).split("\n").length : null;
  const reason = error.message.replace(/^JSON\.parse: /, "").replace(/ in JSON at position.*| at line.*| \(line.*/, "");
  throw new Unreadable(`No JSON: ${reason}.`, at);
}

/** NDJSON when its first line is a resource by itself; null when it is none. */
function readLines(text) {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim());
  try {
    if (!isResource(JSON.parse(lines[first]))) return null;
  } catch {
    return null;
  }
  const resources = [];
  lines.forEach((line, number) => {
    if (!line.trim()) return;
    try {
      resources.push(JSON.parse(line));
    } catch {
      throw new Unreadable("A line of NDJSON is a whole resource; this one is none.", number + 1);
    }
  });
  return ndjson(resources);
}

const pretty = (value) => `${JSON.stringify(value, null, 2)}\n`;
const without = (list, resource) => {
  const at = list.findIndex((entry) => entry === resource || entry?.resource === resource);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
};

function bundle(value) {
  return {
    kind: "Bundle",
    type: JSON_TYPE,
    value,
    resources: () => resourcesOf(value),
    drafts: () => resourcesOf(value).filter((resource) => resource.status === "draft"),
    add: (resource) => (value.entry ??= []).push({ resource }),
    remove: (resource) => without(value.entry ?? [], resource),
    write: () => pretty(value),
  };
}

function ndjson(list) {
  return {
    kind: "NDJSON",
    type: NDJSON,
    value: list,
    resources: () => list.filter(isResource),
    drafts: () => list.filter((resource) => resource?.status === "draft"),
    add: (resource) => list.push(resource),
    remove: (resource) => without(list, resource),
    write: () => list.map((resource) => `${JSON.stringify(resource)}\n`).join(""),
  };
}

/** One resource is one entry of a Bundle as soon as another is added to it. */
function single(resource) {
  const inner = bundle({ resourceType: "Bundle", type: "collection", entry: [{ resource }] });
  const alone = () => (inner.value.entry.length === 1 ? inner.value.entry[0].resource : inner.value);
  return { ...inner, kind: resource.resourceType, write: () => pretty(alone()) };
}

function hookRequest(value) {
  const context = isObject(value.context) ? value.context : (value.context = {});
  const prefetch = () => (isObject(value.prefetch) ? value.prefetch : (value.prefetch = {}));
  const orders = () => context.draftOrders ?? context.medications;
  const within = (part) => (part?.resourceType === "Bundle" ? resourcesOf(part) : [part].filter(isResource));
  const record = () => Object.values(prefetch()).flatMap(within);
  const drafts = () => (Array.isArray(orders()) ? orders().filter(isResource) : resourcesOf(orders()));

  function add(resource) {
    if (resource.status === "draft") {
      context.draftOrders ??= { resourceType: "Bundle", entry: [] };
      const list = Array.isArray(context.draftOrders) ? context.draftOrders : (context.draftOrders.entry ??= []);
      list.push(Array.isArray(context.draftOrders) ? resource : { resource });
      return;
    }
    const key = KEYS[resource.resourceType] ?? resource.resourceType;
    const kept = prefetch()[key];
    if (kept?.resourceType === "Bundle") {
      (kept.entry ??= []).push({ resource });
      if (typeof kept.total === "number") kept.total += 1;
    } else {
      const entry = [kept, resource].filter(isResource).map((each) => ({ resource: each }));
      prefetch()[key] = { resourceType: "Bundle", type: "searchset", entry };
    }
  }

  function remove(resource) {
    const bundles = [...Object.values(prefetch()), context.draftOrders, context.medications];
    for (const part of bundles) {
      if (!without(Array.isArray(part) ? part : part?.entry ?? [], resource)) continue;
      if (typeof part.total === "number") part.total -= 1;
      return;
    }
  }

  const resources = () => [...record(), ...drafts()];
  return { kind: "CDS Hooks request", type: JSON_TYPE, value, resources, drafts, add, remove, write: () => pretty(value) };
}
