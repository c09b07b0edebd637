import * as z from "zod";
import { AwsError } from "../call.ts";

// The laptop refuses what it would otherwise ignore: a session policy that narrows rights must not be dropped.
const unsupported =
  /^(Policy|PolicyArns\.|TransitiveTagKeys\.|SerialNumber|TokenCode|SourceIdentity|ProvidedContexts\.)/;

const assumeSchema = z.object({
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3_600),
  ExternalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/)
    .optional(),
});

const word = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tagSchema = z.object({
  Key: z.string().regex(word).min(1).max(128),
  Value: z.string().regex(word).max(256),
});

/** What AssumeRole is asked for. */
export interface Assumption {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly seconds: number;
  readonly externalId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads the form of an AssumeRole call; throws `ValidationError` on what STS would refuse. */
export function readAssumption(form: URLSearchParams): Assumption {
  const extra = [...form.keys()].find((name) => unsupported.test(name));
  if (extra) throw invalid(`The laptop's STS does not know the parameter ${extra}`);
  const read = assumeSchema.safeParse(Object.fromEntries(form));
  if (!read.success) throw invalid(`1 validation error detected: ${z.prettifyError(read.error)}`);
  const { RoleArn, RoleSessionName, DurationSeconds, ExternalId } = read.data;
  return {
    roleArn: RoleArn,
    sessionName: RoleSessionName,
    seconds: DurationSeconds,
    externalId: ExternalId,
    tags: readTags(form),
  };
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

// Lists arrive as Tags.member.1.Key, Tags.member.1.Value, Tags.member.2.Key ...
function readTags(form: URLSearchParams): Record<string, string> {
  const tags: [string, string][] = [];
  for (let n = 1; form.has(`Tags.member.${n}.Key`); n += 1) {
    const pair = { Key: form.get(`Tags.member.${n}.Key`), Value: form.get(`Tags.member.${n}.Value`) };
    const read = tagSchema.safeParse(pair);
    if (!read.success) throw invalid(`Tag ${n} is invalid: ${z.prettifyError(read.error)}`);
    tags.push([read.data.Key, read.data.Value]);
  }
  if (tags.length > 50) throw invalid("A session may have at most 50 tags");
  // IAM reads tag keys without case: two spellings of one key would leave open which of them counts.
  if (new Set(tags.map(([key]) => key.toLowerCase())).size < tags.length)
    throw invalid("Duplicate tag keys found");
  return Object.fromEntries(tags);
}
