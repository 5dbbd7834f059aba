// The text of the record with its line numbers: what is wrong in a line can be found, and what a note speaks of too.

const MOST_NUMBERED = 20_000;

export class RecordText {
  constructor(area, numbers, edited) {
    Object.assign(this, { area, numbers, lines: 0 });
    area.addEventListener("input", () => {
      this.number();
      edited();
    });
    area.addEventListener("scroll", () => { numbers.scrollTop = area.scrollTop; });
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    const at = this.area.scrollTop;
    this.area.value = text;
    this.area.scrollTop = at;
    this.number();
  }

  number() {
    const lines = Math.min(this.area.value.split("\n").length, MOST_NUMBERED);
    if (lines === this.lines) return;
    this.lines = lines;
    this.numbers.textContent = Array.from({ length: lines }, (_, number) => number + 1).join("\n");
  }

  /** Select a line and bring it into sight. */
  goTo(line) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const height = this.area.scrollHeight / Math.max(lines.length, 1);
    this.area.scrollTop = Math.max(0, (line - 4) * height);
  }

  /** The line on which the resource of a reference such as `Observation/9` has its id; null when it is not there. */
  lineOf(reference) {
    const id = reference.split("/").pop().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const found = new RegExp(`"id"\\s*:\\s*"${id}"`).exec(this.area.value);
    return found ? this.area.value.slice(0, found.index).split("\n").length : null;
  }
}
