import { createHash, createHmac } from "node:crypto";
import { Unavailable } from "../order/errors.ts";

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where SES answers: AWS unless an endpoint is given. */
interface Place {
  readonly region: string;
  readonly endpoint: string | undefined;
}

/** SES's one call that we need, signed by hand: its SDK client is larger than everything else of a function. */
export function sesMail({ region, endpoint }: Place) {
  return async (letter: Letter): Promise<void> => {
    const url = new URL("/v2/email/outbound-emails", endpoint ?? `https://email.${region}.amazonaws.com`);
    const body = JSON.stringify(requestOf(letter));
    const init = { method: "POST", headers: signed(url, body, region), body };
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).catch(down);
    if (!response.ok) throw new Unavailable(`SES answered ${response.status} ${await response.text()}`);
  };
}

function down(cause: unknown): never {
  throw new Unavailable("SES cannot be reached", { cause });
}

function requestOf({ from, to, subject, text, html }: Letter) {
  const content = (Data: string) => ({ Data, Charset: "UTF-8" });
  return {
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } },
    },
  };
}

/** Headers with a Signature Version 4 of the function's own credentials. */
function signed(url: URL, body: string, region: string): Record<string, string> {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_SESSION_TOKEN = "" } = process.env;
  const time = new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const headers = {
    "content-type": "application/json",
    host: url.host,
    "x-amz-date": time,
    "x-amz-security-token": AWS_SESSION_TOKEN,
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", url.pathname, "", lines.join(""), names, sha256(body)].join("\n");
  const scope = `${time.slice(0, 8)}/${region}/ses/aws4_request`;
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString(
    "hex",
  );
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
