import { standards } from "../order/preflight.ts";
import type { Rule } from "./rule.ts";
import { rulesOf } from "./rules.ts";

/** Every rule of every standard as Markdown: what a code in a report means. */
export function ruleTable(): string {
  return standards.map((standard) => tableOf(standard, rulesOf[standard])).join("\n");
}

function tableOf(standard: string, rules: readonly Rule[]): string {
  const rows = rules.map(({ code, severity, clause }) => `| \`${code}\` | ${severity} | ${clause} |`);
  return [`## ${standard}`, "", "| code | severity | what must hold |", "|---|---|---|", ...rows, ""].join(
    "\n",
  );
}
