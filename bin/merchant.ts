import { Command, Option } from "commander";
import { Tier } from "../lib/order/principal.ts";
import { invoke } from "./invoke.ts";

// `npm run merchant -- add ...`: keys are printed once and stored as hashes only.
const program = new Command("merchant").description("Onboards merchants and applications.");

program
  .command("add")
  .description("a merchant with secret and publishable keys for live and for test")
  .requiredOption("--name <name>")
  .addOption(new Option("--tier <tier>", "usage plan").choices(Tier.options).default("standard"))
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(({ name, tier, stage }) => invoke("add-merchant", { kind: "merchant", name, tier }, stage));

program
  .command("app")
  .description("an application that acts for the merchants who granted it")
  .requiredOption("--name <name>")
  .requiredOption("--merchant <ids...>", "merchants that grant it")
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(({ name, merchant, stage }) =>
    invoke("add-merchant", { kind: "app", name, merchants: merchant }, stage),
  );

await program
  .parseAsync()
  .catch((error: unknown) => program.error(error instanceof Error ? error.message : String(error)));
