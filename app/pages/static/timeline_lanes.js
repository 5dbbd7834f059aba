// The marks of the lanes: bars by dose, gaps, sessions, the day on which a trial had been long enough, names and words.

const { d3, Plot } = globalThis;

const FILL = { adequate: "var(--adequate)", below: "var(--below)", unknown: "url(#hatch)" };
const INK = { adequate: "var(--on-adequate)", below: "var(--on-below)", unknown: "var(--text)" };
const TALLEST = 4;
const CLOSE = 6;

const base = (place) => place + 0.94;
const height = (ratio, layout) => layout.room * Math.sqrt(Math.min(TALLEST, ratio) / TALLEST);
const up = (place, ratio, layout) => base(place) - height(ratio, layout);
const day = (text) => new Date(text);
/** The end of a day is the start of the next: a bar of one day has a width. */
const after = (text) => d3.utcDay.offset(day(text), 1);

/** Tie the elements of a mark to their items, so that they can be focused and found. */
export function tied(row, items) {
  return {
    render(index, scales, values, dimensions, context, next) {
      const group = next(index, scales, values, dimensions, context);
      group.dataset.row = row.label;
      group.removeAttribute("aria-label");
      [...group.children].forEach((element, place) => {
        const item = items[index[place]];
        element.setAttribute("role", "img");
        element.setAttribute("tabindex", "-1");
        element.classList.add("item");
        if (item.perhaps) element.setAttribute("stroke-dasharray", "3 2");
        item.element = element;
        row.items.push(item);
      });
      return group;
    },
  };
}

/** The least adequate dose across the lane, and over the bars that rise above it. */
function leastOf(lane, place, layout, today, stroke) {
  if (!lane.least || !lane.bars.length) return [];
  const y = up(place, 1, layout);
  const link = (spans, colour, dash) => Plot.link(spans, {
    x1: (span) => span[0], x2: (span) => span[1], y1: y, y2: y, stroke: colour, strokeDasharray: dash, ariaHidden: "true",
  });
  if (stroke === "over") {
    const higher = lane.bars.filter((bar) => bar.ratio > 1 && !bar.perhaps && bar.state === "adequate");
    return higher.length
      ? [link(higher.map((bar) => [day(bar.start), d3.min([after(bar.end), today])]), "var(--on-adequate)", "4 3")]
      : [];
  }
  return [link([[d3.utcDay.offset(day(lane.start), -6), d3.min([d3.utcDay.offset(day(lane.end), 7), today])]], "var(--muted)", "4 3")];
}

export function barsOf(lane, place, layout, x, row, today) {
  const to = (text) => d3.min([after(text), today]);
  const bars = lane.bars.map((bar) => ({
    ...bar,
    at: day(bar.start),
    until: d3.max([to(bar.end), d3.utcHour.offset(day(bar.start), 12)]),
    foot: base(place),
    top: up(place, bar.ratio, layout),
  }));
  const marks = [...leastOf(lane, place, layout, today, "under")];
  if (bars.length) {
    marks.push(Plot.rect(bars, {
      x1: "at", x2: "until", y1: "foot", y2: "top", ariaLabel: "say", stroke: "var(--text)", strokeWidth: 0.75,
      fill: (bar) => (bar.perhaps ? "transparent" : FILL[bar.state]), ...tied(row, bars),
    }));
  }
  marks.push(...leastOf(lane, place, layout, today, "over"), ...around(lane, place, layout, today), ...notches(bars, layout, x));
  if (layout.labels) marks.push(doses(bars, layout, x));
  return marks;
}

function around(lane, place, layout, today) {
  const marks = [];
  if (lane.gaps.length) {
    marks.push(Plot.link(lane.gaps, {
      x1: (gap) => day(gap[0]), x2: (gap) => after(gap[1]), y1: base(place), y2: base(place),
      stroke: "var(--warn)", strokeWidth: 2, strokeDasharray: "1.5 3", ariaHidden: "true",
    }));
  }
  if (lane.ongoing) {
    marks.push(Plot.text([today], {
      x: (each) => each, y: base(place) - layout.room * 0.25, text: () => "→", dx: 9, fontSize: 13,
      fill: "var(--text)", ariaHidden: "true",
    }));
  }
  return marks;
}

/** A date that is only known about: the bar is cut on that side. */
function notches(bars, layout, x) {
  const cut = [];
  for (const bar of bars) {
    if (bar.aboutStart) cut.push({ x: bar.at, bar, side: 1 });
    if (bar.aboutEnd) cut.push({ x: bar.until, bar, side: -1 });
  }
  if (!cut.length) return [];
  const notch = (side) => ({
    draw(context, size) {
      const reach = Math.sqrt(size);
      context.moveTo(-side, -reach);
      context.lineTo(side * reach, 0);
      context.lineTo(-side, reach);
      context.closePath();
    },
  });
  return [1, -1].map((side) => Plot.dot(cut.filter((each) => each.side === side), {
    x: "x", y: (each) => (each.bar.foot + each.bar.top) / 2, symbol: notch(side), r: 7,
    fill: "var(--bg)", stroke: "var(--text)", strokeWidth: 0.75, ariaHidden: "true",
  }));
}

