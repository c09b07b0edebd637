import { expect, test } from "vitest";
import type * as z from "zod";
import { SessionView, TrackingView } from "../../lib/storefront/views.ts";
import { Session, Tracking } from "../../lib/web/calls/answers.ts";

// What the storefront answers must be what the pages read: the compiler compares the types.
const read = {
  session: (answered: z.infer<typeof SessionView>): Session => answered,
  tracking: (answered: z.infer<typeof TrackingView>): Tracking => answered,
};

test("the pages read only fields that the storefront answers", () => {
  expect(Object.keys(read)).toEqual(["session", "tracking"]);
  expect(Object.keys(SessionView.shape)).toEqual(expect.arrayContaining(Object.keys(Session.shape)));
  expect(Object.keys(TrackingView.shape)).toEqual(expect.arrayContaining(Object.keys(Tracking.shape)));
});
