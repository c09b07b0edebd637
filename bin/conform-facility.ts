import { setTimeout as sleep } from "node:timers/promises";
import { conform, type Verdict } from "../lib/conform/conform.ts";
import { openTrial } from "./conform-trial.ts";
import { operatorsCloud } from "./invoke.ts";

/** How long to wait for a word, and for words that ought not to come; and where: the laptop cloud unless said. */
interface Wish {
  readonly seconds: number;
  readonly quietSeconds: number;
  readonly stage: string | undefined;
}

/** Plays the trial tickets against a facility of a stage, prints each verdict; answers how many rules were broken. */
export async function conformFacility(facilityId: string, { stage, ...wish }: Wish): Promise<number> {
  const trial = await openTrial(facilityId, await operatorsCloud(stage));
  const patience = { ...wish, sleep: (seconds: number) => sleep(seconds * 1000) };
  const broken: Verdict[] = [];
  try {
    let before = "";
    for await (const verdict of conform(trial, patience)) {
      if (verdict.happening !== before) process.stdout.write(`${verdict.happening}\n`);
      before = verdict.happening;
      if (tell(verdict)) broken.push(verdict);
    }
  } finally {
    await trial.clear();
  }
  const end = broken.length === 0 ? "keeps every rule" : `broke ${broken.length} rules`;
  process.stdout.write(`${facilityId} ${end}\n`);
  return broken.length;
}

/** Answers whether the rule was broken. */
function tell({ rule, wrong }: Verdict): boolean {
  process.stdout.write(wrong === undefined ? `  ok     ${rule}\n` : `  WRONG  ${rule}\n         ${wrong}\n`);
  return wrong !== undefined;
}
