import * as z from "zod";
import { type CappedChild, type ChildSpec, cappedChild } from "./capped-child.ts";

type Caps = Omit<ChildSpec, "script" | "log">;

const Task = z.strictObject({ task: z.string(), job: z.unknown() });

/** Children of one script that does several tasks, each with caps of its own. */
export function cappedTasks<K extends string>(
  common: Pick<ChildSpec, "script" | "log">,
  caps: Readonly<Record<K, Caps>>,
): Record<K, CappedChild> {
  const children = Object.entries<Caps>(caps).map(([task, own]) => {
    const child = cappedChild({ ...common, ...own });
    return [task, { run: (job: unknown) => child.run({ task, job }) }] as const;
  });
  // fromEntries forgets the keys, which are those of the caps.
  return Object.fromEntries(children) as Record<K, CappedChild>;
}

/** The child's side: hands a job to the one of its tasks that was asked for. */
export function byTask(tasks: Readonly<Record<string, (job: unknown) => Promise<unknown>>>) {
  const known = new Map(Object.entries(tasks));
  return async (asked: unknown): Promise<unknown> => {
    const { task, job } = Task.parse(asked);
    const work = known.get(task);
    if (!work) throw new Error(`there is no task ${task}`);
    return work(job);
  };
}
