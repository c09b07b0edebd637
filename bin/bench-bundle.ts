import { cp } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { settings } from "../lib/stack/bundle.ts";

const root = join(import.meta.dirname, "..");
/** Inside the project, so that the native library is found. */
const folder = join(root, "node_modules/.cache/printcloud/bench");

/** Bundles a program of this folder as functions are deployed, with what it reads at run time; answers where it is. */
export async function bundledProgram(name: string): Promise<string> {
  const { outdir: _, outExtension: __, ...asDeployed } = settings;
  const outfile = join(folder, `${name}.mjs`);
  const entryPoints = [join(import.meta.dirname, `${name}.ts`)];
  await build({ ...asDeployed, absWorkingDir: root, entryPoints, outfile });
  await cp(join(root, "lib/render/icc"), join(folder, "icc"), { recursive: true });
  return outfile;
}
