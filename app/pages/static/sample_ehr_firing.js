/** One hook at a time: an older one that is still on its way is given up, the last one is what is shown. */

import { PATIENCE_MS } from "./sample_ehr_calls.js";

export class Firing {
  #calls;
  #advice;
  #pane;
  #unasked;
  #running = null;
  #last = null;

  /** `unasked(actions)`: what a service asked to be done without being pressed. */
  constructor({ calls, advice, pane, unasked }) {
    this.#calls = calls;
    this.#advice = advice;
    this.#pane = pane;
    this.#unasked = unasked;
  }

  /** Fire a hook over a chart, in the way of an EHR. Answers with what came; null: it was overtaken, or failed. */
  async fire(hook, { context, record, dialect }) {
    this.stop();
    if (dialect.hooks && !dialect.hooks.includes(hook)) {
      this.#advice.wait(`${dialect.name} does not fire ${hook}.`);
      return { cards: 0, troubles: 0 };
    }
    this.#last = { hook, context };
    this.#running = new AbortController();
    this.#pane.setAttribute("aria-busy", "true");
    return this.#shown(hook, { context, record, dialect }, this.#running.signal);
  }

  /** The same hook again with the same orders, as another EHR would have sent it. */
  again(record, dialect) {
    return this.#last && this.fire(this.#last.hook, { context: this.#last.context, record, dialect });
  }

  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#pane.removeAttribute("aria-busy");
  }

  /** What was said of the chart, as it was left. */
  showChart() {
    this.stop();
    if (!this.#advice.showChart()) this.#advice.wait("Nothing was asked yet.");
  }

  async #shown(hook, { context, record, dialect }, signal) {
    const wait = dialect.wait ?? PATIENCE_MS;
    try {
      const answers = await this.#calls.fire(hook, { context, record, dialect, wait, signal });
      if (signal.aborted) return null;
      const shown = await this.#advice.show(hook, answers, wait, signal);
      if (signal.aborted) return null;
      if (shown.systemActions.length) this.#unasked(shown.systemActions);
      return shown;
    } catch (error) {
      if (!signal.aborted) this.#advice.wait(error.message);
      return null;
    } finally {
      if (!signal.aborted) this.#pane.removeAttribute("aria-busy");
    }
  }
}
