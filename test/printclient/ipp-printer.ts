import { type ChildProcess, spawn } from "node:child_process";
import { access, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** A real IPP printer of CUPS, `ippeveprinter`, whose press is a script. */
export interface IppPrinter {
  readonly url: string;
  /** Documents that came out, by job: what the printer handed to its press. */
  printed(): Promise<string[]>;
  /** From now on paper jams at the second page. */
  jam(): Promise<void>;
}

/** Debian packages: cups-ipp-utils dbus-daemon avahi-daemon. */
export const ippTools = ["ippeveprinter", "dbus-daemon", "avahi-daemon"] as const;

// The printer announces itself or ends, so it needs avahi, which needs a bus: both are private and speak to lo only.
const bus = (
  socket: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>`;
const avahi = `[server]\nallow-interfaces=lo\nuse-ipv6=no\n[wide-area]\nenable-wide-area=no\n[publish]\npublish-workstation=no\n`;
// What it writes to its standard error steers the printer.
const press = (folder: string) => `#!/bin/sh
echo "$IPP_COPIES $1" >> ${folder}/printed
for page in 1 2 3 4; do
  echo "ATTR: job-impressions-completed=$page" >&2
  if [ -e ${folder}/jam ] && [ $page = 2 ]; then echo "STATE: +media-jam-error" >&2; sleep 0.5; exit 1; fi
  sleep 0.2
done
`;

/** Starts bus, avahi and printer; all end with the test. */
export async function openIppPrinter(): Promise<IppPrinter> {
  const folder = await mkdtemp(join(tmpdir(), "ipp-"));
  const socket = join(folder, "bus");
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` };
  const started: ChildProcess[] = [];
  const start = (program: string, ...parameters: string[]) => {
    const child = spawn(program, parameters, { env, stdio: ["ignore", "ignore", "pipe"] });
    started.unshift(child);
    return child;
  };
  onTestFinished(async () => {
    for (const child of started) await ended(child);
    await rm(folder, { recursive: true, force: true });
  });
  const spool = join(folder, "spool");
  await mkdir(spool);
  await writeFile(join(folder, "bus.conf"), bus(socket));
  await writeFile(join(folder, "avahi.conf"), avahi);
  await writeFile(join(folder, "press.sh"), press(folder));
  await chmod(join(folder, "press.sh"), 0o755);
  start("dbus-daemon", `--config-file=${join(folder, "bus.conf")}`, "--nofork");
  await until(() => access(socket));
  start("avahi-daemon", "-f", join(folder, "avahi.conf"), "--no-drop-root", "--no-rlimits", "--no-chroot");
  await sleep(500);
  const port = await freePort();
  start(
    "ippeveprinter",
    ...["-r", "off", "-2", "-s", "60,60", "-f", "application/pdf", "-c", join(folder, "press.sh")],
    ...["-d", spool, "-k", "-p", String(port), "-n", "localhost", "Press of the test"],
  );
  await until(async () => {
    const answer = await fetch(`http://localhost:${port}/`, { signal: AbortSignal.timeout(1000) });
    if (!answer.ok) throw new Error(`the printer answers ${answer.status}`);
  });
  return {
    url: `ipp://localhost:${port}/ipp/print`,
    printed: async () => (await readdir(spool)).filter((name) => name.endsWith(".pdf")),
    jam: () => writeFile(join(folder, "jam"), ""),
  };
}

/** Avahi, ended politely, takes its pid file with it. */
async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((exited) => child.once("exit", exited));
  if (child.exitCode !== null || !child.kill("SIGTERM")) return;
  await Promise.race([gone, sleep(3000).then(() => child.kill("SIGKILL"))]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  await new Promise((closed) => server.close(closed));
  return port;
}

async function until(look: () => Promise<unknown>): Promise<void> {
  const patience = Date.now() + 15_000;
  for (;;) {
    const wrong = await look().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (wrong === undefined) return;
    if (Date.now() > patience) throw wrong;
    await sleep(100);
  }
}
