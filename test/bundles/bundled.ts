import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { readAssembly } from "../../lib/laptop/template/assembly.ts";
import type { Native } from "../../lib/stack/native.ts";
import { synthesise } from "../../lib/stack/synthesise.ts";

const Template = z.object({
  FunctionName: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** One function as it would be uploaded, outside of the project's tree. */
export interface Uploaded {
  readonly name: string;
  readonly folder: string;
  /** What the template tells it, with made-up values. */
  readonly environment: Record<string, string>;
}

/** Synthesises into a folder outside of the tree: inside it a bundle finds the project's node_modules. */
export async function uploaded(native: Native): Promise<{ folder: string; functions: Uploaded[] }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "printcloud-bundles-")));
  await synthesise({ outFolder: folder, native, context: {}, validate: false });
  const [stack] = await readAssembly(folder);
  if (!stack) throw new Error("no stack");
  const resources = Object.values(stack.template.Resources);
  const functions = resources
    .filter(({ Type }) => Type === "AWS::Lambda::Function")
    .map(({ Properties }) => {
      const { FunctionName, Code, Environment } = Template.parse(Properties);
      const asset = stack.assets.get(Code.S3Key);
      if (!asset) throw new Error(`no asset of ${FunctionName}`);
      return {
        name: FunctionName.replace("printcloud-dev-", ""),
        folder: asset,
        environment: Object.fromEntries(Object.keys(Environment.Variables).map((key) => [key, madeUp(key)])),
      };
    });
  return { folder, functions };
}

function madeUp(variable: string): string {
  if (variable.startsWith("QUEUE_")) return "http://127.0.0.1:9/123456789012/queue";
  if (variable === "PLATFORM_API" || variable === "SITE_URL") return "http://127.0.0.1:9";
  if (variable === "DEAD_QUEUES") return '{"prepare":"http://127.0.0.1:9/123456789012/dead"}';
  if (variable === "USAGE_PLANS") return '{"trial":"a","standard":"b","scale":"c"}';
  if (variable === "RETENTION_DAYS") return "30";
  if (variable === "NODE_OPTIONS") return "--enable-source-maps";
  if (variable === "ALLOWED_PRIVATE_ORIGINS") return "";
  return "made-up";
}

/** What Lambda itself adds to a function's environment. */
export const ofLambda = {
  PATH: process.env.PATH,
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIAMADEUP",
  AWS_SECRET_ACCESS_KEY: "made-up",
};

const probe = `
const before = process.cpuUsage();
const { handler } = await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
if (typeof handler !== "function") throw new Error("no handler");
console.log(JSON.stringify({ cpuMs: Math.round((user + system) / 1000) }));
process.exit(0);
`;

/** Imports a function's bundle in a fresh process, with node as `command`; throws what the process complained of. */
export function imported({ folder, environment }: Uploaded, command: readonly string[] = [process.execPath]) {
  const [program = "", ...args] = command;
  const { status, stdout, stderr } = spawnSync(
    program,
    [...args, "--input-type=module", "-e", probe, resolve(folder, "index.mjs")],
    { env: { ...ofLambda, ...environment }, cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${folder}: ${stderr.slice(-2000)}`);
  return z.object({ cpuMs: z.number() }).parse(JSON.parse(stdout));
}
