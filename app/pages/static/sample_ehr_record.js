/** The chart as the EHR itself holds it: read from the sample FHIR server, and what was signed on this page. */

const TOKEN = /\{\{\s*([\w.]+)\s*\}\}/g;
const PLAIN = new Set(["patient", "subject", "_count", "_sort"]);

/** A prefetch template with its tokens filled; null when a value is not known, so that nothing is sent literally. */
export function filled(template, context) {
  const [role, id] = (context.userId ?? "").split("/");
  const values = { [`user${role}Id`]: id };
  for (const [name, value] of Object.entries(context)) values[`context.${name}`] = value;
  let whole = true;
  const address = template.replace(TOKEN, (_, name) => {
    whole &&= typeof values[name] === "string" && values[name] !== "";
    return encodeURIComponent(values[name] ?? "");
  });
  return whole ? address : null;
}

/** The resources of a searchset, or the resource itself. */
export function resourcesOf(body) {
  if (body?.resourceType !== "Bundle") return body ? [body] : [];
  return (body.entry ?? []).map((entry) => entry.resource).filter((found) => found?.resourceType !== "OperationOutcome");
}

export class Record {
  #root;
  #base;
  #answers = new Map();
  #signed = [];

  /** `base`: the server's address as it calls itself, in which its links to further pages are written. */
  constructor(patientId, { root, base }) {
    this.patientId = patientId;
    this.#root = root;
    this.#base = base;
  }

  /** The whole answer to one FHIR query, every page of it. */
  async read(address) {
    if (!this.#answers.has(address)) this.#answers.set(address, this.#whole(address));
    return this.#withSigned(address, await this.#answers.get(address));
  }

  /** The resources of one type that are this patient's. */
  async all(kind) {
    return resourcesOf((await this.read(`${kind}?patient=${this.patientId}&_count=500`)).body);
  }

  /** Each template of a service as it was resolved: key, address, status and body. */
  prefetched(templates, context) {
    return Promise.all(
      Object.entries(templates ?? {}).map(async ([key, template]) => {
        const address = filled(template, context);
        if (address === null) return { key, address: template, status: null };
        return { key, address, ...(await this.read(address)) };
      }),
    );
  }

  /** Orders that were signed on this page are on record from now on. */
  sign(orders) {
    this.#signed.push(...orders.map((order) => ({ ...order, status: "active" })));
  }

  async #whole(address) {
    const first = await this.#page(address);
    let next = linkOf(first.body);
    while (next) {
      const page = await this.#page(next.slice(this.#base.length + 1));
      first.body.entry = [...(first.body.entry ?? []), ...(page.body?.entry ?? [])];
      next = linkOf(page.body);
    }
    return first;
  }

  async #page(address) {
    try {
      const headers = { Accept: "application/fhir+json" };
      const answer = await fetch(`${this.#root}/demo/fhir/${address}`, { headers });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: null };
    }
  }

  #withSigned(address, { status, body }) {
    const [kind, query = ""] = address.split("?");
    const plain = [...new URLSearchParams(query).keys()].every((name) => PLAIN.has(name));
    const added = plain && query ? this.#signed.filter((order) => order.resourceType === kind) : [];
    if (status !== 200 || added.length === 0) return { status, body };
    const entry = [...(body.entry ?? []), ...added.map((resource) => ({ resource }))];
    return { status, body: { ...body, total: entry.length, entry } };
  }
}

function linkOf(body) {
  return body?.link?.find((link) => link.relation === "next")?.url;
}