/** Doses where they fit: inside a bar that is tall enough, else above it. */
function doses(bars, layout, x) {
  const fitting = bars.filter((bar) => {
    const [left, right] = [Math.max(x(bar.at), x.range()[0]), x(bar.until)];
    return right - left >= bar.label.length * 7 + 8;
  });
  const inside = (bar) => (bar.foot - bar.top) * layout.lane >= 14;
  const middle = (bar) => new Date((Math.max(+bar.at, +x.domain()[0]) + +bar.until) / 2);
  const style = { x: middle, text: "label", fontSize: 11, ariaHidden: "true" };
  return [
    Plot.text(fitting.filter(inside), {
      ...style, y: (bar) => (bar.foot + bar.top) / 2, fill: (bar) => (bar.perhaps ? "var(--text)" : INK[bar.state]),
      stroke: null,
    }),
    Plot.text(fitting.filter((bar) => !inside(bar)), {
      ...style, y: "top", dy: -7, fill: "var(--text)", stroke: "var(--bg)", strokeWidth: 4,
    }),
  ];
}

/** A mark on the day on which a trial had been long enough. */
export function longEnough(lane, place, layout, row) {
  if (!lane.enough || !layout.labels) return [];
  const items = [{ at: day(lane.enough), say: lane.enoughWords, from: [] }];
  return [Plot.dot(items, {
    x: "at", y: base(place), dy: 5, symbol: "triangle", r: 4.5, fill: "var(--text)", stroke: "var(--bg)", ariaLabel: "say",
    ...tied(row, items),
  })];
}

const SIGNS = { psychotherapy: "circle", ect: "diamond", tms: "triangle", other: "square", ketamine: pentagon() };

function pentagon() {
  return {
    draw(context, size) {
      const radius = Math.sqrt(size / 2.378);
      for (let corner = 0; corner < 5; corner += 1) {
        const angle = (corner * 2 * Math.PI) / 5 - Math.PI / 2;
        context[corner ? "lineTo" : "moveTo"](radius * Math.cos(angle), radius * Math.sin(angle));
      }
      context.closePath();
    },
  };
}

/** A sign a session; those that would touch are a run with their count. */
export function sessionsOf(lane, place, layout, x, row) {
  if (!lane.sessions.length) return [];
  const { signs, runs } = clustered(lane.sessions, x);
  const y = base(place) - layout.room * 0.3;
  const marks = [];
  if (runs.length) {
    marks.push(
      Plot.rect(runs, {
        x1: "at", x2: "until", y1: y + 0.09, y2: y - 0.09, fill: "var(--muted)", stroke: "var(--text)", strokeWidth: 0.75,
        ariaLabel: "say", ...tied(row, runs),
      }),
      Plot.text(runs, {
        x: (run) => new Date((+run.at + +run.until) / 2), y: y - 0.09, dy: -7, fontSize: 11, text: "label",
        fill: "var(--text)", ariaHidden: "true",
      }),
    );
  }
  if (signs.length) {
    marks.push(Plot.dot(signs, {
      x: "at", y: () => y, symbol: SIGNS[lane.kind] ?? "square", r: 4.5, fill: "var(--text)", stroke: "var(--bg)",
      strokeWidth: 0.5, ariaLabel: "say", ...tied(row, signs),
    }));
  }
  return marks;
}

function clustered(sessions, x) {
  const groups = [];
  for (const session of sessions) {
    const last = groups.at(-1);
    const long = session.start !== session.end;
    if (last && !long && !last.long && x(day(session.start)) - x(day(last.sessions.at(-1).start)) < CLOSE) {
      last.sessions.push(session);
    } else {
      groups.push({ long, sessions: [session] });
    }
  }
  const runs = groups.filter((group) => group.long || group.sessions.length > 1).map(runOf);
  const signs = groups.filter((group) => !group.long && group.sessions.length === 1)
    .map(({ sessions: [only] }) => ({ ...only, at: day(only.start) }));
  return { signs, runs };
}

function runOf({ sessions }) {
  const [first, last] = [sessions[0], sessions.at(-1)];
  const many = sessions.length > 1;
  return {
    at: day(first.start),
    until: after(last.end),
    say: many ? `${sessions.length} sessions: ${first.say} … ${last.say}` : first.say,
    label: many ? `${sessions.length}` : `${first.count ?? "?"}`,
    from: [...new Set(sessions.flatMap((session) => session.from))],
  };
}

/** Names left of the lanes and words right of them; on a narrow screen both above. */
export function namesOf(lanes, layout) {
  const places = lanes.map((lane, place) => ({ ...lane, place }));
  const style = { fontSize: 12, ariaHidden: "true", lineAnchor: "middle", textAnchor: "start" };
  if (layout.narrow) {
    return [Plot.text(places, {
      ...style, frameAnchor: "left", dx: -layout.left + 2, y: (lane) => lane.place + 0.16, fontSize: 11, fontWeight: 600,
      text: (lane) => clipped(lane.said, Math.floor((layout.width - 8) / 6.2)), fill: "var(--text)",
    })];
  }
  return [
    Plot.text(places, {
      ...style, frameAnchor: "left", dx: -layout.left + 2, y: (lane) => lane.place + 0.62, fontWeight: 600,
      text: (lane) => clipped(lane.label, 23), fill: "var(--text)",
    }),
    Plot.text(places, {
      ...style, frameAnchor: "right", dx: 22, y: (lane) => lane.place + 0.62, fontSize: 11,
      text: "sentence", lineWidth: 19, fill: "var(--text)",
    }),
  ];
}

/** Long names end in dots; the group's own name and the table have them whole. */
const clipped = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
