// The marks of a score panel: remission band, response lines, points with their values, the suicide item.

import { tied } from "./timeline_lanes.js";

const { Plot } = globalThis;
const APART = 20;
const LINE = 13;
const PADDING = 26;

export function panelsOf(panel, shown, layout, x, row) {
  const points = panel.points.map((point) => ({ ...point, at: new Date(point.date) }));
  const marks = [...limits(panel, shown, layout)];
  marks.push(
    Plot.ruleX([shown.today], { stroke: "var(--bad)", strokeWidth: 1.5, ariaHidden: "true" }),
    Plot.line(points, { x: "at", y: "value", stroke: "var(--text)", strokeWidth: 1.25, ariaHidden: "true" }),
    Plot.text(apart(points, x), {
      x: "at", y: "value", text: "label", dy: -10, fontSize: 11, fill: "var(--text)", stroke: "var(--bg)", strokeWidth: 3,
      ariaHidden: "true",
    }),
    Plot.dot(points, {
      x: "at", y: "value", r: 3.5, fill: "var(--text)", stroke: "var(--bg)", ariaLabel: "say", ...tied(row, points),
    }),
    Plot.dot(points.filter((point) => point.alarm), {
      x: "at", y: "value", dx: 9, symbol: "square", r: 4, fill: "var(--bad)", stroke: "var(--bg)", ariaHidden: "true",
    }),
    Plot.text([panel.instrument], {
      text: (name) => name, frameAnchor: layout.narrow ? "top-left" : "left", dx: -layout.left + 2,
      dy: layout.narrow ? -14 : 0, lineAnchor: layout.narrow ? "top" : "middle", textAnchor: "start", fontSize: 12,
      fontWeight: 600, fill: "var(--text)", ariaHidden: "true",
    }),
  );
  return marks;
}

function limits(panel, shown, layout) {
  const marks = [];
  const words = { frameAnchor: "right", textAnchor: "start", dx: 8, fontSize: 11, fill: "var(--good)", ariaHidden: "true" };
  if (panel.remission !== null) {
    marks.push(Plot.rect([panel], {
      x1: () => shown.first, x2: () => shown.last, y1: () => panel.lowest, y2: () => panel.remission,
      fill: "var(--good)", fillOpacity: 0.2, ariaHidden: "true",
    }));
    if (!layout.narrow) {
      marks.push(Plot.text([panel], { ...words, y: () => (panel.lowest + panel.remission) / 2, text: "remissionWords" }));
    }
  }
  const responses = panel.responses.map((limit) => ({ ...limit, from: new Date(limit.start), to: new Date(limit.end) }))
    .filter((limit) => limit.to >= shown.first);
  if (responses.length) {
    marks.push(Plot.link(responses, {
      x1: "from", x2: "to", y1: "value", y2: "value", stroke: "var(--good)", strokeDasharray: "6 3", strokeWidth: 1.25,
      clip: "frame", ariaHidden: "true",
    }));
    if (!layout.narrow) {
      marks.push(Plot.text([responses.at(-1)], { ...words, y: "value", dy: -near(responses.at(-1), panel, layout), text: "say" }));
    }
  }
  return marks;
}

/** How far the words of the response must rise so as not to run into those of the remission band below. */
function near(limit, panel, layout) {
  if (panel.remission === null) return 0;
  const tall = layout.panel - PADDING;
  const gap = (limit.value - (panel.lowest + panel.remission) / 2) / (panel.highest - panel.lowest) * tall;
  return gap >= 0 && gap < LINE ? LINE - gap : 0;
}

/** Values that do not run into each other: the last one always, the others where there is room. */
function apart(points, x) {
  const kept = [];
  for (const point of [...points].reverse()) {
    if (!kept.length || x(kept.at(-1).at) - x(point.at) >= APART) kept.push(point);
  }
  return kept;
}
