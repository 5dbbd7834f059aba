// A treatment history comes alive: the chart, its keyboard and pointer, folding, print, and copying as text.

import { footEachSheet, inWindow, printed } from "./paper.js";
import { drawTimeline, layoutOf } from "./timeline.js";
import { walk } from "./timeline_walk.js";

const PAPER = { width: 1040, most: 36, least: 20, room: 168, labels: 24, panel: 54 };

/** Draw the chart of an article `#view`, and listen to it; gives a function that draws it anew. */
export function drawView(article) {
  const data = JSON.parse(article.querySelector("#view-data").textContent);
  const place = article.querySelector("#chart");
  const redraw = place ? chartOf(article, place, data) : () => {};
  return redraw;
}

function chartOf(article, place, data) {
  const said = article.querySelector("#said");
  const toggle = article.querySelector("#all");
  let all = !data.lanes.some((lane) => !lane.earlier);
  let paper = false;
  let drawnFor = 0;
  article.querySelector(".undrawn").hidden = true;
  for (const shown of [place, said, article.querySelector(".drawn")]) shown.hidden = false;

  function draw() {
    const width = paper ? PAPER.width : Math.floor(place.clientWidth);
    if (!width) return;
    drawnFor = width;
    const lanes = data.lanes.filter((lane) => all || !lane.earlier).length || 1;
    const lane = Math.min(PAPER.most, Math.max(PAPER.least, PAPER.room / lanes));
    const layout = layoutOf(width, paper ? { lane, labels: lane >= PAPER.labels, panel: PAPER.panel } : {});
    const rows = drawTimeline(place, data, layout, all);
    walk(place, rows, { say, enter: (row) => toRow(article, row.trial), toRow: () => {} });
    place.dataset.ready = "true";
  }

  function say(row, item) {
    const from = item.from.length ? ` Evidence: ${item.from.join(", ")}.` : "";
    said.textContent = `${row.label}. ${item.say}.${from}`;
  }

  if (toggle) {
    toggle.parentElement.hidden = all && data.lanes.every((lane) => lane.earlier);
    toggle.addEventListener("click", () => {
      all = !all;
      toggle.setAttribute("aria-pressed", String(all));
      draw();
    });
  }
  addEventListener("beforeprint", () => { paper = true; draw(); });
  addEventListener("afterprint", () => { paper = false; draw(); });
  new ResizeObserver(() => { if (!paper && Math.floor(place.clientWidth) !== drawnFor) draw(); }).observe(place);
  article.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest("tr[id^=trial-]")) return;
    place.querySelector(".item[tabindex='0']")?.focus();
  });
  draw();
  return draw;
}

/** The row of a trial in the table; what has no trial has no row. */
function toRow(article, trial) {
  const row = trial && article.querySelector(`#trial-${CSS.escape(trial)}`);
  if (row) row.focus();
}

/** The buttons of the page round the article. */
function tools(article) {
  const bar = document.querySelector(".tools");
  if (!bar) return;
  bar.hidden = false;
  const told = bar.querySelector("#tools-said");
  footEachSheet();
  printing(bar.querySelector("#print"), told);
  bar.querySelector("#evidence").addEventListener("click", ({ currentTarget }) => {
    const open = currentTarget.getAttribute("aria-pressed") !== "true";
    currentTarget.setAttribute("aria-pressed", String(open));
    for (const details of article.querySelectorAll("details.evidence")) details.open = open;
  });
  bar.querySelector("#copy").addEventListener("click", () => copy(article.querySelector("#plain-text"), told));
}

/** A frame without `allow-modals` prints nothing and says nothing: then the button opens a window to print from. */
function printing(button, told) {
  let refused = false;
  button.addEventListener("click", () => {
    if (refused) {
      dispatchEvent(new Event("beforeprint"));
      told.textContent = inWindow() ? "Opened: print there (Ctrl+P)." : "The EHR's frame opens no window either: copy as text.";
      dispatchEvent(new Event("afterprint"));
    } else if (!printed()) {
      refused = true;
      button.textContent = "Open in a window";
      told.textContent = "The EHR's frame does not print: open the page in a window and print there.";
    }
  });
}

/** To the clipboard; in a frame that refuses it the text is shown and selected. */
async function copy(text, told) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    told.textContent = "Copied.";
  } catch {
    text.hidden = false;
    getSelection().selectAllChildren(text);
    text.scrollIntoView({ block: "nearest" });
    told.textContent = "The browser refuses the clipboard: the text is selected below.";
  }
}

const found = document.getElementById("view");
if (found) {
  drawView(found);
  tools(found);
}
