// Ways a record comes in: chosen by a button, dropped, or pasted anywhere on the page. It is read here and sent nowhere.

/** `load(text)` is given what came; `place` is where files may be dropped. */
export function sources({ button, input, place, load }) {
  const loadFile = async (file) => load(await file.text());

  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    if (input.files.length) await loadFile(input.files[0]);
    input.value = "";
  });

  const over = (is) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", is);
  };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) loadFile(event.dataTransfer.files[0]);
  });

  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input, textarea, select")) return; // that field's own
    const text = event.clipboardData.getData("text");
    if (text.trim()) load(text);
  });
}
