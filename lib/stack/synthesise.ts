import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { AssemblyOptions } from "./assembly.ts";
import { hashOfFiles } from "./folder-hash.ts";
import type { Native } from "./native.ts";

export interface SynthesisOptions {
  readonly outFolder: string;
  /** Whose native code the bundles carry. */
  readonly native: Native;
  /** CDK context: `stage` and the other Settings. */
  readonly context: Readonly<Record<string, string>>;
  /** Checks the template against CloudFormation's schemas and rules, some 4 s; the laptop leaves that to CI. */
  readonly validate: boolean;
  /** Where `<name>.ts` of each function is; the project's own unless a test brings others. */
  readonly functionsFolder?: string;
}

export interface Synthesis {
  /** The cloud assembly. */
  readonly folder: string;
  /** Nothing had changed since the last time: the assembly was left as it is, in some 0.1 s. */
  readonly unchanged: boolean;
}

const root = resolve(import.meta.dirname, "../..");
const writer = fileURLToPath(new URL("./assembly-child.ts", import.meta.url));

/** Bundles all functions and writes the cloud assembly of one stage, unless it is there already. */
export async function synthesise(options: SynthesisOptions): Promise<Synthesis> {
  const { outFolder, native, context, validate } = options;
  const functionsFolder = options.functionsFolder ?? join(root, "functions");
  const folder = resolve(outFolder);
  const mark = join(folder, "inputs.sha256");
  const inputs = await hashOfInputs(functionsFolder, JSON.stringify({ native, context, validate }));
  if ((await readFile(mark, "utf8").catch(() => "")) === inputs) return { folder, unchanged: true };
  await rm(mark, { force: true });
  await clear(folder);
  await writeAssembly({ root, folder, functionsFolder, native, context, validate });
  await writeFile(mark, inputs);
  return { folder, unchanged: false };
}

/** In a process of its own: CDK and esbuild keep over 1 GB, which a laptop at rest would hold for ever. */
async function writeAssembly(options: AssemblyOptions): Promise<void> {
  const child = spawn(process.execPath, [writer, JSON.stringify(options)], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The stack could not be synthesised; what is wrong stands above");
}

/** Rooms that run on machines of ours, of facilities and of shoppers, never in a function. */
const elsewhere = ["laptop", "printclient", "web"].map((room) => join(root, "lib", room) + sep);

/** All that bundles and template are made from. */
async function hashOfInputs(functionsFolder: string, more: string): Promise<string> {
  const lib = await filesUnder(join(root, "lib"));
  const own = lib.filter((path) => !elsewhere.some((room) => path.startsWith(room)));
  const others = ["package-lock.json", "cdk.json"].map((name) => join(root, name));
  return hashOfFiles(root, [...own, ...(await filesUnder(functionsFolder)), ...others], more);
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Assets of earlier times would stay for ever: CDK only adds. */
async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const old = (await readdir(folder)).filter((name) => name.startsWith("asset."));
  for (const name of old) await rm(join(folder, name), { recursive: true });
}
