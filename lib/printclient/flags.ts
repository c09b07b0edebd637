import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { FacilityId } from "../order/ids.ts";
import { parseOutput } from "./config.ts";
import { NotPossible } from "./not-possible.ts";
import type { OutputConfig } from "./output/choose.ts";
import type { World } from "./world.ts";

/** How every command finds the client's folder. */
export interface PlaceFlags {
  readonly folder?: string;
  readonly facility?: FacilityId;
  readonly json?: true;
}

export function inFolder(command: Command): Command {
  return command
    .option("--folder <dir>", "the client's folder (default: ./printclient-ID, or the only one there is)")
    .option("--facility <id>", "the facility", facility)
    .option("--json", "for programs");
}

/** Throws NotPossible when it is not clear which folder is meant. */
export function folderOf({ folder, facility: facilityId }: PlaceFlags, { cwd }: World): string {
  if (folder !== undefined) return resolve(cwd, folder);
  if (facilityId !== undefined) return resolve(cwd, `printclient-${facilityId}`);
  const [only, ...others] = readdirSync(cwd).filter((name) => name.startsWith("printclient-"));
  if (only === undefined || others.length > 0) throw new NotPossible("say which --folder or --facility");
  return resolve(cwd, only);
}

function facility(text: string): FacilityId {
  const parsed = FacilityId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("lower case, digits and hyphens, 3 to 40 characters");
}

export function amount(text: string): number {
  const parsed = Number(text);
  if (text !== "" && Number.isFinite(parsed) && parsed >= 0) return parsed;
  throw new InvalidArgumentError("a number");
}

export function count(text: string): number {
  const parsed = Number(text);
  if (Number.isInteger(parsed) && parsed > 0) return parsed;
  throw new InvalidArgumentError("a whole number above 0");
}

/** Collects `--output` by `--output`. */
export function output(text: string, before: readonly OutputConfig[] = []): OutputConfig[] {
  const parsed = parseOutput(text);
  if (parsed) return [...before, parsed];
  throw new InvalidArgumentError("folder:DIR, ipp://PRINTER, lp:QUEUE or command:PROGRAM");
}

export function printJson({ out }: World, value: unknown): void {
  out.write(`${JSON.stringify(value, null, 2)}\n`);
}
