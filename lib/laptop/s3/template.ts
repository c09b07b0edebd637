import * as z from "zod";
import type { Settings } from "./records.ts";

const Texts = z.array(z.string()).default([]);

const TemplateCors = z.strictObject({
  CorsRules: z.array(
    z.strictObject({
      Id: z.string().optional(),
      AllowedOrigins: z.array(z.string()),
      AllowedMethods: z.array(z.string()),
      AllowedHeaders: Texts,
      ExposedHeaders: Texts,
      MaxAge: z.coerce.number().optional(),
    }),
  ),
});

const TemplateLifecycle = z.strictObject({
  Rules: z.array(
    z.strictObject({
      Id: z.string().optional(),
      Status: z.enum(["Enabled", "Disabled"]),
      Prefix: z.string().default(""),
      TagFilters: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
      ExpirationInDays: z.coerce.number().optional(),
      ExpirationDate: z.string().optional(),
      AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: z.coerce.number() }).optional(),
      // There are no versions and no colder storage on a laptop.
      NoncurrentVersionExpiration: z.unknown().optional(),
      NoncurrentVersionExpirationInDays: z.unknown().optional(),
      ExpiredObjectDeleteMarker: z.unknown().optional(),
      Transitions: z.unknown().optional(),
    }),
  ),
});

const TemplateEncryption = z.object({
  ServerSideEncryptionConfiguration: z.tuple([
    z.object({
      ServerSideEncryptionByDefault: z.object({
        SSEAlgorithm: z.string(),
        KMSMasterKeyID: z.string().optional(),
      }),
    }),
  ]),
});

const Flag = z.union([z.boolean(), z.stringbool()]).default(false);

const TemplatePublicAccess = z.strictObject({
  BlockPublicAcls: Flag,
  IgnorePublicAcls: Flag,
  BlockPublicPolicy: Flag,
  RestrictPublicBuckets: Flag,
});

/** `Properties` of AWS::S3::Bucket as far as the laptop knows them; anything else fails rather than be ignored. */
export const BucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  CorsConfiguration: TemplateCors.optional(),
  LifecycleConfiguration: TemplateLifecycle.optional(),
  BucketEncryption: TemplateEncryption.optional(),
  PublicAccessBlockConfiguration: TemplatePublicAccess.optional(),
  OwnershipControls: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
export type BucketProperties = z.input<typeof BucketProperties>;

/** Settings of a bucket as a CloudFormation template has them, intrinsic functions resolved; all but its policy. */
export function readTemplate(properties: BucketProperties): Settings {
  const read = BucketProperties.parse(properties);
  return {
    cors: corsOf(read.CorsConfiguration),
    lifecycle: lifecycleOf(read.LifecycleConfiguration),
    encryption: encryptionOf(read.BucketEncryption),
    publicAccess: publicAccessOf(read.PublicAccessBlockConfiguration),
  };
}

function corsOf(cors: z.output<typeof TemplateCors> | undefined): Settings["cors"] {
  return cors?.CorsRules.map((rule) => ({
    id: rule.Id,
    origins: rule.AllowedOrigins,
    methods: rule.AllowedMethods,
    headers: rule.AllowedHeaders,
    exposed: rule.ExposedHeaders,
    maxAgeSeconds: rule.MaxAge,
  }));
}

function lifecycleOf(lifecycle: z.output<typeof TemplateLifecycle> | undefined): Settings["lifecycle"] {
  return lifecycle?.Rules.map((rule) => ({
    id: rule.Id,
    enabled: rule.Status === "Enabled",
    prefix: rule.Prefix,
    tags: Object.fromEntries(rule.TagFilters.map(({ Key, Value }) => [Key, Value])),
    expireDays: rule.ExpirationInDays,
    expireDate: rule.ExpirationDate,
    abortUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  }));
}

function encryptionOf(encryption: z.output<typeof TemplateEncryption> | undefined): Settings["encryption"] {
  const rule = encryption?.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault;
  return rule && { algorithm: rule.SSEAlgorithm, keyId: rule.KMSMasterKeyID };
}

function publicAccessOf(block: z.output<typeof TemplatePublicAccess> | undefined): Settings["publicAccess"] {
  return (
    block && {
      blockAcls: block.BlockPublicAcls,
      ignoreAcls: block.IgnorePublicAcls,
      blockPolicy: block.BlockPublicPolicy,
      restrict: block.RestrictPublicBuckets,
    }
  );
}
