/** Tags of RFC 8010 that we write or must tell apart. */
const tags = {
  operation: 0x01,
  job: 0x02,
  end: 0x03,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
  mimeType: 0x49,
} as const;

export type Kind = Exclude<keyof typeof tags, "operation" | "job" | "end">;
type Value = string | number | boolean;
export type Attribute = readonly [name: string, kind: Kind, value: Value | readonly Value[]];

export interface IppRequest {
  /** Operation id of RFC 8011, e.g. 0x0005 for Create-Job. */
  readonly operation: number;
  readonly about: readonly Attribute[];
  /** The job template: copies, sides, media. */
  readonly job?: readonly Attribute[];
}

export interface IppAnswer {
  /** Below 0x0100 it worked; 0x0406 is not found. */
  readonly status: number;
  /** Values by attribute name; of several printers or jobs, those of the first that has it. */
  readonly attributes: ReadonlyMap<string, readonly (string | number)[]>;
}

/** One request of IPP 2.0; what is printed follows it in the same body. */
export function encodeIpp({ operation, about, job = [] }: IppRequest): Buffer {
  const header = Buffer.from([2, 0, operation >> 8, operation & 255, 0, 0, 0, 1]);
  const charset: Attribute[] = [
    ["attributes-charset", "charset", "utf-8"],
    ["attributes-natural-language", "language", "en"],
  ];
  const groups = [Buffer.of(tags.operation), ...[...charset, ...about].map(encode)];
  const template = job.length > 0 ? [Buffer.of(tags.job), ...job.map(encode)] : [];
  return Buffer.concat([header, ...groups, ...template, Buffer.of(tags.end)]);
}

/** Throws on anything that is no IPP answer. */
export function decodeIpp(bytes: Buffer): IppAnswer {
  const attributes = new Map<string, (string | number)[]>();
  let at = 8;
  let name = "";
  const take = () => {
    const length = bytes.readUInt16BE(at);
    at += 2 + length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = bytes.readUInt8(at++);
    if (tag === tags.end) break;
    if (tag < 0x10) continue; // a group begins
    name = take().toString() || name; // further values of one attribute have no name
    const value = decode(tag, take());
    attributes.set(name, [...(attributes.get(name) ?? []), value]);
  }
  return { status: bytes.readUInt16BE(2), attributes };
}

function encode([name, kind, value]: Attribute): Buffer {
  const values = typeof value === "object" ? value : [value];
  return Buffer.concat(
    values.flatMap((one, index) => {
      const text = Buffer.from(index === 0 ? name : "");
      const bytes = encodeValue(one);
      return [Buffer.of(tags[kind]), size(text), text, size(bytes), bytes];
    }),
  );
}

function encodeValue(value: Value): Buffer {
  if (typeof value === "boolean") return Buffer.of(Number(value));
  if (typeof value === "string") return Buffer.from(value);
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function decode(tag: number, value: Buffer): string | number {
  const isNumber = (tag === tags.integer || tag === tags.enum) && value.length === 4;
  return isNumber ? value.readInt32BE() : value.toString();
}

function size(bytes: Buffer): Buffer {
  return Buffer.of(bytes.length >> 8, bytes.length & 255);
}
