import type { Status } from "../order/report.ts";
import {
  accepts,
  always,
  answersRecall,
  type Course,
  keepsRecall,
  printsNothing,
  type Rule,
  saysNothing,
  ships,
  tellsDamage,
} from "./rules.ts";
import type { Laid, Patience, Trial } from "./trial.ts";

/** One thing that happens to facilities, and the rules that hold then. */
export interface Case {
  readonly name: string;
  /** Lets it happen; resolves with what became of the tickets, each with its rules. */
  play(trial: Trial, patience: Patience): Promise<{ course: Course; rules: readonly Rule[] }[]>;
}

const ends: ReadonlySet<string> = new Set(["shipped", "delivered", "failed", "refused", "recalled"]);
const answers: ReadonlySet<string> = new Set(["recalled", "recall_denied", "refused", "failed"]);
const lookSeconds = 0.5;

const isOver = (heard: readonly Status[]) => heard.some(({ status }) => ends.has(status));
const isAccepted = (heard: readonly Status[]) => heard.length > 0;
const isAnswered = (heard: readonly Status[]) => heard.some(({ status }) => answers.has(status));

export const cases: readonly Case[] = [
  {
    name: "a ticket like any other",
    async play(trial, patience) {
      const laid = await trial.lay();
      await trial.ring(laid);
      return [
        { course: await see(laid, { trial, patience, until: isOver }), rules: [...always, accepts, ships] },
      ];
    },
  },
  {
    name: "the same message three times",
    async play(trial, patience) {
      const laid = await trial.lay();
      for (let times = 0; times < 3; times++) await trial.ring(laid);
      return [{ course: await see(laid, { trial, patience, until: isOver }), rules: [...always, ships] }];
    },
  },
  {
    name: "a message again after all is done",
    async play(trial, patience) {
      const laid = await trial.lay();
      await trial.ring(laid);
      await see(laid, { trial, patience, until: isOver });
      await trial.ring(laid);
      return [{ course: await see(laid, { trial, patience, until: isOver }), rules: [...always, ships] }];
    },
  },
  {
    name: "an order that is cancelled after the claim",
    async play(trial, patience) {
      const laid = await trial.lay();
      await trial.ring(laid);
      await waitFor(laid, { trial, patience, until: isAccepted });
      await trial.recall(laid);
      const course = await see(laid, { trial, patience, until: isAnswered });
      return [{ course, rules: [...always, answersRecall, keepsRecall] }];
    },
  },
  {
    name: "a file with one wrong bit",
    async play(trial, patience) {
      const laid = await trial.lay({ damaged: true });
      await trial.ring(laid);
      const course = await see(laid, { trial, patience, until: isOver });
      return [{ course, rules: [...always, printsNothing, tellsDamage] }];
    },
  },
  {
    name: "a ticket that was taken back before anybody claimed it",
    async play(trial, patience) {
      const taken = await trial.lay();
      await trial.revoke(taken);
      await trial.ring(taken);
      // When the next one is done, the message of the first was heard.
      const next = await trial.lay();
      await trial.ring(next);
      const course = await see(next, { trial, patience, until: isOver });
      return [
        { course: await courseOf(taken, trial), rules: [saysNothing] },
        { course, rules: [...always, ships] },
      ];
    },
  },
  {
    name: "a new generation after the old one was taken back",
    async play(trial, patience) {
      const old = await trial.lay();
      await trial.revoke(old);
      const laid = await trial.lay({ after: old });
      await trial.ring(old);
      await trial.ring(laid);
      const course = await see(laid, { trial, patience, until: isOver });
      const before = await courseOf(old, trial);
      return [
        { course, rules: [...always, ships] },
        { course: before, rules: [saysNothing] },
      ];
    },
  },
];

interface Look {
  readonly trial: Trial;
  readonly patience: Patience;
  readonly until: (heard: readonly Status[]) => boolean;
}

/** Waits for the end and then a little longer, for what ought not to come. */
async function see(laid: Laid, look: Look): Promise<Course> {
  await waitFor(laid, look);
  await look.patience.sleep(look.patience.quietSeconds);
  return await courseOf(laid, look.trial);
}

/** Waits until it is so or nothing new is said for as long as patience lasts. */
async function waitFor(laid: Laid, { trial, patience, until }: Look): Promise<void> {
  let heard = await trial.heard(laid);
  let left = patience.seconds;
  while (!until(heard) && left > 0) {
    await patience.sleep(lookSeconds);
    const now = await trial.heard(laid);
    left = now.length > heard.length ? patience.seconds : left - lookSeconds;
    heard = now;
  }
}

async function courseOf(laid: Laid, trial: Trial): Promise<Course> {
  return { quantity: laid.quantity, claim: await trial.claimOf(laid), heard: await trial.heard(laid) };
}
