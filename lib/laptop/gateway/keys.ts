import { randomBytes } from "node:crypto";
import * as z from "zod";
import { keptFile } from "../kept-file.ts";

const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  value: z.string(),
  enabled: z.boolean(),
  /** Seconds since 1970, as API Gateway tells it. */
  createdDate: z.number(),
});
export type ApiKey = Readonly<z.infer<typeof ApiKey>>;

/** A key's place in a usage plan. */
const Membership = z.object({ planId: z.string(), keyId: z.string() });
const Kept = z.object({ keys: z.array(ApiKey), members: z.array(Membership) });
type Kept = Readonly<z.infer<typeof Kept>>;

/** The API keys and which usage plans they are in, in one small file. */
export interface Keys {
  all(): Kept;
  /** Changes and returns once the change is on disk. */
  change(next: (kept: Kept) => Kept): Promise<void>;
}

export async function openKeys(file: string): Promise<Keys> {
  const place = keptFile(file);
  let kept = read(file, await place.read());
  return {
    all: () => kept,
    change(next) {
      kept = next(kept);
      return place.write(JSON.stringify(kept));
    },
  };
}

/** A value as API Gateway makes them: 40 letters and digits. */
export function newValue(): string {
  return randomBytes(60).toString("base64").replaceAll(/[+/=]/g, "").slice(0, 40);
}

function read(file: string, content: string | undefined): Kept {
  if (content === undefined) return { keys: [], members: [] };
  try {
    return Kept.parse(JSON.parse(content));
  } catch (cause) {
    throw new Error(`${file} is damaged; delete it, and merchants need new keys`, { cause });
  }
}
