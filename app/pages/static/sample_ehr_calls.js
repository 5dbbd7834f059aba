/** CDS Hooks as the specification has it: discovery, one call a service id, and a wait that ends. */

const HEADERS = { "Content-Type": "application/json", Accept: "application/json" };
export const PATIENCE_MS = 3000;

/** A fresh hook instance; `randomUUID` alone is not there on a plain address of another machine. */
export function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** An answer as it came, with how long it took; `state` says whether there is one at all. */
async function exchanged(address, init, { wait, signal }) {
  const stopping = new AbortController();
  const timer = wait ? setTimeout(() => stopping.abort("late"), wait) : null;
  const superseded = () => stopping.abort("superseded");
  if (signal?.aborted) superseded();
  signal?.addEventListener("abort", superseded, { once: true });
  const started = performance.now();
  const passed = () => Math.round(performance.now() - started);
  try {
    const answer = await fetch(address, { ...init, signal: stopping.signal });
    const text = await answer.text();
    return { state: "answered", status: answer.status, id: answer.headers.get("X-Request-Id"), ms: passed(), response: read(text) };
  } catch {
    const state = stopping.signal.aborted ? stopping.signal.reason : "unreachable";
    return { state, status: null, id: null, ms: passed(), response: null };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", superseded);
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export class Calls {
  #root;
  #fhir;
  #traffic;
  #services = [];

  constructor({ root, fhir, traffic }) {
    this.#root = root;
    this.#fhir = fhir;
    this.#traffic = traffic;
  }

  /** Which services there are; each id once a hook. */
  async discover() {
    const address = `${this.#root}/cds-services`;
    const answer = await exchanged(address, { headers: { Accept: "application/json" } }, {});
    this.#traffic.add({ what: "discovery", method: "GET", address, ...answer });
    if (answer.status !== 200) throw new Error(`Discovery answered ${answer.status ?? "nothing"}.`);
    this.#services = answer.response.services;
  }

  servicesOf(hook) {
    const found = this.#services.filter((service) => service.hook === hook);
    return found.filter((service, place) => found.findIndex((other) => other.id === service.id) === place);
  }

  /** Fire a hook: every service of it is called once, with the prefetch that it asks for. */
  async fire(hook, { context, record, dialect, wait, signal }) {
    const hookInstance = freshId();
    return Promise.all(
      this.servicesOf(hook).map(async (service) => {
        const queries = dialect.resolves === false ? [] : await record.prefetched(service.prefetch, context);
        const had = queries.filter((query) => query.status === 200).map(({ key, body }) => [key, body]);
        const standard = { hook, hookInstance, fhirServer: this.#fhir, context, prefetch: Object.fromEntries(had) };
        const request = dialect.shape(structuredClone(standard));
        const address = `${this.#root}/cds-services/${service.id}`;
        const init = { method: "POST", headers: HEADERS, body: JSON.stringify(request) };
        const answer = await exchanged(address, init, { wait, signal });
        const told = { what: hook, method: "POST", address, service: service.id, request, queries, ...answer };
        if (answer.state !== "superseded") this.#traffic.add(told);
        return told;
      }),
    );
  }

  /** What became of a card; 200 means that the service keeps it. */
  async feedback(service, entry) {
    const address = `${this.#root}/cds-services/${service}/feedback`;
    const request = { feedback: [entry] };
    const init = { method: "POST", headers: HEADERS, body: JSON.stringify(request) };
    const answer = await exchanged(address, init, { wait: PATIENCE_MS });
    this.#traffic.add({ what: "feedback", method: "POST", address, service, request, queries: [], ...answer });
    return answer;
  }
}
