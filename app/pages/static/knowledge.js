// Filter by typing over the rendered tables. Without a script the page is whole, and the browser's own search finds.
"use strict";

const rows = [...document.querySelectorAll("main tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() }));

function field() {
  const label = document.createElement("label");
  label.htmlFor = "filter-words";
  label.textContent = "Show rows that hold";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "filter-words";
  input.autocomplete = "off";
  const found = document.createElement("output");
  found.htmlFor = input.id;
  found.setAttribute("role", "status");
  document.getElementById("filter").append(label, input, found);
  return { input, found };
}

function show(words, found) {
  let count = 0;
  for (const { row, text } of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    count += row.hidden ? 0 : 1;
  }
  found.textContent = words.length ? `${count} of ${rows.length} rows` : "";
}

const { input, found } = field();
input.addEventListener("input", () => show(input.value.toLowerCase().split(/\s+/).filter(Boolean), found));

// A link inside the page may lead to a row that the filter hides: then everything is shown again.
window.addEventListener("hashchange", () => {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (row && row.hidden) {
    input.value = "";
    show([], found);
    row.scrollIntoView();
  }
});
