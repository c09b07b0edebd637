import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { isFirefox } from "./browsing.ts";

type Form = Page | FrameLocator;

/** Labels of the address form by language. */
const labels = {
  en: ["Full name", "Street and number", "Postal code", "Town or city", "E-mail address"],
  nl: ["Volledige naam", "Straat en huisnummer", "Postcode", "Plaats", "E-mailadres"],
} as const;

const reader = ["A. Reader", "Keizersgracht 1", "1015 CN", "Amsterdam", "reader@example.org"] as const;

/** Fills in an address in the Netherlands. */
export async function fillIn(form: Form, language: keyof typeof labels = "en"): Promise<void> {
  await form.locator("#country").selectOption("NL");
  for (const [at, text] of reader.entries())
    await form.getByRole("textbox", { name: labels[language][at] ?? "" }).fill(text);
}

/** The total that the page shows now, e.g. `€42.33`. */
export async function shownTotal(form: Form): Promise<string> {
  const total = form.locator(".till strong");
  await expect
    .poll(() => form.locator(".sum").getAttribute("data-updating"), { timeout: 30_000 })
    .toBe("false");
  return (await total.textContent())?.trim() ?? "";
}

/** A finger on it, or a click in a browser whose WebDriver has no fingers. */
export function touch(locator: Locator): Promise<void> {
  return isFirefox(locator.page()) ? locator.click() : locator.tap();
}

export function payButton(form: Form) {
  return form.locator(".till button");
}

/** Ends the payment on the test provider's page. */
export async function endPayment(page: Page, outcome: "pay" | "decline" | "leave" | "later"): Promise<void> {
  await page.locator(`button[name=outcome][value=${outcome}]`).click();
}
