import * as z from "zod";

/** One file of bytes on disk. */
export const Piece = z.object({ blob: z.string(), bytes: z.number() });
export type Piece = z.infer<typeof Piece>;

/** A checksum S3 keeps beside an object; `COMPOSITE` is one over the parts' checksums. */
export const Checksum = z.object({
  algorithm: z.enum(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]),
  /** Base64; `...-N` when composite. */
  value: z.string(),
  type: z.enum(["FULL_OBJECT", "COMPOSITE"]),
});
export type Checksum = z.infer<typeof Checksum>;

const Texts = z.record(z.string(), z.string());

/** What a writer says about an object besides its bytes. */
export const Description = z.object({
  /** `content-type`, `cache-control` and the like, given back as they came. */
  headers: Texts,
  /** `x-amz-server-side-encryption` and its key; on a laptop only words. */
  encryption: Texts,
  /** `x-amz-meta-*` without the prefix. */
  metadata: Texts,
  tags: Texts,
});
export type Description = z.infer<typeof Description>;

/** An object as it is committed; never changed, only replaced. */
export const StoredObject = Description.extend({
  /** One of each part of a multipart upload, else one. */
  pieces: z.array(Piece),
  bytes: z.number(),
  /** Without quotes. */
  etag: z.string(),
  /** Milliseconds since 1970. */
  modified: z.number(),
  checksum: Checksum.optional(),
  multipart: z.boolean().optional(),
});
export type StoredObject = z.infer<typeof StoredObject>;

/** One part of an unfinished upload. */
export const Part = z.object({
  piece: Piece,
  etag: z.string(),
  modified: z.number(),
  checksum: Checksum.optional(),
});
export type Part = z.infer<typeof Part>;

/** What an unfinished multipart upload will become. */
export const UploadStart = Description.extend({
  bucket: z.string(),
  key: z.string(),
  started: z.number(),
  algorithm: Checksum.shape.algorithm.optional(),
  checksumType: Checksum.shape.type.optional(),
});
export type UploadStart = z.infer<typeof UploadStart>;

/** Which pages may do what, by their origin; a pattern holds one star at most. */
export const CorsRule = z.object({
  id: z.string().optional(),
  origins: z.array(z.string()),
  methods: z.array(z.string()),
  headers: z.array(z.string()),
  exposed: z.array(z.string()),
  maxAgeSeconds: z.number().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;

/** What goes by itself; an object must have the prefix and all the tags. */
export const LifecycleRule = z.object({
  id: z.string().optional(),
  enabled: z.boolean(),
  prefix: z.string(),
  tags: Texts,
  expireDays: z.number().optional(),
  expireDate: z.string().optional(),
  abortUploadDays: z.number().optional(),
});
export type LifecycleRule = z.infer<typeof LifecycleRule>;

const Encryption = z.object({ algorithm: z.string(), keyId: z.string().optional() });

const PublicAccess = z.object({
  blockAcls: z.boolean(),
  ignoreAcls: z.boolean(),
  blockPolicy: z.boolean(),
  restrict: z.boolean(),
});

/** The configuration of a bucket. */
export const Settings = z.object({
  policy: z.unknown().optional(),
  cors: z.array(CorsRule).optional(),
  lifecycle: z.array(LifecycleRule).optional(),
  encryption: Encryption.optional(),
  publicAccess: PublicAccess.optional(),
});
export type Settings = z.infer<typeof Settings>;

/** One line of the journal: everything that may happen to the store. */
export const Change = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bucket"), bucket: z.string(), created: z.number(), settings: Settings }),
  z.object({ kind: z.literal("bucket-gone"), bucket: z.string() }),
  z.object({
    kind: z.literal("object"),
    bucket: z.string(),
    key: z.string(),
    object: StoredObject,
    /** The multipart upload that ends by this very write. */
    upload: z.string().optional(),
  }),
  z.object({ kind: z.literal("object-gone"), bucket: z.string(), key: z.string() }),
  z.object({ kind: z.literal("upload"), upload: z.string(), start: UploadStart }),
  z.object({ kind: z.literal("part"), upload: z.string(), number: z.number(), part: Part }),
  z.object({ kind: z.literal("upload-gone"), upload: z.string() }),
]);
export type Change = z.infer<typeof Change>;
