import { PutObjectCommand } from "@aws-sdk/client-s3";
import { receive } from "../../lib/intake/receive.ts";
import { httpDoor } from "../../lib/lambda/http.ts";
import type { Facility } from "../../lib/order/facility.ts";
import { FileId } from "../../lib/order/ids.ts";
import { uploadKey } from "../../lib/order/keys.ts";
import type { Owner } from "../../lib/order/ports.ts";
import type { Principal } from "../../lib/order/principal.ts";
import { filesBucket, type OpenedCloud, openCloud } from "../cloud/opened.ts";
import { ask, secretOf } from "../lambda/asked.ts";
import { madeFacility, owner, recipient } from "../order/made.ts";

/** Intake behind its door, with one facility. */
export async function openIntake(facilities: Facility[] = [madeFacility()]) {
  const cloud = await openCloud();
  for (const facility of facilities) await enrol(cloud, facility);
  return { ...cloud, ...intakeDoor(cloud) };
}

export async function enrol(cloud: OpenedCloud, facility: Facility): Promise<string> {
  const queueUrl = await cloud.makeQueue(`facility-${facility.id}`);
  await cloud.facilities.put({ ...facility, queueUrl });
  return queueUrl;
}

export function intakeDoor(
  cloud: Pick<OpenedCloud, "ledger" | "files" | "facilities" | "uploads" | "quotes" | "keys" | "answers">,
) {
  const door = httpDoor(
    { grants: cloud.keys, answers: cloud.answers },
    { "POST /orders": (asked) => receive(cloud, asked) },
  );
  return {
    order: (body: unknown, { key, principal = secretOf(owner), merchant }: Posting = {}) =>
      ask(door as never, {
        route: "POST /orders",
        body,
        principal,
        headers: {
          ...(key && { "Idempotency-Key": key }),
          ...(merchant && { "printcloud-merchant": merchant }),
        },
      }),
  };
}

interface Posting {
  readonly key?: string;
  readonly principal?: Principal;
  readonly merchant?: string;
}

export function upload(cloud: OpenedCloud, of: Owner = owner, state: "open" | "complete" = "complete") {
  const fileId = FileId.parse(cloud.ids.next("fil"));
  const key = uploadKey(of.mode, of.merchantId, fileId);
  const put = async () => {
    await cloud.s3.send(new PutObjectCommand({ Bucket: filesBucket, Key: key, Body: "bytes" }));
    await cloud.uploads.put(of, { fileId, key, bytes: 5, type: "image/jpeg", state, multipartId: null });
    return fileId;
  };
  return put();
}

export const picture = { url: "https://example.org/a.jpg" };

/** A request that is taken, changed as wished. */
export function wish(change: Record<string, unknown> = {}, item: Record<string, unknown> = {}) {
  const one = { productId: "poster-a3", quantity: 1, files: { images: [picture] }, ...item };
  return { recipient, items: [one], ...change };
}
