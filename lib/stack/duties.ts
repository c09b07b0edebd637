import { Aws } from "aws-cdk-lib/core";
import { claimPattern } from "./claims.ts";
import {
  allowed,
  facilityQueues,
  index,
  listing,
  objects,
  type Power,
  readsDeadLetters,
  rows,
  sends,
  told,
  works,
} from "./grants.ts";
import type { Places } from "./places.ts";
import type { FunctionName } from "./roster.ts";

const changesRows = rows("GetItem", "PutItem");
/** A door forgets the stored answer of a request that was refused, so that it may be sent again. */
const answersOnce = rows("GetItem", "PutItem", "DeleteItem");
const searches = rows("Query");

const uploads = "uploads/*";
const preflights = "preflights/*";
const documents = "*/*/*/doc/*";
const sources = "*/*/*/src/*";
const outputs = "*/*/*/out/*";
const receipts = "*/*/*/receipt/*";
const tickets = "facilities/*/tickets/*";

/** What each function may do; whatever is not here is refused, on the laptop as on AWS. */
export const duties: Readonly<Record<FunctionName, readonly Power[]>> = {
  catalogue: [rows("GetItem", "Query")],
  quotes: [answersOnce, searches],
  uploads: [answersOnce, objects("files", ["GetObject", "PutObject"], [uploads]), listing("files")],
  preflights: [answersOnce, searches, objects("files", ["GetObject"], [preflights]), sends("preflight")],
  intake: [answersOnce, searches, objects("files", ["PutObject"], [documents]), sends("prepare", "project")],
  orders: [
    rows("GetItem", "Query"),
    index("gsi1"),
    objects("files", ["GetObject"], [documents, outputs]),
    listing("files"),
  ],
  cancel: [
    answersOnce,
    objects("tickets", ["GetObject", "PutObject"], [claimPattern]),
    sends("route", "render", "project"),
    facilityQueues("SendMessage"),
  ],
  reprint: [answersOnce, sends("route", "project")],
  credentials: [
    rows("GetItem"),
    allowed(["sts:AssumeRole", "sts:TagSession"], ({ facilityAgent }) => [facilityAgent.roleArn]),
    told("FACILITY_ROLE_ARN", ({ facilityAgent }) => facilityAgent.roleArn),
    told("QUEUE_TRACK", ({ queues }) => queues.track.queue.queueUrl),
    told("TICKETS_BUCKET", (places) => places.tickets.bucketName),
  ],
  authorize: [rows("GetItem")],
  prepare: [
    works("prepare"),
    changesRows,
    objects("files", ["GetObject"], [uploads, sources, documents]),
    objects("files", ["PutObject"], [sources, documents]),
    listing("files"),
    sends("route", "project"),
    told("ALLOWED_PRIVATE_ORIGINS", ({ settings }) => settings.allowedPrivateOrigins),
  ],
  preflight: [
    works("preflight"),
    changesRows,
    objects("files", ["GetObject"], [uploads]),
    objects("files", ["PutObject"], [preflights]),
    listing("files"),
    told("ALLOWED_PRIVATE_ORIGINS", ({ settings }) => settings.allowedPrivateOrigins),
  ],
  route: [
    works("route"),
    changesRows,
    searches,
    objects("files", ["PutObject"], [documents]),
    sends("render", "project"),
  ],
  render: [
    works("render"),
    changesRows,
    objects("files", ["GetObject"], [sources, documents]),
    objects("files", ["PutObject"], [documents, outputs, receipts]),
    listing("files"),
    sends("render", "dispatch", "project"),
  ],
  dispatch: [
    works("dispatch"),
    changesRows,
    objects("files", ["GetObject"], [documents, outputs]),
    objects("tickets", ["PutObject"], [tickets]),
    sends("project"),
    facilityQueues("SendMessage"),
  ],
  track: [
    works("track"),
    changesRows,
    objects("tickets", ["GetObject", "PutObject"], [claimPattern]),
    listing("tickets"),
    sends("route", "project"),
    facilityQueues("SendMessage"),
    told("FACILITY_ROLE_ID", ({ facilityAgent }) => facilityAgent.roleId),
  ],
  project: [works("project"), changesRows],
  sweep: [
    changesRows,
    index("gsi2"),
    sends("prepare", "route", "render", "dispatch", "project"),
    facilityQueues("SendMessage"),
  ],
  watch: [
    rows("GetItem", "PutItem", "DeleteItem", "Query"),
    index("gsi1"),
    index("gsi2"),
    objects("tickets", ["GetObject", "PutObject"], [claimPattern]),
    sends("route", "project"),
    facilityQueues("SendMessage"),
    readsDeadLetters(),
  ],
  retire: [
    rows("GetItem", "PutItem", "DeleteItem"),
    index("gsi2"),
    listing("files"),
    objects("files", ["DeleteObject"], [sources, documents, outputs]),
    listing("tickets"),
    objects("tickets", ["DeleteObject"], [tickets]),
    sends("project"),
    told("RETENTION_DAYS", ({ settings }) => String(settings.retentionDays)),
  ],
  "add-facility": [
    changesRows,
    facilityQueues("CreateQueue"),
    told("FACILITY_DEAD_QUEUE_ARN", ({ facilitiesDead }) => facilitiesDead.queueArn),
  ],
  recall: [
    changesRows,
    objects("tickets", ["GetObject", "PutObject"], [claimPattern]),
    sends("route", "project"),
    facilityQueues("SendMessage"),
  ],
  "set-policy": [rows("PutItem")],
  statement: [rows("Query")],
  "add-merchant": [
    rows("GetItem", "PutItem"),
    allowed(["apigateway:POST"], gatewayKeys),
    told("USAGE_PLANS", planIds),
  ],
};

/** One gateway key for a merchant, put into its tier's plan. */
function gatewayKeys({ plans }: Places): string[] {
  const gateway = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::`;
  const ids = Object.values(plans).map((plan) => plan.usagePlanId);
  return [`${gateway}/apikeys`, ...ids.map((id) => `${gateway}/usageplans/${id}/keys`)];
}

function planIds({ plans, table }: Places): string {
  const ids = Object.entries(plans).map(([tier, plan]) => [tier, plan.usagePlanId]);
  return table.stack.toJsonString(Object.fromEntries(ids));
}
