import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../tools.ts";
import { eventually } from "./clients.ts";

/** A real CUPS with one raw queue, `press`, that keeps what it was given. */
export interface Cups {
  /** Documents that were printed, oldest first. */
  printed(): Promise<Buffer[]>;
}

/** Debian packages: cups cups-daemon cups-client. */
export const cupsTools = ["cupsd", "lpadmin", "lp", "lpstat"] as const;

const port = 6311;
const everybody = "Order allow,deny\nAllow all";
const policy = `<Policy default>\n<Limit All>\n${everybody}\n</Limit>\n</Policy>`;
const settings = `Listen 127.0.0.1:${port}\nPreserveJobFiles Yes\n<Location />\n${everybody}\n</Location>\n${policy}\n`;

/** Starts it and points this process's `lp` to it; both end with the test. */
export async function openCups(): Promise<Cups> {
  const folder = await mkdtemp(join(tmpdir(), "cups-"));
  const places = ["etc", "spool", "cache", "state", "tmp"];
  for (const place of places) await mkdir(join(folder, place));
  for (const place of [".", ...places]) await chmod(join(folder, place), 0o777);
  const [etc, spool, cache, state, tmp] = places.map((place) => join(folder, place));
  const files = `FileDevice Yes\nServerRoot ${etc}\nRequestRoot ${spool}\nCacheDir ${cache}\nStateDir ${state}\nTempDir ${tmp}\n`;
  const logs = ["ErrorLog", "AccessLog", "PageLog"].map((log) => `${log} stderr\n`).join("");
  await writeFile(join(folder, "cupsd.conf"), settings);
  await writeFile(join(folder, "cups-files.conf"), `User lp\nGroup lp\nSystemGroup root\n${files}${logs}`);
  const daemon = spawn(
    "cupsd",
    ["-f", "-c", join(folder, "cupsd.conf"), "-s", join(folder, "cups-files.conf")],
    {
      stdio: "ignore",
    },
  );
  const before = process.env.CUPS_SERVER;
  process.env.CUPS_SERVER = `127.0.0.1:${port}`;
  onTestFinished(async () => {
    if (before === undefined) delete process.env.CUPS_SERVER;
    else process.env.CUPS_SERVER = before;
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  await eventually(isQueueMade, (made) => made);
  return {
    printed: async () => {
      const kept = (await readdir(spool ?? "")).filter((name) => name.startsWith("d")).sort();
      return Promise.all(kept.map((name) => readFile(join(spool ?? "", name))));
    },
  };
}

/** False until the daemon listens. */
function isQueueMade(): boolean {
  try {
    run("lpadmin", "-p", "press", "-E", "-v", "file:///dev/null", "-m", "raw");
    return true;
  } catch {
    return false;
  }
}
