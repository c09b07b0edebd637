import { basename, join } from "node:path";
import { capabilityOf, fileProfileOf } from "../catalogue/capability.ts";
import { productOf } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import type { Facility, FileProfile } from "../order/facility.ts";
import { pagesOf, placeOf } from "../order/finding-place.ts";
import type { FileType } from "../order/measured.ts";
import type { PlacedPicture, PreflightFinding, Standard } from "../order/preflight.ts";
import type { Paper, Product } from "../order/product.ts";
import type { Component, Finding } from "../order/rendered.ts";
import type { Fit, ItemOptions } from "../order/source.ts";
import { mmToPt } from "../paper/length.ts";
import { pageAreas } from "../paper/page-areas.ts";
import { Checked, type CheckJob, type Overlay, type OverlayWish } from "./check-job.ts";
import type { BoxPt, CheckFinding, Report } from "./report.ts";

/** A file on disk, by its bytes. */
export interface LocalFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A product as one facility prints it. */
export interface Press {
  readonly product: Product;
  readonly paper: Paper;
  readonly fileProfile: FileProfile;
}

/** How a file is laid onto it, as an order's item says it. */
interface Laying {
  readonly press: Press;
  readonly fit: Fit;
  readonly options: ItemOptions;
  readonly acceptLowResolution: boolean;
}

/** One press-ready document of a file. */
type MadeFile = Omit<Component, "key"> & { readonly path: string };

/** A page of it as a picture: after cutting, and before with its boxes and findings drawn over it. */
interface MadePage {
  readonly role: MadeFile["role"];
  readonly page: number;
  readonly path: string;
  readonly annotated: string;
}

/** What opens files, in capped children all but the first; each throws Rejected on what a file is. */
export interface Examiners {
  typeOf(path: string): Promise<FileType | undefined>;
  /** Measures and renders a file as an order's only one. */
  make(
    file: LocalFile,
    how: Laying & { readonly folder: string },
  ): Promise<{
    readonly components: readonly MadeFile[];
    readonly previews: readonly MadePage[];
    readonly findings: readonly Finding[];
    /** Of a file that is a picture, before it is scaled down to what is printed. */
    readonly pictureDpi: number | null;
  }>;
  readonly checker: { run(job: CheckJob): Promise<unknown> };
}

export type Against = Laying | { readonly standard: Standard };

/** Where results go. */
interface Places {
  readonly folder: string;
  /** Null where no pages are to be drawn. */
  readonly overlaysTo: string | null;
}

/** What came of it; files and overlays lie in the folders that were given. */
export interface Examined {
  readonly pages: number;
  readonly findings: readonly PreflightFinding[];
  readonly leftOff: number;
  readonly pictures: readonly PlacedPicture[];
  readonly files: readonly MadeFile[];
  readonly overlays: readonly DrawnPage[];
}

/** A page with what was found drawn over it, and as it looks after cutting where something is made of the file. */
interface DrawnPage extends Overlay {
  readonly cut: string | null;
}

/** The product as that facility prints it; undefined where it does not. */
export function pressAt(facility: Facility, productId: string): Press | undefined {
  const product = productOf(productId);
  const capability = product && capabilityOf(facility, product);
  const fileProfile = capability && fileProfileOf(facility, capability);
  return fileProfile && { product, paper: capability.paper, fileProfile };
}

/**
 * The production preflight: makes of a file what an order would print and looks at that, or holds the file itself
 * against a standard. Throws Rejected where it cannot be made or opened.
 */
export async function examine(
  examiners: Examiners,
  file: LocalFile,
  { against, ...places }: Places & { readonly against: Against },
): Promise<Examined> {
  if ("press" in against) return asProduct(examiners, file, { ...against, ...places });
  const { standard } = against;
  await checkIsPdf(examiners, file.path);
  const overlay = overlayIn(places, { safeMm: 0, notes: [] });
  const { report, overlays } = await checked(examiners, { path: file.path, standard, overlay });
  return {
    ...lookedAt(report),
    findings: report.findings.map(ofStandard(standard)),
    files: [],
    overlays: drawnPages(overlays, []),
  };
}

