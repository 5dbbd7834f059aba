/** The drawer: every exchange with the service as it went over the wire, to be read, copied and kept. */

import { button, counted, node } from "./sample_ehr_nodes.js";

const STATES = { late: "no answer in time", unreachable: "no connection" };

const written = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

export class Traffic {
  #place;
  #count;
  #told;
  #kept = [];
  #moment;

  /** `place`: the list; `count`: where their number stands; `told`: a line that is read aloud. */
  constructor({ place, count, told, moment }) {
    this.#place = place;
    this.#count = count;
    this.#told = told;
    this.#moment = moment;
  }

  add(exchange) {
    const kept = { at: this.#moment(), ...exchange };
    this.#kept.push(kept);
    this.#place.prepend(this.#drawn(kept, this.#kept.length));
    this.#counted();
  }

  clear() {
    this.#kept = [];
    this.#place.replaceChildren();
    this.#counted();
  }

  download() {
    save("sample-ehr-exchanges.json", this.#kept);
  }

  #counted() {
    this.#count.textContent = counted(this.#kept.length, "exchange");
  }

  #drawn(exchange, number) {
    const { what, service, status, state, ms, response } = exchange;
    const cards = response?.cards ? ` · ${counted(response.cards.length, "card")}` : "";
    const title = `${number} ${what}${service ? ` → ${service}` : ""} · ${status ?? STATES[state]} · ${ms} ms${cards}`;
    const details = node("details", null, node("summary", null, title));
    const fill = () => details.open && details.childElementCount === 1 && details.append(...this.#inside(exchange, number));
    details.addEventListener("toggle", fill);
    return node("li", null, details);
  }

  #inside(exchange, number) {
    const { method, address, at, id, queries, request, response } = exchange;
    const asked = (queries ?? []).map((query) => node("li", null, node("code", null, query.address), ` ${query.status ?? "left out: a value is not known"}`));
    return [
      node("p", { class: "muted" }, node("code", null, `${method} ${address}`), ` · ${at}${id ? ` · X-Request-Id ${id}` : ""}`),
      asked.length ? node("details", null, node("summary", null, `Prefetch: ${counted(asked.length, "query")} of the EHR's own`), node("ul", null, asked)) : null,
      ...(request === undefined ? [] : this.#text("Request", request, number)),
      ...(response === null ? [] : this.#text("Response", response, number)),
    ].filter(Boolean);
  }

  #text(what, value, number) {
    const pre = node("pre", { tabindex: 0, role: "region", "aria-label": `${what} ${number}` }, written(value));
    const name = `sample-ehr-${number}-${what.toLowerCase()}.json`;
    const head = node(
      "div",
      { class: "exchange-head" },
      node("h3", null, what),
      button("Copy", () => this.#copy(pre, what), { "aria-label": `Copy ${what.toLowerCase()} ${number}` }),
      button("Download", () => save(name, value), { "aria-label": `Download ${what.toLowerCase()} ${number}` }),
    );
    return [head, pre];
  }

  /** To the clipboard, or selected for a hand where a browser refuses that. */
  async #copy(pre, what) {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      this.#told.textContent = `${what} copied.`;
    } catch {
      getSelection().selectAllChildren(pre);
      this.#told.textContent = `${what} selected: copy it with the keyboard.`;
    }
  }
}

function save(name, value) {
  const address = URL.createObjectURL(new Blob([written(value)], { type: "application/json" }));
  node("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
