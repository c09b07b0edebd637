import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { App, AssetHashType } from "aws-cdk-lib/core";
import * as z from "zod";
import { bundleAll } from "./bundle.ts";
import type { Native } from "./native.ts";
import { PrintcloudStack } from "./printcloud-stack.ts";
import { type FunctionName, functionNames } from "./roster.ts";
import { Settings } from "./settings.ts";
import { type StorefrontFunction, storefrontFunctions } from "./storefront-roster.ts";

export interface AssemblyOptions {
  readonly root: string;
  readonly folder: string;
  readonly functionsFolder: string;
  readonly native: Native;
  readonly context: Readonly<Record<string, string>>;
  readonly validate: boolean;
}

const Configuration = z.object({ context: z.record(z.string(), z.unknown()) });

/** Bundles, builds the stack and writes the cloud assembly into `folder`. */
export async function writeAssembly(options: AssemblyOptions): Promise<void> {
  const { root, folder, functionsFolder, native, context, validate } = options;
  const settings = Settings.parse(context);
  const outFolder = join(folder, "bundles");
  const names = [...functionNames, ...storefrontFunctions];
  const bundles = await bundleAll({ names, root, functionsFolder, outFolder, native });
  const codeOf = (name: FunctionName | StorefrontFunction) => {
    const bundle = bundles.get(name);
    if (!bundle) throw new Error(`no bundle of ${name}`);
    return Code.fromAsset(bundle.folder, { assetHash: bundle.hash, assetHashType: AssetHashType.CUSTOM });
  };
  const flags = Configuration.parse(JSON.parse(await readFile(join(root, "cdk.json"), "utf8"))).context;
  // The only switch CDK has for its validation, read while it synthesises.
  process.env.CDK_VALIDATION = String(validate);
  const app = new App({ outdir: folder, context: { ...flags, ...context }, analyticsReporting: false });
  new PrintcloudStack(app, { settings, architecture: architectureOf(native), codeOf });
  app.synth();
  // CDK has copied them under their hashes.
  await rm(outFolder, { recursive: true });
}

function architectureOf(native: Native): Architecture {
  return native === "here" && process.arch !== "arm64" ? Architecture.X86_64 : Architecture.ARM_64;
}