async function asProduct(examiners: Examiners, file: LocalFile, how: Places & Laying): Promise<Examined> {
  const { product, fileProfile } = how.press;
  const { components, findings, previews, pictureDpi } = await examiners.make(file, how);
  // A cover is a document of its own; the one that was made along is only a stand-in.
  const inside = components.find(({ role }) => role === "inside");
  if (!inside) throw new Error("a product was made without an inside");
  const { path } = inside;
  const areas = pageAreas(product);
  const safeMm = areas.safe.left - areas.trim.left;
  const foldsMm = inside.faceMm ? [inside.faceMm] : [];
  const overlay = overlayIn(how, { safeMm, foldsMm, notes: findings.flatMap(noted) });
  const { inkLimitPercent } = fileProfile;
  // Our own file is printed as it is: what printers like otherwise is advice.
  const job = { path, standard: "gwg2015-sheetfed", inkLimitPercent, overlay, asAdvice: true } as const;
  const advice = await checked(examiners, job);
  const strict = fileProfile.kind === "pdfx4" ? await strictly(examiners, path) : [];
  return {
    ...lookedAt(advice.report),
    pictures: asGiven(advice.report.pictures, pictureDpi),
    findings: [
      ...findings.map(ofMaking),
      ...strict,
      ...advice.report.findings.map(ofStandard("gwg2015-sheetfed")),
    ],
    files: [inside],
    overlays: drawnPages(
      advice.overlays,
      previews.filter(({ role }) => role === "inside"),
    ),
  };
}

/** What is printed has been scaled down: readers want to know what the file itself has. */
function asGiven(pictures: readonly PlacedPicture[], dpi: number | null): PlacedPicture[] {
  return pictures.map((placed) => ({ ...placed, dpi: Math.max(placed.dpi, Math.round(dpi ?? 0)) }));
}

/** Each page that either of them shows: the checker those with findings, the engine the first ones. */
function drawnPages(overlays: readonly Overlay[], made: readonly MadePage[]): DrawnPage[] {
  const drawn = new Map<number, DrawnPage>(
    overlays.map((overlay) => [overlay.page, { ...overlay, cut: null }]),
  );
  for (const { page, path: cut, annotated } of made)
    drawn.set(page, { page, path: drawn.get(page)?.path ?? annotated, cut });
  return [...drawn.values()].sort((a, b) => a.page - b.page);
}

function overlayIn({ overlaysTo }: Places, wish: Omit<OverlayWish, "folder">): OverlayWish | null {
  return overlaysTo === null ? null : { ...wish, folder: overlaysTo };
}

async function strictly(examiners: Examiners, path: string): Promise<PreflightFinding[]> {
  const { report } = await checked(examiners, { path, standard: "pdfx4", overlay: null });
  return report.findings.map(ofStandard("pdfx4"));
}

/** A child that a stranger's file took over must not have other files of ours shown. */
async function checked({ checker }: Examiners, job: CheckJob): Promise<Checked> {
  const { success, data } = Checked.safeParse(await checker.run(job));
  if (!success) throw new Rejected("damaged_file", "The file makes its reader answer nonsense.");
  const { report, overlays } = data;
  const here = ({ page, path }: Overlay) => ({ page, path: join(job.overlay?.folder ?? "", basename(path)) });
  return { report, overlays: overlays.map(here) };
}

async function checkIsPdf(examiners: Examiners, path: string): Promise<void> {
  const type = await examiners.typeOf(path);
  if (type === "application/pdf") return;
  throw new Rejected("unsupported_file_type", "Only a PDF can be held against a standard.", {
    given: type ?? null,
    wanted: ["application/pdf"],
  });
}

function lookedAt({ pages, leftOff, pictures }: Report) {
  return { pages: pages.length, leftOff, pictures };
}

function ofMaking(finding: Finding): PreflightFinding {
  return { ...finding, standard: null, clause: null, count: 1 };
}

function ofStandard(standard: Standard) {
  return ({ boxes: _, ...finding }: CheckFinding): PreflightFinding => ({ ...finding, standard });
}

/** On every page that it is about; the engine says where a coarse picture is, other findings of its are about pages. */
function noted(finding: Finding): OverlayWish["notes"] {
  const { code, severity } = finding;
  const boxes = boxesOf(finding);
  return pagesOf(finding).map((page) => ({ code, severity, page, boxes }));
}

function boxesOf(finding: Finding): BoxPt[] {
  const place = placeOf(finding);
  if (!place) return [];
  const [left, bottom] = [mmToPt(place.leftMm), mmToPt(place.bottomMm)];
  return [[left, bottom, left + mmToPt(place.widthMm), bottom + mmToPt(place.heightMm)]];
}
