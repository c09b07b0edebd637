import * as z from "zod";
import { Rejected } from "../order/errors.ts";
import { Measurement } from "./measurement.ts";

/** A capped child that works `measureAll`. */
export interface Measurer {
  run(job: { paths: readonly string[] }): Promise<unknown>;
}

/**
 * Measures files in one child. Rejected points at `/<place>` of the guilty file; where the child went down without a
 * word, each file is tried alone to find it.
 */
export async function measureBatch(measurer: Measurer, paths: readonly string[]): Promise<Measurement[]> {
  try {
    return await measured(measurer, paths);
  } catch (error) {
    if (!(error instanceof Rejected) || error.blame.pointer !== undefined) throw error;
    return measureAlone(measurer, paths);
  }
}

async function measureAlone(measurer: Measurer, paths: readonly string[]): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const [place, path] of paths.entries()) {
    try {
      found.push(...(await measured(measurer, [path])));
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      throw new Rejected(error.code, error.message, { ...error.blame, pointer: `/${place}` });
    }
  }
  return found;
}

async function measured(measurer: Measurer, paths: readonly string[]): Promise<Measurement[]> {
  const answer = await measurer.run({ paths });
  const parsed = z.array(Measurement).length(paths.length).safeParse(answer);
  if (parsed.success) return parsed.data;
  // Only a file that took its reader over makes it answer this.
  throw new Rejected("damaged_file", "The file makes its reader answer nonsense.");
}
