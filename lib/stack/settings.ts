import * as z from "zod";

/** What an operator may choose, as CDK context: `npx cdk deploy -c stage=prod -c alarmEmail=ops@example.org`. */
export const Settings = z.object({
  /** Part of every physical name, so that stages live side by side in one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, "stage: up to 12 lower-case letters and digits, a letter first")
    .default("dev"),
  alarmEmail: z.email().optional(),
  /** Origins that sources may come from although they are private, comma separated; for laptops and intranets. */
  allowedPrivateOrigins: z.string().default(""),
  /** Days that files stay after an order ended; claims may be made for 30. */
  retentionDays: z.coerce.number().int().min(30).max(3650).default(30),
});
export type Settings = z.infer<typeof Settings>;

/** The stage whose table and files survive a deleted stack. */
export function isProduction({ stage }: Settings): boolean {
  return stage === "prod";
}

/** Physical name of a part of the stage, e.g. `printcloud-dev-prepare`. */
export function nameIn({ stage }: Settings, ...words: readonly string[]): string {
  return ["printcloud", stage, ...words].join("-");
}
