import { expect } from "vitest";
import { expectAccessible } from "./accessible.ts";
import type { Browsing } from "./browsing.ts";
import { endPayment, fillIn, payButton, shownTotal, touch } from "./shopper.ts";
import type { Site } from "./site.ts";

/** What was bought first, to be looked at last. */
export interface Bought {
  /** Address of its tracking page. */
  tracking: string;
}

/** Shoppers choose and pay. */
export function buyingLaws(browser: Browsing, site: () => Site, bought: Bought): void {
  browser.engineLaw(
    "a book is bought in the shop with the mouse, in a window over the shop",
    {},
    async (page, context) => {
      await page.goto(`${site().origin}/shop/index.html`);
      await expectAccessible(page, "shop");
      await page.getByRole("link", { name: "See the new book" }).click();
      await expectAccessible(page, "shop-book");
      await page.getByRole("link", { name: "Print this book" }).click();
      const checkout = page.frameLocator("iframe");
      await checkout.getByRole("radio", { name: /Softcover/ }).check();
      await fillIn(checkout);
      const one = await shownTotal(checkout);
      await checkout.getByRole("button", { name: "One copy more" }).click();
      await expect.poll(() => shownTotal(checkout), { timeout: 30_000 }).not.toBe(one);
      const popup = context.waitForEvent("page");
      await payButton(checkout).click();
      const till = await popup;
      await endPayment(till, "pay");
      await till.getByText("Thank you. We are on it.").waitFor();
      await till.close();
      await checkout.getByText("Thank you. We are on it.").waitFor();
      const link = checkout.getByRole("link", { name: "Follow your order" });
      bought.tracking ||= (await link.getAttribute("href")) ?? "";
    },
  );

  browser.engineLaw(
    "a phone gets a page rather than a frame, in Dutch",
    { locale: "nl-NL", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    async (page) => {
      await page.goto(`${site().origin}/shop/high-country.html`);
      await touch(page.getByRole("link", { name: "Print this book" }));
      await page.waitForURL(/\/checkout\/pub_/);
      await page.getByText("Wat we drukken").waitFor();
      await expectAccessible(page, "phone-checkout");
      for (const width of [320, 390]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
      await fillIn(page, "nl");
      expect(await shownTotal(page)).toMatch(/^€\s\d+,\d\d$/);
      await touch(payButton(page));
      await endPayment(page, "pay");
      await page.getByText("Dank je. We gaan aan de slag.").waitFor();
      await expectAccessible(page, "phone-ordered");
    },
  );

  browser.engineLaw(
    "a merchant's page without JavaScript leads to the checkout by its link",
    { javaScriptEnabled: false },
    async (page) => {
      await page.goto(`${site().origin}/shop/high-country.html`);
      await page.getByRole("link", { name: "Print this book" }).click();
      await page.waitForURL(/\/checkout\/pub_.*reference=shop-high-country/);
      expect(await page.locator("noscript").count()).toBe(1);
    },
  );

  browser.law("a payment that was declined, or left, is tried again with nothing lost", {}, async (page) => {
    await page.goto(`${site().origin}/checkout/${site().book}`);
    await page.locator(".till").waitFor();
    console.info(`first price after ${await page.evaluate("Math.round(performance.now())")} ms`);
    await expectAccessible(page, "checkout");
    await payButton(page).click();
    await page.getByText("Please check this first").waitFor();
    await expectAccessible(page, "checkout-mistakes");
    await fillIn(page);
    await page.getByRole("textbox", { name: "Postal code" }).fill("nonsense");
    await payButton(page).click();
    await page.getByText("That is not how Netherlands writes postal codes.").first().waitFor();
    await page.getByRole("textbox", { name: "Postal code" }).fill("1015 CN");
    await payButton(page).click();
    await endPayment(page, "decline");
    await page.getByText("The payment did not go through").waitFor();
    await expectAccessible(page, "checkout-declined");
    expect(await page.getByRole("textbox", { name: "Full name" }).inputValue()).toBe("A. Reader");
    await payButton(page).click();
    await endPayment(page, "leave");
    await page.getByText("One moment").waitFor();
    await expectAccessible(page, "checkout-checking");
    await page.getByRole("button", { name: "Back to my order" }).click();
    await page.getByText("Not paid yet").waitFor();
    await expectAccessible(page, "checkout-left");
    await payButton(page).click();
    await endPayment(page, "pay");
    await page.getByText("Thank you. We are on it.").waitFor();
    await expectAccessible(page, "checkout-ordered");
  });

  browser.law("money that comes too late goes back", {}, async (page) => {
    await page.goto(`${site().origin}/checkout/${site().essay}`);
    await page.locator(".till").waitFor();
    await fillIn(page);
    await payButton(page).click();
    await page.locator("button[value=later]").waitFor();
    await expectAccessible(page, "till");
    await endPayment(page, "later");
    await page.getByText("Your money is on its way back").waitFor({ timeout: 60_000 });
    await expectAccessible(page, "checkout-refunded");
  });

  browser.law("the checkout speaks four languages, and shows trim and bleed when asked", {}, async (page) => {
    await page.goto(`${site().origin}/checkout/${site().book}?locale=fr`);
    await page.getByText("Ce que nous imprimons").waitFor();
    await page.getByRole("combobox", { name: "Langue" }).selectOption("de");
    await page.getByText("Was gedruckt wird").waitFor();
    await page.getByRole("combobox", { name: "Sprache" }).selectOption("en");
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText("Pages 2 and 3 of").waitFor();
    await page.getByRole("checkbox", { name: "Show where it is cut" }).check();
    await page.getByText("Printed too, then cut off: 3 mm").waitFor();
    await expectAccessible(page, "checkout-marks");
  });

  browser.law(
    "a coupon lowers the price, a wrong one says so, and taking it away restores the price",
    { expected: /422/ },
    async (page) => {
      await page.goto(`${site().origin}/checkout/${site().book}`);
      await page.getByText("Have a coupon?").click();
      const whole = await shownTotal(page);
      await page.getByRole("textbox", { name: "Coupon code" }).fill("NOPE");
      await page.getByRole("button", { name: "Use it" }).click();
      await page.getByText("This coupon is not valid here.").waitFor();
      await expectAccessible(page, "checkout-coupon");
      await page.getByRole("textbox", { name: "Coupon code" }).fill("SUMMER");
      await page.getByRole("button", { name: "Use it" }).click();
      await page.getByRole("button", { name: "Remove coupon SUMMER" }).waitFor();
      expect(await shownTotal(page)).not.toBe(whole);
      await page.getByRole("button", { name: "Remove coupon SUMMER" }).click();
      await expect.poll(() => shownTotal(page), { timeout: 30_000 }).toBe(whole);
    },
  );
}
