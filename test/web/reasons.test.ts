import { expect, test } from "vitest";
import { reasonsFor } from "../../lib/web/checkout/reasons.ts";

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
    "reason.other",
  ]);
});
