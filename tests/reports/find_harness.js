// Runs the site's own index.js and find.js on the few parts of a page that they touch, types a question, presses Enter,
// and prints where the browser would go. Usage: node find_harness.js SITE QUESTION
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const [site, question] = process.argv.slice(2);
const part = () => {
  const heard = {};
  return {
    heard, children: [], value: "", textContent: "", hidden: true, href: "",
    addEventListener: (name, act) => { heard[name] = act; },
    append(...more) { this.children.push(...more); },
    replaceChildren(...more) { this.children = more; },
    querySelector() { return this.children[0]?.children[0] ?? null; },
  };
};
const parts = { find: part(), hits: part(), found: part() };
const form = part();
const location = { href: "", hash: "" };
vm.runInNewContext(fs.readFileSync(path.join(site, "index.js"), "utf8") + fs.readFileSync(path.join(site, "find.js"), "utf8"), {
  location, addEventListener() {},
  document: {
    body: { dataset: { root: "../" } }, getElementById: (id) => parts[id] ?? null, createElement: part,
    querySelector: (wanted) => (wanted === ".find" ? form : null), querySelectorAll: () => [],
  },
});
parts.find.value = question;
parts.find.heard.input();
form.heard.submit({ preventDefault() {} });
console.log(JSON.stringify({ shown: !form.hidden, found: parts.found.textContent, goes: location.href }));
