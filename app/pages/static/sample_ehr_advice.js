/** The right side: the cards of the last hook, what may be done with them, and what came in their place. */

import { drawCards } from "./cards.js";
import { counted, node } from "./sample_ehr_nodes.js";
import { troubleOf } from "./sample_ehr_outcomes.js";

const AT_MOST_ONE = "at-most-one";

export class Advice {
  #place;
  #told;
  #count;
  #acts;
  #cards = new Map();
  #dismissed = new Map();
  #ofChart = null;

  /** `told`: read aloud; `count`: where the number of cards stands; `acts.accept(card, suggestion, service)`: a sentence, or null if it can't be done; `acts.dismiss(card, code, service)`. */
  constructor({ place, told, count, acts }) {
    this.#place = place;
    this.#told = told;
    this.#count = count;
    this.#acts = acts;
    place.addEventListener("click", (event) => this.#pressed(event));
  }

  /** What was said about another patient is not said about this one. */
  forget() {
    this.#dismissed.clear();
    this.#ofChart = null;
    this.wait("");
  }

  /** The cards of the chart as they were left; false when there are none. */
  showChart() {
    if (!this.#ofChart) return false;
    this.#cards = this.#ofChart.cards;
    this.#place.replaceChildren(...this.#ofChart.nodes);
    this.#count.textContent = `: ${counted(this.#cards.size, "card")}`;
    return true;
  }

  wait(words) {
    this.#count.textContent = "";
    this.#place.replaceChildren(...(words ? [node("p", { class: "muted" }, words)] : []));
  }

  /** Show the answers of one firing; answers with the number of cards and of troubles. */
  async show(hook, answers, wait, signal) {
    const troubles = answers.map((answer) => troubleOf(answer, wait)).filter(Boolean);
    const good = answers.filter((answer) => answer.status === 200);
    const cards = good.flatMap((answer) => (answer.response.cards ?? []).map((card) => ({ card, service: answer.service })));
    const systemActions = good.flatMap((answer) => answer.response.systemActions ?? []);
    const drawn = good.length ? await this.#drawn(cards, systemActions, signal) : null;
    if (signal.aborted) return null;
    const line = summaryOf(hook, answers, cards.length);
    const nodes = [node("p", { class: "muted firing" }, line), ...troubles, ...(drawn ? [drawn] : [])];
    this.#place.replaceChildren(...nodes);
    if (hook === "patient-view") this.#ofChart = { nodes: [...nodes], cards: this.#cards };
    this.#count.textContent = `: ${counted(cards.length, "card")}`;
    this.#told.textContent = `${line}${troubles.length ? `. ${troubles.map((trouble) => trouble.textContent).join(" ")}` : ""}`;
    return { cards: cards.length, troubles: troubles.length, systemActions };
  }

  async #drawn(cards, systemActions, signal) {
    const response = { cards: cards.map(({ card }) => card), ...(systemActions.length ? { systemActions } : {}) };
    const section = await drawCards(response, { signal });
    if (signal.aborted) return section;
    this.#cards = new Map(cards.map((held, place) => [String(place), held]));
    for (const article of section.querySelectorAll("article.card")) this.#remind(article);
    return section;
  }

  /** A topic that was put aside before is still shown, with the reason that was given then. */
  #remind(article) {
    const { card } = this.#cards.get(article.dataset.place);
    const before = this.#dismissed.get(card.source?.topic?.code);
    if (before) article.querySelector("h3").after(node("p", { class: "muted" }, `Put aside before on this topic: ${before}.`));
    if (!card.uuid) article.querySelector(".dismissal")?.remove();
  }

  #pressed(event) {
    const pressed = event.target.closest("button.suggestion, button.dismiss, a.smart");
    const article = pressed?.closest("article.card");
    if (!article) return;
    const held = this.#cards.get(article.dataset.place);
    if (pressed.matches("a.smart")) this.#launch(event, pressed, held.card);
    else if (pressed.matches(".suggestion")) this.#accept(pressed, article, held);
    else this.#dismiss(article, held);
  }

  #accept(pressed, article, { card, service }) {
    const suggestion = card.suggestions[Number(pressed.dataset.place)];
    const done = this.#acts.accept(card, suggestion, service);
    this.#told.textContent = done.words;
    if (done.refused) return;
    const alone = card.selectionBehavior === AT_MOST_ONE;
    for (const other of article.querySelectorAll("button.suggestion")) {
      if (other === pressed || alone) other.disabled = true;
    }
    pressed.after(node("p", { class: "filed" }, `✓ ${done.words}`));
  }

  #dismiss(article, { card, service }) {
    const select = article.querySelector("select.reason");
    if (select && !select.value && !article.dataset.asked) {
      article.dataset.asked = "true";
      this.#told.textContent = "Choose a reason, or press Dismiss again to give none.";
      article.querySelector(".dismissal").append(node("span", { class: "muted" }, this.#told.textContent));
      select.focus();
      return;
    }
    const words = select?.value ? select.selectedOptions[0].textContent : "no reason given";
    this.#acts.dismiss(card, select?.value, service);
    if (card.source?.topic?.code) this.#dismissed.set(card.source.topic.code, words);
    const left = node("p", { class: "dismissed muted", tabindex: -1 }, `✕ Dismissed (${words}): ${card.summary}`);
    article.replaceWith(left);
    left.focus();
    this.#told.textContent = left.textContent;
  }

  /** A real EHR opens the app with a launch token of its own. */
  #launch(event, link, card) {
    event.preventDefault();
    const { appContext } = card.links[Number(link.dataset.place)];
    const words = `This demonstration has no SMART server. An EHR would open ${link.href} with a launch token${appContext ? ` and the app context ${appContext}` : ""}.`;
    this.#told.textContent = words;
    const said = link.parentElement.querySelector(".launch") ?? node("p", { class: "launch muted" });
    said.textContent = words;
    link.parentElement.append(said);
  }
}

function summaryOf(hook, answers, cards) {
  if (answers.length === 0) return `${hook}: no service offers it`;
  const slowest = Math.max(...answers.map((answer) => answer.ms));
  return `${hook} · ${counted(answers.length, "call")} · ${counted(cards, "card")} · ${slowest} ms`;
}
