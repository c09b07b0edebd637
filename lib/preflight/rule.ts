import type { Finding } from "../order/rendered.ts";
import type { Census } from "./census.ts";
import type { Mark } from "./content/marks.ts";
import type { Box } from "./content/matrix.ts";
import type { Subject } from "./subject.ts";

/** One place that breaks a rule. */
export interface Sighting {
  readonly page: number | null;
  readonly measured: unknown;
  readonly wanted: unknown;
  readonly box?: Box;
  /** Sightings of a page that are about the same thing become one finding; without it all of a rule do. */
  readonly about?: string;
}

/** What a mark does wrong; page and box are the mark's. */
export type Verdict = Pick<Sighting, "measured" | "wanted" | "about">;

interface Law {
  /** Stable: reports, tests and documentation name it. */
  readonly code: string;
  readonly severity: Finding["severity"];
  /** What must hold, in our words. */
  readonly clause: string;
}

/** Looks at the file's objects. */
export interface FileRule extends Law {
  readonly find: (subject: Subject) => Iterable<Sighting>;
}
/** Looks at every mark that reaches the paper. */
export interface MarkRule extends Law {
  readonly judge: (mark: Mark, subject: Subject) => Verdict | null;
}
/** Looks at what was counted while all pages were read. */
interface CensusRule extends Law {
  readonly conclude: (census: Census, subject: Subject) => Iterable<Sighting> | Promise<Iterable<Sighting>>;
}
export type Rule = FileRule | MarkRule | CensusRule;

/** A sighting of the document as a whole. */
export function inDocument(measured: unknown, wanted: unknown, about?: string): Sighting {
  return { page: null, measured, wanted, ...(about === undefined ? {} : { about }) };
}
