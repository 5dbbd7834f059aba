// Paper: whose chart it is at the foot of each sheet, and a window to print from where the frame may not print.

const TOLD = { dateStyle: "medium", timeStyle: "short" };

/** A string of CSS: whatever a name holds, it ends neither the string nor the rule. */
const quoted = (text) => `"${text.replace(/[^\w .,:·-]/gu, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;

/** The foot of each sheet; `who` and `version` as the page tells them, printed at by the clock of who prints. */
export function footRule(who, version, now) {
  const printed = `${who} · printed ${now.toLocaleString("en-GB", TOLD)}`;
  const box = (content) => `{ content: ${content}; font: 8px system-ui, sans-serif; color: #4f5a66; }`;
  return `@page { @bottom-left ${box(quoted(printed))} @bottom-right ${box(`${quoted(`${version} · page `)} counter(page) " of " counter(pages)`)} }`;
}

/** The rule is made anew before each print: it tells the time of that print. */
export function footEachSheet(target = globalThis) {
  const { who, version } = document.getElementById("sheet-foot").dataset;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  target.addEventListener("beforeprint", () => sheet.replaceSync(footRule(who, version, new Date())));
}

/** Print; false when the frame is not allowed to, which a browser tells nobody: it just does not begin. */
export function printed() {
  let begun = false;
  const heard = () => { begun = true; };
  addEventListener("beforeprint", heard);
  print();
  removeEventListener("beforeprint", heard);
  return begun;
}

/** The page as it stands in a window of its own, without its scripts: the frame's session is not known there. */
export function inWindow() {
  const opened = open("", "_blank");
  if (!opened) return false;
  const copy = opened.document.importNode(document.documentElement, true);
  for (const left of copy.querySelectorAll("script, .tools, .leave, .periods, #said")) left.remove();
  opened.document.documentElement.replaceWith(copy);
  const { who, version } = document.getElementById("sheet-foot").dataset;
  const sheet = new opened.CSSStyleSheet();
  sheet.replaceSync(footRule(who, version, new Date()));
  opened.document.adoptedStyleSheets = [sheet];
  return true;
}
