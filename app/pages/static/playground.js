// The playground: a record on the left, the service's answer on the right, asked again as the record is changed.

import { copying } from "./copying.js";
import { badge, node } from "./nodes.js";
import { ask, question, useToken } from "./playground_asking.js";
import { difference } from "./playground_difference.js";
import { Form } from "./playground_form.js";
import { fragment, told } from "./playground_link.js";
import { Panes } from "./playground_panes.js";
import { read } from "./playground_record.js";
import { RecordText } from "./playground_text.js";
import { tabs } from "./tabs.js";
import { themeToggle } from "./theme.js";

const SETTLED_MS = 300;
const MOST_IN_A_FORM = 2_000_000; // characters; beyond, each key would cost more than it shows

const root = document.documentElement.dataset.root ?? "";
const byId = (id) => document.getElementById(id);
const choices = JSON.parse(byId("choices").textContent);
const [sampleMenu, asOf, hookMenu, definitionMenu] = ["sample", "as-of", "hook", "definition"].map(byId);

const state = { record: null, sample: null, sampleText: null, last: null, tab: "cards", quiet: false };
const text = new RecordText(byId("record-text"), byId("line-numbers"), () => edited());
const panes = new Panes();
const form = new Form(byId("form"), choices, () => {
  text.value = state.record.write();
  settle();
});
let asking = new AbortController();
let waiting = 0;

const ordering = () => hookMenu.value !== "patient-view";

/** The text was changed by hand: it is read again, and the form follows. */
function edited() {
  readText();
  settle();
}

function readText() {
  byId("record-fault").replaceChildren();
  text.area.removeAttribute("aria-invalid");
  try {
    state.record = read(text.value);
    byId("record-kind").textContent = state.record.kind;
    drawForm();
    return true;
  } catch (error) {
    state.record = null;
    showFault(error.message, error.line);
    byId("form").replaceChildren(node("p", {}, "The form comes back when the JSON can be read."));
    return false;
  }
}

function drawForm() {
  if (byId("form-view").hidden || !state.record) return;
  if (text.value.length > MOST_IN_A_FORM) byId("form").replaceChildren(node("p", {}, "This record is too large for a form: it is shown as JSON alone."));
  else form.draw(state.record, { orders: ordering() });
}

function showFault(message, line) {
  text.area.setAttribute("aria-invalid", "true");
  const where = line ? [" ", node("button", { type: "button", onclick: () => { look("json"); text.goTo(line); } }, `Line ${line}`)] : [];
  byId("record-fault").replaceChildren(node("p", {}, badge("bad", "✕", "Not readable"), ` ${message}`, ...where));
}

function settle() {
  clearTimeout(waiting);
  asking.abort();
  waiting = setTimeout(answer, SETTLED_MS);
}

/** Ask now. The older question is given up; an answer that comes all the same is not shown. */
async function answer() {
  clearTimeout(waiting);
  asking.abort();
  if (!state.record && !readText()) return;
  asking = new AbortController();
  const { signal } = asking;
  const asked = question(asking_());
  byId("answer").setAttribute("aria-busy", "true");
  try {
    const found = await ask(asked, signal);
    if (signal.aborted) return;
    facts(found);
    if (found.refusal) refused(found);
    else await shown(found, asked, signal);
  } catch (error) {
    if (error.name !== "AbortError") refused({ refusal: "The service can't be reached." });
  } finally {
    if (!signal.aborted) byId("answer").removeAttribute("aria-busy");
  }
  keepLink();
}

const asking_ = () => ({ record: state.record, text: text.value, asOf: asOf.value, hook: hookMenu.value, definition: definitionMenu.value });

async function shown(found, asked, signal) {
  byId("refusal").replaceChildren();
  const after = { ...found.told, cards: found.told.cards ?? [] };
  notes(after.gaps ?? []);
  await panes.show({ told: found.told, asked, choices: asking_(), signal });
  if (signal.aborted) return;
  const missing = ordering() && state.record.drafts().length === 0 ? " No order is being drafted: add one under “Being ordered”." : "";
  byId("difference").textContent = difference(state.last, after) + missing;
  state.last = after;
}

