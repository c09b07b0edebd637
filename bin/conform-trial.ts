import { createHash } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PDFDocument } from "pdf-lib";
import { ulid } from "ulid";
import { alertsIn } from "../lib/cloud/alerts.ts";
import { facilitiesIn } from "../lib/cloud/facilities.ts";
import { table } from "../lib/cloud/table.ts";
import { ticketsIn } from "../lib/cloud/tickets.ts";
import type { Laid, Trial } from "../lib/conform/trial.ts";
import type { EnrolledFacility } from "../lib/order/facility.ts";
import { claimKey, ticketKey, ticketPrefix } from "../lib/order/keys.ts";
import type { Alerts, Tickets } from "../lib/order/ports.ts";
import { Status } from "../lib/order/report.ts";
import { type Bell, type Claim, platformClientId, type Ticket } from "../lib/order/ticket.ts";
import { trialStatus, trialSubjects, trialTicketId } from "../lib/order/trial.ts";
import type { OperatorsCloud } from "./invoke.ts";

const ptPerMm = 72 / 25.4;
const trimMm = { width: 148, height: 210 };
const [bleedMm, pages, quantity] = [3, 8, 2];
const dayMs = 86_400_000;

/** Throws unless the facility is there and prints nothing in earnest. */
export async function openTrial(facilityId: string, cloud: OperatorsCloud): Promise<StageTrial> {
  const rows = table(new DynamoDBClient(cloud.config), cloud.table);
  const facility = await facilitiesIn(rows).get(facilityId);
  if (!facility) throw new Error(`there is no facility ${facilityId}`);
  if (facility.mode !== "test")
    throw new Error(`${facilityId} is live and would print the trial: enrol its integration in test mode`);
  return new StageTrial(facility, cloud, alertsIn(rows));
}

/** The trial by the operator's own calls, through the facility's real queue and prefix. */
class StageTrial implements Trial {
  readonly #facility: EnrolledFacility;
  readonly #bucket: string;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #tickets: Tickets;
  readonly #alerts: Alerts;
  readonly #laid: Laid[] = [];

  constructor(facility: EnrolledFacility, { config, bucket }: OperatorsCloud, alerts: Alerts) {
    this.#facility = facility;
    this.#bucket = bucket;
    this.#s3 = new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined });
    this.#sqs = new SQSClient(config);
    this.#tickets = ticketsIn(this.#s3, { bucket });
    this.#alerts = alerts;
  }

  async lay({ damaged = false, after }: { damaged?: boolean; after?: Laid } = {}): Promise<Laid> {
    const ticketId = after?.ticketId ?? trialTicketId(ulid().slice(10));
    const laid = { ticketId, generation: (after?.generation ?? 0) + 1, quantity };
    this.#laid.push(laid);
    const Body = await trialPdf();
    const Key = `${ticketPrefix(...this.#at(laid))}inside.pdf`;
    const ticket = ticketOf({ facilityId: this.#facility.id, laid, key: Key, content: Body });
    const middle = Body.length >> 1;
    Body[middle] = (Body[middle] ?? 0) ^ Number(damaged);
    await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key, Body, ContentType: "application/pdf" }),
    );
    await this.#tickets.putJson(ticketKey(...this.#at(laid)), ticket);
    return laid;
  }

  async ring(laid: Laid): Promise<void> {
    const { ticketId, generation } = laid;
    await this.#send({
      v: 1,
      kind: "production_ticket",
      ticketId,
      generation,
      key: ticketKey(...this.#at(laid)),
    });
  }

  async recall({ ticketId, generation }: Laid): Promise<void> {
    await this.#send({ v: 1, kind: "recall", ticketId, generation });
  }

  async revoke(laid: Laid): Promise<boolean> {
    const ours = { clientId: platformClientId, claimId: ulid(), at: new Date().toISOString() };
    return (await this.#tickets.claim(claimKey(...this.#at(laid)), ours)).claimId === ours.claimId;
  }

  claimOf(laid: Laid): Promise<Claim | undefined> {
    return this.#tickets.claimOf(claimKey(...this.#at(laid)));
  }

  /** What was said is kept as `SENDER sent BODY`. */
  async heard(laid: Laid): Promise<Status[]> {
    const kept = (await this.#kept(laid)).toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
    return kept.map(({ detail }) => Status.parse(JSON.parse(detail.slice(detail.indexOf("{")))));
  }

  /** Takes all of it away but the claims, which are for ever. */
  async clear(): Promise<void> {
    for (const laid of this.#laid) {
      await this.#tickets.removeAll(ticketPrefix(...this.#at(laid)), (key) => key.endsWith("/claim"));
      for (const { subject } of await this.#kept(laid))
        await this.#alerts.close(trialStatus, subject, "test");
    }
  }

  async #kept(laid: Laid) {
    const beginning = trialSubjects(this.#facility.id, laid);
    const alerts = await this.#alerts.list("test");
    return alerts.filter(({ kind, subject }) => kind === trialStatus && subject.startsWith(beginning));
  }

  async #send(bell: Bell): Promise<void> {
    const message = { QueueUrl: this.#facility.queueUrl, MessageBody: JSON.stringify(bell) };
    await this.#sqs.send(new SendMessageCommand(message));
  }

  #at({ ticketId, generation }: Laid) {
    return [this.#facility.id, ticketId, generation] as const;
  }
}

function ticketOf({
  facilityId,
  laid,
  key,
  content,
}: {
  facilityId: string;
  laid: Laid;
  key: string;
  content: Buffer;
}): Ticket {
  const { ticketId, generation } = laid;
  const sha256 = createHash("sha256").update(content).digest("hex");
  const parts = [{ bytes: content.length, sha256 }];
  return {
    v: 1,
    ticketId,
    generation,
    facilityId,
    orderId: `ord_${ulid()}`,
    itemId: `itm_${ulid()}`,
    merchantReference: "TRIAL",
    shipment: { id: `shp_${ulid()}`, items: 1 },
    product: { id: "trial-a5", name: "Trial A5", binding: "saddle_stitch", paper: "any", trimMm, pages },
    quantity,
    files: [{ role: "inside", key, bytes: content.length, parts, pages, trimMm, bleedMm }],
    shipBy: new Date(Date.now() + dayMs).toISOString(),
    shippingLevel: "standard",
    recipient: { name: "Do not ship", line1: "Trial 1", city: "Trial", countryCode: "NL" },
  };
}

async function trialPdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  const [width, height] = [trimMm.width, trimMm.height].map((mm) => (mm + 2 * bleedMm) * ptPerMm);
  for (let page = 1; page <= pages; page++)
    document
      .addPage([width ?? 0, height ?? 0])
      .drawText(`Trial, page ${page}: do not ship`, { x: 40, y: 300 });
  return Buffer.from(await document.save());
}
