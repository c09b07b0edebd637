import { Unavailable } from "../order/errors.ts";
import { amzTime, ownKeys, type Signing, scopeOf, sha256, signatureOf } from "./signature.ts";

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
  const { id, token } = ownKeys();
  const signing: Signing = { time: amzTime(new Date()), region, service: "ses" };
  const headers = {
    "content-type": "application/json",
    host: url.host,
    "x-amz-date": signing.time,
    "x-amz-security-token": token,
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", url.pathname, "", lines.join(""), names, sha256(body)].join("\n");
  const credential = `Credential=${id}/${scopeOf(signing)}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signatureOf(canonical, signing)}`;
  return { ...headers, authorization };
}
