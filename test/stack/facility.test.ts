import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { callerFor } from "../../lib/laptop/iam/caller.ts";
import { roleArn } from "../../lib/laptop/iam/role.ts";
import { readAssembly } from "../../lib/laptop/template/assembly.ts";
import { resolveCloud } from "../../lib/laptop/template/cloud.ts";
import { readRoles } from "../../lib/laptop/template/live/roles.ts";
import { claimKey, ticketKey } from "../../lib/order/keys.ts";
import { assemblyIn } from "./resources.ts";

// The policies of the template, decided by the same judge that guards the laptop cloud.
const accountId = "123456789012";
const region = "eu-west-1";
const folder = await mkdtemp(join(tmpdir(), "printcloud-stack-"));
afterAll(() => rm(folder, { recursive: true }));

const world = { accountId, region, aws: "http://127.0.0.1:4566", front: "http://127.0.0.1:4000" };
const cloud = resolveCloud(await readAssembly(assemblyIn(folder)), world);
const roles = readRoles(cloud);

const bucket = `printcloud-dev-tickets-${accountId}-${region}`;
const policy = cloud.ofType("AWS::S3::BucketPolicy").find(({ properties }) => properties.Bucket === bucket)
  ?.properties.PolicyDocument;
const ticketId = "tkt_01J00000000000000000000000";
const claim = claimKey("amsterdam", ticketId, 1);
const created = { "s3:if-none-match": "*" };

function roleCalled(part: string) {
  const found = [...roles].find(([name]) => name.includes(part));
  if (!found) throw new Error(`no role like ${part}`);
  return found[1];
}

interface Session {
  readonly role: string;
  readonly tags?: Record<string, string>;
}

function may(session: Session | "root") {
  return (action: string, resource: string, context = {}): boolean => {
    const resourcePolicy = resource.startsWith("arn:aws:s3") ? policy : undefined;
    return decides(session, { action, resource, context, resourcePolicy });
  };
}

function decides(
  session: Session | "root",
  question: Parameters<ReturnType<typeof callerFor>["authorize"]>[0],
) {
  try {
    callerFor(principalOf(session), () => new Date()).authorize(question);
    return true;
  } catch {
    return false;
  }
}

