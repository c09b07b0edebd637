import { expect, test } from "vitest";
import { composed, shownMoney } from "../../lib/storefront/letter-text.ts";
import { Locale } from "../../lib/storefront/requests.ts";
import { Letter, type Session } from "../../lib/storefront/session.ts";
import { site } from "./world.ts";

/** As much of a session as letters look at. */
function told(locale: Locale, title: string): Session {
  const total = { amount: "1234.50", currency: "EUR" };
  const payment = { id: "pay_1", bill: { priced: { price: { total } } } };
  const placed = { paymentId: "pay_1", tracking: "trk_test_1" };
  return { locale, title, payments: [payment], placed } as unknown as Session; // no more is read
}

test("every letter is written in every language, as text and as HTML that no title breaks", () => {
  const seen = new Set<string>();
  for (const locale of Locale.options) {
    for (const letter of Letter.options) {
      const { subject, text, html } = composed(letter, told(locale, '<b>"Summer"</b>'), site);
      expect(text).toContain(`${site}/track/trk_test_1`);
      expect(`${subject}${text}${html}`).not.toMatch(/[{}]/);
      expect(html).toContain(`lang="${locale}"`);
      expect(html).not.toContain("<b>");
      seen.add(subject);
    }
  }
  expect(seen.size).toBe(Locale.options.length * Letter.options.length);
});

test("amounts are written with all of the currency's own decimals, which Intl alone would drop", () => {
  const shown = (...given: Parameters<typeof shownMoney>) => shownMoney(...given).replaceAll("\u00a0", " ");
  expect(shown({ amount: "1234.50", currency: "HUF" }, "en")).toBe("HUF 1,234.50");
  expect(shown({ amount: "1234.50", currency: "EUR" }, "de")).toBe("1.234,50 €");
  expect(shown({ amount: "500", currency: "JPY" }, "en")).toBe("JP¥500");
});
