// The answer in five forms: cards, timeline, the structured result, the request, and a command for a terminal.

import { drawCards } from "./cards.js";
import { node } from "./nodes.js";
import { askPage, authorised, hookCall } from "./playground_asking.js";
import { curl } from "./playground_curl.js";

const pane = (name) => document.getElementById(`pane-${name}`);
const pretty = (value) => JSON.stringify(value, null, 2);

/** What is shown of the newest answer; each form is made when its tab is opened, and once an answer. */
export class Panes {
  constructor() {
    this.open = "cards";
    this.drawn = new Set();
  }

  /** A newer answer: whatever is open is drawn again. */
  show(answer) {
    this.answer = answer;
    this.drawn.clear();
    return this.draw();
  }

  openTab(name) {
    this.open = name;
    return this.draw();
  }

  async draw() {
    const { open, answer } = this;
    if (!answer || this.drawn.has(open)) return;
    this.drawn.add(open);
    try {
      await this[open](answer);
    } catch (error) {
      if (error.name === "AbortError") this.drawn.delete(open);
      else pane(open).replaceChildren(node("p", { class: "banner warning" }, `▲ ${error.message}`));
    }
  }

  async cards({ told, signal }) {
    const section = await drawCards({ cards: told.cards ?? [] }, { signal, headers: authorised() });
    section.addEventListener("click", dryRun);
    pane("cards").replaceChildren(section);
  }

  async timeline({ asked, signal }) {
    const page = await askPage(asked, signal);
    const article = page.querySelector("#view");
    if (!article) throw new Error("The service sent no timeline.");
    const { drawView } = await import("./view.js");
    const drawn = document.importNode(withoutScripts(article), true);
    pane("timeline").replaceChildren(drawn);
    await drawView(drawn);
  }

  assessment({ told }) {
    const { cards, ...result } = told;
    document.getElementById("assessment-json").textContent = pretty(result);
  }

  request({ asked }) {
    document.getElementById("request-told").textContent = `POST ${asked.address} · Content-Type: ${asked.type}`;
    document.getElementById("request-json").textContent = asked.body;
  }

  curl({ asked, choices }) {
    document.getElementById("curl-assessment").textContent = curl(asked);
    document.getElementById("curl-hook").textContent = curl(hookCall(choices));
  }
}

/** A script element may not be brought into the page, not even one that only holds data: hidden text holds it too. */
function withoutScripts(article) {
  for (const script of article.querySelectorAll("script")) {
    const data = article.ownerDocument.createElement("div");
    data.id = script.id;
    data.hidden = true;
    data.textContent = script.textContent;
    script.replaceWith(data);
  }
  return article;
}

/** Nothing is filed here: what an EHR would do is said instead. */
function dryRun(event) {
  const pressed = event.target.closest("button.suggestion, button.dismiss");
  if (!pressed) return;
  const described = [...pressed.querySelectorAll(".description")].map((part) => part.textContent).join("; ");
  const words = pressed.classList.contains("dismiss")
    ? "An EHR would put the card away and send the reason as feedback."
    : `An EHR would now file: ${(described || pressed.textContent.trim()).replace(/\.$/, "")}.`;
  const said = pressed.parentElement.querySelector(".dry") ?? node("p", { class: "dry muted", role: "status" });
  pressed.parentElement.append(said);
  said.textContent = `${words} Nothing is filed here.`;
}
