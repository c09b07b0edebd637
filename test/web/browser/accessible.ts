import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { isFirefox } from "./browsing.ts";
import { picture } from "./firefox.ts";

const shots = process.env.PRINTCLOUD_SHOTS;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * No violation of WCAG 2.0 to 2.2 AA nor of axe's best practices, in the light and in the dark. After axe Playwright's
 * `getByLabel` crashes Firefox 153, `getByRole` does not: laws look for fields by role.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await shoot(page, `${name}-${colorScheme}`);
    await page.evaluate(axe);
    // What differs in the dark is contrast; a whole run costs a second.
    const rules = colorScheme === "light" ? standards : ["color-contrast"];
    const found: { id: string; nodes: string[] }[] = await page.evaluate(`axe.run(document, {
      runOnly: ${JSON.stringify(rules)}, iframes: false,
    }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => html + failureSummary) })))`);
    expect({ name, colorScheme, found }).toEqual({ name, colorScheme, found: [] });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** `PRINTCLOUD_SHOTS=folder` keeps a picture of each state and browser, to be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  const folder = join(shots, page.context().browser()?.browserType().name() ?? "");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${name}.png`),
    isFirefox(page) ? await picture(page) : await page.screenshot(),
  );
}
