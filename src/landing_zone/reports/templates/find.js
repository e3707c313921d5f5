"use strict";
// Looks requirements and controls up by id or word, and filters a framework's tree. Everything is readable without it.
(() => {
  const root = document.body.dataset.root;
  const form = document.querySelector(".find");
  const input = document.getElementById("find");
  const hits = document.getElementById("hits");
  const found = document.getElementById("found");
  const SHOWN = 12;
  form.hidden = false;
  const rank = (row, word) => {
    const id = row[0].toLowerCase();
    if (id === word) return 0;
    if (id.startsWith(word)) return 1;
    return id.includes(word) || row[1].toLowerCase().includes(word) ? 2 : 3;
  };
  const look = () => {
    const word = input.value.trim().toLowerCase();
    const rows = word ? PAGES.map((row) => [rank(row, word), row]).filter(([r]) => r < 3) : [];
    rows.sort((one, other) => one[0] - other[0]);
    hits.replaceChildren(...rows.slice(0, SHOWN).map(([, [id, title, status, path]]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + path;
      link.textContent = id + " " + title;
      item.append(link, " " + status.replaceAll("-", " "));
      return item;
    }));
    found.textContent = word ? rows.length + " found" + (rows.length > SHOWN ? ", the first " + SHOWN + " shown" : "") : "";
  };
  input.addEventListener("input", look);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = hits.querySelector("a");
    if (first) location.href = first.href;
  });
  // Details are shut to keep a page short; on paper all of it is wanted.
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open])")) part.open = true;
  });
  const filter = document.getElementById("filter");
  if (filter) {
    const shown = document.getElementById("shown");
    filter.closest("form").hidden = false;
    filter.addEventListener("change", () => {
      let number = 0;
      for (const row of document.querySelectorAll("#requirements tbody tr")) {
        row.hidden = filter.value !== "" && (row.hasAttribute("data-parent") || row.dataset.status !== filter.value);
        if (!row.hidden) number += 1;
      }
      shown.textContent = number + " rows shown";
    });
  }
})();
