import type { Job, Made } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";
import type { About } from "./pdf/metadata.ts";

/** What the document of that role says about itself. */
export function aboutOf(
  { title, date, spec }: Pick<Job, "title" | "date" | "spec">,
  intent: Intent | undefined,
  role: Made["role"],
): About {
  return { title, date, seed: `${spec} ${role}`, intent };
}
