import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ruleTable } from "../../lib/preflight/rule-table.ts";

test("the README of the checker lists every rule as it is", () => {
  const readme = readFileSync(new URL("../../lib/preflight/README.md", import.meta.url), "utf8");
  expect(readme).toContain(ruleTable());
});
