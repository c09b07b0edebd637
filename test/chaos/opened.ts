import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "../../bin/demo-client.ts";
import { up } from "../../bin/up.ts";
import { synthesise } from "../../lib/stack/synthesise.ts";
import { type Started, sourceOrigins } from "../journey/started.ts";

/** The synthesis that all tests of a run share. */
const assembly = resolve(process.env.PRINTCLOUD_TEST_ASSEMBLY ?? "node_modules/.cache/printcloud/assembly");

const allowedPrivateOrigins = sourceOrigins.join(",");

/** Makes sure that the assembly is there, so that laptops which start at the same time only read it. */
export async function synthesised(): Promise<string> {
  const context = { stage: "laptop", allowedPrivateOrigins };
  await synthesise({ outFolder: assembly, native: "here", context, validate: false });
  return assembly;
}

/** A laptop like `started`'s, on another assembly or with its grants counted. */
export async function opened(
  options: { assembly?: string; countGrants?: boolean; say?: (line: string) => void } = {},
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-chaos-"));
  const running = await up({
    assembly,
    say: () => {},
    ...options,
    folder,
    frontPort: 0,
    awsPort: 0,
    paceSeconds: 0.1,
    allowedPrivateOrigins,
  });
  const keyOf: Started["keyOf"] = (prefix) => running.demo.keys.find((key) => key.startsWith(prefix)) ?? "";
  const api = `${running.laptop.front}/v1`;
  const close = async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...running, folder, api, keyOf, merchant: new Client(api, keyOf("sk_test_")), close };
}
