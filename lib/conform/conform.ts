import { cases } from "./cases.ts";
import type { Patience, Trial } from "./trial.ts";

/** A rule that was kept, or how it was broken. */
export interface Verdict {
  readonly happening: string;
  readonly rule: string;
  readonly wrong?: string;
}

/** Plays the trial tickets one after another against a facility, and tells of each rule whether it was kept. */
export async function* conform(trial: Trial, patience: Patience): AsyncGenerator<Verdict> {
  for (const { name: happening, play } of cases) {
    for (const { course, rules } of await play(trial, patience)) {
      for (const rule of rules) {
        const wrong = rule.wrong(course);
        yield { happening, rule: rule.says, ...(wrong && { wrong }) };
      }
    }
  }
}