function facts({ status, id, ms }) {
  byId("facts").textContent = `${ms} ms · ${status} · X-Request-Id ${id}`;
}

function refused({ status, refusal }) {
  byId("refusal").replaceChildren(node("p", { class: "banner critical" }, badge("bad", "✕", "Refused"), ` ${refusal} `, panes.answer ? "The answer below is the one before." : ""));
  byId("token").hidden = status !== 401;
}

function notes(gaps) {
  byId("notes").hidden = gaps.length === 0;
  byId("notes-heading").textContent = `${gaps.length} ${gaps.length === 1 ? "note" : "notes"} on the record`;
  byId("notes-list").replaceChildren(...gaps.map((gap) => {
    const line = gap.reference ? text.lineOf(gap.reference) : null;
    const where = gap.reference && (line ? node("button", { type: "button", class: "where", onclick: () => { look("json"); text.goTo(line); } }, gap.reference) : node("code", {}, gap.reference));
    return node("li", {}, badge("warning", "▲", gap.code.replaceAll("-", " ")), ` ${gap.what} `, where);
  }));
}

// the record's two views

function look(name) {
  for (const radio of document.querySelectorAll("input[name=view]")) radio.checked = radio.value === name;
  byId("form-view").hidden = name !== "form";
  byId("json-view").hidden = name !== "json";
  drawForm();
}

// where a record comes from

async function loadSample(name) {
  const sent = await fetch(`${root}/playground/samples/${encodeURIComponent(name)}`);
  if (!sent.ok) return showFault(`There is no sample ${name}.`);
  load(await sent.text(), name);
}

function load(content, sample = null) {
  Object.assign(state, { sample, sampleText: sample && content, last: null });
  sampleMenu.value = sample ?? "";
  text.value = content;
  if (readText()) hookMenu.value = hookFor(sample);
  drawForm();
  answer();
}

function hookFor(sample) {
  const own = choices.hookOf[sample] ?? state.record.value?.hook;
  return [...hookMenu.options].some((option) => option.value === own) ? own : "patient-view";
}

async function loadFile(file) {
  history.pushState(null, "", location.hash);
  load(await file.text());
}

function dropping(place) {
  const over = (is) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", is);
  };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) loadFile(event.dataTransfer.files[0]);
  });
}

/** Pasted anywhere but into a field: it is the record. */
function pasted(event) {
  if (event.target.closest("input, textarea, select")) return;
  const content = event.clipboardData.getData("text");
  if (content.trim()) load(content);
}

// the address

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
  if (written !== null) history.replaceState(null, "", written);
}

async function restore() {
  const kept = await told(location.hash);
  if (kept.asOf) asOf.value = kept.asOf;
  if (kept.definition) definitionMenu.value = kept.definition;
  openTab(kept.tab ?? state.tab);
  if (kept.text !== undefined) load(kept.text);
  else await loadSample(kept.sample ?? choices.first);
  if (kept.hook && kept.hook !== hookMenu.value && [...hookMenu.options].some((option) => option.value === kept.hook)) {
    hookMenu.value = kept.hook;
    drawForm();
    answer();
  }
  if (kept.damaged) showFault("The link is damaged: its record can't be read.");
}

// the menus

const openTab = tabs(byId("forms-of-the-answer"), (name) => {
  state.tab = name;
  panes.openTab(name);
  if (state.record) keepLink();
});
sampleMenu.addEventListener("change", () => {
  history.pushState(null, "", location.hash);
  loadSample(sampleMenu.value);
});
for (const menu of [asOf, definitionMenu]) menu.addEventListener("change", settle);
hookMenu.addEventListener("change", () => {
  drawForm();
  settle();
});
for (const radio of document.querySelectorAll("input[name=view]")) radio.addEventListener("change", () => look(radio.value));
byId("answer-now").addEventListener("click", answer);
byId("choose-file").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", () => { if (byId("file").files.length) loadFile(byId("file").files[0]); byId("file").value = ""; });
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
document.addEventListener("paste", pasted);
window.addEventListener("popstate", restore);
dropping(byId("record"));
copying(byId("copy-link"), () => location.href);
for (const button of document.querySelectorAll("button[data-copies]")) copying(button, byId(button.dataset.copies));
themeToggle(byId("theme"));
restore();
