import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { runOnce } from "./command.ts";
import type { Launcher } from "./launcher.ts";
import { type Output, type OutputTools, PrintFailed } from "./output.ts";

const run = promisify(execFile);
const lookSeconds = 2;

/** A queue of CUPS. It has printed when the job is no longer among those that are not completed; CUPS tells no more. */
export function lpOutput(
  { queue, options }: { queue: string; options: readonly string[] },
  { launcher, folder }: { launcher: Launcher; folder: string },
): Output {
  return {
    name: `lp:${queue}`,
    async print(printing, tools) {
      const settings = options.flatMap((option) => ["-o", option]);
      const files = printing.files.map(({ path }) => path);
      const wish = [
        "-d",
        queue,
        "-n",
        String(printing.ticket.quantity),
        "-t",
        printing.name,
        ...settings,
        "--",
        ...files,
      ];
      const { code, wrote } = await runOnce(printing, { command: ["lp", ...wish], launcher, folder, tools });
      const job = /request id is (\S+)/.exec(wrote)?.[1];
      if (code !== 0 || !job) throw new PrintFailed(`lp: ${wrote.trim().slice(0, 200)}`);
      await completed(job, { queue, tools });
      return "printed";
    },
    async check() {
      const { stdout } = await run("lpstat", ["-p", queue]);
      return stdout.trim().split("\n")[0] ?? queue;
    },
  };
}

async function completed(
  job: string,
  { queue, tools }: { queue: string; tools: OutputTools },
): Promise<void> {
  for (;;) {
    const { stdout } = await run("lpstat", ["-W", "not-completed", "-o", queue]);
    if (!stdout.split("\n").some((line) => line.startsWith(`${job} `))) return;
    await tools.clock.sleep(lookSeconds, tools.signal);
  }
}
