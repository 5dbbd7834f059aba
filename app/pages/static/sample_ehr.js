/** A screen that plays an EHR: chart, prescribe, sign. The parts are in modules of their own; here they meet. */

import { Advice } from "./sample_ehr_advice.js";
import { Calls } from "./sample_ehr_calls.js";
import { drawChart, encounterOf, readChart, whoIs } from "./sample_ehr_chart.js";
import { day, momentSince } from "./sample_ehr_days.js";
import { DIALECTS } from "./sample_ehr_dialects.js";
import { drawDrafts } from "./sample_ehr_draft_list.js";
import { Drafts, collection, referenceOf } from "./sample_ehr_drafts.js";
import { loadDrugs } from "./sample_ehr_drugs.js";
import { accepted, overridden } from "./sample_ehr_feedback.js";
import { Firing } from "./sample_ehr_firing.js";
import { OrderForm } from "./sample_ehr_form.js";
import { banner, byId, counted, node } from "./sample_ehr_nodes.js";
import { emptyOrder, medicationRequest, nameOf, renewal } from "./sample_ehr_orders.js";
import { Record } from "./sample_ehr_record.js";
import { Signing } from "./sample_ehr_signing.js";
import { Traffic } from "./sample_ehr_traffic.js";

const USER = "Practitioner/demo";
const STAGES = ["chart", "prescribe", "sign"];
const { today, now, fhir } = byId("ehr").dataset;
const root = document.documentElement.dataset.root ?? "";
const moment = momentSince(now);
const told = byId("told");

const traffic = new Traffic({ place: byId("exchanges"), count: byId("exchanges-count"), told, moment });
const calls = new Calls({ root, fhir, traffic });
const advice = new Advice({ place: byId("advice-cards"), told, count: byId("jump-count"), acts: { accept, dismiss } });
const firing = new Firing({ calls, advice, pane: byId("advice"), unasked });
const drafts = new Drafts();
const signing = new Signing({
  ask: () => fire("order-sign", { draftOrders: drafts.bundle() }),
  sign,
  back: () => go("prescribe"),
  orders: () => drafts.list,
});
const records = new Map();
let record = null;
let chart = null;
let dialect = DIALECTS[0];
let form = null;
let stage = "chart";

// --- hooks ----------------------------------------------------------------------------------------------------------

/** What every hook is told of user, patient and visit. */
function context() {
  const encounterId = encounterOf(chart);
  return { userId: USER, patientId: record.patientId, ...(encounterId ? { encounterId } : {}) };
}

function fire(hook, more = {}) {
  return firing.fire(hook, { context: { ...context(), ...more }, record, dialect });
}

/** order-select over those of the references that are drafts; with none there is nothing to ask. */
function select(references) {
  const selections = references.filter((reference) => drafts.holds(reference));
  if (selections.length === 0) return firing.showChart();
  return fire("order-select", { selections, draftOrders: drafts.bundle() });
}

/** The public sandbox asks before anything is chosen. */
function openEmpty() {
  const order = emptyOrder(orderFacts("request-123"));
  return fire("order-select", { selections: [referenceOf(order)], draftOrders: collection([order]) });
}

// --- what is done with a card ---------------------------------------------------------------------------------------

function accept(card, suggestion, service) {
  const filed = drafts.file(suggestion.actions ?? []);
  if (filed.refused) return { words: filed.refused, refused: true };
  if (card.uuid && suggestion.uuid) calls.feedback(service, dialect.feedback(accepted(card, suggestion, moment())));
  const touched = [...filed.changed, ...filed.removed];
  if (touched.includes(form?.reference)) form.clear();
  redraw();
  const left = counted(drafts.list.length, "draft");
  if (stage === "sign") signing.forget(drafts.list.length ? "The drafts changed: sign, and they are looked at again." : "No draft is left to sign.");
  if (stage === "prescribe" && touched.some((reference) => reference.startsWith("MedicationRequest/"))) select(filed.changed);
  return { words: `Filed: ${suggestion.label ?? suggestion.actions?.[0]?.description}. ${left} now.`, refused: false };
}

function dismiss(card, code, service) {
  if (card.uuid) calls.feedback(service, dialect.feedback(overridden(card, code, moment())));
}

/** A service may act by itself where both sides agreed to it: it is done, and it is told. */
function unasked(actions) {
  const filed = drafts.file(actions);
  redraw();
  const done = actions.map((action) => action.description ?? action.type).join("; ");
  told.textContent = filed.refused || `The service changed the drafts by itself: ${done}.`;
}

// --- drafts ---------------------------------------------------------------------------------------------------------

function redraw() {
  byId("draft-count").textContent = String(drafts.list.length);
  drawDrafts(drafts, removed);
  signing.forget();
}

