import * as z from "zod";
import { FacilityId } from "./ids.ts";

const Size = z.strictObject({ width: z.number(), height: z.number() });
/** From the top left corner of the media, which is what a file for print measures, bleed and all. */
const Rect = z.strictObject({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });

/** Millimetres, points, inches, and whole pixels at 300 dpi. */
const inUnits = <T extends z.ZodType>(of: T) => z.strictObject({ mm: of, pt: of, in: of, px: of });

const LengthView = inUnits(z.number());
const SizeView = inUnits(Size);
const RectView = inUnits(Rect);
const RangeView = z.strictObject({ min: LengthView, max: LengthView });

/** The flat cover as one facility makes it, seen from outside. */
export const SpreadView = z.strictObject({
  facilityId: FacilityId,
  paper: z.string(),
  spineWidth: LengthView,
  media: SizeView,
  bleed: LengthView,
  /** Of a case: the flat cover before it is turned in. */
  trim: RectView,
  /** Boards of a case, sides of a soft cover. */
  front: RectView,
  back: RectView,
  spine: RectView,
  /** Between board and spine; empty for soft covers. */
  joints: z.array(RectView),
  /** Folded round the boards on all sides; 0 for soft covers. */
  turnIn: LengthView,
  /** By which the boards stand out over the pages; 0 for soft covers. */
  overhang: LengthView,
  safe: z.strictObject({ front: RectView, back: RectView }),
  /** Stays unprinted inside a perfect-bound cover; null for others. */
  glue: RectView.nullable(),
  /** Where a line of text fits along the spine; null where none does. */
  spineText: z.strictObject({ fromPages: z.int(), area: RectView.nullable() }),
});
export type SpreadView = z.infer<typeof SpreadView>;

/** A page as it is printed; of a canvas the face is what is looked at, and the wrap around it is kept. */
const PageView = z.strictObject({
  media: SizeView,
  bleed: LengthView,
  trim: RectView,
  face: RectView,
  safe: RectView,
});

const about = { productId: z.string(), pages: z.int() };

/** What the cover of a product is: a document of its own, the inside's first and last pages, or none. */
export const CoverView = z.discriminatedUnion("cover", [
  z.strictObject({
    ...about,
    cover: z.literal("separate"),
    /** Over all facilities listed. */
    range: z.strictObject({ spineWidth: RangeView, width: RangeView, height: RangeView }),
    facilities: z.array(SpreadView).min(1),
  }),
  z.strictObject({
    ...about,
    cover: z.literal("self"),
    frontPage: z.literal(1),
    backPage: z.int(),
    page: PageView,
  }),
  z.strictObject({ ...about, cover: z.literal("none"), page: PageView }),
]);
export type CoverView = z.infer<typeof CoverView>;
