import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printclient } from "../../lib/printclient/cli.ts";
import { lockFolder } from "../../lib/printclient/folder-lock.ts";
import { freshFolder } from "./clients.ts";
import { openFakePrinter } from "./fake-printer.ts";
import { key, openPlatform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

/** Runs a command line; `answers` are what somebody at the terminal types. */
async function command(argv: string[], { cwd, answers }: { cwd?: string; answers?: string[] } = {}) {
  const written: string[] = [];
  const screen = { write: (text: string) => written.push(text) };
  const asked: string[] = [];
  const code = await printclient(argv, {
    out: screen,
    err: screen,
    isTerminal: answers !== undefined,
    colours: false,
    cwd: cwd ?? "/nowhere",
    onSignal: () => {},
    ask: async (question) => {
      asked.push(question);
      return answers?.shift();
    },
  });
  return { code, text: written.join(""), asked };
}

test("setup asks what no flag says, checks the key, and writes what only its owner can read", async () => {
  const platform = await openPlatform();
  const cwd = await freshFolder();
  const done = await command(["setup", "--api", platform.api], {
    cwd,
    answers: [facilityId, key, "folder:/srv/hot"],
  });
  expect(done).toMatchObject({ code: 0 });
  expect(done.asked).toHaveLength(3);
  const path = join(cwd, `printclient-${facilityId}`, "printclient.json");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
    facility: facilityId,
    key,
    outputs: [{ to: "folder", path: "/srv/hot" }],
  });
  expect(done.text).not.toContain(key);
});

test("what setup wrote is what run works with; a key that others can read is not used", async () => {
  const platform = await openPlatform();
  const cwd = await freshFolder();
  await platform.publish();
  const folder = await freshFolder();
  expect(
    (
      await command(
        [
          "setup",
          "--facility",
          facilityId,
          "--api",
          platform.api,
          "--key",
          key,
          "--folder",
          folder,
          "--output",
          "folder:.",
        ],
        { cwd },
      )
    ).code,
  ).toBe(0);
  const ran = await command(["simulate", "--folder", folder, "--pace", "0", "--faults", "0", "--once"], {
    cwd,
  });
  expect(ran.code).toBe(0);
  const events = ran.text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event);
  expect(events).toEqual(
    expect.arrayContaining(["connected", "claimed", "downloaded", "accepted", "shipped"]),
  );
  await chmod(join(folder, "printclient.json"), 0o644);
  expect(await command(["run", "--folder", folder, "--once"], { cwd })).toMatchObject({
    code: 2,
    text: expect.stringContaining("chmod 600"),
  });
});

test("exit codes say what went wrong: 2 not possible, 3 the key, 4 the folder, 0 for help", async () => {
  const platform = await openPlatform();
  const folder = await freshFolder();
  const run = ["run", "--facility", facilityId, "--api", platform.api, "--folder", folder, "--once"];
  expect((await command(["--help"])).code).toBe(0);
  expect((await command(["dance"])).code).toBe(2);
  expect((await command(["run", "--folder", folder])).code).toBe(2);
  expect((await command([...run, "--key", key, "--output", "pigeon:post"])).code).toBe(2);
  expect((await command(["list", "--folder", folder])).code).toBe(2);
  expect((await command([...run, "--key", "fk_test_wrong"])).code).toBe(3);
  expect(
    (
      await command([
        "setup",
        "--facility",
        facilityId,
        "--api",
        platform.api,
        "--key",
        "fk_x",
        "--folder",
        folder,
      ])
    ).code,
  ).toBe(3);
  const lock = await lockFolder(folder);
  await writeFile(join(folder, "client.lock"), "1 somebody\n");
  expect((await command([...run, "--key", key])).code).toBe(4);
  await lock.release();
});

test("nothing is claimed while the folder that tickets go to is missing", async () => {
  const platform = await openPlatform();
  await platform.publish();
  const cwd = await freshFolder();
  const missing = join(cwd, "unmounted");
  const flags = ["--api", platform.api, "--facility", facilityId, "--key", key];
  const refused = await command(["run", "--once", ...flags, "--output", `folder:${missing}`], { cwd });
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.text).toContain(missing);
  expect(platform.doorCalls()).toBe(0);
});

test("the doctor looks at everything, changes nothing, and ends with 1 when something is wrong", async () => {
  const platform = await openPlatform();
  const printer = await openFakePrinter();
  const ticket = await platform.publish({ bell: false });
  const flags = [
    "--facility",
    facilityId,
    "--api",
    platform.api,
    "--key",
    key,
    "--folder",
    await freshFolder(),
    "--json",
  ];
  const well = await command(["doctor", ...flags, "--output", printer.url]);
  const findings: { what: string; ok: boolean; said: string }[] = JSON.parse(well.text);
  expect(findings.map(({ what, ok, said }) => [what, ok || said])).toEqual(
    ["clock", "disk", printer.url, "key", "queue", "tickets", "claims"].map((what) => [what, true]),
  );
  expect(well.code).toBe(0);
  expect(await platform.claimOf(ticket)).toBeUndefined();
  const ill = await command(["doctor", ...flags, "--output", "ipp://127.0.0.1:1/ipp/print"]);
  expect(ill.code).toBe(1);
  expect(ill.text).toContain("ECONNREFUSED");
  platform.interfere.s3 = async (call, next) => (call.method === "PUT" ? { status: 403 } : next(call));
  const mute = JSON.parse((await command(["doctor", ...flags])).text);
  expect(mute.filter(({ ok }: { ok: boolean }) => !ok)).toMatchObject([{ what: "claims" }]);
});
