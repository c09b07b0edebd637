import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Credentials } from "../../../lib/laptop/iam/credentials.ts";
import { roleId } from "../../../lib/laptop/iam/role.ts";
import { keptSecret } from "../../../lib/laptop/iam/secret.ts";
import { accountId, noon, policy, queue } from "./world.ts";

const trust = policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" });
const send = { action: "sqs:SendMessage", resource: queue };
const own = {
  Effect: "Allow",
  Action: "sqs:*",
  Resource: `arn:aws:sqs:*:*:stage-facility-\${aws:PrincipalTag/facility}`,
};
const roles = new Map([
  ["Facility", { name: "Facility", trust, policies: [policy(own)], tags: { kind: "press" } }],
]);

function open(secret: Buffer, now = noon): Credentials {
  return new Credentials({ secret, accountId, roles: (name) => roles.get(name), now: () => now });
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "credentials-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test("keys are recognised after a restart, since the secret is kept", () => {
  const place = folder();
  const keys = open(keptSecret(place)).issue({ role: "Facility", name: "ams", tags: { facility: "ams" } });
  const later = open(keptSecret(place));
  expect(later.lookUp(keys.accessKeyId, keys.sessionToken)).toBe(keys.secretAccessKey);
  const caller = later.callerOf(keys.accessKeyId, keys.sessionToken);
  expect(caller.arn).toBe(`arn:aws:sts::${accountId}:assumed-role/Facility/ams`);
  expect(caller.userId).toBe(`${roleId("Facility")}:ams`);
  expect(() => caller.authorize(send)).not.toThrow();
});

test("a folder with a damaged secret says so", () => {
  const place = folder();
  keptSecret(place);
  expect(readFileSync(join(place, "secret"), "utf8")).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(join(place, "secret"), "");
  expect(() => keptSecret(place)).toThrow("damaged");
});

test("role ids are the same everywhere and differ by name", () => {
  expect(roleId("Facility")).toBe(roleId("Facility"));
  expect(roleId("Facility")).toMatch(/^AROA[A-Z2-7]{17}$/);
  expect(roleId("Facility")).not.toBe(roleId("Router"));
});

test("a token of another laptop, a changed one, another's key and a vanished role are unknown", () => {
  const here = open(Buffer.alloc(32, 1));
  const keys = here.issue({ role: "Facility", name: "ams" });
  const [claims = "", seal] = keys.sessionToken.split(".");
  const forged = Buffer.from(claims, "base64url").toString().replace("ams", "lon");
  expect(open(Buffer.alloc(32, 2)).lookUp(keys.accessKeyId, keys.sessionToken)).toBeUndefined();
  expect(
    here.lookUp(keys.accessKeyId, `${Buffer.from(forged).toString("base64url")}.${seal}`),
  ).toBeUndefined();
  expect(here.lookUp("ASIAAAAAAAAAAAAAAAAA", keys.sessionToken)).toBeUndefined();
  expect(here.lookUp(keys.accessKeyId)).toBeUndefined();
  expect(here.lookUp(keys.accessKeyId, `é${keys.sessionToken.slice(1)}`)).toBeUndefined();
  const gone = here.issue({ role: "Gone", name: "x" });
  expect(here.lookUp(gone.accessKeyId, gone.sessionToken)).toBeUndefined();
});

test("a session ends when it says so; a function's never does", () => {
  const secret = Buffer.alloc(32, 1);
  const session = open(secret).issue({ role: "Facility", name: "ams", expires: noon.getTime() + 900_000 });
  const forever = open(secret).issue({ role: "Facility", name: "router" });
  const at = (ms: number) => open(secret, new Date(noon.getTime() + ms));
  expect(at(899_999).lookUp(session.accessKeyId, session.sessionToken)).toBe(session.secretAccessKey);
  expect(() => at(900_000).lookUp(session.accessKeyId, session.sessionToken)).toThrow("expired");
  expect(at(1e12).lookUp(forever.accessKeyId, forever.sessionToken)).toBe(forever.secretAccessKey);
});

test("the operator may do everything that no resource policy denies", () => {
  const here = open(Buffer.alloc(32, 1));
  const operator = here.operator();
  expect(here.lookUp(operator.accessKeyId)).toBe(operator.secretAccessKey);
  const caller = here.callerOf(operator.accessKeyId);
  expect(caller.arn).toBe(`arn:aws:iam::${accountId}:root`);
  expect(() => caller.authorize(send)).not.toThrow();
  const deny = policy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" });
  expect(() => caller.authorize({ ...send, resourcePolicy: deny })).toThrow("explicit deny");
});
