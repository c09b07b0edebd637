import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";

const Running = z.object({
  aws: z.url(),
  operator: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string().optional(),
  }),
  outputs: z.looseObject({ TableName: z.string(), TicketsBucket: z.string() }),
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

/** Where an operator's own calls go: the laptop cloud of this folder, or the account of the caller's AWS credentials. */
export async function operatorsCloud(stage: string | undefined): Promise<OperatorsCloud> {
  if (stage === undefined) {
    const { TableName: table, TicketsBucket: bucket } = (await runningLaptop()).outputs;
    return { config: await laptopConfig(), table, bucket };
  }
  // The functions know the names; this one is in every stack.
  const ask = new GetFunctionConfigurationCommand({ FunctionName: `printcloud-${stage}-track` });
  const { Environment } = await new LambdaClient().send(ask);
  const { TABLE: table = "", TICKETS_BUCKET: bucket = "" } = Environment?.Variables ?? {};
  return { config: {}, table, bucket };
}

/** Where and as whom; empty on AWS, where the SDK finds both. */
interface ClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

export interface OperatorsCloud {
  readonly config: ClientConfig;
  readonly table: string;
  /** The bucket that facilities read. */
  readonly bucket: string;
}

async function laptopConfig(): Promise<ClientConfig> {
  const { aws, operator } = await runningLaptop();
  const { accessKeyId, secretAccessKey, sessionToken } = operator;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return { endpoint: aws, region: "eu-west-1", credentials };
}

async function runningLaptop(): Promise<z.infer<typeof Running>> {
  const folder = process.env.PRINTCLOUD_FOLDER ?? ".printcloud";
  const text = await readFile(join(folder, "running.json"), "utf8").catch(() => {
    throw new Error("no laptop cloud is running here: `npm start` it, or name a deployed stage with --stage");
  });
  return Running.parse(JSON.parse(text));
}
