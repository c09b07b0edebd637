import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { type Json, JsonObject } from "./json.ts";

/** One stack of a cloud assembly, as CDK wrote it. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** Object key in the bootstrap bucket -> absolute path of the asset's folder or file. */
  readonly assets: ReadonlyMap<string, string>;
  /** Logical id -> construct path, e.g. `Printcloud/Orders/Queue/Resource`. */
  readonly paths: ReadonlyMap<string, string>;
}

const Section = <T extends z.ZodType>(of: T) => z.record(z.string(), of).default({});

const Template = z.object({
  Parameters: Section(z.object({ Type: z.string(), Default: z.json().optional() })),
  Conditions: Section(z.json()),
  Mappings: Section(z.record(z.string(), z.record(z.string(), z.json()))),
  Resources: Section(
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.json()).default({}),
      Condition: z.string().optional(),
      Metadata: z.record(z.string(), z.json()).optional(),
    }),
  ),
  Outputs: Section(
    z.object({
      Value: z.json(),
      Export: z.object({ Name: z.json() }).optional(),
      Condition: z.string().optional(),
    }),
  ),
});
export type Template = z.infer<typeof Template>;

const Manifest = z.object({
  artifacts: Section(
    z.object({
      type: z.string(),
      properties: JsonObject.optional(),
      metadata: z.record(z.string(), z.json()).optional(),
      additionalMetadataFile: z.string().optional(),
    }),
  ),
});
type Artifact = z.infer<typeof Manifest>["artifacts"][string];

const AssetManifest = z.object({
  files: Section(
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** Reads every stack of a cloud assembly folder (`cdk.out`), those of its stages included. */
export async function readAssembly(folder: string): Promise<readonly Stack[]> {
  const manifest = Manifest.parse(await readJson(folder, "manifest.json"));
  const artifacts = Object.entries(manifest.artifacts);
  const assets = await readAssets(folder, artifacts);
  const stacks: Stack[] = [];
  for (const [id, artifact] of artifacts) {
    if (artifact.type === "aws:cloudformation:stack")
      stacks.push(await readStack(folder, { id, artifact, assets }));
    if (artifact.type === "cdk:cloud-assembly")
      stacks.push(...(await readAssembly(join(folder, text(artifact, "directoryName")))));
  }
  if (stacks.length === 0) throw new Error(`${folder} holds no stack: synthesise it first`);
  return stacks;
}

interface Found {
  readonly id: string;
  readonly artifact: Artifact;
  readonly assets: ReadonlyMap<string, string>;
}

async function readStack(folder: string, { id, artifact, assets }: Found): Promise<Stack> {
  const name = artifact.properties?.stackName;
  const template = Template.parse(await readJson(folder, text(artifact, "templateFile")));
  const extra = artifact.additionalMetadataFile;
  const metadata = {
    ...artifact.metadata,
    ...(extra ? JsonObject.parse(await readJson(folder, extra)) : {}),
  };
  return { name: typeof name === "string" ? name : id, template, assets, paths: pathsOf(metadata, template) };
}

async function readAssets(folder: string, artifacts: readonly (readonly [string, Artifact])[]) {
  const paths = new Map<string, string>();
  for (const [, artifact] of artifacts) {
    if (artifact.type !== "cdk:asset-manifest") continue;
    const { files } = AssetManifest.parse(await readJson(folder, text(artifact, "file")));
    for (const { source, destinations } of Object.values(files))
      for (const { objectKey } of Object.values(destinations))
        paths.set(objectKey, resolve(folder, source.path));
  }
  return paths;
}

const LogicalId = z.object({ type: z.literal("aws:cdk:logicalId"), data: z.string() });

/** CDK tells construct paths in its metadata, or in the template itself when asked for path metadata. */
function pathsOf(metadata: Readonly<Record<string, Json>>, template: Template): Map<string, string> {
  const inTemplate = Object.entries(template.Resources).flatMap(([id, { Metadata }]) => {
    const path = Metadata?.["aws:cdk:path"];
    return typeof path === "string" ? [[id, path] as const] : [];
  });
  const inMetadata = Object.entries(metadata).flatMap(([path, entries]) =>
    (Array.isArray(entries) ? entries : []).flatMap((entry) => {
      const found = LogicalId.safeParse(entry);
      return found.success ? [[found.data.data, path.replace(/^\//, "")] as const] : [];
    }),
  );
  return new Map([...inTemplate, ...inMetadata]);
}

function text(artifact: Artifact, property: string): string {
  return z.string().parse(artifact.properties?.[property], { error: () => `no ${property} in the manifest` });
}

async function readJson(folder: string, file: string): Promise<unknown> {
  const path = join(folder, file);
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`Cannot read ${path}: is ${folder} a cloud assembly?`, { cause });
  }
}
