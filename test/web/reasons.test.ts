import { expect, test } from "vitest";
import { storefrontCodes } from "../../lib/storefront/contract.ts";
import { reasonsFor } from "../../lib/web/checkout/reasons.ts";
import en from "../../lib/web/words/en.json" with { type: "json" };

/** Met by merchants only, or shown beside the field that is wrong. */
const kept = ["address_invalid", "not_complete"];

const reason = (code: string, severity: "warning" | "error") => ({ code, severity });

test("a shopper reads what can be seen, once, and no word of the press", () => {
  const reasons = ["gwg_rgb_text", "gwg_image_coarse", "low_resolution", "gwg_hairline"].map((code) =>
    reason(code, "warning"),
  );
  expect(reasonsFor({ verdict: "warning", reasons })).toEqual(["reason.soft", "reason.fine"]);
});

test("a product that cannot be made says why, whatever the reason", () => {
  const reasons = [reason("low_resolution", "warning"), reason("page_count_out_of_range", "error")];
  expect(reasonsFor({ verdict: "error", reasons })).toEqual(["reason.pages"]);
  expect(reasonsFor({ verdict: "error", reasons: [reason("encrypted_pdf", "error")] })).toEqual([
    "reason.locked",
  ]);
  expect(reasonsFor({ verdict: "error", reasons: [reason("never_heard_of", "error")] })).toEqual([
    "reason.other",
  ]);
});

test("every refusal of the storefront that a shopper can meet has words", () => {
  const told = Object.keys(storefrontCodes).filter((code) => !kept.includes(code));
  for (const code of told) expect(en).toHaveProperty([`problem.${code}`]);
});
