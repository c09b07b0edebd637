import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Stockroom } from "./ports.ts";
import type { Stock } from "./publication.ts";

export interface Looking {
  readonly stock: Pick<Stockroom, "read" | "write">;
  /** Makes small pictures in a capped child: `makeSmall`. */
  readonly shrink: { run(job: unknown): Promise<unknown> };
}

const Sizes = z.array(z.object({ width: z.number(), height: z.number() }));
type Size = z.infer<typeof Sizes>[number];

/** What the child may use: a picture of 150 megapixels that cannot be shrunk while it is read takes most of it. */
export const shrinkCaps = { memoryMb: 1_500, seconds: 100, fileMb: 2 } as const;

/** At once in a child: a hundred megabytes each, in the half gigabyte that a function has on disk. */
const atOnce = 4;

/** A picture that was looked at: how large it is, and a small one to show. */
export interface Looked {
  readonly stock: Stock;
  readonly size: Size;
}

/** Looks at each picture once, however often it is printed. Throws Rejected where one cannot be printed. */
export async function lookAtPictures(ports: Looking, pictures: readonly Stock[]): Promise<Looked[]> {
  const keys = [...new Set(pictures.flatMap(({ key }) => key ?? []))];
  const found = new Map<string, Size>();
  for (let start = 0; start < keys.length; start += atOnce)
    for (const [key, size] of await looked(ports, keys.slice(start, start + atOnce))) found.set(key, size);
  return pictures.map((stock) => {
    const size = stock.key === null ? undefined : found.get(stock.key);
    if (!size || stock.key === null) throw new Error("a picture that was not looked at");
    return { stock: { ...stock, smallKey: smallOf(stock.key) }, size };
  });
}

async function looked(
  { stock, shrink }: Looking,
  keys: readonly string[],
): Promise<(readonly [string, Size])[]> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-pictures-"));
  try {
    const job = keys.map((_, at) => ({ path: join(folder, `${at}`), to: join(folder, `${at}.webp`) }));
    for (const [at, key] of keys.entries()) await writeFile(join(folder, `${at}`), await stock.read(key));
    const sizes = Sizes.length(keys.length).parse(await shrink.run(job));
    for (const [at, key] of keys.entries())
      await stock.write(smallOf(key), {
        bytes: await readFile(join(folder, `${at}.webp`)),
        type: "image/webp",
      });
    return sizes.map((size, at) => [keys[at] ?? "", size] as const);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function smallOf(key: string): string {
  return `${key}-small`;
}
