import { setTimeout as sleep } from "node:timers/promises";
import { conform } from "../lib/conform/conform.ts";
import { openTrial } from "./conform-trial.ts";
import { operatorsCloud } from "./invoke.ts";

const quietSeconds = 3;

/** Plays the trial tickets against a facility of a stage, prints each verdict; answers how many rules were broken. */
export async function conformFacility(
  facilityId: string,
  { patienceSeconds, stage }: { patienceSeconds: number; stage: string | undefined },
): Promise<number> {
  const { trial, clear } = await openTrial(facilityId, await operatorsCloud(stage));
  const patience = {
    seconds: patienceSeconds,
    quietSeconds,
    sleep: (seconds: number) => sleep(seconds * 1000),
  };
  let broken = 0;
  let before = "";
  try {
    for await (const { happening, rule, wrong } of conform(trial, patience)) {
      if (happening !== before) process.stdout.write(`${happening}\n`);
      before = happening;
      if (wrong !== undefined) broken++;
      process.stdout.write(
        wrong === undefined ? `  ok     ${rule}\n` : `  WRONG  ${rule}\n         ${wrong}\n`,
      );
    }
  } finally {
    await clear();
  }
  process.stdout.write(
    broken === 0 ? `${facilityId} keeps every rule\n` : `${facilityId} broke ${broken} rules\n`,
  );
  return broken;
}
