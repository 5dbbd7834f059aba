/** The first stage: problems, medications and scores, as any chart shows them. */

import { day, years } from "./sample_ehr_days.js";
import { button, node } from "./sample_ehr_nodes.js";
import { doseOf, nameOf } from "./sample_ehr_orders.js";

const RENEWED = new Set(["active", "on-hold", "unknown"]);

/** Everything that the chart shows, read at once. */
export async function readChart(record) {
  const kinds = ["Condition", "MedicationStatement", "MedicationRequest", "Observation", "Procedure", "AllergyIntolerance", "Encounter"];
  const [patient, ...lists] = await Promise.all([record.read(`Patient/${record.patientId}`), ...kinds.map((kind) => record.all(kind))]);
  if (patient.status !== 200) throw new Error(`The sample patient can't be read (${patient.status || "no connection"}).`);
  return { Patient: patient.body, ...Object.fromEntries(kinds.map((kind, place) => [kind, lists[place]])) };
}

/** The encounter that is under way, if one is on record. */
export function encounterOf(chart) {
  return chart.Encounter.find((encounter) => encounter.status === "in-progress")?.id;
}

/** Name, sex, age and birth date: the line that stands over every stage. */
export function whoIs({ name, gender, birthDate }, today) {
  const [called] = name ?? [{}];
  const full = [...(called.given ?? []), called.family].filter(Boolean).join(" ");
  return { name: full, rest: [gender, birthDate && `${years(birthDate, today)} years`, birthDate && `born ${day(birthDate)}`].filter(Boolean).join(", ") };
}

/** Draw the chart; `renew(resource)` orders a drug again. */
export function drawChart(place, chart, renew) {
  const drugs = [...chart.MedicationStatement, ...chart.MedicationRequest].sort(byDate(startOf));
  const scores = [...chart.Observation].sort(byDate((one) => one.effectiveDateTime ?? ""));
  place.replaceChildren(
    ...part("Problems", table(["Problem", "Since", "State"], chart.Condition.map((one) => [nameOf(one), day(one.onsetDateTime ?? one.recordedDate), codeOf(one.clinicalStatus)]))),
    ...part("Medications", table(["Medication", "Dose", "From", "To", "State", ""], drugs.map((one) => drugRow(one, renew)))),
    ...part("Scores and findings", table(["What", "Result", "Day"], scores.map((one) => [titleOf(one), valueOf(one), day(one.effectiveDateTime)]))),
    ...(chart.Procedure.length ? part("Procedures", table(["Procedure", "Day"], chart.Procedure.map((one) => [nameOf(one), day(one.performedDateTime ?? one.performedPeriod?.start)]))) : []),
  );
}

const byDate = (dateOf) => (one, other) => dateOf(other).localeCompare(dateOf(one));

function startOf(drug) {
  return drug.effectivePeriod?.start ?? drug.authoredOn ?? "";
}

function endOf(drug) {
  return drug.effectivePeriod?.end ?? drug.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end;
}

function drugRow(drug, renew) {
  const name = nameOf(drug);
  const again = RENEWED.has(drug.status) && drug.medicationCodeableConcept ? button("Renew", () => renew(drug), { "aria-label": `Renew ${name}` }) : "";
  return [name, doseOf(drug), day(startOf(drug)), day(endOf(drug)), drug.status, again];
}

function part(title, content) {
  return [node("h3", null, title), content];
}

function table(columns, rows) {
  if (rows.length === 0) return node("p", { class: "muted" }, "None on record.");
  const head = columns.map((column) => (column ? node("th", { scope: "col" }, column) : node("td", null)));
  const body = rows.map((cells) => node("tr", null, cells.map((cell, at) => cellOf(cell, columns[at], at))));
  return node("table", { class: "rows" }, node("thead", null, node("tr", null, head)), node("tbody", null, body));
}

function cellOf(cell, column, at) {
  if (at === 0) return node("th", { scope: "row" }, cell);
  return node("td", cell === "" || !column ? null : { "data-label": column }, cell);
}

function codeOf(concept) {
  return concept?.coding?.[0]?.code ?? "";
}

function titleOf(observation) {
  const { text, coding } = observation.code ?? {};
  return text ?? coding?.[0]?.display ?? "Finding";
}

function valueOf(observation) {
  const { valueQuantity: quantity, valueInteger: whole, valueCodeableConcept: concept, valueString: words } = observation;
  if (quantity) return [quantity.value, quantity.unit?.startsWith("{") ? "" : quantity.unit].filter((part) => part !== "").join(" ");
  return String(whole ?? concept?.text ?? concept?.coding?.[0]?.display ?? words ?? "");
}
