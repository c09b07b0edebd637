import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test, vi } from "vitest";
import { objectLinks } from "../../lib/cloud/object-links.ts";
import { filesBucket, openCloud } from "./opened.ts";

const key = "content/test/mer_1/a picture (1)'s é+~*.jpg";

/** S3 with one object, and our own credentials as a function has them. */
async function opened() {
  const cloud = await openCloud();
  const { accessKeyId, secretAccessKey } = cloud.config.credentials;
  vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  await cloud.s3.send(new PutObjectCommand({ Bucket: filesBucket, Key: key, Body: "a page" }));
  const { region, endpoint } = cloud.config;
  return { cloud, objects: objectLinks({ region, endpoint }, filesBucket) };
}

test("a link leads to its object and to no other, whatever is in its key", async () => {
  const { objects } = await opened();
  const link = await objects.link(key, 900);
  expect(await (await fetch(link)).text()).toBe("a page");
  expect(Buffer.from(await objects.read(key)).toString()).toBe("a page");
  for (const forged of [
    link.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"),
    link.replace("content", "contents"),
    link.slice(0, -1) + (link.endsWith("0") ? "1" : "0"),
  ])
    expect((await fetch(forged)).status).toBe(403);
  await expect(objects.read("not/there")).rejects.toThrow("S3 answered 404");
});

test("on AWS it is what the SDK's own client signs, token included", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret/+=");
  vi.stubEnv("AWS_SESSION_TOKEN", "token/+= of a role");
  const region = "eu-central-1";
  const ours = new URL(await objectLinks({ region, endpoint: undefined }, "stock").link(key, 900));
  const at = ours.searchParams.get("X-Amz-Date") ?? "";
  const signingDate = new Date(at.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:$6"));
  const credentials = {
    accessKeyId: "AKIAEXAMPLE",
    secretAccessKey: "secret/+=",
    sessionToken: "token/+= of a role",
  };
  const quiet = {
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  } as const;
  const s3 = new S3Client({ region, credentials, ...quiet });
  // A parameter that says nothing, and that we leave out.
  s3.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args as { request: { query: Record<string, unknown> } };
      delete request.query["x-id"];
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  const command = new GetObjectCommand({ Bucket: "stock", Key: key });
  const sdk = new URL(await getSignedUrl(s3, command, { expiresIn: 900, signingDate }));
  const sorted = ({ searchParams }: URL) => Object.fromEntries([...searchParams].sort());
  expect([ours.origin, ours.pathname]).toEqual([sdk.origin, sdk.pathname]);
  expect(sorted(ours)).toEqual(sorted(sdk));
});
