import { Rejected } from "../order/errors.ts";
import { FileType } from "../order/measured.ts";
import { measureHeic } from "./measure-heic.ts";
import { measureImage } from "./measure-image.ts";
import { measurePdf } from "./measure-pdf.ts";
import { MeasureJob, type Measurement } from "./measurement.ts";
import { sniff } from "./sniff.ts";

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
  if (type === "application/pdf") return { type, image: null, ...(await measurePdf(path)) };
  const image = type === "image/heic" ? await measureHeic(path) : await measureImage(path);
  return { type, image, pages: null };
}
