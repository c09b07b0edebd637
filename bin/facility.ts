import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { facilities } from "../lib/catalogue/facilities.ts";
import { conformFacility } from "./conform-facility.ts";
import { invoke } from "./invoke.ts";

// `npm run facility -- add ...`: makes the facility's queue and row; its key is printed once.
const program = new Command("facility").description("Onboards print facilities.");

program
  .command("add")
  .description("a facility from a JSON file, or one of the samples under another id")
  .option("--file <path>", "JSON as `npm run facility -- sample ID` prints it")
  .option("--sample <id>", `one of ${facilities.map(({ id }) => id).join(", ")}`)
  .option("--id <id>", "its id, instead of the one in the file or sample")
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(async ({ file, sample: sampleId, id, stage }) => {
    const facility = file ? JSON.parse(await readFile(file, "utf8")) : sample(sampleId);
    await invoke("add-facility", id ? { ...facility, id } : facility, stage);
  });

program
  .command("policy")
  .description("how orders of a mode are routed and priced: weights, pins, exclusions, ramps, margin, rates")
  .requiredOption(
    "--file <path>",
    'JSON such as {"mode":"live","ramps":[{"facilityId":"utrecht","percent":10}]}',
  )
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(async ({ file, stage }) => {
    await invoke("set-policy", JSON.parse(await readFile(file, "utf8")), stage);
  });

program
  .command("sample")
  .argument("<id>")
  .description("prints a sample facility to start from")
  .action((id) => {
    process.stdout.write(`${JSON.stringify(sample(id), null, 2)}\n`);
  });

program
  .command("statement")
  .argument("<id>")
  .description("what a facility is owed for what it shipped in a month, by its own price list")
  .option("--month <month>", "such as 2026-11, in UTC", new Date().toISOString().slice(0, 7))
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action((facilityId, { month, stage }) => invoke("statement", { facilityId, month }, stage));

program
  .command("recall")
  .description("takes an item back that a facility may have claimed; what it claimed only when it agrees")
  .requiredOption("--merchant <id>", "whose order it is")
  .requiredOption("--order <id>")
  .requiredOption("--item <id>")
  .option("--mode <mode>", "live or test", "live")
  .option("--purpose <purpose>", "reroute or cancel", "reroute")
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(({ merchant: merchantId, order: orderId, item: itemId, mode, purpose, stage }) =>
    invoke("recall", { mode, merchantId, orderId, itemId, purpose }, stage),
  );

program
  .command("conform")
  .argument("<id>", "a facility in test mode, whose own integration is running")
  .description("plays trial tickets against a facility's integration and tells what it did right and wrong")
  .option("--patience <seconds>", "how long to wait for each of its words", "120")
  .option("--quiet <seconds>", "how long to wait for words that ought not to come", "5")
  .option("--stage <stage>", "a deployed stage instead of the laptop cloud")
  .action(async (id, { patience, quiet, stage }) => {
    const wish = { seconds: Number(patience), quietSeconds: Number(quiet), stage };
    const wrong = await conformFacility(id, wish);
    if (wrong > 0) process.exitCode = 1;
  });

await program
  .parseAsync()
  .catch((error: unknown) => program.error(error instanceof Error ? error.message : String(error)));

function sample(id: string | undefined) {
  const found = facilities.find((facility) => facility.id === id);
  if (!found)
    throw new Error(
      `the samples are ${facilities.map(({ id }) => id).join(", ")}; \`add\` takes one as --sample, or your own as --file`,
    );
  return found;
}
