import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { FacilityId } from "../order/ids.ts";
import { disk } from "./disk.ts";
import { NotPossible } from "./not-possible.ts";
import { OutputConfig } from "./output/choose.ts";

/** What `setup` writes to `printclient.json` in the client's folder: it holds the key, so its owner alone may read it. */
export const Config = z.strictObject({
  facility: FacilityId,
  /** Base of the REST API, e.g. `http://localhost:4000/v1`. */
  api: z.url(),
  key: z.string().min(1),
  /** The first that takes a ticket prints it; none: an operator prints by hand. */
  outputs: z.array(OutputConfig).default([]),
  accepts: z.enum(["auto", "manual"]).default("auto"),
  failures: z.enum(["report", "ask"]).default("report"),
  keepDays: z.number().nonnegative().default(7),
  concurrency: z.int().positive().default(2),
});
export type Config = z.infer<typeof Config>;

const fileName = "printclient.json";
const others = 0o077;

/** Undefined when there is none; throws NotPossible on one that others may read or that makes no sense. */
export async function readConfig(folder: string): Promise<Config | undefined> {
  const path = join(folder, fileName);
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (process.platform !== "win32" && (found.mode & others) !== 0)
    throw new NotPossible(`${path} holds the key and others can read it: chmod 600 ${path}`);
  const parsed = Config.safeParse(parse(await readFile(path, "utf8")));
  if (!parsed.success) throw new NotPossible(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Answers where it was written. */
export async function writeConfig(folder: string, config: Config): Promise<string> {
  const path = join(folder, fileName);
  await mkdir(folder, { recursive: true });
  await disk.write(path, `${JSON.stringify(config, null, 2)}\n`);
  return path;
}

/** `folder:/srv/hot`, `ipp://press/ipp/print`, `lp:QUEUE` or `command:PROGRAM`. */
export function parseOutput(text: string): OutputConfig | undefined {
  const [, to, rest = ""] = /^(folder|lp|command):(.+)$/.exec(text) ?? [];
  const byKind: Record<string, unknown> = {
    folder: { to, path: rest },
    lp: { to, queue: rest },
    command: { to, command: rest.split(" ").filter(Boolean) },
  };
  return OutputConfig.safeParse(to ? byKind[to] : { to: "ipp", url: text }).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
