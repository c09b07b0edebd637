import { expect } from "vitest";
import { expectAccessible } from "./accessible.ts";
import type { Browsing } from "./browsing.ts";
import type { Bought } from "./buying-laws.ts";
import { endPayment, fillIn, payButton } from "./shopper.ts";
import type { Site } from "./site.ts";

/** Shoppers follow what they bought. */
export function trackingLaws(browser: Browsing, site: () => Site, bought: Bought): void {
  browser.law("an order is cancelled from its tracking page while it is not printing", {}, async (page) => {
    await page.goto(`${site().origin}/checkout/${site().essay}`);
    await page.locator(".till").waitFor();
    await fillIn(page);
    await payButton(page).click();
    await endPayment(page, "pay");
    await page.getByRole("link", { name: "Follow your order" }).click();
    await page.getByRole("button", { name: "Cancel this order" }).click();
    await expectAccessible(page, "track-sure");
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await page.getByRole("heading", { name: "This order is cancelled" }).waitFor();
    await expectAccessible(page, "track-cancelled");
    await page.getByText(", refunded").waitFor();
  });

  browser.law("what cannot be opened says why", { expected: /404|410|403/ }, async (page) => {
    await page.goto(`${site().origin}/track/trk_AAAAAAAAAAAAAAAAAAAAAA`);
    await page.getByText("This page does not exist, or not any more.").waitFor();
    await expectAccessible(page, "track-unknown");
  });
  browser.engineLaw(
    "an order is followed until it has shipped, by a page that tells nobody where to",
    {},
    async (page) => {
      await page.goto(bought.tracking);
      await page.locator("ol.steps").waitFor();
      expect(await page.content()).not.toMatch(/Keizersgracht|reader@example/);
      await page.getByRole("heading", { name: "It is on its way to you" }).waitFor({ timeout: 150_000 });
      await expectAccessible(page, "track-shipped");
    },
  );
}
