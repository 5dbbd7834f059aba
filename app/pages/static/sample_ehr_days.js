/** Days as the server gives them: the browser's own clock decides nothing that is clinical. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An ISO day, month or year as people write it; empty where there is none. */
export function day(iso) {
  if (!iso) return "";
  const [year, month, date] = iso.slice(0, 10).split("-");
  if (!month) return year;
  const name = `${MONTHS[Number(month) - 1]} ${year}`;
  return date ? `${Number(date)} ${name}` : name;
}

/** Full years between two ISO days. */
export function years(born, today) {
  const before = today.slice(5) < born.slice(5) ? 1 : 0;
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - before;
}

/** A moment by the server's clock: that of the page, and what has passed since. */
export function momentSince(served) {
  const start = Date.parse(served) - performance.now();
  return () => new Date(start + performance.now()).toISOString();
}
