import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import { launchFirefox } from "./firefox.ts";

/** A browser as its distribution ships it. */
export interface Engine {
  readonly name: string;
  readonly executable: string;
  launch(executable: string): Promise<Browser>;
}

export const chromium: Engine = {
  name: "Chromium",
  executable: process.env.CHROMIUM ?? "/usr/bin/chromium",
  launch: launchChromium,
};

export const firefox: Engine = {
  name: "Firefox",
  executable: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  launch: launchFirefox,
};

/** Whether it can be looked with; with CI=true it must be there. */
export function isHere({ executable }: Engine): boolean {
  return existsSync(executable) || process.env.CI === "true";
}
