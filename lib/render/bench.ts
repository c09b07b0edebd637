import type { Finding } from "../order/rendered.ts";
import type { Ink } from "./colour.ts";
import type { Job, Made, MadePreview } from "./job.ts";
import type { About } from "./pdf/metadata.ts";

/** What every document of a job is made with. */
export interface Bench {
  readonly job: Job;
  readonly ink: Ink;
  /** What the document of that role says about itself. */
  readonly about: (role: Made["role"]) => About;
  /** Hears how far it is. */
  readonly tell: (progress: string) => void;
}

/** One document of the item, with what it shows and what the merchant should know. */
export interface MadeDocument {
  readonly made: Made;
  readonly previews: MadePreview[];
  readonly findings: Finding[];
}
