import { afterAll, beforeAll, describe } from "vitest";
import { browsingIn } from "./browser/browsing.ts";
import { buttonLaws } from "./browser/button-laws.ts";
import { buyingLaws } from "./browser/buying-laws.ts";
import { chromium, firefox, isHere } from "./browser/engines.ts";
import { keyboardLaws } from "./browser/keyboard-laws.ts";
import { openSite, type Site } from "./browser/site.ts";
import { trackingLaws } from "./browser/tracking-laws.ts";

const engines = [chromium, firefox];

// One Printcloud for all of them: starting it takes as long as a test.
let opened: Site | undefined;
beforeAll(async () => {
  if (engines.some(isHere)) opened = await openSite();
});
afterAll(async () => opened?.close());

const site = (): Site => {
  if (!opened) throw new Error("there is no site before the tests begin");
  return opened;
};

// Printing takes its time: what was bought first is looked at last.
const bought = { tracking: "" };
for (const engine of engines) {
  describe(engine.name, () => {
    const browser = browsingIn(engine, engine === chromium);
    buyingLaws(browser, site, bought);
    keyboardLaws(browser, site);
    buttonLaws(browser, site);
    trackingLaws(browser, site, bought);
  });
}
