import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { type ChildSpec, cappedChild } from "../../lib/cloud/capped-child.ts";
import { Fault, Rejected, Unavailable } from "../../lib/order/errors.ts";

const script = new URL("./capped-child-fixture.ts", import.meta.url);

function run(deed: string, more: Partial<ChildSpec> = {}): Promise<unknown> {
  return cappedChild({ script, memoryMb: 400, seconds: 10, ...more }).run({ deed });
}

async function failureOf(deed: string, more: Partial<ChildSpec> = {}): Promise<string> {
  const failure = await run(deed, more).then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (failure instanceof Rejected) return failure.code;
  return failure instanceof Unavailable ? "unavailable" : JSON.stringify(failure);
}

test("a child answers what its work answers", async () => {
  expect(await run("echo")).toEqual({ heard: { deed: "echo" } });
  expect(await run("nothing")).toBeNull();
});

test("what the work rejects arrives whole", async () => {
  const failure = await run("reject").catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "too_many_pages",
    message: "Too many.",
    blame: { pointer: "/0", given: 1200, wanted: { max: 1000 } },
  });
});

test.each([
  ["wait", "unavailable"],
  ["killed", "unavailable"],
  ["fail", "damaged_file"],
  ["abort", "damaged_file"],
  ["junk", "damaged_file"],
  ["invent", "damaged_file"],
  ["complain", "damaged_file"],
  ["flood", "damaged_file"],
  ["write", "damaged_file"],
])("a child made to %s ends as %s", async (deed, code) => {
  expect(await failureOf(deed)).toBe(code);
});

test("what we lack ourselves is not blamed on the file", async () => {
  await expect(run("lose")).rejects.toThrow(Fault);
  const nowhere = new URL("./nothing-there.ts", import.meta.url);
  await expect(run("echo", { script: nowhere })).rejects.toThrow(Fault);
});

test("memory is capped outside the heap as well as inside", { timeout: 30_000 }, async () => {
  expect(await failureOf("buffers")).toBe("file_too_complex");
  expect(await failureOf("heap")).toBe("file_too_complex");
});

test("a child that spins is killed when its time is up, with the code its caller wants", async () => {
  const started = performance.now();
  expect(await failureOf("spin", { seconds: 1, timeoutCode: "render_timeout" })).toBe("render_timeout");
  expect(await failureOf("sleep", { seconds: 0.5 })).toBe("file_too_complex");
  expect(performance.now() - started).toBeLessThan(4000);
});

test("a child sees no credentials and only a folder of its own, which goes with it", async () => {
  process.env.AWS_SECRET_ACCESS_KEY = "secret";
  const seen = (await run("environment")) as { names: string[]; temp: string; cwd: string; seen: string[] };
  expect(
    seen.names.filter((name) => !["LD_LIBRARY_PATH", "PWD", "OLDPWD", "_", "SHLVL"].includes(name)),
  ).toEqual(["HOME", "MALLOC_ARENA_MAX", "PATH", "TMPDIR"]);
  expect(seen.temp).toContain("printcloud-child-");
  expect(seen.seen).toEqual([]);
  expect(existsSync(seen.temp)).toBe(false);
});

test("nothing a child leaves in its folder outlives it", async () => {
  const before = folders();
  await run("litter");
  await failureOf("abort");
  expect(folders().filter((name) => !before.includes(name))).toEqual([]);
});

test("what a child complained of reaches the log, capped", async () => {
  const complaints: string[] = [];
  await failureOf("complain", { log: (complaint) => complaints.push(complaint) });
  expect(complaints).toHaveLength(1);
  expect(complaints[0]?.length).toBeLessThan(4_100);
});

test("a child's own children go with it", async () => {
  const { pid } = (await run("offspring")) as { pid: number };
  await until(() => !isAlive(pid));
});

test("a child goes when its parent is killed, even while it spins", async () => {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-test-parent-"));
  const sign = join(folder, "pid");
  const parent = spawn(process.execPath, ["--input-type=module", "-e", parentOf(sign)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, TMPDIR: folder },
  });
  await until(() => existsSync(sign) && readFileSync(sign, "utf8") !== "");
  const child = Number(readFileSync(sign, "utf8"));
  expect(isAlive(child)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !isAlive(child));
  rmSync(folder, { recursive: true });
});

function parentOf(sign: string): string {
  const front = new URL("../../lib/cloud/capped-child.ts", import.meta.url);
  return `const { cappedChild } = await import(${JSON.stringify(front)});
    const script = new URL(${JSON.stringify(script)});
    await cappedChild({ script, memoryMb: 400, seconds: 60, fileMb: 1 }).run({ deed: "sign", at: ${JSON.stringify(sign)} });`;
}

function folders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("printcloud-child-"));
}

function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody waits for counts as gone.
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return existsSync("/proc") ? false : canSignal(pid);
  }
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let left = 200; left > 0; left--) {
    if (holds()) return;
    await wait(25);
  }
  throw new Error("it never came true");
}
