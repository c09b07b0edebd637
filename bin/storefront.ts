import { Command, Option } from "commander";
import { invoke } from "./invoke.ts";
import { putSite } from "./site.ts";

// `npm run storefront -- connect ...`: secrets come from the environment, so that no shell remembers them.
const program = new Command("storefront").description("Connects the storefront and puts its pages out.");

program
  .command("connect")
  .description(
    "gives it its app_ key (STOREFRONT_APP_KEY) and, if set, Stripe's (STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET)",
  )
  .addOption(new Option("--mode <mode>").choices(["live", "test"]).makeOptionMandatory())
  .requiredOption("--from <address>", "sender of e-mails, verified in SES")
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(({ mode, from, stage }) => invoke("storefront-connect", connection(mode, from), stage));

program
  .command("site")
  .description(
    "builds the shoppers' pages and puts them into the bucket that the stack's output SiteBucket names",
  )
  .requiredOption("--bucket <name>")
  .option("--folder <folder>", "where they are built", "node_modules/.cache/printcloud/site")
  .action(async ({ bucket, folder }) => {
    process.stdout.write(`${await putSite({ s3: {}, bucket, folder })} files\n`);
  });

await program
  .parseAsync()
  .catch((error: unknown) => program.error(error instanceof Error ? error.message : String(error)));

function connection(mode: string, from: string): object {
  const { STOREFRONT_APP_KEY: appKey, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET } = process.env;
  const stripe = secretKey ? { secretKey, webhookSecret: STRIPE_WEBHOOK_SECRET } : null;
  return { mode, from, appKey, stripe };
}
