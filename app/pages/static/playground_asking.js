// One question at a time: the older one is given up as soon as there is a newer.

import { NDJSON, asHook } from "./playground_record.js";

const root = document.documentElement.dataset.root ?? "";
let token = ""; // only in this page's memory, only where the service asks for one

export function useToken(value) {
  token = value.trim();
}

export const authorised = () => (token ? { Authorization: `Bearer ${token}` } : {});

/** What will be asked: address, type and body, the same that the curl pane writes. */
export function question({ record, text, asOf, hook, definition }) {
  const parts = new URLSearchParams();
  if (asOf) parts.set("asOf", asOf);
  if (definition && definition !== "default") parts.set("definition", definition);
  parts.set("cards", "true");
  const asSent = (record.value?.hook ?? "patient-view") === hook;
  const body = asSent ? text : `${JSON.stringify(asHook(record, hook), null, 2)}\n`;
  const type = asSent && record.type === NDJSON ? NDJSON : "application/json";
  return { address: `${root}/assessments?${parts}`, type, body };
}

/** The hook itself, as an EHR calls it. */
export function hookCall({ record, asOf, hook, definition }) {
  const chosen = definition === "default" ? null : definition;
  return { address: `${root}/cds-services/trd-${hook}`, type: "application/json", body: `${JSON.stringify(asHook(record, hook, { asOf, definition: chosen }), null, 2)}\n` };
}

/** `{told, status, id, ms}` or `{refusal, …}`; rejects when it was given up or the service is away. */
export async function ask({ address, type, body }, signal) {
  const started = performance.now();
  const answer = await fetch(address, { method: "POST", body, signal, cache: "no-store", credentials: "same-origin", headers: { "Content-Type": type, Accept: "application/json", ...authorised() } });
  const text = await answer.text();
  const facts = { status: answer.status, id: answer.headers.get("X-Request-Id") ?? "", ms: Math.round(performance.now() - started) };
  let told = null;
  try {
    told = JSON.parse(text);
  } catch {
    return { ...facts, refusal: `The service answered ${answer.status}, and no JSON.` };
  }
  if (answer.ok) return { ...facts, told };
  return { ...facts, refusal: told?.issue?.[0]?.diagnostics ?? `The service answered ${answer.status}.` };
}

/** The page of a question: what POST /assessments answers to `Accept: text/html`. */
export function askPage({ address, type, body }, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "document";
    for (const [name, value] of Object.entries({ "Content-Type": type, Accept: "text/html", ...authorised() })) request.setRequestHeader(name, value);
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(`The timeline can't be drawn: the service answered ${request.status}.`)));
    request.onerror = () => reject(new Error("The service can't be reached."));
    signal?.addEventListener("abort", () => { request.abort(); reject(new DOMException("A newer answer is on its way.", "AbortError")); }, { once: true });
    request.send(body);
  });
}