function principalOf(session: Session | "root") {
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const arn = `arn:aws:iam::${accountId}:root`;
  if (session === "root") return { accountId, arn, userId: accountId, policies: [everything] };
  const role = roleCalled(session.role);
  const sessionArn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/session`;
  return {
    accountId,
    arn: sessionArn,
    userId: "AROAX:session",
    roleArn: roleArn(accountId, role.name),
    policies: role.policies,
    tags: session.tags ?? {},
  };
}

const queue = (name: string) => `arn:aws:sqs:${region}:${accountId}:printcloud-dev-${name}`;
const object = (key: string) => `arn:aws:s3:::${bucket}/${key}`;
const amsterdam = { role: "FacilityAgent", tags: { facility: "amsterdam" } };

test("a facility takes work from its own queue and from no other", () => {
  expect(may(amsterdam)("sqs:ReceiveMessage", queue("facility-amsterdam"))).toBe(true);
  expect(may(amsterdam)("sqs:DeleteMessage", queue("facility-amsterdam"))).toBe(true);
  for (const other of ["facility-london", "facility-amsterdam-2", "facilities-dead", "track", "prepare"])
    expect(may(amsterdam)("sqs:ReceiveMessage", queue(other))).toBe(false);
});

test("a facility tells the status queue and no other, not even its own", () => {
  expect(may(amsterdam)("sqs:SendMessage", queue("track"))).toBe(true);
  for (const other of ["facility-amsterdam", "facility-london", "project.fifo", "prepare"])
    expect(may(amsterdam)("sqs:SendMessage", queue(other))).toBe(false);
});

test("a facility reads and lists its own tickets only", () => {
  expect(may(amsterdam)("s3:GetObject", object(ticketKey("amsterdam", ticketId, 1)))).toBe(true);
  expect(may(amsterdam)("s3:GetObject", object(ticketKey("london", ticketId, 1)))).toBe(false);
  expect(may(amsterdam)("s3:GetObject", object(ticketKey("amsterdam-2", ticketId, 1)))).toBe(false);
  const list = (prefix: string) =>
    may(amsterdam)("s3:ListBucket", `arn:aws:s3:::${bucket}`, { "s3:prefix": prefix });
  expect(list("facilities/amsterdam/")).toBe(true);
  expect(list("facilities/london/")).toBe(false);
  expect(list("facilities/amsterdam")).toBe(false);
  expect(list("")).toBe(false);
  expect(may(amsterdam)("s3:ListBucket", `arn:aws:s3:::${bucket}`)).toBe(false);
});

test("a facility writes nothing but its own claims, and each only where there is none", () => {
  expect(may(amsterdam)("s3:PutObject", object(claim), created)).toBe(true);
  expect(may(amsterdam)("s3:PutObject", object(claim))).toBe(false);
  expect(may(amsterdam)("s3:PutObject", object(ticketKey("amsterdam", ticketId, 1)), created)).toBe(false);
  expect(may(amsterdam)("s3:PutObject", object(claimKey("london", ticketId, 1)), created)).toBe(false);
});

test("a session without a facility may do nothing", () => {
  const nobody = { role: "FacilityAgent" };
  expect(may(nobody)("sqs:ReceiveMessage", queue("facility-amsterdam"))).toBe(false);
  expect(may(nobody)("s3:GetObject", object(ticketKey("amsterdam", ticketId, 1)))).toBe(false);
});

test("claims bind us too: none is overwritten or deleted by a function or by the account itself", () => {
  const cancel = { role: "cancelrole" };
  expect(may(cancel)("s3:PutObject", object(claim), created)).toBe(true);
  expect(may(cancel)("s3:PutObject", object(claim))).toBe(false);
  expect(may("root")("s3:PutObject", object(claim))).toBe(false);
  expect(may("root")("s3:DeleteObject", object(claim))).toBe(false);
  expect(may({ role: "retirerole" })("s3:DeleteObject", object(claim))).toBe(false);
  expect(may({ role: "retirerole" })("s3:DeleteObject", object(ticketKey("amsterdam", ticketId, 1)))).toBe(
    true,
  );
});

test("only the credentials function opens sessions of facilities, and only for a named one", () => {
  const agent = roleCalled("FacilityAgent");
  const assumes = (role: string, tags: Record<string, string>) =>
    ["sts:AssumeRole", "sts:TagSession"].every((action) =>
      decides(
        { role },
        {
          action,
          resource: roleArn(accountId, agent.name),
          context: tags,
          resourcePolicy: agent.trust,
        },
      ),
    );
  const named = { "aws:RequestTag/facility": "amsterdam" };
  expect(assumes("credentialsrole", named)).toBe(true);
  expect(assumes("credentialsrole", {})).toBe(false);
  expect(assumes("credentialsrole", { ...named, "aws:RequestTag/admin": "yes" })).toBe(false);
  for (const other of ["authorizerole", "addfacilityrole", "dispatchrole"])
    expect(assumes(other, named)).toBe(false);
});

test("of 25 facilities each may do its own six things and nothing to any other, under one policy", () => {
  // Names that begin alike: a pattern that is too wide would let `press-1` into `press-11`.
  const names = Array.from({ length: 25 }, (_, place) => `press-${place + 1}`);
  const wrong = names.flatMap((name) => {
    const mine = may({ role: "FacilityAgent", tags: { facility: name } });
    return names.flatMap((other) =>
      deedsAt(other).flatMap(({ deed, allowed }) =>
        deed(mine) === (allowed && name === other) ? [] : [`${name} at ${other}: ${deed}`],
      ),
    );
  });
  expect(wrong).toEqual([]);
});

type May = ReturnType<typeof may>;

/** Everything that could be done at a facility's places, and which of it is for itself to do. */
function deedsAt(facility: string): { deed: (mine: May) => boolean; allowed: boolean }[] {
  const ticket = ticketKey(facility, ticketId, 1);
  const itsClaim = claimKey(facility, ticketId, 1);
  const bucketArn = `arn:aws:s3:::${bucket}`;
  const listed = { "s3:prefix": `facilities/${facility}/tickets/` };
  const own = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"].map(
    (action) => (mine: May) => mine(`sqs:${action}`, queue(`facility-${facility}`)),
  );
  const foreign = ["SendMessage", "PurgeQueue", "DeleteQueue", "SetQueueAttributes"].map(
    (action) => (mine: May) => mine(`sqs:${action}`, queue(`facility-${facility}`)),
  );
  const allowed = [
    ...own,
    (mine: May) => mine("s3:GetObject", object(ticket)),
    (mine: May) => mine("s3:ListBucket", bucketArn, listed),
    (mine: May) => mine("s3:PutObject", object(itsClaim), created),
  ];
  const refused = [
    ...foreign,
    (mine: May) => mine("s3:PutObject", object(itsClaim)),
    (mine: May) => mine("s3:PutObject", object(ticket), created),
    (mine: May) => mine("s3:DeleteObject", object(itsClaim)),
  ];
  return [
    ...allowed.map((deed) => ({ deed, allowed: true })),
    ...refused.map((deed) => ({ deed, allowed: false })),
  ];
}
