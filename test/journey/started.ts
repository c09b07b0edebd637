import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "../../bin/demo-client.ts";
import { type Up, up } from "../../bin/up.ts";

export interface Started extends Up {
  readonly folder: string;
  /** The demo merchant with its secret test key. */
  readonly merchant: Client;
  readonly api: string;
  keyOf(prefix: "sk_test_" | "pk_test_" | "sk_live_" | "pk_live_"): string;
}

/** One synthesis serves all tests of a run, for as long as the sources stay the same. */
const assembly = resolve(process.env.PRINTCLOUD_TEST_ASSEMBLY ?? "node_modules/.cache/printcloud/assembly");

/** Origins of files that tests serve themselves; several, for runs at the same time. */
export const sourceOrigins = [4390, 4391, 4392, 4393].map((port) => `http://127.0.0.1:${port}`);

/** The whole of Printcloud in a fresh folder (or in one that was used before), on free ports. */
export async function started(
  options: { folder?: string; paceSeconds?: number; storefront?: boolean; countGrants?: boolean } = {},
): Promise<Started> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "printcloud-journey-")));
  const tidy = async () => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const running = await up({
    folder,
    assembly,
    frontPort: 0,
    awsPort: 0,
    paceSeconds: options.paceSeconds ?? 0.1,
    storefront: options.storefront ?? false,
    allowedPrivateOrigins: sourceOrigins.join(","),
    countGrants: options.countGrants ?? false,
    say: () => {},
  }).catch(async (error: unknown) => {
    await tidy();
    throw error;
  });
  const keyOf: Started["keyOf"] = (prefix) => running.demo.keys.find((key) => key.startsWith(prefix)) ?? "";
  const api = `${running.laptop.front}/v1`;
  return {
    ...running,
    folder,
    api,
    keyOf,
    merchant: new Client(api, keyOf("sk_test_")),
    close: async () => {
      await running.close();
      await tidy();
    },
  };
}
