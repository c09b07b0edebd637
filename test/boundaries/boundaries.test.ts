import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { afterAll, expect, test } from "vitest";
import { type Arrow, arrows } from "./arrows.ts";

const root = resolve(import.meta.dirname, "../..");
const planted = await mkdtemp(join(tmpdir(), "printcloud-arrows-"));
afterAll(() => rm(planted, { recursive: true }));

test("no module reaches over an arrow of the house", async () => {
  const { summary } = await cruised(root, ["lib", "functions", "bin"]);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  // A cruiser that reads nothing is green too.
  expect(summary.totalCruised).toBeGreaterThan(300);
});

test.each(arrows.map((arrow) => [arrow.name, arrow] as const))(
  "%s catches its planted violation",
  async (name, arrow) => {
    const folder = join(planted, name);
    await plant(folder, arrow);
    const { summary } = await cruised(folder, ["."]);
    expect(summary.violations.map(({ rule }) => rule.name)).toContain(name);
  },
);

async function plant(folder: string, { planted: [file, imports] }: Arrow): Promise<void> {
  const path = join(folder, file);
  await write(path, `import * as other from "${imports}";\nexport const seen = other;\n`);
  if (imports.startsWith(".")) await write(join(dirname(path), imports), "export const other = 1;\n");
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function cruised(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const options: ICruiseOptions = {
    baseDir,
    validate: true,
    ruleSet: { forbidden: arrows.map(rule) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js"],
    },
  };
  const { output } = await cruise(folders, options);
  if (typeof output === "string") throw new Error(`the cruiser wrote text: ${relative(root, output)}`);
  return output;
}

function rule({ name, from, fromNot, to, toNot }: Arrow) {
  return {
    name,
    severity: "error" as const,
    from: { path: from, ...(fromNot ? { pathNot: fromNot } : {}) },
    to: { path: to, ...(toNot ? { pathNot: toNot } : {}) },
  };
}
