import { randomUUID } from "node:crypto";
import { SendMessageCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { OrderView } from "../../lib/order/views.ts";
import { Behind } from "../journey/behind.ts";
import type { Started } from "../journey/started.ts";

const Enrolled = z.object({ ok: z.object({ id: z.string(), keys: z.array(z.string()) }) });

/** What operators do by hand, with the rights of the account. */
export class Operator extends Behind {
  readonly #cloud: Started;

  constructor(cloud: Started) {
    super(cloud);
    this.#cloud = cloud;
  }

  async enrol(enrolment: object): Promise<{ id: string; keys: string[] }> {
    const { functions } = this.#cloud.laptop;
    const { body } = await functions.invoke("printcloud-laptop-add-merchant", JSON.stringify(enrolment));
    return Enrolled.parse(JSON.parse(body)).ok;
  }

  /** How orders of a mode are routed and priced from now on. */
  async setPolicy(policy: object): Promise<void> {
    const { functions } = this.#cloud.laptop;
    const { body } = await functions.invoke("printcloud-laptop-set-policy", JSON.stringify(policy));
    z.object({ ok: z.object({ mode: z.string() }) }).parse(JSON.parse(body));
  }

  /** What a facility is owed for a month. */
  async statement(wish: object): Promise<void> {
    const { functions } = this.#cloud.laptop;
    const { body } = await functions.invoke("printcloud-laptop-statement", JSON.stringify(wish));
    z.object({ ok: z.object({ totals: z.array(z.unknown()) }) }).parse(JSON.parse(body));
  }

  /** Takes an item back from its facility; answers what became of that. */
  async recall({ mode, id: orderId, items: [item] }: OrderView, purpose: string): Promise<string> {
    const request = { mode, merchantId: this.#cloud.demo.merchantId, orderId, itemId: item?.id, purpose };
    const { functions } = this.#cloud.laptop;
    const { body } = await functions.invoke("printcloud-laptop-recall", JSON.stringify(request));
    return z.object({ ok: z.object({ outcome: z.string() }) }).parse(JSON.parse(body)).ok.outcome;
  }

  async send(queue: string, message: object): Promise<void> {
    const { ref } = this.#cloud.laptop.resource(queue);
    const fifo = ref.endsWith(".fifo")
      ? { MessageGroupId: "by-hand", MessageDeduplicationId: randomUUID() }
      : {};
    await this.sqs.send(
      new SendMessageCommand({ QueueUrl: ref, MessageBody: JSON.stringify(message), ...fifo }),
    );
  }

  /** Forbids these functions to send to a queue, whatever their roles allow; answers how to let them again. */
  async cutOff(
    functions: readonly string[],
    queue: { url: string; arn: string },
  ): Promise<() => Promise<void>> {
    const names = functions.map((name) => String(this.#cloud.laptop.resource(`${name}-role`).attributes.Arn));
    const denied = {
      Effect: "Deny",
      Principal: { AWS: names },
      Action: "sqs:SendMessage",
      Resource: queue.arn,
    };
    const setPolicy = async (statements: object[]) => {
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
      await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
    };
    await setPolicy([denied]);
    const harmless = { ...denied, Action: "sqs:DeleteQueue" };
    return () => setPolicy([harmless]);
  }
}
