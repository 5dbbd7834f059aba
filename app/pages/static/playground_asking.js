// One question at a time: the older one is given up as soon as there is a newer.

import { asHook } from "./playground_hook.js";
import { NDJSON } from "./playground_record.js";

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
  const request = asHook(record, hook, { asOf, definition: chosen });
  return { address: `${root}/cds-services/trd-${hook}`, type: "application/json", body: `${JSON.stringify(request, null, 2)}\n` };
}

/** `{told, status, id, ms}` or `{refusal, …}`; rejects when it was given up or the service is away. */
export async function ask({ address, type, body }, signal) {
  const started = performance.now();
  const headers = { "Content-Type": type, Accept: "application/json", ...authorised() };
  const answer = await fetch(address, { method: "POST", body, headers, signal, cache: "no-store", credentials: "same-origin" });
  const text = await answer.text();
  const ms = Math.round(performance.now() - started);
  const facts = { status: answer.status, id: answer.headers.get("X-Request-Id") ?? "", ms };
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
    const headers = { "Content-Type": type, Accept: "text/html", ...authorised() };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error(`The timeline can't be drawn: the service answered ${request.status}.`));
    };
    request.onerror = () => reject(new Error("The service can't be reached."));
    request.onabort = () => reject(new DOMException("A newer answer is on its way.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
