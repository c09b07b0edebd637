import { existsSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { companions } from "./beside.ts";
import { hashOfFolder } from "./folder-hash.ts";
import { type Native, nativePackage } from "./native.ts";

/** The package with native parts: left out of the bundles and copied beside those that import it. */
const nativeName = "sharp";

const credentialsFromEnv = new URL("./credentials-from-env.ts", import.meta.url);

export interface BundleOptions {
  readonly names: readonly string[];
  /** The project: where node_modules and the lock are. */
  readonly root: string;
  readonly functionsFolder: string;
  readonly outFolder: string;
  readonly native: Native;
}

/** A function's own folder, ready to be uploaded or run, and a hash of all that is in it. */
export interface Bundle {
  readonly folder: string;
  readonly hash: string;
}

/**
 * Bundles all functions with one esbuild call, each into a folder of its own: `index.mjs`, `child.mjs` where
 * `functions/<name>-child.ts` exists, and what they need beside them.
 */
export async function bundleAll(options: BundleOptions): Promise<ReadonlyMap<string, Bundle>> {
  const { names, root, outFolder, native } = options;
  await rm(outFolder, { recursive: true, force: true });
  const { outputs } = await bundled(options);
  const sharp = await nativePackage(root, nativeName, native);
  const finish = async (name: string) => {
    const folder = join(outFolder, name);
    const parts = partsOf(outputs, name);
    await addCompanions(folder, root, parts);
    const hash = await hashOfFolder(folder, parts.some(importsNative) ? sharp.id : "");
    if (parts.some(importsNative)) await sharp.copyTo(folder);
    return [name, { folder, hash }] as const;
  };
  return new Map(await Promise.all(names.map(finish)));
}

type Output = Metafile["outputs"][string];

/** Bundled as if into the project, wherever to: the maps name sources as seen from there and decide the hash. */
const nominalFolder = "bundles";

/** How whatever is deployed is bundled. */
export const settings = {
  outdir: nominalFolder,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  mainFields: ["module", "main"],
  external: [nativeName],
  alias: { "@aws-sdk/credential-provider-node": fileURLToPath(credentialsFromEnv) },
  minify: true,
  // CommonJS packages inside an ES module ask for their folder: libheif does as it starts.
  define: { __dirname: "import.meta.dirname" },
  // Node prints the line that an uncaught error comes from: it must not be the whole bundle.
  lineLimit: 200,
  // Without sources a map is a fifth of its size.
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  // CommonJS packages inside an ES module still ask for `require`.
  banner: {
    js: `import{createRequire as requireOfBundle}from"node:module";const require=requireOfBundle(import.meta.url);`,
  },
  logLevel: "warning",
} satisfies BuildOptions;

async function bundled({ names, root, outFolder, functionsFolder }: BundleOptions): Promise<Metafile> {
  const file = (name: string) => join(functionsFolder, `${name}.ts`);
  const children = names.filter((name) => existsSync(file(`${name}-child`)));
  const entryPoints = [
    ...names.map((name) => ({ in: file(name), out: `${name}/index` })),
    ...children.map((name) => ({ in: file(`${name}-child`), out: `${name}/child` })),
  ];
  const built = await build({ ...settings, absWorkingDir: root, entryPoints, metafile: true, write: false });
  for (const { path, contents } of built.outputFiles) {
    const place = join(outFolder, relative(join(root, nominalFolder), path));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, contents);
  }
  return built.metafile;
}

function partsOf(outputs: Metafile["outputs"], name: string): Output[] {
  const prefix = `${nominalFolder}/${name}/`;
  return Object.entries(outputs).flatMap(([path, output]) => (path.startsWith(prefix) ? [output] : []));
}

function importsNative({ imports }: Output): boolean {
  return imports.some(({ path }) => path === nativeName);
}

async function addCompanions(folder: string, root: string, parts: readonly Output[]): Promise<void> {
  const modules = parts.flatMap(({ inputs }) => Object.keys(inputs));
  for (const { module, from, to } of companions) {
    if (!modules.some((path) => path.startsWith(module))) continue;
    await mkdir(dirname(join(folder, to)), { recursive: true });
    await cp(join(root, from), join(folder, to), { recursive: true });
  }
}
