import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { checkOptionsAt } from "../lib/intake/check-options.ts";
import { Rejected } from "../lib/order/errors.ts";
import { type Standard, standards } from "../lib/order/preflight.ts";
import { Fit, type ItemOptions } from "../lib/order/source.ts";
import { type Against, type Examined, examine } from "../lib/preflight/examine.ts";
import { passes } from "../lib/preflight/report.ts";
import { type Told, textReport } from "../lib/preflight/text-report.ts";
import { examiners, localFile, pressFor } from "./preflight-product.ts";

// `npm run preflight -- FILE --product ID` or `-- FILE --standard NAME`: exit 1 on errors, 2 on wrong use.
interface Options {
  readonly product?: string;
  readonly standard?: Standard;
  readonly json?: true;
  readonly overlay?: string;
  readonly fit: Fit;
  readonly option: ItemOptions;
  readonly acceptLowResolution?: boolean;
}

/** One part of what is printed: a file against a standard, or the making of a product. */
interface Part {
  readonly title: string;
  readonly findings: readonly Told[];
}

const program = new Command("preflight")
  .description("Checks a file as production would, or any PDF against a standard.")
  .argument("[file]")
  .addOption(
    new Option("--product <id>", "a product of the catalogue, such as magazine-a4").conflicts("standard"),
  )
  .addOption(new Option("--standard <name>", "a standard for PDFs").choices(standards))
  .addOption(
    new Option("--fit <how>", "how pages of other sizes are laid").choices(Fit.options).default("fill"),
  )
  .addOption(
    new Option("--option <name=choice>", "one of the product's options, again for each")
      .argParser(chosen)
      .default({}),
  )
  .option("--accept-low-resolution", "too few pixels are a warning")
  .option("--json", "the report as JSON")
  .option("--rules", "prints what every code means, as Markdown, and checks nothing")
  .option("--overlay <folder>", "draws pages with trim, bleed, safe area and findings into a folder")
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });

try {
  program.parse();
  const [file] = program.args;
  process.exitCode = program.opts().rules ? await explained() : await answer(file, program.opts());
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

async function explained(): Promise<number> {
  // The rules bring PDF libraries along, which this process does without otherwise.
  const { ruleTable } = await import("../lib/preflight/rule-table.ts");
  process.stdout.write(ruleTable());
  return 0;
}

async function answer(file: string | undefined, options: Options): Promise<number> {
  if (file === undefined) return wrong("a file is needed");
  const path = resolve(file);
  const against = againstOf(options);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return wrong(`${found ? "this is no file" : "there is no file"}: ${path}`);
  const overlaysTo = options.overlay === undefined ? null : resolve(options.overlay);
  if (overlaysTo) await mkdir(overlaysTo, { recursive: true });
  const parts = await partsOf(path, against, overlaysTo);
  const text = options.json
    ? `${JSON.stringify({ file: path, parts }, null, 2)}\n`
    : parts.map(({ title, findings }) => textReport(title, findings)).join("\n");
  process.stdout.write(text);
  return passes({ findings: parts.flatMap(({ findings }) => findings) }) ? 0 : 1;
}

function chosen(said: string, before: ItemOptions): ItemOptions {
  const [, name = "", choice = ""] = /^([^=]+)=(.+)$/.exec(said) ?? wrong(`${said} is not name=choice`);
  return { ...before, [name]: choice };
}

function againstOf({
  product,
  standard,
  fit,
  option: options,
  acceptLowResolution = false,
}: Options): Against {
  if (standard !== undefined) return { standard };
  if (product === undefined) return wrong("--product or --standard is needed");
  const press = pressFor(product) ?? wrong(`there is no product ${product}`);
  try {
    checkOptionsAt(options, press.product, "/options");
  } catch (error) {
    if (error instanceof Rejected) return wrong(error.message);
    throw error;
  }
  return { press, fit, options, acceptLowResolution };
}

async function partsOf(path: string, against: Against, overlaysTo: string | null): Promise<Part[]> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-preflight-"));
  try {
    const examined = await examine(examiners, await localFile(path), { against, folder, overlaysTo });
    return told(examined, against);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return [{ title: titleOf(against), findings: [refused(error)] }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What making it said, then each standard by itself. */
function told({ findings, pages, leftOff }: Examined, against: Against): Part[] {
  const ofStandards = standardsOf(against).map((standard) => ({
    title: `${standard}, ${pages} pages${leftOff > 0 ? `, ${leftOff} more findings left off` : ""}`,
    findings: findings.filter((finding) => finding.standard === standard),
  }));
  if ("standard" in against) return ofStandards;
  const making = findings.filter(({ standard }) => standard === null);
  return [{ title: titleOf(against), findings: making }, ...ofStandards];
}

function standardsOf(against: Against): readonly Standard[] {
  if ("standard" in against) return [against.standard];
  return against.press.fileProfile.kind === "pdfx4" ? standards : ["gwg2015-sheetfed"];
}

function titleOf(against: Against): string {
  if ("standard" in against) return against.standard;
  return `as ${against.press.product.id} for ${against.press.fileProfile.id}`;
}

function refused({ code, message: clause, blame }: Rejected): Told {
  const { given = null, wanted = null } = blame;
  return { code, severity: "error", page: null, measured: given, wanted, fixed: null, clause };
}

function wrong(what: string): never {
  throw program.error(what, { exitCode: 2 });
}
