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
  const IDLE = new Set("a about and article control find for in me of on open please requirement show tell the to what where".split(" "));
  const clean = (text) => text.toLowerCase().replace(/[,;:?!"']/g, " ").replace(/\.(\s|$)/g, " ").replace(/\s+/g, " ").trim();
  // An id in the question comes first, the longest before others; then what holds all its
  // words: first where the id begins with one of them.
  const rank = (row, question, words) => {
    const id = row[0].toLowerCase();
    // What has no status is a stack, whose name may be a common word: it must be the whole question.
    if (row[2] ? (" " + question + " ").includes(" " + id + " ") : question === id) return -id.length;
    if (words.length === 0) return 3;
    const text = id + " " + row[1].toLowerCase();
    if (!words.every((word) => text.includes(word))) return 3;
    return words.some((word) => id.startsWith(word)) ? 1 : 2;
  };
  const look = () => {
    const question = clean(input.value);
    const words = question.split(" ").filter((word) => word && !IDLE.has(word));
    const rows = PAGES.map((row) => [rank(row, question, words), row]).filter(([r]) => r < 3);
    rows.sort((one, other) => one[0] - other[0]);
    hits.replaceChildren(...rows.slice(0, SHOWN).map(([, [id, title, status, path]]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + path;
      link.textContent = id + " " + title;
      item.append(link, " " + status.replaceAll("-", " "));
      return item;
    }));
    found.textContent = question ? rows.length + " found" + (rows.length > SHOWN ? ", the first " + SHOWN + " shown" : "") : "";
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
  // The tree of a framework: a requirement that fits all filters is shown, with those above it, so that its place
  // in the tree is seen. A heading fits only by what is below it; a requirement with parts fits by itself too.
  const filter = document.querySelector(".filter");
  if (filter) {
    const shown = document.getElementById("shown");
    const rows = [...document.querySelectorAll("#requirements tbody tr")];
    const byId = new Map(rows.map((row) => [row.dataset.id, row]));
    const choices = [...filter.querySelectorAll("select")];
    const fits = (row, choice) => {
      if (choice.dataset.filter === "status") return row.dataset.status === choice.value;
      if (choice.dataset.filter === "person") return row.dataset.person === choice.value;
      return PLACES[row.dataset.places].includes(choice.value);
    };
    const sift = () => {
      const asked = choices.filter((choice) => choice.value !== "");
      let number = 0;
      for (const row of rows) row.hidden = asked.length > 0;
      for (const row of rows) {
        if (row.hasAttribute("data-heading") || !asked.every((choice) => fits(row, choice))) continue;
        number += 1;
        for (let one = row; one; one = byId.get(one.dataset.up)) one.hidden = false;
      }
      shown.textContent = asked.length > 0 ? number + (number === 1 ? " requirement fits" : " requirements fit") : "";
    };
    filter.hidden = false;
    filter.addEventListener("change", sift);
    filter.addEventListener("submit", (event) => event.preventDefault());
    filter.addEventListener("reset", () => setTimeout(sift));
    sift(); // a browser may keep the choices of the last visit
  }
  // A link to something inside a shut part opens it.
  const openTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();
