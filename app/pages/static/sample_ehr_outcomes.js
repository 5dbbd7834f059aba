/** What is shown when there is no answer to show: refused, too late, unreachable. */

import { banner, node } from "./sample_ehr_nodes.js";

/** The sentence of each answer that is none; empty for one that is. */
export function troubleOf(answer, wait) {
  if (answer.state === "late") return late(answer, wait);
  if (answer.state === "unreachable") {
    return banner("critical", "■", "No connection", node("p", null, `${answer.service} can't be reached. Prescribing goes on without it.`));
  }
  return answer.status >= 200 && answer.status < 300 ? null : refused(answer);
}

function late({ service }, wait) {
  const span = wait >= 1000 ? `${wait / 1000} s` : `${wait} ms`;
  return banner(
    "warning",
    "▲",
    "The EHR did not wait",
    node("p", null, `${service} had not answered after ${span}. Prescribing goes on without it; nothing was checked.`),
  );
}

/** An OperationOutcome, each of its issues a line. */
function refused({ service, status, response, id }) {
  const issues = (response?.issue ?? []).map((issue) =>
    node("li", null, `${issue.severity}, ${issue.code}: ${issue.diagnostics ?? issue.details?.text ?? "no further word"}`),
  );
  return banner(
    "critical",
    "■",
    `${service} answered ${status}`,
    issues.length ? node("ul", null, issues) : node("p", null, "It said nothing more."),
    id ? node("p", { class: "muted" }, `Request id to quote: ${id}`) : null,
  );
}
