// Light or dark by hand: the style sheets' own dark rules are switched, so no colour is written twice.

const asked = matchMedia("(prefers-color-scheme: dark)");

function darkRules() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules.filter((rule) => rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme"));
}

/** A button that is pressed while the page is dark; nothing of it is remembered. */
export function themeToggle(button) {
  const rules = darkRules();
  let dark = asked.matches;
  const show = (byHand) => {
    button.setAttribute("aria-pressed", String(dark));
    if (!byHand) return;
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    const media = dark ? "screen, (prefers-color-scheme: dark)" : "not all";
    for (const rule of rules) rule.media.mediaText = media;
  };
  button.addEventListener("click", () => {
    dark = !dark;
    show(true);
  });
  show(false);
}
