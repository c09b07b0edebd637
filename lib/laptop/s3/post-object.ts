import { type Answer, AwsError } from "../call.ts";
import { verifyForm } from "../sign/form.ts";
import { type Ask, authorize, bucketOf, checkedKey } from "./ask.ts";
import { Body } from "./body.ts";
import { describe, writtenHeaders } from "./description.ts";
import { readForm } from "./form.ts";
import { checkPolicy, type Lengths } from "./post-policy.ts";
import { authorizeTags, creating, storeBody } from "./put-object.ts";
import type { StoredObject } from "./records.ts";
import { writeXml } from "./write-xml.ts";

const fileNameMark = `\${filename}`;

/** A file sent by a browser form: its fields stand for headers, and who signed its policy is the caller. */
export async function postObject(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  const { fields, fileName, file } = await readForm(ask.source, ask.header("content-type") ?? "");
  const key = checkedKey((fields.get("key") ?? "").replaceAll(fileNameMark, fileName));
  if (key === "") throw new AwsError("InvalidArgument", "Bucket POST must contain a field named 'key'.");
  const form: Ask = { ...ask, key, header: (name) => fields.get(name), caller: callerOf(ask, fields) };
  const lengths = lengthsOf(form, fields);
  authorize(form, "PutObject", { context: { ...creating, "s3:authType": "POST" } });
  const description = describe(form, fields.keys());
  authorizeTags(form, description);
  const body = new Body({ ...form, source: within(file, lengths) });
  return answerOf(form, await storeBody(form, { description, body }));
}

function callerOf(ask: Ask, fields: ReadonlyMap<string, string>): Ask["caller"] {
  const { lookUp, callerOf: find } = ask.depot;
  if (!lookUp || !find || !fields.has("policy")) return ask.caller;
  const { accessKeyId, sessionToken } = verifyForm(fields, lookUp);
  return find(accessKeyId, sessionToken);
}

// Without a policy the caller is nobody, and authorize decides.
function lengthsOf(ask: Ask, fields: ReadonlyMap<string, string>): Lengths {
  const policy = fields.get("policy");
  if (policy === undefined) return { least: 0, most: Number.POSITIVE_INFINITY };
  return checkPolicy(
    policy,
    new Map([...fields, ["key", ask.key], ["bucket", ask.bucketName]]),
    new Date(ask.depot.now()),
  );
}

async function* within(
  file: AsyncIterable<Uint8Array>,
  { least, most }: Lengths,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > most)
      throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    yield chunk;
  }
  if (bytes < least)
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
}

function answerOf({ bucketName, key, header }: Ask, object: StoredObject): Answer {
  const etag = `"${object.etag}"`;
  const location = `/${bucketName}/${encodeURIComponent(key)}`;
  const headers = { ...writtenHeaders(object), location };
  const redirect = header("success_action_redirect");
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket: bucketName, key, etag }))
      url.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: url.href } };
  }
  const status = header("success_action_status");
  if (status === "200") return { status: 200, headers };
  if (status !== "201") return { status: 204, headers };
  const body = writeXml("PostResponse", { Location: location, Bucket: bucketName, Key: key, ETag: etag });
  return { status: 201, headers: { ...headers, "content-type": "application/xml" }, body };
}
