import { expect, test } from "vitest";
import { Credentials } from "../../lib/laptop/iam/credentials.ts";
import { GrantsUsed } from "../../lib/laptop/iam/grants.ts";
import { tellRefusals } from "../../lib/laptop/iam/refusals.ts";
import type { Resource } from "../../lib/laptop/template/cloud.ts";
import { JsonObject } from "../../lib/laptop/template/json.ts";

const accountId = "123456789012";
const object = (key: string) => `arn:aws:s3:::files/${key}`;

const rights = policy({
  Effect: "Allow",
  Action: ["s3:GetObject", "s3:PutObject"],
  Resource: [object("doc/*"), object("out/*")],
});
const onBucket = policy({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: object("*/claim"),
});

function policy(...Statement: object[]) {
  return JsonObject.parse({ Version: "2012-10-17", Statement });
}

function resource(type: string, path: string, PolicyDocument: Resource["properties"]): Resource {
  const logicalId = path.replaceAll("/", "");
  return { logicalId, stackName: "S", path, type, properties: { PolicyDocument }, ref: path, attributes: {} };
}

const template = [
  resource("AWS::IAM::Policy", "S/render-role/DefaultPolicy", rights),
  resource("AWS::S3::BucketPolicy", "S/Files/Policy", onBucket),
];

const cloud = {
  ofType: (...types: readonly string[]) => template.filter(({ type }) => types.includes(type)),
};

function watched() {
  const used = new GrantsUsed();
  const said: string[] = [];
  const tell = tellRefusals((line) => said.push(line));
  const credentials = new Credentials({
    secret: Buffer.alloc(32),
    accountId,
    roles: (name) => ({ name, trust: policy(), policies: [rights] }),
    decided: (...decision) => {
      used.decided(...decision);
      tell(...decision);
    },
  });
  const { accessKeyId, sessionToken } = credentials.issue({ role: "Render", name: "render" });
  const caller = credentials.callerOf(accessKeyId, sessionToken);
  const ask = (action: string, key: string) => {
    try {
      caller.authorize({ action, resource: object(key), resourcePolicy: onBucket });
    } catch {
      // What was refused counts too.
    }
  };
  return { ask, said, list: () => used.list(cloud) };
}

test("of every grant it is known how many calls it decided, those that never did among them", () => {
  const { ask, list } = watched();
  ask("s3:GetObject", "doc/1");
  ask("s3:getobject", "doc/2");
  ask("s3:PutObject", "out/1");
  const shown = list().map(({ holder, effect, action, resource: on, calls }) =>
    [holder, effect, action, on.replace(object(""), ""), calls].join(" "),
  );
  expect(shown).toEqual([
    "render-role Allow s3:GetObject doc/* 2",
    "render-role Allow s3:GetObject out/* 0",
    "render-role Allow s3:PutObject doc/* 0",
    "render-role Allow s3:PutObject out/* 1",
    "Files Deny s3:PutObject */claim 0",
  ]);
});

test("a denial counts for the statement that denies, not for those that would allow", () => {
  const { ask, list } = watched();
  ask("s3:PutObject", "doc/claim");
  expect(list().filter(({ calls }) => calls > 0)).toMatchObject([
    { holder: "Files", effect: "Deny", calls: 1 },
  ]);
});

test("what nothing allows counts nowhere, and each refusal is told once", () => {
  const { ask, list, said } = watched();
  ask("s3:DeleteObject", "doc/1");
  ask("s3:DeleteObject", "doc/1");
  expect(list().every(({ calls }) => calls === 0)).toBe(true);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(
    "assumed-role/Render/render may not s3:DeleteObject on arn:aws:s3:::files/doc/1, because",
  );
});
