import { access, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { Rejected } from "../lib/order/errors.ts";
import { Checked, type CheckJob, checkCaps } from "../lib/preflight/check-job.ts";
import { passes, standards } from "../lib/preflight/report.ts";
import { type Told, textReport } from "../lib/preflight/text-report.ts";
import { child, makeProduct, pressFor } from "./preflight-product.ts";

// `npm run preflight -- FILE --product ID` or `-- FILE --standard NAME`: exit 1 on errors, 2 on wrong use.
interface Options {
  readonly product?: string;
  readonly standard?: CheckJob["standard"];
  readonly json?: true;
  readonly overlay?: string;
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
  if (!options.product && !options.standard) wrong("--product or --standard is needed");
  await access(path).catch(() => wrong(`there is no file ${path}`));
  const overlay = options.overlay === undefined ? null : resolve(options.overlay);
  if (overlay) await mkdir(overlay, { recursive: true });
  const parts = await partsOf(path, options, overlay);
  const findings = parts.flatMap((part) => part.findings);
  const text = options.json
    ? `${JSON.stringify({ file: path, parts }, null, 2)}\n`
    : parts.map(printed).join("\n");
  process.stdout.write(text);
  return passes({ findings: findings.map((finding) => ({ count: 1, clause: "", boxes: [], ...finding })) })
    ? 0
    : 1;
}

function partsOf(path: string, { product, standard }: Options, overlay: string | null): Promise<Part[]> {
  if (product !== undefined) return productParts(path, product, overlay);
  if (standard === undefined) return wrong("--product or --standard is needed");
  return standardPart(
    { path, standard, overlay: overlay ? { folder: overlay, safeMm: 0 } : null },
    standard,
  ).then((part) => [part]);
}

async function productParts(path: string, productId: string, overlay: string | null): Promise<Part[]> {
  const press = pressFor(productId) ?? wrong(`there is no product ${productId}`);
  const folder = await mkdtemp(join(tmpdir(), "printcloud-preflight-"));
  try {
    const { findings, files, profile, safeMm } = await makeProduct(path, press, folder);
    const parts: Part[] = [{ title: `as ${productId} for ${profile.id}`, findings }];
    for (const { role, path: made } of files) {
      const place = overlay ? { folder: join(overlay, role), safeMm } : null;
      if (place) await mkdir(place.folder, { recursive: true });
      parts.push(...(await pressParts({ role, path: made, kind: profile.kind, overlay: place })));
    }
    return parts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface PressFile {
  readonly role: string;
  readonly path: string;
  readonly kind: "pdfx4" | "pdf16";
  readonly overlay: CheckJob["overlay"];
}

/** Our own file: PDF/X-4 where the press wants that, and what printers like to see as advice. */
async function pressParts({ role, path, kind, overlay }: PressFile): Promise<Part[]> {
  const advice = await standardPart(
    { path, standard: "gwg2015-sheetfed", overlay },
    `${role}, Ghent Workgroup 2015`,
  );
  const softened = advice.findings.map((finding) =>
    finding.severity === "error" ? { ...finding, severity: "warning" as const } : finding,
  );
  const strict =
    kind === "pdfx4"
      ? [await standardPart({ path, standard: "pdfx4", overlay: null }, `${role}, PDF/X-4`)]
      : [];
  return [...strict, { title: advice.title, findings: softened }];
}

async function standardPart(job: CheckJob, title: string): Promise<Part> {
  try {
    const { report } = Checked.parse(await child("preflight-child.ts", checkCaps).run(job));
    const cut = report.leftOff > 0 ? `, ${report.leftOff} more findings left off` : "";
    return { title: `${title}, ${report.pages.length} pages${cut}`, findings: report.findings };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const { code, message: clause } = error;
    return {
      title,
      findings: [{ code, severity: "error", page: null, measured: null, wanted: null, fixed: null, clause }],
    };
  }
}

function printed({ title, findings }: Part): string {
  return textReport(title, findings);
}

function wrong(what: string): never {
  throw program.error(what, { exitCode: 2 });
}
