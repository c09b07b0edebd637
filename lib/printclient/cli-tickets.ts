import { Argument, Command, Option } from "commander";
import { refusalReasons } from "../order/report.ts";
import { count, folderOf, inFolder, type PlaceFlags, printJson } from "./flags.ts";
import type { Job } from "./job.ts";
import { NotPossible } from "./not-possible.ts";
import { listJobs, reprint, type Said, say, showJob } from "./operator.ts";
import type { World } from "./world.ts";

interface StatusFlags extends PlaceFlags {
  readonly quantity?: number;
  readonly carrier?: string;
  readonly tracking?: string[];
  readonly reason?: string;
}

interface ReasonFlags extends PlaceFlags {
  readonly reason?: string;
  readonly note?: string;
}

const sayable = ["printing", "printed", "shipped", "delivered", "failed"] as const;

export function listCommand(world: World): Command {
  return inFolder(new Command("list"))
    .description("every ticket the folder knows of")
    .action(async (flags: PlaceFlags) => {
      const jobs = await listJobs(folderOf(flags, world));
      if (flags.json) return printJson(world, jobs);
      for (const job of jobs) world.out.write(`${lineOf(job)}\n`);
    });
}

export function showCommand(world: World): Command {
  return aboutTicket("show")
    .description("one ticket and all that was done about it")
    .action(async (ticket: string, flags: PlaceFlags) =>
      printJson(world, await showJob(folderOf(flags, world), ticket)),
    );
}

export function acceptCommand(world: World): Command {
  return aboutTicket("accept")
    .description("accept a downloaded ticket, where tickets are not accepted by themselves")
    .action((ticket: string, flags: PlaceFlags) => report(ticket, { status: "accepted" }, { flags, world }));
}

export function refuseCommand(world: World): Command {
  return aboutTicket("refuse")
    .description("give a ticket back before printing has started")
    .addOption(new Option("--reason <why>").choices(refusalReasons).makeOptionMandatory())
    .option("--note <text>", "kept in this folder's journal")
    .action((ticket: string, flags: ReasonFlags) => {
      const { reason, note } = flags;
      return report(ticket, { status: "refused", reason, note }, { flags, world });
    });
}

export function statusCommand(world: World): Command {
  return aboutTicket("status")
    .description("report what happened to a ticket")
    .addArgument(new Argument("<status>").choices(sayable))
    .option("--quantity <copies>", "how many", count)
    .option("--carrier <name>", "who carries the parcels")
    .option("--tracking <numbers...>", "one for each parcel")
    .option("--reason <text>", "why it failed")
    .action((ticket: string, status: (typeof sayable)[number], flags: StatusFlags) => {
      const { quantity, reason } = flags;
      return report(ticket, { status, parcels: parcelsOf(flags), quantity, reason }, { flags, world });
    });
}

export function reprintCommand(world: World): Command {
  return aboutTicket("reprint")
    .description("print a ticket again from disk, at the facility's expense")
    .option("--reason <text>", "why; asked for at a terminal")
    .action(async (ticket: string, flags: ReasonFlags) => {
      const reason = flags.reason ?? (await world.ask("Why is it printed again"));
      if (!reason) throw new NotPossible("a reprint needs a --reason");
      const job = await reprint(folderOf(flags, world), ticket, reason);
      world.out.write(`${job.ticketId} is printed again (run ${job.run.number}) by the running client\n`);
    });
}

function aboutTicket(name: string): Command {
  return inFolder(new Command(name)).argument("<ticket>", "its id or the last letters of it");
}

async function report(ticket: string, said: Said, { flags, world }: { flags: PlaceFlags; world: World }) {
  const job = await say(folderOf(flags, world), ticket, said);
  if (flags.json) return printJson(world, job);
  world.out.write(`${job.ticketId} is ${job.state}; the running client tells the platform\n`);
}

function lineOf({ changedAt, ticketId, generation, state, run }: Job): string {
  const stuck = run.stuck === null ? "" : `  LOOK: ${run.stuck}`;
  return `${changedAt}  ${ticketId}/${generation}  ${state}${stuck}`;
}

function parcelsOf({ carrier, tracking }: StatusFlags) {
  if (!carrier && !tracking) return undefined;
  return (tracking ?? [""]).map((number) => ({ carrier: carrier ?? "", tracking: number }));
}
