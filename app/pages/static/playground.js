// The playground: a record on the left, the service's answer on the right, asked again as the record is changed.

import { copying } from "./copying.js";
import { badge, node } from "./nodes.js";
import { ask, question, useToken } from "./playground_asking.js";
import { difference } from "./playground_difference.js";
import { Form } from "./playground_form.js";
import { fragment, told } from "./playground_link.js";
import { showFault, showNotes } from "./playground_notes.js";
import { Panes } from "./playground_panes.js";
import { read } from "./playground_record.js";
import { sources } from "./playground_sources.js";
import { RecordText } from "./playground_text.js";
import { tabs } from "./tabs.js";
import { themeToggle } from "./theme.js";

const SETTLED_MS = 300;
const MOST_IN_A_FORM = 2_000_000; // characters; beyond, each key would cost more than it shows

document.getElementById("unscripted").hidden = true;
const root = document.documentElement.dataset.root ?? "";
const byId = (id) => document.getElementById(id);
const choices = JSON.parse(byId("choices").textContent);
const [sampleMenu, asOf, hookMenu, definitionMenu] = ["sample", "as-of", "hook", "definition"].map(byId);

const state = { record: null, sample: null, sampleText: null, last: null, tab: "cards" };
const panes = new Panes();
const text = new RecordText(byId("record-text"), byId("line-numbers"), () => {
  readText();
  settle();
});
const form = new Form(byId("form"), choices, () => {
  text.value = state.record.write();
  settle();
});
let asking = new AbortController();
let waiting = 0;

const ordering = () => hookMenu.value !== "patient-view";
const offers = (hook) => [...hookMenu.options].some((option) => option.value === hook);
const chosen = () => ({
  record: state.record,
  text: text.value,
  asOf: asOf.value,
  hook: hookMenu.value,
  definition: definitionMenu.value,
});

// the record and its two views: the text is the truth, the form follows it

function readText() {
  try {
    state.record = read(text.value);
    byId("record-kind").textContent = state.record.kind;
    showFault(null);
  } catch (error) {
    state.record = null;
    showFault(error.message, error.line, toLine);
    if (state.last) byId("difference").textContent = "The record can't be read: what is shown is the answer before.";
  }
  drawForm();
  return state.record !== null;
}

function drawForm() {
  if (byId("form-view").hidden) return;
  if (!state.record) form.say("The form comes back when the JSON can be read.");
  else if (text.value.length > MOST_IN_A_FORM) form.say("This record is too large for a form: it is shown as JSON alone.");
  else form.draw(state.record, { orders: ordering() });
}

function look(name) {
  for (const radio of document.querySelectorAll("input[name=view]")) radio.checked = radio.value === name;
  byId("form-view").hidden = name !== "form";
  byId("json-view").hidden = name !== "json";
  drawForm();
}

function toLine(line) {
  look("json");
  text.goTo(line);
}

// question and answer

function settle() {
  clearTimeout(waiting);
  asking.abort();
  waiting = setTimeout(answer, SETTLED_MS);
}

/** Ask now. The older question is given up; an answer that comes all the same is not shown. */
async function answer() {
  clearTimeout(waiting);
  asking.abort();
  asking = new AbortController();
  if (!state.record && !readText()) return;
  const { signal } = asking;
  const asked = question(chosen());
  byId("answer").setAttribute("aria-busy", "true");
  try {
    const found = await ask(asked, signal);
    if (signal.aborted) return;
    byId("facts").textContent = `${found.ms} ms · ${found.status} · X-Request-Id ${found.id}`;
    if (found.refusal) refused(found);
    else await shown(found, asked, signal);
  } catch (error) {
    if (error.name !== "AbortError") refused({ refusal: "The service can't be reached." });
  } finally {
    if (!signal.aborted) byId("answer").removeAttribute("aria-busy");
  }
  if (!signal.aborted) await keepLink();
}

async function shown({ told: result }, asked, signal) {
  byId("refusal").replaceChildren();
  const after = { ...result, cards: result.cards ?? [] };
  showNotes(after.gaps ?? [], (reference) => text.lineOf(reference), toLine);
  await panes.show({ told: result, asked, choices: chosen(), signal });
  if (signal.aborted) return;
  const missing = ordering() && state.record.drafts().length === 0;
  const hint = missing ? " Nothing is being ordered: add an order to the form." : "";
  byId("difference").textContent = difference(state.last, after) + hint;
  state.last = after;
}

function refused({ status, refusal }) {
  const older = panes.answer ? " What is shown below was answered before." : "";
  byId("refusal").replaceChildren(node("p", { class: "banner critical" }, badge("bad", "✕", "Refused"), ` ${refusal}${older}`));
  byId("token").hidden = status !== 401;
}

// where a record comes from

function load(content, sample = null) {
  Object.assign(state, { sample, sampleText: sample && content, last: null });
  sampleMenu.value = sample ?? "";
  text.value = content;
  if (readText()) {
    const own = state.record.value?.hook;
    hookMenu.value = offers(own) ? own : "patient-view";
    drawForm();
  }
  return answer();
}

async function loadSample(name) {
  const sent = await fetch(`${root}/playground/samples/${encodeURIComponent(name)}`);
  if (sent.ok) await load(await sent.text(), name);
  else showFault(`There is no sample ${name}.`);
}

/** Back leads to the record that was there before. */
function remember() {
  history.pushState(null, "", location.hash);
}

async function keepLink() {
  const unchanged = state.sample && text.value === state.sampleText && asOf.value === choices.today;
  const written = await fragment({
    sample: unchanged ? state.sample : null,
    text: text.value,
    asOf: unchanged ? null : asOf.value,
    hook: hookMenu.value,
    definition: definitionMenu.value === "default" ? null : definitionMenu.value,
    tab: state.tab === "cards" ? null : state.tab,
  });
  byId("copy-link").disabled = written === null;
  history.replaceState(null, "", written ?? location.pathname);
}

async function restore() {
  const kept = await told(location.hash);
  asOf.value = kept.asOf ?? choices.today;
  definitionMenu.value = kept.definition ?? "default";
  openTab(kept.tab ?? "cards");
  if (kept.text === undefined) await loadSample(kept.sample ?? choices.first);
  else await load(kept.text);
  if (offers(kept.hook) && kept.hook !== hookMenu.value) {
    hookMenu.value = kept.hook;
    drawForm();
    await answer();
  }
  if (kept.damaged) showFault("The link is damaged: its record can't be read.");
}

// wiring

const openTab = tabs(byId("forms-of-the-answer"), (name) => {
  state.tab = name;
  panes.openTab(name);
  if (state.record) keepLink();
});
sampleMenu.addEventListener("change", () => {
  remember();
  loadSample(sampleMenu.value);
});
for (const menu of [asOf, definitionMenu]) menu.addEventListener("change", settle);
hookMenu.addEventListener("change", () => {
  drawForm();
  settle();
});
for (const radio of document.querySelectorAll("input[name=view]")) radio.addEventListener("change", () => look(radio.value));
byId("answer-now").addEventListener("click", answer);
byId("use-token").addEventListener("submit", (event) => {
  event.preventDefault();
  useToken(byId("token-text").value);
  byId("token").hidden = true;
  answer();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  answer();
});
window.addEventListener("popstate", restore);
sources({
  button: byId("choose-file"),
  input: byId("file"),
  place: byId("record"),
  load: (content) => {
    remember();
    load(content);
  },
});
copying(byId("copy-link"), () => location.href);
for (const button of document.querySelectorAll("button[data-copies]")) copying(button, byId(button.dataset.copies));
themeToggle(byId("theme"));
restore();
