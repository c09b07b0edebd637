import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workAsChild } from "../../lib/cloud/capped-child-work.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";

/** What a child may be made to do; each is a job of test/cloud/capped-child.test.ts. */
const deeds: Record<string, (job: { deed: string; at?: string }) => unknown> = {
  echo: (job) => ({ heard: job }),
  nothing: () => undefined,
  reject: () => {
    throw new Rejected("too_many_pages", "Too many.", { pointer: "/0", given: 1200, wanted: { max: 1000 } });
  },
  invent: () => process.stdout.write(JSON.stringify({ rejected: { code: "made_up", detail: "" } })),
  wait: () => {
    throw new Unavailable("no room");
  },
  fail: () => {
    throw new Error("a bug of ours");
  },
  lose: () => readFileSync("/nowhere/at-all"),
  abort: () => process.abort(),
  killed: () => process.kill(process.pid, "SIGKILL"),
  spin: () => {
    for (;;) Math.random();
  },
  sleep: () => new Promise(() => setInterval(() => {}, 1000)),
  heap: () => {
    const kept: string[][] = [];
    for (;;) kept.push(new Array(100_000).fill("x"));
  },
  buffers: () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(10_000_000, 1));
  },
  junk: () => process.stdout.write("this is no answer"),
  flood: () => {
    for (;;)
      execFileSync("/bin/sh", ["-c", "yes | head -c 20000000 >&2; yes | head -c 20000000"], {
        stdio: "inherit",
      });
  },
  complain: () => {
    process.stderr.write("x".repeat(1_000_000));
    throw new Error("after complaining");
  },
  write: () => writeFileSync(join(tmpdir(), "big"), Buffer.alloc(5_000_000)),
  litter: () => writeFileSync(join(tmpdir(), "litter"), "left behind"),
  environment: () => ({
    names: Object.keys(process.env).sort(),
    temp: tmpdir(),
    cwd: process.cwd(),
    seen: readdirSync("."),
  }),
  offspring: () => {
    const sleeper = spawn("/bin/sleep", ["300"], { stdio: "inherit" });
    return { pid: sleeper.pid };
  },
  sign: async (job) => {
    writeFileSync(job.at ?? "", String(process.pid));
    await new Promise(() => setInterval(() => {}, 1000));
  },
};

await workAsChild(async (job) => {
  const asked = job as { deed: string; at?: string };
  return deeds[asked.deed]?.(asked);
});
