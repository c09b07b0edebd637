import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Closure, closureOf } from "./closure.ts";

/** Whose native code the bundles carry: this machine's, or what Lambda runs. */
export type Native = "here" | "linux-arm64";

/** A package with native parts that esbuild leaves alone, ready to be copied beside a bundle. */
export interface NativePackage {
  /** Changes whenever what `copyTo` copies does. */
  readonly id: string;
  copyTo(bundle: string): Promise<void>;
}

// What npm is told, or it installs for the machine that bundles and the function fails to load.
const target = { npm_config_cpu: "arm64", npm_config_os: "linux", npm_config_libc: "glibc" };

/** Finds a native package: in node_modules for this machine, else installed from the same lock for Lambda's. */
export async function nativePackage(root: string, name: string, native: Native): Promise<NativePackage> {
  const closure = await closureOf(root, name);
  const id = idOf(closure, native);
  let ready: Promise<string> | undefined;
  const copyTo = async (bundle: string) => {
    // Bundles are filled side by side: the first asks for the install, the others wait for it.
    if (native !== "here") ready ??= installed(root, closure, id);
    const from = (await ready) ?? root;
    await copyPackages(from, Object.keys(closure.packages), bundle);
  };
  return { id, copyTo };
}

function idOf({ name, packages }: Closure, native: Native): string {
  const platform = native === "here" ? `${process.platform}-${process.arch}` : native;
  const hash = createHash("sha256").update(JSON.stringify(packages)).digest("hex");
  return `${name}-${platform}-${hash.slice(0, 16)}`;
}

/** Installs a lock that holds nothing but the closure, once: the result is kept under node_modules/.cache. */
async function installed(root: string, { name, version, packages }: Closure, id: string): Promise<string> {
  const folder = join(root, "node_modules", ".cache", "printcloud", id);
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}.`);
  const about = { name: "native", version: "1.0.0", dependencies: { [name]: version } };
  const lock = { ...about, lockfileVersion: 3, requires: true, packages: { "": about, ...packages } };
  await writeFile(join(half, "package.json"), JSON.stringify(about));
  await writeFile(join(half, "package-lock.json"), JSON.stringify(lock));
  await npm(half, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  // Two synths at once may both have installed it: the first stays.
  await rename(half, folder).catch(() => rm(half, { recursive: true, force: true }));
  return folder;
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const options = { cwd, env: { ...process.env, ...target }, shell: process.platform === "win32" };
  await promisify(execFile)("npm", [...args], options);
}

/** The locked packages of other platforms are not there, and are not copied. */
async function copyPackages(from: string, paths: readonly string[], to: string): Promise<void> {
  const present = await Promise.all(paths.map((path) => exists(join(from, path))));
  for (const path of paths.filter((_, place) => present[place])) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path), { recursive: true, filter: isCode });
  }
}

/** Sources to build it oneself, types and papers: a seventh of the whole. */
function isCode(path: string): boolean {
  return !/(\.d\.ts|\.md|\.map|\.h|\.cc)$|node_modules\/sharp\/(src|install)$/.test(path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
