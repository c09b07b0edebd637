import { readFile } from "node:fs/promises";
import type { Standard } from "../order/preflight.ts";
import { Census } from "./census.ts";
import { Budget, WorkLimit } from "./content/budget.ts";
import { hiddenLayersOf } from "./content/layers.ts";
import type { Mark } from "./content/marks.ts";
import { type Box, isTurnedOut, overlap } from "./content/matrix.ts";
import type { Desk } from "./content/pen.ts";
import { readPage } from "./content/read-page.ts";
import { Gathered } from "./gathered.ts";
import type { BoxPt, PageShown, Report } from "./report.ts";
import type { MarkRule, Rule } from "./rule.ts";
import { rulesOf } from "./rules.ts";
import { openSubject, type Subject, type SubjectPage } from "./subject.ts";
import { usualWishes, type Wishes } from "./wishes.ts";

/**
 * Checks any PDF, by bytes or path, against a standard. Throws Rejected encrypted_pdf or damaged_file where it cannot
 * be opened. The same bytes give the same report. Opens files of strangers: run it in a capped child.
 */
export async function checkPdf(
  pdf: Uint8Array | string,
  standard: Standard,
  wishes: Partial<Wishes> = {},
): Promise<Report> {
  const bytes =
    typeof pdf === "string" ? await readFile(pdf) : Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length);
  const subject = await openSubject(bytes, { ...usualWishes, ...wishes });
  const rules = rulesOf[standard];
  const gathered = new Gathered();
  lookAtFile(subject, rules, gathered);
  const census = readPages(subject, rules, gathered);
  for (const rule of rules) {
    if (!("conclude" in rule)) continue;
    for (const sighting of await rule.conclude(census, subject)) gathered.add(rule, sighting);
  }
  const pages = subject.pages.map(shown);
  const pictures = census.placed.on(pages);
  return { standard, pages, pictures, findings: gathered.list(), leftOff: gathered.leftOff };
}

function lookAtFile(subject: Subject, rules: readonly Rule[], gathered: Gathered): void {
  for (const rule of rules) {
    if (!("find" in rule)) continue;
    for (const sighting of rule.find(subject)) gathered.add(rule, sighting);
  }
}

function readPages(subject: Subject, rules: readonly Rule[], gathered: Gathered): Census {
  const census = new Census();
  const judges = rules.filter((rule): rule is MarkRule => "judge" in rule);
  const tell = (mark: Mark) => {
    census.add(mark);
    for (const rule of judges) {
      const verdict = rule.judge(mark, subject);
      if (verdict) gathered.add(rule, { page: mark.page, box: mark.box, ...verdict });
    }
  };
  const desk = { budget: new Budget(subject.wishes.limits), hidden: hiddenLayersOf(subject.catalog), tell };
  for (const page of subject.pages) if (!readOne(desk, page, census)) break;
  return census;
}

/** False when there is no use in reading on. */
function readOne(desk: Desk, page: SubjectPage, census: Census): boolean {
  try {
    readPage(desk, page);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : "it cannot be decoded";
    const stop = { page: page.number, reason };
    if (error instanceof WorkLimit) census.cutShort.push(stop);
    else census.unreadable.push(stop);
    return !(error instanceof WorkLimit);
  }
}

function shown({ number, media, crop, clip, bleed, trim, rotate }: SubjectPage): PageShown {
  const view = media && crop ? overlap(crop, media) : (media ?? clip);
  return {
    page: number,
    view: corners(isTurnedOut(view) ? (media ?? clip) : view),
    bleed: bleed && corners(bleed),
    trim: trim && corners(trim),
    rotate,
  };
}

function corners([left, bottom, right, top]: Box): BoxPt {
  return [left, bottom, right, top];
}
