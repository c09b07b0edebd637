import type { Frame, Page } from "playwright-core";
import { expect } from "vitest";
import type { Browsing } from "./browsing.ts";
import type { Site } from "./site.ts";

/** More presses of Tab than any of our pages has stops. */
const mostStops = 80;

/** All of it can be done without a mouse. */
export function keyboardLaws(browser: Browsing, site: () => Site): void {
  browser.engineLaw(
    "a book is bought with the keyboard alone, and Escape leaves the checkout",
    {},
    async (page, context) => {
      await page.goto(`${site().origin}/shop/high-country.html`);
      await tabTo(page, page.mainFrame(), "printcloud-button");
      await page.keyboard.press("Enter");
      await page.frameLocator("iframe").locator(".till").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("iframe").waitFor({ state: "detached" });
      expect(await isAt(page.mainFrame(), "printcloud-button")).toBe(true);
      await page.keyboard.press("Enter");
      await page.frameLocator("iframe").locator(".till").waitFor();
      const checkout = page.frames().at(-1) ?? page.mainFrame();
      await tabTo(page, checkout, "input[name=product]");
      await page.keyboard.press("ArrowDown");
      await tabTo(page, checkout, "#country");
      await page.keyboard.type("Netherlands");
      await write(page, checkout);
      await tabTo(page, checkout, ".till button");
      const opening = context.waitForEvent("page");
      await page.keyboard.press("Enter");
      const till = await opening;
      await till.locator("button[value=pay]").waitFor();
      await tabTo(till, till.mainFrame(), "button[value=pay]");
      await till.keyboard.press("Enter");
      await page.frameLocator("iframe").getByText("Thank you. We are on it.").waitFor();
    },
  );
}

async function write(page: Page, checkout: Frame): Promise<void> {
  for (const [field, text] of [
    ["#name", "A. Reader"],
    ["#line1", "Keizersgracht 1"],
    ["#postalCode", "1015 CN"],
    ["#city", "Amsterdam"],
    ["#email", "reader@example.org"],
  ] as const) {
    await tabTo(page, checkout, field);
    await page.keyboard.type(text);
  }
}

async function tabTo(page: Page, frame: Frame, selector: string): Promise<void> {
  for (let stops = 0; stops < mostStops && !(await isAt(frame, selector)); stops++)
    await page.keyboard.press("Tab");
  expect(await isAt(frame, selector), selector).toBe(true);
}

function isAt(frame: Frame, selector: string): Promise<boolean> {
  return frame.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`);
}
