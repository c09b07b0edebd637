import { Command, Option } from "commander";
import { Config, readConfig, writeConfig } from "./config.ts";
import { askGrant } from "./credentials.ts";
import { examine, type Finding } from "./doctor.ts";
import { amount, count, folderOf, inFolder, output, type PlaceFlags, printJson } from "./flags.ts";
import { jsonLog, type Log, reasonOf } from "./log.ts";
import { FoundWrong, NotPossible } from "./not-possible.ts";
import { type OutputConfig, openStations } from "./output/choose.ts";
import { folderOutput } from "./output/folder.ts";
import { type ClientOptions, runClient } from "./run-client.ts";
import { terminalLog } from "./terminal.ts";
import type { World } from "./world.ts";
import { unwrapped } from "./wrap.ts";

interface AccountFlags extends PlaceFlags {
  readonly api?: string;
  readonly key?: string;
  readonly output?: OutputConfig[];
  readonly concurrency?: number;
}

interface RunFlags extends AccountFlags {
  readonly once?: true;
  readonly simulate?: true;
  readonly pace: number;
  readonly faults: number;
}

const localApi = "http://localhost:4000/v1";
const askSeconds = 15;

/** `setup`: asks what no flag says, checks the key, and keeps it all. */
export function setupCommand(world: World): Command {
  return withAccount("setup")
    .description("ask for facility, API, key and output, check the key, and keep them in the folder")
    .action(async (flags: AccountFlags) => {
      const facility = flags.facility ?? (await need(world, "Facility id"));
      const api = flags.api ?? (await world.ask(`API [${localApi}]`)) ?? localApi;
      const key = flags.key ?? (await need(world, "Key (fk_...)"));
      const wish = flags.output ?? (await askOutput(world));
      const config = checked({
        facility,
        api: api || localApi,
        key,
        outputs: wish,
        concurrency: flags.concurrency,
      });
      await askGrant({ ...config, facilityId: config.facility }, AbortSignal.timeout(askSeconds * 1000));
      const path = await writeConfig(folderOf({ ...flags, facility: config.facility }, world), config);
      world.out.write(`the platform knows ${config.facility}; written to ${path}\n`);
    });
}

/** `run`: works until it is stopped. */
export function runCommand(world: World): Command {
  return withAccount("run")
    .description("take tickets, download and print them, and report until stopped")
    .option("--once", "end when nothing is left to do")
    .option("--simulate", "print nothing and report printing, printed and shipped by itself")
    .option("--pace <seconds>", "pause before each simulated step", amount, 2)
    .option("--faults <percent>", "so many simulated tickets fail", amount, 0)
    .action((flags: RunFlags) => run(flags, world));
}

/** `simulate`: a demo press. */
export function simulateCommand(world: World): Command {
  return withAccount("simulate")
    .description("run a demo press: what `run --simulate` does")
    .option("--once", "end when nothing is left to do")
    .option("--pace <seconds>", "pause before each step", amount, 2)
    .option("--faults <percent>", "so many tickets fail", amount, 5)
    .action((flags: RunFlags) => run({ ...flags, simulate: true }, world));
}

/** `doctor`: is everything there that printing needs? */
export function doctorCommand(world: World): Command {
  return withAccount("doctor")
    .description("look at clock, disk, key, queue, claims and printers; changes nothing")
    .action(async (flags: AccountFlags) => {
      const { config, folder } = await settle(flags, world);
      const stations = openStations(config.outputs, { folder, wrap: unwrapped });
      const outputs = stations.map((station) => station.output);
      tell(await examine({ ...config, facilityId: config.facility, folder, outputs }), flags, world);
    });
}

function tell(findings: readonly Finding[], { json }: PlaceFlags, world: World): void {
  const lines = findings.map(({ ok, what, said }) => `${ok ? "ok   " : "WRONG"}  ${what}: ${said}\n`);
  if (json) printJson(world, findings);
  else world.out.write(lines.join(""));
  if (findings.some(({ ok }) => !ok)) throw new FoundWrong();
}

function withAccount(name: string): Command {
  return inFolder(new Command(name))
    .option("--api <url>", `base of the REST API (default: the folder's, or ${localApi})`)
    .addOption(new Option("--key <key>", "the facility's key").env("PRINTCLOUD_FACILITY_KEY"))
    .option(
      "--output <where>",
      "folder:DIR, ipp://PRINTER, lp:QUEUE or command:PROGRAM; may be repeated",
      output,
    )
    .option("--concurrency <tickets>", "claimed and downloaded at a time (default: 2)", count);
}

async function run(flags: RunFlags, world: World): Promise<void> {
  const { config, folder } = await settle(flags, world);
  const { facility, outputs, concurrency, ...rest } = config;
  if (!flags.simulate) await checkFolders(outputs);
  const options: ClientOptions = {
    ...rest,
    facilityId: facility,
    folder,
    outputs,
    parallel: concurrency,
    log: logTo(world, flags),
    ...(flags.simulate && { simulate: { paceSeconds: flags.pace, faultsPercent: flags.faults } }),
    ...(flags.once && { once: { waitSeconds: 1 } }),
  };
  const client = runClient(options);
  world.onSignal(() => client.stop());
  await client.done;
}

/** A claim cannot be taken back: none is made while a hot folder is missing. Printers may be switched on later. */
async function checkFolders(outputs: Config["outputs"]): Promise<void> {
  for (const each of outputs ?? []) {
    if (each.to !== "folder") continue;
    const { name, check } = folderOutput(each.path);
    await check(AbortSignal.timeout(askSeconds * 1000)).catch((error: unknown) => {
      throw new NotPossible(`${name} cannot be written to: ${reasonOf(error)}`);
    });
  }
}

function logTo(world: World, { json }: PlaceFlags): Log {
  return world.isTerminal && !json
    ? terminalLog(world.out, world.colours)
    : jsonLog((text) => world.out.write(text));
}

/** The folder's configuration, with what the flags say instead. */
async function settle(flags: AccountFlags, world: World): Promise<{ config: Config; folder: string }> {
  const folder = folderOf(flags, world);
  const kept = await readConfig(folder);
  const { facility, api, key, output: outputs, concurrency } = flags;
  const said = Object.entries({ facility, api, key, outputs, concurrency }).filter(
    ([, value]) => value !== undefined,
  );
  return { config: checked({ api: localApi, ...kept, ...Object.fromEntries(said) }), folder };
}

function checked(wish: unknown): Config {
  const parsed = Config.safeParse(wish);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
  throw new NotPossible(`${wrong.join("; ")} (or run \`printclient setup\` first)`);
}

async function need(world: World, question: string): Promise<string> {
  const answer = await world.ask(question);
  if (answer) return answer;
  throw new NotPossible(`${question} is needed`);
}

async function askOutput(world: World): Promise<OutputConfig[]> {
  const answer = await world.ask(
    "Output: folder:DIR, ipp://PRINTER, lp:QUEUE, command:PROGRAM, or nothing to print by hand",
  );
  return answer ? output(answer) : [];
}
