import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../call.ts";
import { type Crc, crc32c, crc64nvme } from "./crc.ts";
import type { Checksum } from "./records.ts";

export type Algorithm = Checksum["algorithm"];

const digests: Readonly<Record<Algorithm, () => Crc>> = {
  CRC32: plainCrc32,
  CRC32C: crc32c,
  CRC64NVME: crc64nvme,
  SHA1: () => hash("sha1"),
  SHA256: () => hash("sha256"),
};

/** Begins a checksum. */
export function digestOf(algorithm: Algorithm): Crc {
  return digests[algorithm]();
}

/** `x-amz-checksum-crc32` and so on. */
export function checksumHeader(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The algorithm of a word like `crc32` or of a header's or trailer's name; undefined when it names none. */
export function algorithmNamed(name: string | undefined): Algorithm | undefined {
  const word = name
    ?.trim()
    .toUpperCase()
    .replace(/^X-AMZ-CHECKSUM-/, "");
  return algorithms.find((algorithm) => algorithm === word);
}

/** The checksum that a request gives in a header, if any. */
export function declaredChecksum(
  header: (name: string) => string | undefined,
): { algorithm: Algorithm; value: string } | undefined {
  const given = algorithms.flatMap((algorithm) => {
    const value = header(checksumHeader(algorithm));
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1) throw new AwsError("InvalidRequest", "Expecting a single x-amz-checksum- header");
  return given[0];
}

/** Checksum of checksums, as multipart uploads have it by default. */
export function composite(algorithm: Algorithm, parts: readonly string[]): Checksum {
  const digest = digestOf(algorithm);
  for (const value of parts) digest.update(Buffer.from(value, "base64"));
  return { algorithm, value: `${digest.digest().toString("base64")}-${parts.length}`, type: "COMPOSITE" };
}

/** The error for bytes that are not those the client has checksummed. */
export function badDigest(algorithm: string): AwsError {
  return new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

const algorithms: readonly Algorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

function plainCrc32(): Crc {
  let crc = 0;
  return {
    update(bytes) {
      crc = crc32(bytes, crc);
    },
    digest() {
      const buffer = Buffer.alloc(4);
      buffer.writeUInt32BE(crc);
      return buffer;
    },
  };
}

function hash(name: string): Crc {
  const state = createHash(name);
  return { update: (bytes) => void state.update(bytes), digest: () => state.digest() };
}
