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
import { claimKey, ticketKey, ticketPrefix } from "../lib/order/keys.ts";
import { Status } from "../lib/order/report.ts";
import { type Bell, platformClientId, type Ticket } from "../lib/order/ticket.ts";
import { trialStatus, trialSubjects, trialTicketId } from "../lib/order/trial.ts";
import type { OperatorsCloud } from "./invoke.ts";

const ptPerMm = 72 / 25.4;
const trimMm = { width: 148, height: 210 };
const [bleedMm, pages, quantity] = [3, 8, 2];
const dayMs = 86_400_000;

/** The trial over the operator's own calls; `clear` takes away all of it but the claims, which are for ever. */
export async function openTrial(
  facilityId: string,
  { config, table: name, bucket }: OperatorsCloud,
): Promise<{ trial: Trial; clear(): Promise<void> }> {
  const rows = table(new DynamoDBClient(config), name);
  const s3 = new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined });
  const sqs = new SQSClient(config);
  const [alerts, tickets] = [alertsIn(rows), ticketsIn(s3, { bucket })];
  const facility = await facilitiesIn(rows).get(facilityId);
  if (facility?.mode !== "test")
    throw new Error(
      `${facilityId} is ${facility ? "live: it would print the trial" : "unknown"}; enrol it in test mode`,
    );
  const laidHere: Laid[] = [];
  const ring = async (bell: Bell) => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl: facility.queueUrl, MessageBody: JSON.stringify(bell) }),
    );
  };
  const said = async (laid: Laid) => {
    const subjects = trialSubjects(facilityId, laid);
    const all = (await alerts.list("test")).filter(
      ({ kind, subject }) => kind === trialStatus && subject.startsWith(subjects),
    );
    return all.toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
  };
  const at = ({ ticketId, generation }: Laid) => [facilityId, ticketId, generation] as const;
  const trial: Trial = {
    async lay({ damaged = false, after } = {}) {
      const ticketId = after?.ticketId ?? trialTicketId(ulid().slice(10));
      const laid = { ticketId, generation: (after?.generation ?? 0) + 1, quantity };
      laidHere.push(laid);
      const Body = await trialPdf();
      const Key = `${ticketPrefix(...at(laid))}inside.pdf`;
      const ticket = ticketOf({ facilityId, laid, key: Key, content: Body });
      Body[Body.length >> 1] = (Body[Body.length >> 1] ?? 0) ^ Number(damaged);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: "application/pdf" }));
      await tickets.putJson(ticketKey(...at(laid)), ticket);
      return laid;
    },
    ring: (laid) => {
      const { ticketId, generation } = laid;
      return ring({ v: 1, kind: "production_ticket", ticketId, generation, key: ticketKey(...at(laid)) });
    },
    recall: ({ ticketId, generation }) => ring({ v: 1, kind: "recall", ticketId, generation }),
    async revoke(laid) {
      const ours = { clientId: platformClientId, claimId: ulid(), at: new Date().toISOString() };
      return (await tickets.claim(claimKey(...at(laid)), ours)).claimId === ours.claimId;
    },
    claimOf: (laid) => tickets.claimOf(claimKey(...at(laid))),
    // Kept as `SENDER sent BODY`.
    heard: async (laid) =>
      (await said(laid)).map(({ detail }) => Status.parse(JSON.parse(detail.slice(detail.indexOf("{"))))),
  };
  const clear = async () => {
    for (const laid of laidHere) {
      await tickets.removeAll(ticketPrefix(...at(laid)), (key) => key.endsWith("/claim"));
      for (const { subject } of await said(laid)) await alerts.close(trialStatus, subject, "test");
    }
  };
  return { trial, clear };
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
