import { AwsError } from "../call.ts";
import type { Ask } from "./ask.ts";
import type { StoredObject } from "./records.ts";

type Header = Ask["header"];

/** Throws unless If-Match and If-None-Match let `present` be replaced; to be asked in the tick that replaces it. */
export function checkWrite(header: Header, present: StoredObject | undefined): void {
  const [match, noneMatch] = [header("if-match"), header("if-none-match")];
  if (noneMatch !== undefined && noneMatch !== "*") {
    throw new AwsError("NotImplemented", "If-None-Match of a write can only be *", 501);
  }
  if (noneMatch !== undefined && present) throw preconditionFailed("If-None-Match");
  if (match === undefined) return;
  if (!present) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (!names(match, present)) throw preconditionFailed("If-Match");
}

/** Whether a reader has the object already (304); throws 412 when the object is not the one wanted. */
export function isKnown(header: Header, object: StoredObject, prefix = ""): boolean {
  const [match, noneMatch] = [header(`${prefix}if-match`), header(`${prefix}if-none-match`)];
  const unmodified = secondsOf(header(`${prefix}if-unmodified-since`));
  const modified = secondsOf(header(`${prefix}if-modified-since`));
  const changed = Math.floor(object.modified / 1000);
  if (match !== undefined && !names(match, object)) throw preconditionFailed("If-Match");
  // An ETag that matches overrules the dates, as RFC 9110 has it.
  if (match === undefined && changed > unmodified) throw preconditionFailed("If-Unmodified-Since");
  if (noneMatch !== undefined) return names(noneMatch, object);
  return changed <= modified;
}

/** The error for a condition that does not hold. */
export function preconditionFailed(condition: string): AwsError {
  const message = `At least one of the pre-conditions you specified did not hold: ${condition}`;
  return new AwsError("PreconditionFailed", message, 412);
}

function names(condition: string, { etag }: StoredObject): boolean {
  const wanted = condition.split(",").map((one) => one.trim().replace(/^W\//, "").replace(/^"|"$/g, ""));
  return wanted.includes("*") || wanted.includes(etag);
}

// No date, or none that can be read, compares false both ways.
function secondsOf(date: string | undefined): number {
  return Date.parse(date ?? "") / 1000;
}