function removed(order, list) {
  drafts.remove(referenceOf(order));
  if (form?.reference === referenceOf(order)) form.clear();
  redraw();
  told.textContent = `${nameOf(order)} removed. ${counted(drafts.list.length, "draft")} left.`;
  list.closest("section").querySelector("h2").focus();
  if (stage === "prescribe") select(drafts.list.slice(-1).map(referenceOf));
}

function orderFacts(id) {
  return { id, today, ...context() };
}

/** A settled change of the form: one draft, and order-select with it selected. */
function changed(chosen, reference) {
  const id = reference?.split("/")[1] ?? drafts.newId();
  const order = medicationRequest(chosen, orderFacts(id));
  drafts.put(order);
  redraw();
  select([referenceOf(order)]);
  return referenceOf(order);
}

function renew(taken) {
  const order = renewal(taken, orderFacts(drafts.newId()));
  drafts.put(order);
  redraw();
  told.textContent = `Renewal of ${nameOf(order)} drafted.`;
  return fire("medication-refill", { medications: collection([order]) });
}

/** What is signed is on record from now on. */
async function sign() {
  const orders = drafts.list;
  record.sign(orders);
  drafts.clear();
  form?.clear();
  chart = await readChart(record);
  drawChart(byId("chart-content"), chart, renew);
  redraw();
  return `✓ ${counted(orders.length, "order")} signed: ${orders.map(nameOf).join(", ")}. On this chart until the page is closed.`;
}

// --- screens --------------------------------------------------------------------------------------------------------

function show(name) {
  stage = name;
  for (const each of STAGES) {
    byId(each).hidden = each !== name;
    if (each === name) byId(`to-${each}`).setAttribute("aria-current", "step");
    else byId(`to-${each}`).removeAttribute("aria-current");
  }
}

function go(name) {
  show(name);
  byId(name).querySelector("h2").focus();
  if (name === "chart") firing.showChart();
  if (name === "prescribe" && dialect.opensEmpty && drafts.list.length === 0) openEmpty();
}

async function open(patientId) {
  firing.stop();
  if (!records.has(patientId)) records.set(patientId, new Record(patientId, { root, base: fhir }));
  const opened = (record = records.get(patientId));
  drafts.clear();
  form?.clear();
  advice.forget();
  show("chart");
  const read = await readChart(opened);
  if (record !== opened) return; // another chart was opened meanwhile
  chart = read;
  const who = whoIs(chart.Patient, today);
  byId("who").replaceChildren(node("strong", null, who.name), ` ${who.rest} · today ${day(today)}`);
  drawChart(byId("chart-content"), chart, renew);
  redraw();
  await fire("patient-view");
}

/** Another EHR calls from now on; what was asked last is asked again in its way. */
function speak(id) {
  dialect = DIALECTS.find((one) => one.id === id);
  byId("dialect-says").replaceChildren(...dialect.says.map((sentence) => node("li", null, sentence)));
  if (!chart) return;
  if (stage === "chart") fire("patient-view");
  else if (stage === "prescribe" && dialect.opensEmpty && drafts.list.length === 0) openEmpty();
  else firing.again(record, dialect);
}

function listen() {
  byId("patient").addEventListener("change", () => guarded(open(byId("patient").value)));
  byId("dialect").addEventListener("change", () => speak(byId("dialect").value));
  for (const name of STAGES) byId(`to-${name}`).addEventListener("click", () => go(name));
  byId("another").addEventListener("click", () => {
    form.clear();
    byId("drug").focus();
  });
  byId("again").addEventListener("click", () => firing.showChart());
  byId("exchanges-save").addEventListener("click", () => traffic.download());
  byId("exchanges-clear").addEventListener("click", () => traffic.clear());
}

async function start() {
  const patient = byId("patient");
  const asked = decodeURIComponent(location.hash.slice(1));
  if ([...patient.options].some((option) => option.value === asked)) patient.value = asked;
  byId("starting").remove();
  byId("dialect").append(...DIALECTS.map(({ id, name }) => node("option", { value: id }, name)));
  speak(DIALECTS[0].id);
  listen();
  const others = JSON.parse(byId("other-drugs").textContent);
  const [drugs] = await Promise.all([loadDrugs(root, others), calls.discover()]);
  form = new OrderForm({ drugs, changed });
  await open(patient.value);
  byId("ehr").dataset.ready = "true";
}

/** What can't be done is said in its place; nothing is left half drawn without a word. */
function guarded(doing) {
  return doing.catch((error) => {
    byId("failed").replaceChildren(banner("critical", "■", "The screen can't go on", node("p", null, error.message)));
  });
}

guarded(start());
