/** The last stage: what is asked before a signature, and what the clinician then decides. */

import { banner, button, byId, counted, node } from "./sample_ehr_nodes.js";

export class Signing {
  #ask;
  #sign;
  #back;
  #orders;

  /** `ask()`: fire order-sign; `sign()`: file the drafts, a sentence; `back()`: to the order; `orders()`: the drafts. */
  constructor({ ask, sign, back, orders }) {
    this.#ask = ask;
    this.#sign = sign;
    this.#back = back;
    this.#orders = orders;
    byId("sign-now").addEventListener("click", () => this.#pressed());
  }

  /** Other drafts than those that were asked about: nothing is decided. */
  forget(words = "") {
    byId("sign-now").hidden = false;
    byId("sign-now").disabled = this.#orders().length === 0;
    byId("sign-answer").replaceChildren(...(words ? [node("p", null, words)] : []));
  }

  /** Cards come before a signature; without an answer the clinician decides too. */
  async #pressed() {
    byId("sign-now").disabled = true;
    byId("sign-answer").replaceChildren(node("p", { class: "muted" }, "Asked before it is signed…"));
    const shown = await this.#ask();
    this.forget();
    if (shown === null) return;
    if (shown.cards === 0 && shown.troubles === 0) this.#signed();
    else this.#decide(shown);
  }

  #decide({ cards, troubles }) {
    byId("sign-now").hidden = true;
    const why = [cards && `${counted(cards, "card")} before signing`, troubles && "not everything was checked"].filter(Boolean).join(", ");
    const anyway = button("Sign anyway", () => this.#signed());
    byId("sign-answer").replaceChildren(
      banner(
        "warning",
        "▲",
        why[0].toUpperCase() + why.slice(1),
        node("p", null, "Read what decision support says, then decide."),
        node("p", { class: "row" }, anyway, button("Back to the order", this.#back)),
      ),
    );
    anyway.focus();
  }

  async #signed() {
    const words = await this.#sign();
    this.forget();
    const said = node("p", { class: "signed", tabindex: -1 }, words);
    byId("sign-answer").replaceChildren(said);
    said.focus();
  }
}
