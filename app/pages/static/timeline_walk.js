// The keyboard and the pointer of the chart: one tab stop, arrows between items and lanes, the nearest item by a click.

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };

/** Make `rows` of items walkable; `say(row, item)` tells of one, `enter(row)` goes to its row of the table. */
export function walk(place, rows, { say, enter }) {
  const everything = rows.flatMap((row) => row.items.map((item) => ({ row, item })));
  if (!everything.length) return;
  let now = everything[0];
  now.item.element.setAttribute("tabindex", "0");

  function go(to) {
    if (!to) return;
    now.item.element.setAttribute("tabindex", "-1");
    now = to;
    now.item.element.setAttribute("tabindex", "0");
    now.item.element.focus();
  }

  place.onkeydown = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = step(rows, now, event.key);
    if (to) {
      event.preventDefault();
      go(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter(now.row);
    }
  };
  for (const to of everything) to.item.element.addEventListener("focus", () => say(to.row, to.item));
  place.onclick = (event) => go(nearest(everything, event));
  place.onpointermove = (event) => {
    const near = nearest(everything, event);
    place.querySelector(".near")?.classList.remove("near");
    near.item.element.classList.add("near");
    say(near.row, near.item);
  };
  place.onpointerleave = () => place.querySelector(".near")?.classList.remove("near");
}

function step(rows, { row, item }, key) {
  const at = row.items.indexOf(item);
  const within = (place) => row.items[place] && { row, item: row.items[place] };
  if (key in MOVES) return within(at + MOVES[key]) || (row.items.length && { row, item });
  if (key === "Home") return within(0);
  if (key === "End") return within(row.items.length - 1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const other = rows[rows.indexOf(row) + (key === "ArrowUp" ? -1 : 1)];
  if (!other) return { row, item };
  const closest = other.items.reduce((best, each) => (Math.abs(each.at - item.at) < Math.abs(best.at - item.at) ? each : best));
  return { row: other, item: closest };
}

/** The item under the pointer, else the nearest one: most marks are smaller than a finger. */
function nearest(everything, event) {
  const hit = everything.find(({ item }) => item.element === event.target);
  if (hit) return hit;
  const far = ({ item }) => {
    const box = item.element.getBoundingClientRect();
    const aside = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
    const above = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
    return aside * aside + 9 * above * above;
  };
  return everything.reduce((best, each) => (far(each) < far(best) ? each : best));
}
