// Copy text: by the clipboard where that is allowed, else by selecting it for the reader's own Ctrl+C.

/** Copy what `source` holds (an element, or a function that gives text); what happened is said on the button. */
export function copying(button, source) {
  const label = button.textContent;
  let back = 0;
  const say = (words) => {
    button.textContent = words;
    clearTimeout(back);
    back = setTimeout(() => { button.textContent = label; }, 3000);
  };
  button.addEventListener("click", async () => {
    const text = typeof source === "function" ? source() : source.textContent;
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      if (typeof source === "function") return say("Copying is not allowed here");
      getSelection().selectAllChildren(source);
      source.focus();
      say("Selected: press Ctrl+C");
    }
  });
}
