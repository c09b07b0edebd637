import { afterAll, beforeAll } from "vitest";
import { buttonLaws } from "./browser/button-laws.ts";
import { buyingLaws } from "./browser/buying-laws.ts";
import { closeBrowser, hasBrowser } from "./browser/chromium.ts";
import { keyboardLaws } from "./browser/keyboard-laws.ts";
import { openSite, type Site } from "./browser/site.ts";
import { trackingLaws } from "./browser/tracking-laws.ts";

// One Printcloud for all of them: starting it takes as long as a test.
let opened: Site | undefined;
beforeAll(async () => {
  if (hasBrowser) opened = await openSite();
});
afterAll(async () => {
  await closeBrowser();
  await opened?.close();
});

const site = (): Site => {
  if (!opened) throw new Error("there is no site before the tests begin");
  return opened;
};

// Printing takes its time: what was bought first is looked at last.
const bought = { tracking: "" };
buyingLaws(site, bought);
keyboardLaws(site);
buttonLaws(site);
trackingLaws(site, bought);
