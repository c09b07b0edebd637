import * as z from "zod";
import { Tier } from "../order/principal.ts";

const name = z.string().min(1);

/** A variable that holds JSON; what is wrong with it is told under the variable's name. */
function json<T extends z.ZodType>(schema: T) {
  return name
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue("no JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Everything a function may be told by its environment; each names what it needs. */
const Environment = z.object({
  STAGE: name,
  TABLE: name,
  FILES_BUCKET: name,
  TICKETS_BUCKET: name,
  QUEUE_PREPARE: z.url(),
  QUEUE_PREFLIGHT: z.url(),
  QUEUE_ROUTE: z.url(),
  QUEUE_RENDER: z.url(),
  QUEUE_DISPATCH: z.url(),
  QUEUE_TRACK: z.url(),
  QUEUE_PROJECT: z.url(),
  DEAD_QUEUES: json(z.record(z.string(), z.string())),
  FACILITY_QUEUE_PREFIX: name,
  FACILITY_DEAD_QUEUE_ARN: name,
  FACILITY_ROLE_ARN: name,
  FACILITY_ROLE_ID: name,
  USAGE_PLANS: json(z.record(Tier, z.string())),
  /** Comma-separated origins, e.g. `http://127.0.0.1:4000`; empty by default. */
  ALLOWED_PRIVATE_ORIGINS: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((origin) => origin !== "")),
  /** The storefront's: where the platform's API and the shoppers' pages are. */
  PLATFORM_API: z.url(),
  SITE_URL: z.url(),
  STOCK_BUCKET: name,
  SITE_BUCKET: name,
  QUEUE_SETTLE: z.url(),
  QUEUE_MEASURE: z.url(),
  RETENTION_DAYS: z.coerce.number().int().min(30),
  AWS_REGION: name,
  /** Set on the laptop only: where SQS and S3 answer there. */
  AWS_ENDPOINT_URL: z.url().optional(),
});
type Environment = z.infer<typeof Environment>;

/** The named variables, parsed; throws at start, naming what is missing. */
export function readEnv<K extends keyof Environment>(
  variables: unknown,
  ...names: K[]
): Pick<Environment, K> {
  const wanted = Object.fromEntries(names.map((each) => [each, Environment.shape[each]]));
  // fromEntries loses which keys were asked for; the type says it again.
  return z.object(wanted).parse(variables) as unknown as Pick<Environment, K>;
}
