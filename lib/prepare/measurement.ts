import * as z from "zod";
import { Measured } from "../order/measured.ts";

/** What a capped child is asked: files on its disk, in order. */
export const MeasureJob = z.strictObject({ paths: z.array(z.string()).min(1) });

/** What is found by opening a file: its type, and pixels or pages. */
export const Measurement = Measured.pick({ type: true, image: true, pages: true, mended: true });
export type Measurement = z.infer<typeof Measurement>;
