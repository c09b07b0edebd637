import type { Finding } from "../order/rendered.ts";

/** A finding, with the checker's clause and count where it has them. */
export interface Told extends Finding {
  readonly clause?: string | null;
  readonly count?: number;
}

/** Pages named one by one for a finding that many share. */
const maxPages = 8;

/** The report for people: findings of one kind together, errors first. */
export function textReport(title: string, findings: readonly Told[]): string {
  const alike = Map.groupBy(findings, ({ severity, code, clause }) => `${severity} ${code} ${clause ?? ""}`);
  const groups = [...alike.values()].sort((a, b) => rank(a) - rank(b));
  const lines = groups.flatMap(grouped);
  return `${[title, ...lines, summary(findings)].join("\n")}\n`;
}

const ranks = { error: 0, warning: 1, info: 2 };

function rank([first]: readonly Told[]): number {
  return first ? ranks[first.severity] : ranks.info;
}

function grouped(alike: readonly Told[]): string[] {
  const [first] = alike;
  if (!first) return [];
  const { severity, code, clause, measured, wanted, fixed } = first;
  const places = alike.reduce((sum, { count = 1 }) => sum + count, 0);
  const seen = [`measured ${shown(measured)}`, `wanted ${shown(wanted)}`].filter(
    (part) => !part.endsWith(" "),
  );
  return [
    `  ${severity.padEnd(7)}  ${code}  ${pagesOf(alike)}${places > alike.length ? `, ${places} places` : ""}`,
    ...(clause ? [`           ${clause}`] : []),
    ...(seen.length > 0 ? [`           ${seen.join(", ")}`] : []),
    ...(fixed ? [`           fixed: ${fixed}`] : []),
  ];
}

function pagesOf(alike: readonly Told[]): string {
  const pages = [...new Set(alike.flatMap(({ page }) => page ?? []))];
  if (pages.length === 0) return "document";
  const more = pages.length > maxPages ? ` and ${pages.length - maxPages} more` : "";
  return `page ${pages.slice(0, maxPages).join(", ")}${more}`;
}

/** What a file says about itself goes to a terminal: control characters stay out of it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value).replaceAll('"', "");
  return text.replace(/\p{Cc}/gu, "?").slice(0, 160);
}

function summary(findings: readonly Told[]): string {
  const count = (wanted: Finding["severity"]) =>
    findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings, infos] = [count("error"), count("warning"), count("info")];
  const verdict = errors > 0 ? "does not pass" : "passes";
  return `  ${verdict}: ${errors} errors, ${warnings} warnings, ${infos} remarks`;
}
