import { AwsError } from "../call.ts";
import { type Element, malformedXml, readXml } from "./read-xml.ts";
import type { CorsRule, LifecycleRule, Settings } from "./records.ts";
import { writeXml, type Xml } from "./write-xml.ts";

/** A setting of a bucket as the S3 API speaks of it. */
export interface BucketDocument {
  /** IAM actions; AWS lets whoever may put a configuration delete it, but for the policy. */
  readonly actions: { readonly get: string; readonly put: string; readonly delete: string };
  /** Code of the error when there is none. */
  readonly missing: string;
  /** Changes nothing else. */
  readonly read: (text: string) => Settings;
  /** Undefined when the bucket has none. */
  readonly write: (settings: Settings) => string | undefined;
  readonly without: (settings: Settings) => Settings;
}

export const corsDocument: BucketDocument = {
  actions: { get: "GetBucketCORS", put: "PutBucketCORS", delete: "PutBucketCORS" },
  missing: "NoSuchCORSConfiguration",
  read: (text) => ({ cors: readXml(text, "CORSConfiguration").all("CORSRule").map(readCorsRule) }),
  write: ({ cors }) => cors && writeXml("CORSConfiguration", { CORSRule: cors.map(writeCorsRule) }),
  without: ({ cors: _, ...rest }) => rest,
};

export const lifecycleDocument: BucketDocument = {
  actions: {
    get: "GetLifecycleConfiguration",
    put: "PutLifecycleConfiguration",
    delete: "PutLifecycleConfiguration",
  },
  missing: "NoSuchLifecycleConfiguration",
  read: (text) => ({ lifecycle: readXml(text, "LifecycleConfiguration").all("Rule").map(readLifecycleRule) }),
  write: ({ lifecycle }) =>
    lifecycle && writeXml("LifecycleConfiguration", { Rule: lifecycle.map(writeLifecycleRule) }),
  without: ({ lifecycle: _, ...rest }) => rest,
};

// Every bucket is encrypted; deleting the configuration returns to S3's own key.
const plainEncryption = { algorithm: "AES256", keyId: undefined };

export const encryptionDocument: BucketDocument = {
  actions: {
    get: "GetEncryptionConfiguration",
    put: "PutEncryptionConfiguration",
    delete: "PutEncryptionConfiguration",
  },
  missing: "ServerSideEncryptionConfigurationNotFoundError",
  read: (text) => {
    const rule = readXml(text, "ServerSideEncryptionConfiguration").one("Rule");
    const byDefault = rule?.one("ApplyServerSideEncryptionByDefault");
    const algorithm = byDefault?.textOf("SSEAlgorithm");
    if (algorithm === undefined) throw malformedXml();
    return { encryption: { algorithm, keyId: byDefault?.textOf("KMSMasterKeyID") } };
  },
  write: ({ encryption }) => {
    const { algorithm, keyId } = encryption ?? plainEncryption;
    const byDefault = { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId };
    return writeXml("ServerSideEncryptionConfiguration", {
      Rule: { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: false },
    });
  },
  without: ({ encryption: _, ...rest }) => rest,
};

export const publicAccessDocument: BucketDocument = {
  actions: {
    get: "GetBucketPublicAccessBlock",
    put: "PutBucketPublicAccessBlock",
    delete: "PutBucketPublicAccessBlock",
  },
  missing: "NoSuchPublicAccessBlockConfiguration",
  read: (text) => {
    const block = readXml(text, "PublicAccessBlockConfiguration");
    const flag = (name: string) => block.textOf(name)?.toLowerCase() === "true";
    return {
      publicAccess: {
        blockAcls: flag("BlockPublicAcls"),
        ignoreAcls: flag("IgnorePublicAcls"),
        blockPolicy: flag("BlockPublicPolicy"),
        restrict: flag("RestrictPublicBuckets"),
      },
    };
  },
  write: ({ publicAccess }) =>
    publicAccess &&
    writeXml("PublicAccessBlockConfiguration", {
      BlockPublicAcls: publicAccess.blockAcls,
      IgnorePublicAcls: publicAccess.ignoreAcls,
      BlockPublicPolicy: publicAccess.blockPolicy,
      RestrictPublicBuckets: publicAccess.restrict,
    }),
  without: ({ publicAccess: _, ...rest }) => rest,
};

export const policyDocument: BucketDocument = {
  actions: { get: "GetBucketPolicy", put: "PutBucketPolicy", delete: "DeleteBucketPolicy" },
  missing: "NoSuchBucketPolicy",
  read: (text) => ({ policy: readJson(text) }),
  write: ({ policy }) => (policy === undefined ? undefined : JSON.stringify(policy)),
  without: ({ policy: _, ...rest }) => rest,
};

function readCorsRule(rule: Element): CorsRule {
  return {
    id: rule.textOf("ID"),
    origins: rule.textsOf("AllowedOrigin"),
    methods: rule.textsOf("AllowedMethod"),
    headers: rule.textsOf("AllowedHeader"),
    exposed: rule.textsOf("ExposeHeader"),
    maxAgeSeconds: rule.numberOf("MaxAgeSeconds"),
  };
}

function writeCorsRule(rule: CorsRule): Xml {
  return {
    ID: rule.id,
    AllowedHeader: rule.headers,
    AllowedMethod: rule.methods,
    AllowedOrigin: rule.origins,
    ExposeHeader: rule.exposed,
    MaxAgeSeconds: rule.maxAgeSeconds,
  };
}

// A filter is one condition, or several within And; without a filter the prefix stands in the rule itself.
function readLifecycleRule(rule: Element): LifecycleRule {
  const filter = rule.one("Filter");
  const conditions = filter?.one("And") ?? filter ?? rule;
  const tags = conditions.all("Tag").map((tag) => [tag.textOf("Key") ?? "", tag.textOf("Value") ?? ""]);
  return {
    id: rule.textOf("ID"),
    enabled: rule.textOf("Status") === "Enabled",
    prefix: conditions.textOf("Prefix") ?? "",
    tags: Object.fromEntries(tags),
    expireDays: rule.one("Expiration")?.numberOf("Days"),
    expireDate: rule.one("Expiration")?.textOf("Date"),
    abortUploadDays: rule.one("AbortIncompleteMultipartUpload")?.numberOf("DaysAfterInitiation"),
  };
}

function writeLifecycleRule(rule: LifecycleRule): Xml {
  const tags = Object.entries(rule.tags).map(([Key, Value]) => ({ Key, Value }));
  const { expireDays, expireDate, abortUploadDays } = rule;
  return {
    ID: rule.id,
    Status: rule.enabled ? "Enabled" : "Disabled",
    Filter: tags.length === 0 ? { Prefix: rule.prefix } : { And: { Prefix: rule.prefix, Tag: tags } },
    Expiration:
      expireDays === undefined && expireDate === undefined
        ? undefined
        : { Days: expireDays, Date: expireDate },
    AbortIncompleteMultipartUpload:
      abortUploadDays === undefined ? undefined : { DaysAfterInitiation: abortUploadDays },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON");
  }
}
