import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";
import { hereInstead, textOf } from "../template/naming.ts";

/** A function as the template describes it. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  /** The unpacked bundle. */
  readonly folder: string;
  /** `file.export`. */
  readonly handler: string;
  readonly roleArn: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined when the template reserves nothing. */
  readonly reservedConcurrency: number | undefined;
}

const Properties = z.object({
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().startsWith("nodejs", "only Node.js functions run on the laptop"),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Layers: z.undefined({ error: () => "layers are not supported on the laptop" }).optional(),
});

/** The functions of the template; code written inline is unpacked into `folder`. */
export async function readFunctions(cloud: Cloud, folder: string): Promise<readonly FunctionSpec[]> {
  return Promise.all(
    cloud.ofType("AWS::Lambda::Function").map((resource) => readFunction(resource, cloud, folder)),
  );
}

async function readFunction(resource: Resource, cloud: Cloud, folder: string): Promise<FunctionSpec> {
  const parsed = Properties.safeParse(resource.properties);
  if (!parsed.success) throw new Error(`Function ${resource.logicalId}: ${z.prettifyError(parsed.error)}`);
  const given = parsed.data;
  const variables = Object.entries(given.Environment.Variables);
  return {
    name: resource.ref,
    arn: textOf(resource.attributes.Arn),
    logicalId: resource.logicalId,
    folder: await codeFolder(given.Code, resource, { cloud, folder }),
    handler: given.Handler,
    roleArn: given.Role,
    memoryMb: given.MemorySize,
    timeoutSeconds: given.Timeout,
    environment: Object.fromEntries(
      variables.map(([name, value]) => [name, hereInstead(value, cloud.world)]),
    ),
    reservedConcurrency: given.ReservedConcurrentExecutions,
  };
}

async function codeFolder(
  { S3Key, ZipFile }: z.infer<typeof Properties>["Code"],
  { logicalId }: Resource,
  { cloud, folder }: { cloud: Cloud; folder: string },
): Promise<string> {
  const asset = S3Key === undefined ? undefined : cloud.asset(S3Key);
  if (asset) return asset;
  if (ZipFile === undefined) throw new Error(`Function ${logicalId}: the assembly has no asset ${S3Key}`);
  const inline = join(folder, logicalId);
  await mkdir(inline, { recursive: true });
  await writeFile(join(inline, "index.cjs"), ZipFile);
  return inline;
}
