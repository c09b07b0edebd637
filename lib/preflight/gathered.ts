import type { Box } from "./content/matrix.ts";
import type { CheckFinding } from "./report.ts";
import type { Rule, Sighting } from "./rule.ts";

/** Findings a report holds, and boxes a finding shows: enough to act on, and no more than people read. */
const maxFindings = 1000;
const maxBoxes = 20;

interface Growing extends CheckFinding {
  count: number;
  readonly boxes: [number, number, number, number][];
}

/** Gathers sightings into findings: one for each rule, page and thing. */
export class Gathered {
  readonly #findings = new Map<string, Growing>();
  #leftOff = 0;

  add(rule: Rule, { page, measured, wanted, box, about = "" }: Sighting): void {
    const key = `${rule.code} ${page} ${about}`;
    const finding = this.#findings.get(key) ?? this.#begun(key, rule, { page, measured, wanted });
    if (!finding) return;
    finding.count++;
    if (box && finding.boxes.length < maxBoxes) finding.boxes.push(rounded(box));
  }

  get leftOff(): number {
    return this.#leftOff;
  }

  /** By page, the document's own first; as the rules were listed within a page. */
  list(): CheckFinding[] {
    return [...this.#findings.values()].sort((a, b) => (a.page ?? 0) - (b.page ?? 0));
  }

  #begun(key: string, { code, severity, clause }: Rule, seen: Sighting): Growing | undefined {
    if (this.#findings.size >= maxFindings) {
      this.#leftOff++;
      return undefined;
    }
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

function rounded([left, bottom, right, top]: Box): [number, number, number, number] {
  const tidy = (pt: number) => Math.round(pt * 100) / 100;
  return [tidy(left), tidy(bottom), tidy(right), tidy(top)];
}
