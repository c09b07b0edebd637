import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { type Engine, isHere } from "./engines.ts";
import { forbidScripts } from "./firefox.ts";

type Options = BrowserContextOptions & { readonly expected?: RegExp };
type Look = (page: Page, context: BrowserContext) => Promise<void>;
type Law = (law: string, options: Options, look: Look) => void;

/** Laws that hold in a browser, each shown in a window of its own. */
export interface Browsing {
  /** One that a browser's engine may break: keys, frames, policies, layout. */
  readonly engineLaw: Law;
  /** One that holds in all browsers if it holds in one: shown in the first, or with PRINTCLOUD_EVERY_BROWSER=1 in all. */
  readonly law: Law;
}

/** Without the browser its laws are skipped, and say so; under CI=true they run, and fail. */
export function browsingIn(engine: Engine, isFirst: boolean): Browsing {
  let running: Promise<Browser> | undefined;
  afterAll(async () => (await running)?.close());
  const engineLaw: Law = (law, options, look) => {
    if (!isHere(engine)) {
      console.warn(`SKIPPED, no ${engine.name} at ${engine.executable}: ${law}`);
      return test.skip(law);
    }
    return test(law, async () => {
      let browser = await running;
      // One that crashed fails its law, not those after it.
      if (!browser?.isConnected()) {
        running = engine.launch(engine.executable);
        browser = await running;
      }
      await inWindow(browser, options, look);
    });
  };
  const isAll = isFirst || process.env.PRINTCLOUD_EVERY_BROWSER === "1";
  return { engineLaw, law: isAll ? engineLaw : () => {} };
}

/** Anything that a page logs as an error or throws is a failure, unless it was expected. */
async function inWindow(browser: Browser, { expected, ...window }: Options, look: Look): Promise<void> {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...window,
  });
  context.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(`${error.error().stack}`));
  try {
    const page = await context.newPage();
    if (window.javaScriptEnabled === false && isFirefox(page)) await forbidScripts(browser);
    await look(page, context);
  } finally {
    await context.close();
  }
  expect(complaints.filter((text) => !expected?.test(text))).toEqual([]);
}

/** For the few things that its WebDriver cannot do. */
export function isFirefox(page: Page): boolean {
  return page.context().browser()?.browserType().name() === "firefox";
}
