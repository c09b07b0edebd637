import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const LockedPackage = z.looseObject({
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lock = z.object({ packages: z.record(z.string(), LockedPackage) });
type Packages = z.infer<typeof Lock>["packages"];

/** A package and all it needs on any platform, cut out of the project's lock: path in the tree -> locked entry. */
export interface Closure {
  readonly name: string;
  readonly version: string;
  readonly packages: Packages;
}

/** Reads what `name` needs from package-lock.json under `root`. */
export async function closureOf(root: string, name: string): Promise<Closure> {
  const { packages } = Lock.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const found: Packages = {};
  collect(packages, { path: `node_modules/${name}`, found });
  const version = found[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`package-lock.json does not have ${name}`);
  return { name, version, packages: Object.fromEntries(Object.entries(found).sort()) };
}

function collect(packages: Packages, { path, found }: { path: string; found: Packages }): void {
  const entry = packages[path];
  if (!entry || found[path]) return;
  found[path] = entry;
  for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
    const nested = `${path}/node_modules/${name}`;
    collect(packages, { path: packages[nested] ? nested : `node_modules/${name}`, found });
  }
}
