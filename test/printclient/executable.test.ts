import { execFile, execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";
import { run, testWith } from "../tools.ts";
import { freshFolder, whole, wordsByTicket } from "./clients.ts";
import { key, openPlatform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

const root = resolve(import.meta.dirname, "../..");

test("the client is one file that needs neither Node nor this folder", async () => {
  const folder = await freshFolder();
  const file = join(folder, "printclient");
  execFileSync(process.execPath, [join(root, "bin/printclient-build.ts"), file], { stdio: "pipe" });
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const flags = ["--facility", facilityId, "--api", platform.api, "--folder", join(folder, "press")];
  const env = { PRINTCLOUD_FACILITY_KEY: key };
  await promisify(execFile)(file, ["simulate", ...flags, "--pace", "0", "--faults", "0", "--once"], {
    cwd: folder,
    env,
  });
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(whole);
});

testWith(["systemd-analyze"], "systemd takes the service file", async () => {
  const unit = join(await freshFolder(), "printclient.service");
  const text = await readFile(join(root, "lib/printclient/printclient.service"), "utf8");
  // The program must be there for systemd to agree.
  await writeFile(unit, text.replace("/usr/local/bin/printclient", "/bin/true"));
  run("systemd-analyze", "verify", unit);
});
