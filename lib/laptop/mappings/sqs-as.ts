import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { AwsError, type Caller, type Service } from "../call.ts";

/** Calls the laptop's SQS as somebody: same permissions and same weather as over the wire, no socket. */
export type AskSqs = (operation: string, input: object, gone?: AbortSignal) => Promise<unknown>;

/** Throws AwsError with SQS's code when it refuses. */
export function sqsAs(service: Service, caller: Caller): AskSqs {
  return async (operation, input, gone = new AbortController().signal) => {
    const answer = await service({
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" },
      body: Readable.from([Buffer.from(JSON.stringify(input))]),
      caller,
      gone,
    });
    const body = JSON.parse(await bodyText(answer.body));
    if (answer.status < 400) return body;
    throw new AwsError(String(body.__type).replace(/^.*#/, ""), String(body.message), answer.status);
  };
}

async function bodyText(body: string | Uint8Array | Readable | undefined): Promise<string> {
  if (body instanceof Readable) return text(body);
  return typeof body === "string" ? body : Buffer.from(body ?? "{}").toString();
}
