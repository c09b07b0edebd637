import { mkdir, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { facilities } from "../lib/catalogue/facilities.ts";
import { keptFile } from "../lib/laptop/kept-file.ts";
import { type Laptop, startLaptop } from "../lib/laptop/laptop.ts";
import { type RunningClient, runClient } from "../lib/printclient/run-client.ts";
import { synthesise } from "../lib/stack/synthesise.ts";
import { type Demo, onboard } from "./onboard.ts";
import { openStorefront, type Stall } from "./storefront-demo.ts";

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
  /** Stocks the demo shop and serves its pages. */
  readonly storefront?: boolean;
  /** For `laptop.grants()`. */
  readonly countGrants?: boolean;
}

export interface Up {
  readonly laptop: Laptop;
  readonly demo: Demo;
  /** What the demo shop sells; where it is open. */
  readonly stall: Stall | undefined;
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
    JSON.stringify({
      aws: laptop.aws,
      front: laptop.front,
      operator: laptop.operator,
      outputs: laptop.outputs,
    }),
    {
      mode: 0o600,
    },
  );
  const demo = await onboard(laptop, folder, say);
  const clients = simulate(laptop, demo, options);
  const stall = options.storefront ? await openStorefront({ laptop, demo, folder, say }) : undefined;
  return {
    laptop,
    demo,
    stall,
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
