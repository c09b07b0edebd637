import * as z from "zod";
import { Rejected } from "../order/errors.ts";
import { FileType, Measured } from "../order/measured.ts";
import { measureImage } from "./measure-image.ts";
import { measurePdf } from "./measure-pdf.ts";
import { sniff } from "./sniff.ts";

/** What a capped child is asked: files on its disk, in order. */
export const MeasureJob = z.strictObject({ paths: z.array(z.string()).min(1) });
export type MeasureJob = z.infer<typeof MeasureJob>;

/** What is found by opening a file: its type, and pixels or pages. */
export const Measurement = Measured.pick({ type: true, image: true, pages: true });
export type Measurement = z.infer<typeof Measurement>;

/**
 * Opens files of strangers: for a capped child only. Answers one measurement a file; the first that cannot be printed
 * ends it with Rejected, pointing at `/<place in the job>`.
 */
export async function measureAll(job: unknown): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [place, path] of MeasureJob.parse(job).paths.entries()) {
    measurements.push(await measureOne(path, `/${place}`));
  }
  return measurements;
}

async function measureOne(path: string, pointer: string): Promise<Measurement> {
  try {
    return await measure(path);
  } catch (error) {
    if (error instanceof Rejected) throw new Rejected(error.code, error.message, { ...error.blame, pointer });
    throw error;
  }
}

async function measure(path: string): Promise<Measurement> {
  const type = await sniff(path);
  if (type === undefined) {
    throw new Rejected("unsupported_file_type", "The file is of a type that cannot be printed.", {
      wanted: FileType.options,
    });
  }
  if (type === "application/pdf") return { type, image: null, pages: await measurePdf(path) };
  return { type, image: await measureImage(path), pages: null };
}
