import * as z from "zod";
import type { Finding } from "./rendered.ts";

/** Where on its page something was found, in mm from the lower left corner of what is printed, bleed included. */
const Place = z.object({
  leftMm: z.number(),
  bottomMm: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
});

const OnPages = z.object({ pages: z.array(z.int().positive()) });

/** Every page that a finding is about: findings that many pages share name the first and list them all. */
export function pagesOf({ page, measured }: Finding): (number | null)[] {
  return OnPages.safeParse(measured).data?.pages ?? [page];
}

/** The place that a finding's measured value names; undefined where it is about a whole page or document. */
export function placeOf({ measured }: Finding): z.infer<typeof Place> | undefined {
  return Place.safeParse(measured).data;
}
