import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { expect, test } from "vitest";
import { verifyForm } from "../../../lib/laptop/sign/form.ts";

const credentials = { accessKeyId: "ASIATEST", secretAccessKey: "secret", sessionToken: "token" };
const lookUp = (key: string, token?: string) =>
  key === "ASIATEST" && token === "token" ? "secret" : undefined;

async function signedFields(): Promise<Map<string, string>> {
  const client = new S3Client({ endpoint: "http://127.0.0.1:9", region: "eu-central-1", credentials });
  const { fields } = await createPresignedPost(client, { Bucket: "b", Key: `in/\${filename}` });
  return new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}

test("a form's policy proves who signed it", async () => {
  expect(verifyForm(await signedFields(), lookUp)).toEqual({
    accessKeyId: "ASIATEST",
    sessionToken: "token",
  });
});

test("a form with another policy, another key or no signature is refused", async () => {
  const fields = await signedFields();
  const policy = Buffer.from(JSON.stringify({ expiration: "2099-01-01T00:00:00Z", conditions: [] })).toString(
    "base64",
  );
  expect(() => verifyForm(new Map([...fields, ["policy", policy]]), lookUp)).toThrow(
    "signature we calculated",
  );
  expect(() => verifyForm(new Map([...fields, ["x-amz-security-token", "no"]]), lookUp)).toThrow(
    "Access Key Id",
  );
  expect(() => verifyForm(new Map([...fields, ["x-amz-signature", ""]]), lookUp)).toThrow("x-amz-signature");
});
