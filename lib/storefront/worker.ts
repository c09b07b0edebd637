import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type * as z from "zod";
import { errorFields, log } from "../lambda/log.ts";

/** The handler of one of the storefront's queues: messages that fail come back, and are dead in the end. */
export function storefrontWorker<S extends z.ZodType>(
  name: string,
  schema: S,
  work: (message: z.infer<S>) => Promise<void>,
) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const one = async (body: string, messageId: string, attempt: string) => {
      const fields = { station: name, attempt: Number(attempt), messageId };
      try {
        await work(schema.parse(JSON.parse(body)));
        log("info", "done", fields);
      } catch (error) {
        log("error", "failed", { ...fields, ...errorFields(error) });
        failed.push(messageId);
      }
    };
    await Promise.all(
      Records.map(({ body, messageId, attributes }) =>
        one(body, messageId, attributes.ApproximateReceiveCount),
      ),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
