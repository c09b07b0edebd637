import { execFileSync } from "node:child_process";
import { test } from "vitest";

/** A program that is no part of the project but looks at what it made, e.g. `pdftoppm` of poppler-utils. */
export type Tool =
  | "pdftoppm"
  | "pdfimages"
  | "pdffonts"
  | "pdfinfo"
  | "pdftotext"
  | "qpdf"
  | "gs"
  | "dmtxread"
  | "dmtxwrite"
  | "xmllint"
  | "ippeveprinter"
  | "dbus-daemon"
  | "avahi-daemon"
  | "systemd-analyze"
  | "cupsd"
  | "lpadmin"
  | "lp"
  | "lpstat";

/**
 * A test that needs other programs. Where one is missing it is skipped and says so; under CI=true it runs, and fails.
 */
export function testWith(tools: readonly Tool[], law: string, check: () => Promise<void> | void): void {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length === 0 || process.env.CI === "true") {
    test(law, check);
    return;
  }
  console.warn(`SKIPPED, ${missing.join(" and ")} not installed: ${law}`);
  test.skip(law, check);
}

/** Runs a tool and answers what it wrote. */
export function run(tool: Tool, ...parameters: readonly string[]): Buffer {
  return execFileSync(tool, [...parameters], { maxBuffer: 256e6, stdio: ["ignore", "pipe", "pipe"] });
}

function isInstalled(tool: Tool): boolean {
  try {
    execFileSync("which", [tool], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
