// The chart: lanes of treatment over the scores, on one axis of time. The only module that uses Observable Plot.
// It turns days into places. Every word, height and limit comes from the page's own data; nothing clinical is computed.

import { barsOf, longEnough, namesOf, sessionsOf } from "./timeline_lanes.js";
import { panelsOf } from "./timeline_scores.js";

const { d3, Plot } = globalThis;

const NARROW = 640;

/** Where things stand for this width: margins, heights, ticks. */
export function layoutOf(width, options = {}) {
  const narrow = width < NARROW;
  return {
    width,
    narrow,
    left: narrow ? 28 : 158,
    right: narrow ? 12 : 232,
    lane: options.lane ?? (narrow ? 54 : 44),
    room: narrow ? 0.5 : 0.72,
    panel: options.panel ?? (narrow ? 104 : 112),
    foot: narrow ? 36 : 30,
    ticks: narrow ? 4 : Math.round(width / 110),
    labels: options.labels ?? true,
  };
}

/** The days that are shown, with the lanes and points that lie in them. */
export function shownOf(data, all) {
  const [first, last] = (all ? data.rangeOfAll : data.range).map((day) => new Date(day));
  const lanes = data.lanes.filter((lane) => all || !lane.earlier);
  const panels = data.panels
    .map((panel) => ({ ...panel, points: panel.points.filter((point) => new Date(point.date) >= first) }))
    .filter((panel) => panel.points.length);
  return { first, last, lanes, panels, today: last, todayLabel: data.todayLabel, label: all ? data.labelOfAll : data.label };
}

/** Draw into `place`; gives the rows of items, each with its element, for the keyboard and the pointer. */
export function drawTimeline(place, data, layout, all) {
  const shown = shownOf(data, all);
  const x = d3.scaleUtc([shown.first, shown.last], [layout.left, layout.width - layout.right]);
  const rows = [];
  const nodes = [];
  if (shown.lanes.length) nodes.push(lanesPlot(data, shown, layout, x, rows));
  for (const panel of shown.panels) nodes.push(panelPlot(panel, data, shown, layout, x, rows));
  const chart = document.createElement("div");
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", shown.label);
  chart.append(...nodes);
  place.replaceChildren(chart);
  return rows.filter((row) => row.items.length);
}

function lanesPlot(data, shown, layout, x, rows) {
  const { lanes } = shown;
  const marks = [
    Plot.gridX({ ticks: layout.ticks, stroke: "var(--grid)", strokeOpacity: 1, ariaHidden: "true" }),
    Plot.ruleY(d3.range(1, lanes.length), { stroke: "var(--grid)", ariaHidden: "true" }),
    ...moments(data, shown, layout),
    ...namesOf(lanes, layout),
  ];
  for (const [place, lane] of lanes.entries()) {
    const row = { label: lane.said, trial: lane.trial, items: [] };
    marks.push(
      ...barsOf(lane, place, layout, x, row, shown.today),
      ...sessionsOf(lane, place, layout, x, row),
      ...longEnough(lane, place, layout, row),
    );
    rows.push(row);
  }
  const svg = Plot.plot({
    ...frame(layout, x),
    height: lanes.length * layout.lane + 22 + layout.foot,
    marginTop: 22,
    marginBottom: layout.foot,
    y: { domain: [0, lanes.length], reverse: true, axis: null },
    marks: [...marks, axis(layout)],
  });
  return grouped(tidy(svg, "Treatments"), rows);
}

function panelPlot(panel, data, shown, layout, x, rows) {
  const row = { label: `${panel.instrument} scores`, trial: null, items: [] };
  const svg = Plot.plot({
    ...frame(layout, x),
    height: layout.panel,
    marginTop: layout.narrow ? 22 : 16,
    marginBottom: 10,
    y: { domain: [panel.lowest, panel.highest], axis: null },
    marks: [
      Plot.gridX({ ticks: layout.ticks, stroke: "var(--grid)", strokeOpacity: 1, ariaHidden: "true" }),
      ...panelsOf(panel, shown, layout, x, row),
    ],
  });
  rows.push(row);
  return grouped(tidy(svg, null), [row]);
}

function frame(layout, x) {
  return {
    width: layout.width,
    marginLeft: layout.left,
    marginRight: layout.right,
    className: "plot",
    x: { type: "utc", domain: x.domain(), axis: null },
  };
}

function axis(layout) {
  return Plot.axisX({ ticks: layout.ticks, anchor: "bottom", tickSize: 0, fontSize: 11, label: null, ariaHidden: "true" });
}

/** The start of the episode and today. */
function moments(data, shown, layout) {
  const marks = [
    Plot.ruleX([shown.today], { stroke: "var(--bad)", strokeWidth: 1.5, ariaHidden: "true" }),
    Plot.text([shown.today], {
      ...moment, x: (day) => day, text: () => shown.todayLabel, fill: "var(--bad)", textAnchor: layout.narrow ? "end" : "middle",
    }),
  ];
  const episode = data.episode && new Date(data.episode);
  if (episode && episode >= shown.first) {
    marks.push(
      Plot.ruleX([episode], { stroke: "var(--muted)", strokeDasharray: "2 3", ariaHidden: "true" }),
      Plot.text([episode], {
        ...moment, x: (day) => day, text: () => (layout.narrow ? "episode" : data.episodeWords), fill: "var(--muted)", textAnchor: "start",
      }),
    );
  }
  return marks;
}

const moment = { frameAnchor: "top", dy: -16, fontSize: 11, lineAnchor: "top", ariaHidden: "true" };

/** Plot's own style element is refused by the page's policy, and its labels name what is mere decoration. */
function tidy(svg, label) {
  svg.querySelector("style")?.remove();
  svg.setAttribute("role", label ? "group" : "presentation");
  if (label) svg.setAttribute("aria-label", label);
  for (const g of svg.querySelectorAll("g[aria-label]")) {
    if (g.getAttribute("aria-hidden") === "true" || !g.dataset.row) g.removeAttribute("aria-label");
  }
  return svg;
}

/** The marks of one lane in one group that says what the lane is; items are reached by the keyboard, one tab stop. */
function grouped(svg, rows) {
  for (const row of rows) {
    const parts = row.items.length ? [...svg.querySelectorAll(`g[data-row="${CSS.escape(row.label)}"]`)] : [];
    if (!parts.length) continue;
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", row.label);
    parts[0].before(group);
    group.append(...parts);
    for (const part of parts) part.removeAttribute("aria-label");
    row.items.sort((one, other) => one.at - other.at);
  }
  return svg;
}
