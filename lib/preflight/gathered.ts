import type { Box } from "./content/matrix.ts";
import type { CheckFinding } from "./report.ts";
import type { Rule, Sighting } from "./rule.ts";

/** Findings of a rule in a report, and boxes of a finding: all rules broken everywhere make 6 MB, a child may say 8. */
const maxOfRule = 100;
const maxBoxes = 20;

interface Growing extends CheckFinding {
  count: number;
  measured: unknown;
  readonly boxes: [number, number, number, number][];
}

/** Gathers sightings into findings: one for each rule, page and thing, with the worst that was measured there. */
export class Gathered {
  readonly #findings = new Map<string, Growing>();
  readonly #ofRule = new Map<string, number>();
  readonly #leftOff = new Set<string>();

  add(rule: Rule, sighting: Sighting): void {
    const { page, measured, wanted, box, about = "" } = sighting;
    const key = `${rule.code} ${page} ${about}`;
    const finding = this.#findings.get(key) ?? this.#begun(key, rule, sighting);
    if (!finding) return;
    finding.count++;
    if (isWorse(measured, finding.measured, wanted)) finding.measured = measured;
    if (box && finding.boxes.length < maxBoxes) finding.boxes.push(rounded(box));
  }

  get leftOff(): number {
    return this.#leftOff.size;
  }

  /** By page, the document's own first; as the rules were listed within a page. */
  list(): CheckFinding[] {
    return [...this.#findings.values()].sort((a, b) => (a.page ?? 0) - (b.page ?? 0));
  }

  #begun(key: string, { code, severity, clause }: Rule, seen: Sighting): Growing | undefined {
    const already = this.#ofRule.get(code) ?? 0;
    if (already >= maxOfRule) {
      this.#leftOff.add(key);
      return undefined;
    }
    this.#ofRule.set(code, already + 1);
    const { page, measured, wanted } = seen;
    const begun: Growing = {
      code,
      severity,
      page,
      measured,
      wanted,
      fixed: null,
      clause,
      count: 0,
      boxes: [],
    };
    this.#findings.set(key, begun);
    return begun;
  }
}

/** Further from what is wanted; only numbers can be compared. */
function isWorse(measured: unknown, before: unknown, wanted: unknown): boolean {
  if (typeof measured !== "number" || typeof before !== "number" || typeof wanted !== "number") return false;
  return Math.abs(measured - wanted) > Math.abs(before - wanted);
}

function rounded([left, bottom, right, top]: Box): [number, number, number, number] {
  const tidy = (pt: number) => Math.round(pt * 100) / 100;
  return [tidy(left), tidy(bottom), tidy(right), tidy(top)];
}
