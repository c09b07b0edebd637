import { json } from "node:stream/consumers";
import { answerTo } from "./capped-child-answer.ts";

/** The child's side of a capped child: reads the job, does the work, writes the one answer and goes. */
export async function workAsChild(work: (job: unknown) => Promise<unknown>): Promise<void> {
  // A sign of life that JSON takes for nothing: who never gave it did not come as far as a file.
  process.stdout.write(" ");
  const job = await json(process.stdin);
  const answer = await answerTo(() => work(job));
  await new Promise((resolve) => process.stdout.write(JSON.stringify(answer), resolve));
  // Timers and threads of a library that was made to stumble must not keep the child alive.
  process.exit(0);
}
