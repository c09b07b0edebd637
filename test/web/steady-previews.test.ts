import { expect, test } from "vitest";
import { steadyPreviews } from "../../lib/web/calls/steady-previews.ts";

const signed = (signature: string, pages = 2) =>
  Array.from({ length: pages }, (_, at) => ({ page: at + 1, url: `${at + 1}?${signature}` }));

test("links that were only signed anew are not taken: no picture is fetched twice", () => {
  const steady = steadyPreviews();
  expect(steady(signed("first"))).toEqual(signed("first"));
  expect(steady(signed("second"))).toEqual(signed("first"));
});

test("other pages are shown at once", () => {
  const steady = steadyPreviews();
  steady(signed("first"));
  expect(steady(signed("second", 3))).toEqual(signed("second", 3));
});
