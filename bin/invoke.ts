import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import * as z from "zod";

const Running = z.object({
  aws: z.url(),
  operator: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string().optional(),
  }),
});

const Answer = z.union([z.object({ ok: z.unknown() }), z.object({ problem: z.unknown() })]);

/**
 * Invokes an operator's function: of the deployed `stage` with the caller's own AWS credentials, or, without a stage,
 * of the laptop cloud that runs in this folder. Prints the answer; a problem ends the command with exit code 1.
 */
export async function invoke(name: string, event: unknown, stage: string | undefined): Promise<void> {
  const client = new LambdaClient(stage === undefined ? await laptopConfig() : {});
  const FunctionName = `printcloud-${stage ?? "laptop"}-${name}`;
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(`${FunctionName} failed: ${text}`);
  const answer = Answer.parse(JSON.parse(text));
  const told = "ok" in answer ? answer.ok : answer.problem;
  process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  if (!("ok" in answer)) process.exitCode = 1;
}

async function laptopConfig(): Promise<LambdaClientConfig> {
  const folder = process.env.PRINTCLOUD_FOLDER ?? ".printcloud";
  const text = await readFile(join(folder, "running.json"), "utf8").catch(() => {
    throw new Error("no laptop cloud is running here: `npm start` it, or name a deployed stage with --stage");
  });
  const { aws, operator } = Running.parse(JSON.parse(text));
  const { accessKeyId, secretAccessKey, sessionToken } = operator;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return { endpoint: aws, region: "eu-west-1", credentials };
}
