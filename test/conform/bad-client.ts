import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import type { ReportWord } from "../../lib/order/report.ts";
import { Bell, Ticket } from "../../lib/order/ticket.ts";
import { Grant } from "../../lib/printclient/credentials.ts";
import { key, type Platform } from "../printclient/platform.ts";

/** What a facility's own integration may get wrong. */
export type Sin =
  | "prints without a claim"
  | "prints what others claimed"
  | "prints at each message"
  | "never checks a file"
  | "never answers a recall"
  | "gives back what it printed"
  | "numbers every status 1"
  | "goes back"
  | "stops at printed"
  | "ships too few"
  | "ships without tracking";

/** A facility's integration as one might write it in an afternoon, with one mistake; without, it is right. */
export async function runBadClient(platform: Platform, sin?: Sin): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const asked = await fetch(`${platform.api}/facility-credentials`, { method: "POST", headers });
  const client = new Homemade(Grant.parse(await asked.json()), sin);
  const running = client.run();
  onTestFinished(async () => {
    client.stop();
    await running;
  });
}

type TicketBell = Extract<Bell, { kind: "production_ticket" }>;

class Homemade {
  readonly #grant: Grant;
  readonly #sin: Sin | undefined;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #stopped = new AbortController();
  readonly #seqs = new Map<string, number>();

  constructor(grant: Grant, sin: Sin | undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = grant.credentials;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const config = { region: grant.region, credentials, endpoint: grant.endpoint ?? "" };
    this.#grant = grant;
    this.#sin = sin;
    this.#s3 = new S3Client({ ...config, forcePathStyle: true });
    this.#sqs = new SQSClient(config);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.#stopped;
    const QueueUrl = this.#grant.queueUrl;
    try {
      for (;;) {
        const ask = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
        const { Messages = [] } = await this.#sqs.send(ask, { abortSignal: signal });
        for (const { Body = "", ReceiptHandle } of Messages) {
          await this.#take(Bell.parse(JSON.parse(Body)));
          await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #take(bell: Bell): Promise<void> {
    if (bell.kind === "recall") return this.#recall(bell);
    if (this.#seqs.has(idOf(bell)))
      return this.#sin === "prints at each message" ? this.#print(bell) : undefined;
    if (await this.#claim(bell)) await this.#print(bell);
  }

  async #recall(bell: Bell): Promise<void> {
    if (this.#sin === "never answers a recall" || !this.#seqs.has(idOf(bell))) return;
    await this.#say(bell, this.#sin === "gives back what it printed" ? "recalled" : "recall_denied");
  }

  async #claim({ key: at }: TicketBell): Promise<boolean> {
    if (this.#sin === "prints without a claim") return true;
    const Body = JSON.stringify({ clientId: "homemade", claimId: at, at: new Date().toISOString() });
    const Key = at.replace("ticket.json", "claim");
    const put = new PutObjectCommand({ Bucket: this.#grant.bucket.name, Key, Body, IfNoneMatch: "*" });
    const won = await this.#s3.send(put).then(
      () => true,
      () => false,
    );
    return won || this.#sin === "prints what others claimed";
  }

  async #print(bell: TicketBell): Promise<void> {
    const ticket = Ticket.parse(JSON.parse((await this.#read(bell.key)).toString()));
    if (!(await this.#isRight(ticket))) return this.#say(bell, "failed", { reason: "damaged_file" });
    for (const word of ["accepted", "printing", "printed"] as const) await this.#say(bell, word);
    if (this.#sin === "goes back") await this.#say(bell, "accepted");
    if (this.#sin !== "stops at printed") await this.#ship(bell, ticket);
  }

  async #ship(bell: TicketBell, ticket: Ticket): Promise<void> {
    const quantity = ticket.quantity - Number(this.#sin === "ships too few");
    const tracking = this.#sin === "ships without tracking" ? "" : "T1";
    await this.#say(bell, "shipped", { quantity, parcels: [{ carrier: "Post", tracking }] });
  }

  async #isRight({ files: [file] }: Ticket): Promise<boolean> {
    if (this.#sin === "never checks a file") return true;
    const content = await this.#read(file?.key ?? "");
    return createHash("sha256").update(content).digest("hex") === file?.parts[0]?.sha256;
  }

  async #read(Key: string): Promise<Buffer> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#grant.bucket.name, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async #say(bell: Bell, status: ReportWord, more: object = {}): Promise<void> {
    const { ticketId, generation } = bell;
    const seq = this.#sin === "numbers every status 1" ? 1 : (this.#seqs.get(idOf(bell)) ?? 0) + 1;
    this.#seqs.set(idOf(bell), seq);
    const said = {
      v: 1,
      kind: "status",
      ticketId,
      generation,
      seq,
      status,
      at: new Date().toISOString(),
      ...more,
    };
    const MessageBody = JSON.stringify(said);
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#grant.statusQueueUrl, MessageBody }));
  }
}

function idOf({ ticketId, generation }: Bell): string {
  return `${ticketId}/${generation}`;
}
