import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { FacilityId } from "../order/ids.ts";
import { refusalReasons } from "../order/report.ts";
import { jsonLog, type Log, reasonOf } from "./log.ts";
import { listJobs, NotPossible, say, showJob } from "./operator.ts";
import { type ClientOptions, runClient } from "./run-client.ts";
import { type Screen, terminalLog } from "./terminal.ts";

/** Where the commands write, and what they are told by the world. */
export interface World {
  readonly out: Screen;
  readonly err: Screen;
  readonly isTerminal: boolean;
  readonly colours: boolean;
  readonly cwd: string;
  /** Calls back at SIGTERM and SIGINT. */
  onSignal(listener: () => void): void;
}

interface RunFlags {
  facility: FacilityId;
  api: string;
  key: string;
  folder?: string;
  simulate?: true;
  pace: number;
  once?: true;
  parallel: number;
}

interface PlaceFlags {
  folder?: string;
  facility?: FacilityId;
  json?: true;
}

interface StatusFlags extends PlaceFlags {
  quantity?: number;
  carrier?: string;
  tracking?: string[];
  reason?: string;
}

const sayable = ["printing", "printed", "shipped", "delivered", "failed"] as const;

/** Runs one command line; answers the exit code. */
export async function printclient(argv: readonly string[], world: World): Promise<number> {
  const program = new Command("printclient")
    .description("A print facility's client: takes tickets from Printcloud, downloads them, reports.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out.write(text),
      writeErr: (text) => world.err.write(text),
    });
  program.addCommand(runCommand(world)).addCommand(listCommand(world)).addCommand(showCommand(world));
  program.addCommand(statusCommand(world)).addCommand(refuseCommand(world));
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof Error && "exitCode" in error) return Number(error.exitCode); // commander has said why
    world.err.write(`${reasonOf(error)}\n`);
    return error instanceof NotPossible ? 2 : 1;
  }
}

function runCommand(world: World): Command {
  return new Command("run")
    .description("take tickets, download them to the folder, and report until stopped")
    .requiredOption("--facility <id>", "the facility", facility)
    .option("--api <url>", "base of the REST API", "http://localhost:4000/v1")
    .addOption(
      new Option("--key <key>", "the facility's key").env("PRINTCLOUD_FACILITY_KEY").makeOptionMandatory(),
    )
    .option("--folder <dir>", "journal and downloads, one client a folder (default: ./printclient-ID)")
    .option("--simulate", "report printing, printed and shipped by itself")
    .option("--pace <seconds>", "pause before each simulated step", seconds, 2)
    .option("--parallel <tickets>", "claimed and downloaded at a time", copies, 2)
    .option("--once", "end when nothing is left to do")
    .action(async (flags: RunFlags) => {
      const client = runClient(optionsOf(flags, world));
      world.onSignal(() => client.stop());
      await client.done;
    });
}

function optionsOf(
  { facility: facilityId, folder, simulate, pace, once, ...flags }: RunFlags,
  world: World,
): ClientOptions {
  const where = resolve(world.cwd, folder ?? `printclient-${facilityId}`);
  const log: Log = world.isTerminal
    ? terminalLog(world.out, world.colours)
    : jsonLog((text) => world.out.write(text));
  return {
    ...flags,
    facilityId,
    folder: where,
    log,
    ...(simulate && { simulate: { paceSeconds: pace } }),
    ...(once && { once: { waitSeconds: 1 } }),
  };
}

function listCommand(world: World): Command {
  return inFolder(new Command("list"))
    .description("every ticket the folder knows of")
    .action(async (flags: PlaceFlags) => {
      const jobs = await listJobs(folderOf(flags, world));
      if (flags.json) return print(world, jobs);
      for (const { changedAt, ticketId, generation, state } of jobs) {
        world.out.write(`${changedAt}  ${ticketId}/${generation}  ${state}\n`);
      }
    });
}

function showCommand(world: World): Command {
  return inFolder(new Command("show"))
    .description("one ticket and all that was done about it")
    .argument("<ticket>", "its id or the last letters of it")
    .action(async (ticket: string, flags: PlaceFlags) =>
      print(world, await showJob(folderOf(flags, world), ticket)),
    );
}

function statusCommand(world: World): Command {
  return inFolder(new Command("status"))
    .description("report what happened to a ticket")
    .argument("<ticket>", "its id or the last letters of it")
    .addArgument(new Argument("<status>").choices(sayable))
    .option("--quantity <copies>", "how many", copies)
    .option("--carrier <name>", "who carries the parcels")
    .option("--tracking <numbers...>", "one for each parcel")
    .option("--reason <text>", "why it failed")
    .action(async (ticket: string, status: (typeof sayable)[number], flags: StatusFlags) => {
      const { quantity, reason } = flags;
      const said = { status, parcels: parcelsOf(flags), quantity, reason };
      const job = await say(folderOf(flags, world), ticket, said);
      world.out.write(`${job.ticketId} is ${job.state}; the running client tells the platform\n`);
    });
}

function refuseCommand(world: World): Command {
  return inFolder(new Command("refuse"))
    .description("give a ticket back before printing has started")
    .argument("<ticket>", "its id or the last letters of it")
    .addArgument(new Argument("<reason>").choices(refusalReasons))
    .action(async (ticket: string, reason: string, flags: PlaceFlags) => {
      const job = await say(folderOf(flags, world), ticket, { status: "refused", reason });
      world.out.write(`${job.ticketId} is ${job.state}; the running client tells the platform\n`);
    });
}

function inFolder(command: Command): Command {
  return command
    .option("--folder <dir>", "the client's folder (default: the only ./printclient-* there is)")
    .option("--facility <id>", "the facility, to find its folder", facility)
    .option("--json", "for programs");
}

function folderOf({ folder, facility: facilityId }: PlaceFlags, { cwd }: World): string {
  if (folder !== undefined) return resolve(cwd, folder);
  if (facilityId !== undefined) return resolve(cwd, `printclient-${facilityId}`);
  const [only, ...others] = readdirSync(cwd).filter((name) => name.startsWith("printclient-"));
  if (only === undefined || others.length > 0) throw new NotPossible("say which --folder or --facility");
  return resolve(cwd, only);
}

function parcelsOf({ carrier, tracking }: StatusFlags) {
  if (!carrier && !tracking) return undefined;
  return (tracking ?? [""]).map((number) => ({ carrier: carrier ?? "", tracking: number }));
}

function print({ out }: World, value: unknown): void {
  out.write(`${JSON.stringify(value, null, 2)}\n`);
}

function facility(text: string): FacilityId {
  const parsed = FacilityId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("lower case, digits and hyphens, 3 to 40 characters");
}

function seconds(text: string): number {
  const parsed = Number(text);
  if (Number.isFinite(parsed) && parsed >= 0) return parsed;
  throw new InvalidArgumentError("a number of seconds");
}

function copies(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a number of 1 or more");
}
