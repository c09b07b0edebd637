import { dirname, join } from "node:path";
import { ended, type Launcher } from "./launcher.ts";
import { type Output, type OutputTools, PrintFailed, type Printing } from "./output.ts";

/**
 * Any program: it runs in the ticket's folder, finds the files by its environment (PRINTCLOUD_...), and has printed
 * when it ends with 0. It is started once and outlives the client. Needs a POSIX shell.
 */
export function commandOutput(
  command: readonly [string, ...string[]],
  { launcher, folder }: { launcher: Launcher; folder: string },
): Output {
  return {
    name: `command:${command[0]}`,
    async print(printing, tools) {
      const code = await runOnce(printing, { command, launcher, folder, tools });
      if (code.code !== 0)
        throw new PrintFailed(`${command[0]} ended with ${code.code}: ${lastLine(code.wrote)}`);
      return "printed";
    },
    check: async () => `${command[0]} is started for each ticket`,
  };
}

/** Runs a program for a printing, once in all; answers how it ended. */
export async function runOnce(
  printing: Printing,
  how: {
    command: readonly [string, ...string[]];
    launcher: Launcher;
    /** The client's folder. */
    folder: string;
    tools: OutputTools;
  },
) {
  const trace = join(how.folder, "runs", printing.name);
  const cwd = dirname(printing.ticketPath);
  await how.launcher.start({ command: how.command, env: environmentOf(printing), cwd, trace });
  return await ended(trace, how.tools);
}

function environmentOf({ ticket, ticketPath, files, name }: Printing): Record<string, string> {
  const paths = files.map(({ role, path }) => [`PRINTCLOUD_${role.toUpperCase()}`, path]);
  return {
    PRINTCLOUD_NAME: name,
    PRINTCLOUD_TICKET: ticketPath,
    PRINTCLOUD_TICKET_ID: ticket.ticketId,
    PRINTCLOUD_PRODUCT: ticket.product.id,
    PRINTCLOUD_BINDING: ticket.product.binding,
    PRINTCLOUD_PAPER: ticket.product.paper,
    PRINTCLOUD_QUANTITY: String(ticket.quantity),
    ...Object.fromEntries(paths),
  };
}

function lastLine(wrote: string): string {
  return wrote.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
}
