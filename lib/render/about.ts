import { decidedBy, type Job, type Made } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";
import type { About } from "./pdf/metadata.ts";

/** What the document of that role says about itself. */
export function aboutOf(
  job: Pick<Job, "title" | "date" | "spec" | "inside">,
  intent: Intent | undefined,
  role: Made["role"],
): About {
  const { title, date } = job;
  return { title, date, seed: `${decidedBy(job, role)} ${role}`, intent };
}
