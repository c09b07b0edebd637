import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portOf } from "../../../lib/laptop/functions/port-of.ts";
import { type Gateway, openGateway } from "../../../lib/laptop/gateway/gateway.ts";
import { readAssembly } from "../../../lib/laptop/template/assembly.ts";
import { resolveCloud } from "../../../lib/laptop/template/cloud.ts";
import { type ToyTemplate, writeToy } from "../toy.ts";

type Handler = (event: Record<string, never>) => unknown;

export interface ServedApi {
  /** Origin and stage. */
  readonly url: string;
  readonly gateway: Gateway;
  /** Where its keys are. */
  readonly folder: string;
  readonly said: string[];
  close(): Promise<void>;
}

/** Serves the toy's REST API with handlers that run right here, by the logical id of their function. */
export async function serveApi(
  handlers: Readonly<Record<string, Handler>>,
  change?: (template: ToyTemplate) => void,
): Promise<ServedApi> {
  const root = await mkdtemp(join(tmpdir(), "gateway-"));
  const world = {
    accountId: "123456789012",
    region: "eu-west-1",
    aws: "http://127.0.0.1:1",
    front: "http://x",
  };
  const cloud = resolveCloud(await readAssembly(await writeToy(join(root, "cdk.out"), change)), world);
  const said: string[] = [];
  const gateway = await openGateway({
    cloud,
    folder: join(root, "data"),
    say: (line) => said.push(line),
    functions: {
      async invoke(arn, event) {
        const id = cloud
          .ofType("AWS::Lambda::Function")
          .find(({ attributes }) => attributes.Arn === arn)?.logicalId;
        try {
          return {
            failed: false,
            body: JSON.stringify((await handlers[id ?? ""]?.(JSON.parse(event))) ?? null),
          };
        } catch (error) {
          return {
            failed: true,
            body: JSON.stringify({ errorMessage: error instanceof Error ? error.message : "" }),
          };
        }
      },
    },
  });
  const server = createServer(
    (request, response) => gateway.answer(request, response) || response.writeHead(418).end(),
  );
  const port = await portOf(server, 0);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    gateway,
    folder: join(root, "data"),
    said,
    async close() {
      server.close();
      server.closeAllConnections();
      await rm(root, { recursive: true });
    },
  };
}

/** Turns a method of the toy into one that anybody may call. */
export function open(method: string): (template: ToyTemplate) => void {
  return ({ Resources }) => {
    const found = Resources[method];
    if (found) Object.assign(found.Properties, { AuthorizationType: "NONE", ApiKeyRequired: false });
  };
}
