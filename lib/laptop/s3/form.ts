import { AwsError } from "../call.ts";
import { ByteReader } from "./byte-reader.ts";

/** A browser form whose file is still to be read. */
export interface Form {
  /** The fields before the file, names in lower case; what comes after the file counts for nothing. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  /** The file's bytes. */
  readonly file: AsyncIterable<Uint8Array>;
}

const longestHeaderBytes = 4096;
// S3 takes 20 KB of fields before the file.
const mostFieldBytes = 20 * 1024;

/** Reads `multipart/form-data` as far as the file, which must be the last field. */
export async function readForm(source: AsyncIterable<Uint8Array>, contentType: string): Promise<Form> {
  const [, quoted, plain] =
    /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) {
    throw new AwsError(
      "PreconditionFailed",
      "Bucket POST must be of the enclosure-type multipart/form-data",
      412,
    );
  }
  const reader = new ByteReader(source);
  const fields = new Map<string, string>();
  await skip(reader.until(`--${boundary}`));
  while ((await reader.line(longestHeaderBytes)) !== "--") {
    const { name, fileName } = await readHead(reader);
    const content = reader.until(`\r\n--${boundary}`);
    if (name === "file") return { fields, fileName, file: closing(reader, content) };
    fields.set(name, await readField(content));
  }
  throw new AwsError("InvalidArgument", "POST requires exactly one file upload per request.");
}

async function readHead(reader: ByteReader): Promise<{ name: string; fileName: string }> {
  let disposition = "";
  for (
    let line = await reader.line(longestHeaderBytes);
    line !== "";
    line = await reader.line(longestHeaderBytes)
  ) {
    if (/^content-disposition:/i.test(line)) disposition = line;
  }
  // Browsers write a quotation mark within a name as %22.
  const [, name = ""] = /[;\s]name="([^"]*)"/i.exec(disposition) ?? [];
  const [, fileName = ""] = /[;\s]filename="([^"]*)"/i.exec(disposition) ?? [];
  return { name: name.toLowerCase(), fileName: fileName.replace(/^.*[\\/]/, "").replaceAll("%22", '"') };
}

async function readField(content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > mostFieldBytes) {
      throw new AwsError(
        "MaxPostPreDataLengthExceededError",
        "Your POST request fields preceding the file were too large.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function* closing(reader: ByteReader, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } finally {
    await reader.release();
  }
}

async function skip(content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}
