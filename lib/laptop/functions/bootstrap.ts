/**
 * What runs inside a function's process: loads the handler and serves it over the Lambda Runtime API.
 * It must stay free of imports from the project, and small: every cold start pays for it.
 */

import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

type Handler = (event: unknown, context: object) => unknown;

interface Reply {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const env = process.env;
const api = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
// A fresh connection per call would cost a handshake per invocation.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let running: string | undefined;

process.on("uncaughtException", (error) => void crash(error));
process.on("unhandledRejection", (error) => void crash(error));

await serve(await load());

async function serve(handler: Handler): Promise<never> {
  for (let first = true; ; first = false) {
    const { headers, body } = await call("GET", "/invocation/next");
    running = String(headers["lambda-runtime-aws-request-id"]);
    const done = await invoke(handler, JSON.parse(body), contextOf(headers));
    await call("POST", `/invocation/${running}/${done.path}`, done.body);
    running = undefined;
    // A killed process writes no compile cache by itself; after the first invocation most code has been compiled.
    if (first) flushCompileCache();
  }
}

async function invoke(
  handler: Handler,
  event: unknown,
  context: object,
): Promise<{ path: string; body: string }> {
  try {
    return { path: "response", body: JSON.stringify(await handler(event, context)) ?? "null" };
  } catch (error) {
    console.error("Invoke Error", error);
    return { path: "error", body: describe(error) };
  }
}

async function load(): Promise<Handler> {
  try {
    const [, file = "", name = ""] = /^(.*)\.([^.]+)$/.exec(env._HANDLER ?? "") ?? [];
    const base = join(env.LAMBDA_TASK_ROOT ?? "", file);
    const path = [".mjs", ".js", ".cjs"]
      .map((extension) => base + extension)
      .find((candidate) => existsSync(candidate));
    if (!path) throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
    const loaded: Record<string, unknown> = await import(pathToFileURL(path).href);
    const handler = loaded[name] ?? Object(loaded.default)[name];
    if (typeof handler === "function") return (event, context) => handler(event, context);
    throw named("Runtime.HandlerNotFound", `${env._HANDLER} is undefined or not exported`);
  } catch (error) {
    console.error("Init Error", error);
    await call("POST", "/init/error", describe(error));
    return process.exit(1);
  }
}

function contextOf(headers: Reply["headers"]): object {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function crash(error: unknown): Promise<void> {
  console.error(error);
  if (running) await call("POST", `/invocation/${running}/error`, describe(error));
  process.exit(129);
}

function describe(error: unknown): string {
  if (!(error instanceof Error))
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  return JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split("\n") ?? [],
  });
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function call(method: string, path: string, body = ""): Promise<Reply> {
  return new Promise((resolve) => {
    const headers = method === "POST" ? { "content-length": Buffer.byteLength(body) } : {};
    const sent = request(api + path, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    // No runtime API, no work: the laptop cloud has gone.
    sent.on("error", () => process.exit());
    sent.end(body);
  });
}
