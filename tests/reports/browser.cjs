// Opens pages of a site in a real browser, in light and dark, on a desk and on a phone, and judges each by axe.
// Reads {site, pages} as JSON from its input, and prints one object for each page and way of looking at it; with
// {filters}, what the tree of requirements shows after each of these choices.
"use strict";
const path = require("node:path");
const fs = require("node:fs");
const os = require("node:os");
const { createRequire } = require("node:module");
const tools = createRequire(path.join(__dirname, "..", "tools", "package.json"));
const { chromium } = tools("playwright-core");
const AXE = fs.readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8");
const INSTALLED = [process.env.CHROME_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// The dark scheme differs by colours alone: what does not depend on them is told by the light one.
const RULES = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};
const LANES = 2; // the machines that test have two cores
const WAYS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { colorScheme: "light", viewport: { width: 360, height: 740 } },
  { colorScheme: "dark", viewport: { width: 360, height: 740 } },
];

const browserOf = async () => {
  const found = INSTALLED.find((file) => file && fs.existsSync(file));
  if (found) return { executablePath: found, args: ["--no-sandbox"] };
  // A machine without a browser may miss its libraries too: the package brings them, and unpacks them where it
  // believes to be in a Lambda function.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
  const { default: carried } = await import(tools.resolve("@sparticuz/chromium"));
  const executablePath = await carried.executablePath();
  process.env.LD_LIBRARY_PATH = [path.join(os.tmpdir(), "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { executablePath, args: carried.args };
};

// A page is loaded once, and looked at in each way: that is what a reader does who turns the lights off.
const look = async (context, site, file) => {
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("requestfailed", (request) => errors.push("not loaded: " + request.url()));
  await page.goto("file://" + path.join(site, file));
  await page.evaluate(AXE);
  const found = [];
  for (const { colorScheme, viewport } of WAYS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const told = await page.evaluate(async (rules) => {
      for (const part of document.querySelectorAll("details")) part.open = true;
      const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false });
      return {
        violations: found.violations.map((one) => one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join(" | ")),
        wider: document.documentElement.scrollWidth - innerWidth,
      };
    }, RULES[colorScheme]);
    found.push({ page: file, scheme: colorScheme, width: viewport.width, errors, ...told });
  }
  await page.close();
  return found;
};

const sift = async (context, site, file, choices) => {
  const page = await context.newPage();
  await page.goto("file://" + path.join(site, file));
  for (const [name, value] of Object.entries(choices)) await page.selectOption("#f-" + name, value);
  const rows = await page.locator("#requirements tbody tr:visible th").allTextContents();
  await page.click("button[type=reset]");
  await page.waitForFunction(() => !document.querySelector("#requirements tbody tr[hidden]"));
  await page.close();
  return rows;
};

(async () => {
  const { site, pages, filters } = JSON.parse(fs.readFileSync(0, "utf8"));
  const browser = await chromium.launch(await browserOf());
  try {
    if (filters) {
      const context = await browser.newContext();
      const found = [];
      for (const choices of filters) found.push(await sift(context, site, pages[0], choices));
      return console.log(JSON.stringify(found));
    }
    const waiting = pages.map((file, place) => [place, file]);
    const told = [];
    const lane = async () => {
      const context = await browser.newContext();
      for (let next = waiting.shift(); next; next = waiting.shift()) told[next[0]] = await look(context, site, next[1]);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    console.log(JSON.stringify(told.flat()));
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(2); });
