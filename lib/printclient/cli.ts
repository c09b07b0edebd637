import { Command, CommanderError } from "commander";
import { doctorCommand, runCommand, setupCommand, simulateCommand } from "./cli-client.ts";
import {
  acceptCommand,
  listCommand,
  refuseCommand,
  reprintCommand,
  showCommand,
  statusCommand,
} from "./cli-tickets.ts";
import { KeyRefused } from "./credentials.ts";
import { FolderInUse } from "./folder-lock.ts";
import { reasonOf } from "./log.ts";
import { FoundWrong, NotPossible } from "./not-possible.ts";
import type { World } from "./world.ts";

const exitCodes = `
Exit codes: 0 done; 1 something went wrong, or the doctor found something; 2 what was asked for is not possible;
3 the platform refuses the key; 4 another client works in the folder.`;

const commands = [
  setupCommand,
  runCommand,
  simulateCommand,
  doctorCommand,
  listCommand,
  showCommand,
  acceptCommand,
  refuseCommand,
  statusCommand,
  reprintCommand,
];

/** Runs one command line; answers the exit code. */
export async function printclient(argv: readonly string[], world: World): Promise<number> {
  const program = new Command("printclient")
    .description("A print facility's client: takes tickets from Printcloud, prints them, reports.")
    .addHelpText("after", exitCodes)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out.write(text),
      writeErr: (text) => world.err.write(text),
    });
  for (const make of commands) program.addCommand(make(world).copyInheritedSettings(program));
  return await program.parseAsync([...argv], { from: "user" }).then(
    () => 0,
    (error: unknown) => {
      if (!isTold(error)) world.err.write(`${reasonOf(error)}\n`);
      return codeOf(error);
    },
  );
}

function isTold(error: unknown): boolean {
  return error instanceof CommanderError || error instanceof FoundWrong;
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // 0: help was asked for
  if (error instanceof NotPossible) return 2;
  if (error instanceof KeyRefused) return 3;
  return error instanceof FolderInUse ? 4 : 1;
}
