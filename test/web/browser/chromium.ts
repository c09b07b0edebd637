import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { expect, test } from "vitest";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const shots = process.env.PRINTCLOUD_SHOTS;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Whether there is a browser; with CI=true there must be one. */
export const hasBrowser = existsSync(executablePath) || process.env.CI === "true";

/** A test in a real browser. Without one it is skipped and says so; under CI=true it runs, and fails. */
export function testInBrowser(law: string, check: () => Promise<void>): void {
  if (hasBrowser) {
    test(law, check);
    return;
  }
  console.warn(`SKIPPED, no browser at ${executablePath}: ${law}`);
  test.skip(law, check);
}

let running: Promise<Browser> | undefined;

function browser(): Promise<Browser> {
  running ??= chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return running;
}

export async function closeBrowser(): Promise<void> {
  await (await running)?.close();
}

/** Shows a new window to `look`; anything that a page logs as an error or throws is a failure, unless it was expected. */
export async function inWindow(
  options: BrowserContextOptions & { readonly expected?: RegExp },
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const { expected, ...window } = options;
  const context = await (await browser()).newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...window,
  });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(`${error.error().stack}`));
  try {
    await look(await context.newPage(), context);
  } finally {
    await context.close();
  }
  expect(complaints.filter((text) => !expected?.test(text))).toEqual([]);
}

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** No violation of WCAG 2.0 to 2.2 AA nor of axe's best practices, in the light and in the dark. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    if (shots) await shoot(page, `${name}-${colorScheme}`);
    await page.evaluate(axe);
    // What differs in the dark is contrast; a whole run costs a second.
    const rules = colorScheme === "light" ? standards : ["color-contrast"];
    const found: { id: string; nodes: string[] }[] = await page.evaluate(`axe.run(document, {
      runOnly: ${JSON.stringify(rules)}, iframes: false,
    }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => html + failureSummary) })))`);
    expect({ name, colorScheme, found }).toEqual({ name, colorScheme, found: [] });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** `PRINTCLOUD_SHOTS=folder` keeps a picture of each state, to be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
