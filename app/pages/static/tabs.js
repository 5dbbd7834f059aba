// Tabs after the ARIA pattern: one tab stop, arrows, Home and End. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

/** Make `[role=tablist]` work; `opened(name)` is told each tab by its `data-tab`. Returns `open(name)`. */
export function tabs(list, opened) {
  const all = [...list.querySelectorAll("[role=tab]")];

  function open(name) {
    const chosen = all.find((tab) => tab.dataset.tab === name) ?? all[0];
    for (const tab of all) {
      const is = tab === chosen;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !is;
    }
    opened(chosen.dataset.tab);
    return chosen;
  }

  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) open(tab.dataset.tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(event.target.closest("[role=tab]"));
    let to = null;
    if (event.key in steps) to = (at + steps[event.key] + all.length) % all.length;
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = all.length - 1;
    if (to === null || at < 0) return;
    event.preventDefault();
    open(all[to].dataset.tab).focus();
  });
  return open;
}
