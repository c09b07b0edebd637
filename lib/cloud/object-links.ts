import { Unavailable } from "../order/errors.ts";
import { amzTime, ownKeys, type Signing, scopeOf, signatureOf } from "./signature.ts";

/** Where S3 answers: AWS unless an endpoint is given. */
interface Place {
  readonly region: string;
  readonly endpoint: string | undefined;
}

/**
 * Links to a bucket's objects, and small ones read by them. Without S3's client, for doors that do no more: it is a
 * third of what starts with them, and takes 40 ms to sign a book's pages.
 */
export function objectLinks(place: Place, bucket: string) {
  const link = async (key: string, seconds: number) => linkTo(place, { bucket, key, seconds });
  return {
    link,
    read: async (key: string): Promise<Uint8Array> => {
      const url = await link(key, 60);
      const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(down);
      if (!answer.ok) throw new Unavailable(`S3 answered ${answer.status} for ${key}`);
      return new Uint8Array(await answer.arrayBuffer().catch(down));
    },
  };
}

function down(cause: unknown): never {
  throw new Unavailable("S3 cannot be reached", { cause });
}

interface Wanted {
  readonly bucket: string;
  readonly key: string;
  readonly seconds: number;
}

function linkTo({ region, endpoint }: Place, { bucket, key, seconds }: Wanted): string {
  const path = key.split("/").map(encoded).join("/");
  const url = endpoint
    ? new URL(`/${bucket}/${path}`, endpoint)
    : new URL(`/${path}`, `https://${bucket}.s3.${region}.amazonaws.com`);
  const { id, token } = ownKeys();
  const signing: Signing = { time: amzTime(new Date()), region, service: "s3" };
  const query = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
    "X-Amz-Credential": `${id}/${scopeOf(signing)}`,
    "X-Amz-Date": signing.time,
    "X-Amz-Expires": String(seconds),
    ...(token && { "X-Amz-Security-Token": token }),
    "X-Amz-SignedHeaders": "host",
  };
  const asked = Object.entries(query)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join("&");
  const canonical = ["GET", url.pathname, asked, `host:${url.host}\n`, "host", "UNSIGNED-PAYLOAD"].join("\n");
  return `${url.origin}${url.pathname}?${asked}&X-Amz-Signature=${signatureOf(canonical, signing)}`;
}

/** As AWS encodes: everything but unreserved letters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
