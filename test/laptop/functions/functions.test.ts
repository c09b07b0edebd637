import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Functions, openFunctions } from "../../../lib/laptop/functions/functions.ts";
import type { FunctionSpec } from "../../../lib/laptop/functions/spec.ts";

const sources: Record<string, string> = {
  echo: `export const handler = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis(), env: { ...process.env }, pid: process.pid });`,
  throws: `export const handler = async () => { throw new RangeError("too far"); };`,
  sleeps: `export const handler = async ({ ms }) => { await new Promise((r) => setTimeout(r, ms)); return process.pid; };`,
  spins: `export const handler = async () => { for (;;); };`,
  exits: `export const handler = async () => process.exit(3);`,
  broken: `import "./nowhere.mjs"; export const handler = async () => 1;`,
  stumbles: `import { existsSync, writeFileSync } from "node:fs"; const mark = new URL("./mark", import.meta.url);
    if (!existsSync(mark)) { writeFileSync(mark, ""); process.kill(process.pid, "SIGKILL"); } export const handler = async () => "up";`,
  falls: `process.kill(process.pid, "SIGKILL"); export const handler = async () => "never";`,
  nameless: `export const other = 1;`,
  writes: `import { readdirSync, writeFileSync } from "node:fs"; import { tmpdir } from "node:os"; import { join } from "node:path";
    export const handler = async () => { const seen = readdirSync(tmpdir()); writeFileSync(join(tmpdir(), "x"), "x"); console.log("wrote x"); return { seen, at: tmpdir() }; };`,
  eats: `export const handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())); };`,
};

let folder: string;
let functions: Functions;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "functions-"));
  const specs = await Promise.all(Object.entries(sources).map(([name, source]) => spec(name, source)));
  functions = await openFunctions({
    specs,
    folder,
    world: {
      accountId: "123456789012",
      region: "eu-west-1",
      aws: "http://127.0.0.1:1",
      front: "http://127.0.0.1:2",
    },
    credentialsOf: (role) => ({ accessKeyId: `key of ${role}`, secretAccessKey: "s", sessionToken: "t" }),
    onLog: (name, line) => lines.push(`${name}: ${line}`),
    idleSeconds: 0.3,
  });
});

afterAll(async () => {
  await functions.close();
  await rm(folder, { recursive: true });
});

async function spec(name: string, source: string): Promise<FunctionSpec> {
  const code = join(folder, "assets", name);
  await mkdir(code, { recursive: true });
  await writeFile(join(code, "index.mjs"), source);
  return {
    name,
    arn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    logicalId: name,
    folder: code,
    handler: "index.handler",
    roleArn: "arn:aws:iam::123456789012:role/toy",
    memoryMb: name === "eats" ? 64 : 128,
    timeoutSeconds: name === "spins" ? 0.4 : 20,
    environment: { GREETING: "hello" },
    reservedConcurrency: name === "sleeps" ? 2 : undefined,
  };
}

async function run(name: string, event: unknown = {}) {
  const { failed, body } = await functions.invoke(name, JSON.stringify(event));
  return { failed, result: JSON.parse(body) };
}

test("a function sees its event, its context and the environment Lambda would give it, and nothing of ours", async () => {
  process.env.LEAK = "secret of the host";
  const { result } = await run("arn:aws:lambda:eu-west-1:123456789012:function:echo", { a: 1 });
  expect(result).toMatchObject({ event: { a: 1 }, name: "echo" });
  expect(result.left).toBeGreaterThan(15_000);
  expect(result.env).toMatchObject({
    GREETING: "hello",
    AWS_REGION: "eu-west-1",
    AWS_LAMBDA_FUNCTION_NAME: "echo",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ACCESS_KEY_ID: "key of arn:aws:iam::123456789012:role/toy",
    AWS_SESSION_TOKEN: "t",
  });
  expect(result.env).not.toHaveProperty("LEAK");
});

test("a process serves one invocation after the other", async () => {
  const first = await run("echo");
  const second = await run("echo");
  expect(second.result.pid).toBe(first.result.pid);
});

test("an error thrown by the handler comes back with its type and message", async () => {
  const { failed, result } = await run("throws");
  expect(failed).toBe(true);
  expect(result).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
});

test("a function that hangs in a loop is killed at its timeout and the next invocation starts afresh", async () => {
  const { failed, result } = await run("spins");
  expect(failed).toBe(true);
  expect(result.errorType).toBe("Sandbox.Timedout");
  expect(result.errorMessage).toMatch(/Task timed out after 0.40 seconds/);
});

test("a process that exits in the middle is an error of the invocation", async () => {
  const { failed, result } = await run("exits");
  expect(failed).toBe(true);
  expect(result.errorMessage).toMatch(/Runtime exited with error: exit status 3/);
});

test("a function that outgrows its memory dies alone", async () => {
  const { failed, result } = await run("eats");
  expect(failed).toBe(true);
  expect(result.errorType).toBe("Runtime.ExitError");
});

test("a module that cannot be loaded is told by name, as is a missing export", async () => {
  const broken = await run("broken");
  expect(broken.failed).toBe(true);
  expect(broken.result.errorMessage).toContain("nowhere.mjs");
  expect((await run("nameless")).result.errorType).toBe("Runtime.HandlerNotFound");
});

test("a process that dies while it starts is started once more, as Lambda does it, and not for ever", async () => {
  expect(await run("stumbles")).toEqual({ failed: false, result: "up" });
  const { failed, result } = await run("falls");
  expect(failed).toBe(true);
  expect(result.errorMessage).toMatch(/Runtime exited with error: signal: SIGKILL/);
});

test("no more run at once than are reserved; the others wait their turn", async () => {
  const started = Date.now();
  const pids = await Promise.all([1, 2, 3, 4].map(() => run("sleeps", { ms: 250 })));
  expect(new Set(pids.map(({ result }) => result)).size).toBe(2);
  expect(Date.now() - started).toBeGreaterThanOrEqual(500);
});

test("an idle process ends, its temporary folder is its own and goes with it, its lines are in the log", async () => {
  const first = await run("writes");
  expect(first.result.seen).toEqual([]);
  expect((await run("writes")).result.seen).toEqual(["x"]);
  await expect.poll(() => functions.processes(), { timeout: 5000 }).toEqual([]);
  await expect.poll(() => readdir(join(folder, "tmp"))).toEqual([]);
  expect((await run("writes")).result.seen).toEqual([]);
  expect(lines).toContain("writes: wrote x");
  expect(await readFile(join(folder, "logs", "writes.log"), "utf8")).toContain("wrote x\n");
});

test("an unknown function is refused", async () => {
  await expect(functions.invoke("nobody", "{}")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});
