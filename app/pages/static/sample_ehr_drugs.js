/** The drugs that can be ordered: every agent of the service's knowledge, and what else its tables know by name. */

const UNITS = { "mg/d": "mg", "ug/d": "ug", "mg/24 h": "mg" };

/** All drugs, agents first; each with its products by strength where the knowledge names them. */
export async function loadDrugs(root, others) {
  const answer = await fetch(`${root}/knowledge`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The knowledge answered ${answer.status}.`);
  const { agents, orders } = await answer.json();
  const ours = Object.values(agents).map((agent) => drugOf(agent, orders[agent.id]));
  return [...ours, ...others.map(([label, rxcui]) => ({ label, rxcui, unit: "mg", products: [], said: "" }))];
}

function drugOf(agent, order) {
  const products = Object.entries(order?.products ?? {}).map(([strength, code]) => [Number(strength), code]);
  return {
    label: agent.label,
    rxcui: agent.rxcui,
    unit: order?.unit ?? UNITS[agent.doseUnit] ?? "mg",
    name: order?.name,
    products: products.sort(([one], [other]) => other - one),
    steps: agent.ladder?.steps ?? [],
    said: figures(agent),
    kind: agent.drugClass,
  };
}

/** What the knowledge says of the dose, in one line. */
function figures(agent) {
  const said = [];
  if (agent.start !== null) said.push(`usual start ${agent.start} ${agent.doseUnit}`);
  if (agent.minimum?.unit === agent.doseUnit) said.push(`least adequate ${agent.minimum.value} ${agent.minimum.unit}`);
  if (agent.labelMaximum) said.push(`label maximum ${agent.labelMaximum.value} ${agent.labelMaximum.unit}`);
  return said.join(" · ");
}

/** Those whose name or class begins with, then those that hold, what was typed. */
export function findDrugs(drugs, typed, most = 12) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [];
  const begins = (drug) => drug.label.toLowerCase().startsWith(wanted);
  const holds = (drug) => `${drug.label} ${drug.kind ?? ""}`.toLowerCase().includes(wanted);
  const first = drugs.filter(begins);
  return [...first, ...drugs.filter((drug) => !begins(drug) && holds(drug))].slice(0, most);
}

/** The largest strength that makes up a dose in whole units; null: the order names the ingredient alone. */
export function productFor(drug, dose) {
  if (!dose) return null;
  const fits = ([strength]) => Number.isInteger(Math.round((dose / strength) * 1e6) / 1e6) && dose / strength <= 6;
  const found = drug.products.find(fits);
  if (!found) return null;
  const [strength, code] = found;
  return { strength, code, units: Math.round(dose / strength), name: drug.name.replace("{}", strength) };
}
