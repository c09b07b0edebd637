import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3 } from "./open.ts";
import { openSignedS3 } from "./signed.ts";

const rule = {
  AllowedOrigins: ["https://shop.example", "https://*.merchant.example"],
  AllowedMethods: ["GET" as const, "PUT" as const],
  AllowedHeaders: ["Content-Type", "x-amz-*"],
  ExposedHeaders: ["ETag"],
  MaxAge: 600,
};

const opened = async (rules: object[] = [rule]) => {
  const { s3, endpoint, client } = await openTestS3();
  s3.createBucket("bucket", { CorsConfiguration: { CorsRules: rules as [] } });
  await client.send(new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "hello" }));
  const ask = (method: string, headers: Record<string, string>) =>
    fetch(`${endpoint}/bucket/k`, { method, headers });
  const preflight = async (origin: string, method: string, headers = "") => {
    const asked = {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    };
    const answer = await ask("OPTIONS", asked);
    return [answer.status, answer.headers.get("access-control-allow-headers")];
  };
  return { ask, preflight };
};

test("a preflight is answered by the bucket's rules", async () => {
  const { preflight, ask } = await opened();
  const headers = "content-type, x-amz-meta-order";
  expect(await preflight("https://shop.example", "PUT", headers)).toEqual([200, headers]);
  expect(await preflight("https://a.merchant.example", "GET")).toEqual([200, ""]);
  expect(await preflight("https://evil.example", "PUT")).toEqual([403, null]);
  expect(await preflight("https://shop.example", "DELETE")).toEqual([403, null]);
  expect(await preflight("https://shop.example", "PUT", "authorization")).toEqual([403, null]);
  expect((await ask("OPTIONS", {})).status).toBe(400);
});

test("answers name the origin, its rights and what it may read; strangers get nothing", async () => {
  const { ask } = await opened();
  const known = await ask("GET", { origin: "https://shop.example" });
  expect(Object.fromEntries(known.headers)).toMatchObject({
    "access-control-allow-origin": "https://shop.example",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET, PUT",
    "access-control-expose-headers": "ETag",
    "access-control-max-age": "600",
    vary: expect.stringContaining("Origin"),
  });
  const stranger = await ask("GET", { origin: "https://evil.example" });
  expect([stranger.status, stranger.headers.get("access-control-allow-origin")]).toEqual([200, null]);
});

test("a star lets everybody in, but with no credentials", async () => {
  const { ask } = await opened([{ AllowedOrigins: ["*"], AllowedMethods: ["GET"] }]);
  const { headers } = await ask("GET", { origin: "null" });
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
});

test("a page may read why it was refused, even for its signature", async () => {
  const { s3, endpoint } = await openSignedS3();
  s3.createBucket("bucket", { CorsConfiguration: { CorsRules: [rule] } });
  const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=no";
  const answer = await fetch(`${endpoint}/bucket/k?${query}`, {
    headers: { origin: "https://shop.example" },
  });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(await answer.text()).toContain("<Code>AuthorizationQueryParametersError</Code>");
});
