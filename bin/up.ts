import { mkdir, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import * as z from "zod";
import { facilities } from "../lib/catalogue/facilities.ts";
import { keptFile } from "../lib/laptop/kept-file.ts";
import { type Laptop, startLaptop } from "../lib/laptop/laptop.ts";
import { type RunningClient, runClient } from "../lib/printclient/run-client.ts";
import { synthesise } from "../lib/stack/synthesise.ts";

const Demo = z.object({
  merchantId: z.string(),
  keys: z.array(z.string()),
  facilityKeys: z.record(z.string(), z.string()),
});

/** Keys of the demo merchant and of the sample facilities, made at the first start and kept. */
export type Demo = z.infer<typeof Demo>;

export interface UpOptions {
  readonly folder: string;
  readonly frontPort: number;
  readonly awsPort: number;
  readonly say: (line: string) => void;
  /** Seconds the simulated facilities take for each step. */
  readonly paceSeconds: number;
  readonly onRequest?: RequestListener;
  readonly allowedPrivateOrigins?: string;
  /** Where the synthesised stack lies; in `folder` unless given. */
  readonly assembly?: string;
  /** For `laptop.grants()`. */
  readonly countGrants?: boolean;
}

export interface Up {
  readonly laptop: Laptop;
  readonly demo: Demo;
  close(): Promise<void>;
}

/** Synthesises the stack, runs it on the laptop cloud, onboards the samples once, and starts the simulated facilities. */
export async function up(options: UpOptions): Promise<Up> {
  const { folder, say } = options;
  await mkdir(folder, { recursive: true });
  const laptop = await startOnSamePort(options);
  const running = join(folder, "running.json");
  await writeFile(
    running,
    JSON.stringify({ aws: laptop.aws, front: laptop.front, operator: laptop.operator }),
    {
      mode: 0o600,
    },
  );
  const demo = await onboard(laptop, folder, say);
  const clients = simulate(laptop, demo, options);
  return {
    laptop,
    demo,
    close: async () => {
      await Promise.all(clients.map((client) => client.stop()));
      await rm(running, { force: true });
      await laptop.close();
    },
  };
}

/** Queue URLs that facilities were given hold the AWS port, so it stays what it was at the folder's first start. */
async function startOnSamePort(options: UpOptions): Promise<Laptop> {
  const kept = keptFile(join(options.folder, "aws-port"));
  const awsPort = Number((await kept.read()) ?? options.awsPort);
  const laptop = await startLaptop({ ...options, awsPort, assembly: () => synthesised(options) });
  await kept.write(new URL(laptop.aws).port);
  return laptop;
}

async function synthesised({ folder, say, ...options }: UpOptions): Promise<string> {
  const context = { stage: "laptop", allowedPrivateOrigins: options.allowedPrivateOrigins ?? "" };
  say("Synthesising the stack that deploys");
  const made = await synthesise({
    outFolder: options.assembly ?? join(folder, "assembly"),
    native: "here",
    context,
    validate: false,
  });
  say(made.unchanged ? "Nothing has changed since the last time" : "Functions bundled, template written");
  return made.folder;
}

/** The demo merchant and the sample facilities, through the same functions that operators use. */
async function onboard(laptop: Laptop, folder: string, say: (line: string) => void): Promise<Demo> {
  const kept = keptFile(join(folder, "demo.json"));
  const text = await kept.read();
  if (text !== undefined) return Demo.parse(JSON.parse(text));
  const merchant = Enrolled.parse(
    await invoke(laptop, "add-merchant", { kind: "merchant", name: "Demo shop", tier: "standard" }),
  );
  const facilityKeys: Record<string, string> = {};
  for (const facility of facilities) {
    facilityKeys[facility.id] = FacilityAdded.parse(await invoke(laptop, "add-facility", facility)).key;
  }
  const demo: Demo = { merchantId: merchant.id, keys: merchant.keys, facilityKeys };
  await kept.write(JSON.stringify(demo, null, 1));
  say(`Onboarded a demo merchant and ${facilities.length} facilities`);
  return demo;
}

const Enrolled = z.object({ id: z.string(), keys: z.array(z.string()) });
const FacilityAdded = z.object({ key: z.string() });
const OperatorAnswer = z.object({ ok: z.unknown() });

async function invoke(laptop: Laptop, name: string, event: unknown): Promise<unknown> {
  const { failed, body } = await laptop.functions.invoke(`printcloud-laptop-${name}`, JSON.stringify(event));
  if (failed) throw new Error(`${name} failed: ${body}`);
  return OperatorAnswer.parse(JSON.parse(body)).ok;
}

function simulate(laptop: Laptop, demo: Demo, { folder, paceSeconds, say }: UpOptions): RunningClient[] {
  const simulated = facilities.filter(({ mode }) => mode === "test");
  return simulated.map(({ id }) =>
    runClient({
      facilityId: id,
      api: `${laptop.front}/v1`,
      key: demo.facilityKeys[id] ?? "",
      folder: join(folder, "facilities", id),
      simulate: { paceSeconds },
      log: ({ level, event, ...more }) => {
        if (level === "warn" || process.env.DEBUG) say(`${id}: ${event} ${JSON.stringify(more)}`);
      },
    }),
  );
}
